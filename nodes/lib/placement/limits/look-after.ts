import { endOfOrder } from '../order-end';
import type { Order } from '../../rules/orders';
import type { CountedOrder } from './counted-order';
import { FIGURE_MS } from './figure';
import type { HoldingsParts } from './holdings';

/** Own orders that are open no more and whose end nobody told: at most so many are looked up in one go. */
const MOST_LOOKS = 20;

/**
 * Tells the tally and its owner what a list of the open orders says of own ones, and looks up those that should be in
 * it and are not. A look that fails changes nothing: the order counts on as it was.
 */
export async function lookAfter(
  listed: readonly Order[],
  { trading, tally, clock, now, sighted }: HoldingsParts,
): Promise<void> {
  const ids = new Set<string>();
  const tell = (client_oid: string, order: Order): void => {
    if (!tally.get(client_oid)) return;
    tally.seen(client_oid, order, clock.elapsed());
    sighted({ ...order, client_oid });
  };
  for (const order of listed) {
    ids.add(order.id);
    if (order.client_oid !== undefined) tell(order.client_oid, order);
  }
  const gone = [...tally.open].filter(({ order }) => order && !ids.has(order.id)).slice(0, MOST_LOOKS);
  if (gone.length === 0) return;
  const api = await trading();
  const look = async (own: CountedOrder): Promise<void> => {
    const { order, placedAt, intent } = own;
    const how = { ageMs: now() - placedAt, timeoutMs: FIGURE_MS };
    const end = order && (await endOfOrder(order, api, how));
    if (end) tell(intent.client_oid, end);
  };
  await Promise.all(gone.map((own) => look(own).catch(() => undefined)));
}
