import type { TradingApi } from '../../api';
import type { Order } from '../../rules/orders';
import type { CountedOrder } from './counted-order';
import { FIGURE_MS } from './figure';
import type { HoldingsParts } from './holdings';

/** Own orders that are open no more and whose end nobody told: at most so many are looked up in one go. */
const MOST_LOOKS = 20;
/** So long after it was placed the exchange may not find an order that is there, milliseconds. */
const SETTLING_MS = 40_000;

/**
 * Tells the tally what a list of the open orders says of own ones, and looks up those that should be in it and are not.
 * A look that fails changes nothing: the order counts on as it was.
 */
export async function lookAfter(
  listed: readonly Order[],
  { trading, tally, clock, now }: HoldingsParts,
): Promise<void> {
  const ids = new Set<string>();
  for (const order of listed) {
    ids.add(order.id);
    if (order.client_oid !== undefined) tally.seen(order.client_oid, order, clock.elapsed());
  }
  const gone = [...tally.open].filter(({ order }) => order && !ids.has(order.id)).slice(0, MOST_LOOKS);
  if (gone.length === 0) return;
  const api = await trading();
  const look = async (own: CountedOrder): Promise<void> => {
    const end = await endOf(own, api, now() - own.placedAt);
    if (end) tally.seen(own.intent.client_oid, end, clock.elapsed());
  };
  await Promise.all(gone.map((own) => look(own).catch(() => undefined)));
}

/** The order as it is; canceled where the exchange lastingly knows neither it nor a fill of it. */
async function endOf({ order }: CountedOrder, api: TradingApi, ageMs: number): Promise<Order | undefined> {
  if (!order) return undefined;
  const options = { timeoutMs: FIGURE_MS };
  const found = await api.find({ id: order.id }, options);
  if (found || ageMs < SETTLING_MS) return found;
  for await (const page of api.listFills({ orderId: order.id }, options))
    if (page.length > 0) return undefined;
  return { ...order, status: 'done', done_reason: 'canceled', settled: true };
}
