import type { TradingApi } from '../api';
import { CoinbaseError } from '../rules/errors';
import type { Order, OrderIntent, Verdict } from '../rules/orders';
import { takenByAnother } from '../rules/same-order';
import { say } from '../sentences';
import type { Patience } from './patience';

export interface ReadBack {
  readonly trading: TradingApi;
  readonly patience: Patience;
}

/** Longest look, milliseconds. */
const LOOK_MS = 5000;
/** Before each look: an order that was placed just now may not be found at once. Milliseconds. */
const PAUSES_MS = [0, 250, 500, 1000, 2000] as const;

/**
 * What an answer proves where the client order id was somebody's choice, and the API answers an id that it knows with
 * the order that has it: that order is read, and it is ours only where it is the one that was asked for. An order that
 * cannot be read is an unknown, never one that was accepted.
 */
export async function verdictOnId(answer: Verdict, intent: OrderIntent, parts: ReadBack): Promise<Verdict> {
  const id = orderNamedIn(answer);
  if (id === undefined) return answer;
  const order = await readOrder(id, parts);
  if (!order) return answer.kind === 'accepted' ? { kind: 'unknown', error: unread(intent, id) } : answer;
  const taken = takenByAnother(intent, order);
  if (taken) return { kind: 'refused', error: taken };
  return answer.kind === 'accepted' ? { ...answer, order } : { kind: 'accepted', order, raw: undefined };
}

/** The exchange's id of the order that the answer says has our client order id. */
function orderNamedIn(answer: Verdict): string | undefined {
  if (answer.kind === 'accepted') return answer.order.id;
  const id = answer.kind === 'unknown' ? answer.error.details['order_id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

async function readOrder(id: string, { trading, patience }: ReadBack): Promise<Order | undefined> {
  for (const pause of PAUSES_MS) {
    if (pause > 0) await patience.pause(pause);
    if (patience.aborted || patience.remainingMs() === 0) return undefined;
    const options = { ...patience.call(LOOK_MS), urgent: true };
    const order = await trading.find({ id }, options).catch(() => undefined);
    if (order) return order;
  }
  return undefined;
}

function unread({ client_oid, product_id }: OrderIntent, order_id: string): CoinbaseError {
  const why = say('unresolved.unread', { order: order_id, id: client_oid });
  return new CoinbaseError('NOT_FOUND', why, { client_oid, product_id, order_id, sent: true });
}
