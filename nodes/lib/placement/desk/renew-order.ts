import type { TradingApi } from '../../api';
import { decimalText, type Decimal } from '../../rules/decimal';
import { asCoinbaseError, CoinbaseError } from '../../rules/errors';
import { cancelOrder, type Cancellation } from '../cancel-order';
import { originOf, type PlacementEntry } from '../journal';
import type { DeskCore } from './core';
import { place } from './place';
import type { RenewalMarks } from './renewal-marks';
import { heardOf, nameOf, restOf } from './renewing';

const CANCEL_MS = 10_000;
const PLACE_MS = 30_000;

export interface RenewOptions {
  readonly core: DeskCore;
  readonly trading: TradingApi;
  readonly marks: RenewalMarks;
  /** Its end is past: nothing may take its place any more. */
  readonly isLate: boolean;
  /** The exchange has ended it by itself by now, or is about to. */
  readonly isEnded: boolean;
  /** Why nothing may take its place, asked until the very moment it would leave. */
  readonly stopped: () => 'called off' | 'closed' | undefined;
  /** Hears of the client order id that is to take its place, before it leaves; and of undefined where none took it. */
  readonly replaced: (by: string | undefined) => void;
}

/** Cancels an order, and places again what is left of it; its node hears what came of that. Never rejects. */
export async function renewOrder(entry: PlacementEntry, options: RenewOptions): Promise<void> {
  const { core, marks, isLate, isEnded } = options;
  try {
    const rest = await cancel(entry, options);
    // Whoever looks next sees.
    if (rest === 'not-known' && !isEnded) return;
    if (rest === 'not-known')
      throw new CoinbaseError(
        'ORDER_NOT_PLACED',
        'what came of its cancel was not known until after its end',
      );
    if (rest && isLate) throw new CoinbaseError('ORDER_NOT_PLACED', 'its cancel took until after its end');
    if (rest && (await placeAgain(entry, rest, options)) === 'not-now') return;
  } catch (thrown) {
    marks.telling(entry.client_oid);
    return tell(core, entry, asCoinbaseError(thrown, 'ORDER_NOT_PLACED'));
  }
  marks.over(entry.client_oid);
}

/**
 * @returns what is left to be placed; undefined when there is nothing to renew; `not-known` while it may be open.
 * @throws CoinbaseError when the order ended and it is not proven that it ended for this.
 */
async function cancel(
  entry: PlacementEntry,
  { core, trading, marks }: RenewOptions,
): Promise<Decimal | 'not-known' | undefined> {
  const { client_oid, intent } = entry;
  const mark = marks.of(client_oid);
  let canceled: Cancellation;
  try {
    await marks.leaving(client_oid);
    const parts = { trading, clock: core.clock };
    canceled = await cancelOrder(nameOf(entry), intent.product_id, parts, { timeoutMs: CANCEL_MS });
  } catch (thrown) {
    const heard = heardOf(thrown);
    if (heard === 'taken') marks.taken(client_oid);
    if (heard === undefined && mark === undefined) marks.over(client_oid);
    return 'not-known';
  }
  const { outcome, order, message, answer } = canceled;
  if (order) core.hint({ ...order, client_oid });
  else core.gone({ clientOid: client_oid }, trading);
  // An order that the exchange had is not found there any more once it ended without a fill.
  const isForgotten = outcome === 'not-found' && trading.forgetsUnfilled;
  const isOver = outcome === 'canceled' || outcome === 'already-canceled' || isForgotten;
  // With a message it was somebody else's cancel that was under way.
  if (mark === 'taken' ? isOver : outcome === 'canceled' && message === undefined)
    return restOf(entry, order, trading);
  const mayBeOurs = mark === 'leaving' || (mark === undefined && answer === 'lost');
  if (mayBeOurs && (isOver || outcome === 'not-found'))
    throw new CoinbaseError('ORDER_NOT_PLACED', "its cancel's answer was lost, and now it is canceled");
  return undefined;
}

/**
 * Through the whole desk: switch, limits, journal.
 * @returns `not-now` where Node-RED closes: the next start goes on with it.
 */
async function placeAgain(
  entry: PlacementEntry,
  rest: Decimal,
  { core, marks, stopped, replaced }: RenewOptions,
): Promise<'not-now' | undefined> {
  const { client_oid, node, message } = entry;
  // Proven by now, and on record for the next start.
  marks.taken(client_oid);
  const { client_oid: _own, ...asked } = entry.asked;
  const again = { ...asked, amount: { unit: 'base', value: decimalText(rest) } } as const;
  const mayLeave = (): void => {
    if (stopped()) throw new CoinbaseError('ABORTED', 'it was canceled meanwhile', { sent: false });
    const { refusal } = core.openers;
    if (refusal) throw refusal;
  };
  const { key: _used, ...origin } = originOf(entry);
  const order = { ...origin, asked: again, environment: core.identity, renews: client_oid, mayLeave };
  const planned = ({ intent }: { intent: { client_oid: string } }): void => replaced(intent.client_oid);
  try {
    mayLeave();
    const options = { waitFor: 'accepted', timeoutMs: PLACE_MS } as const;
    const result = await place(core, core.trading, { ...order, planned }, options);
    core.outbox.put({ node, message, client_oid: result.client_oid, renews: client_oid, result });
  } catch (thrown) {
    // Of one that is not known to be placed the desk itself tells, once it is.
    if (asCoinbaseError(thrown, 'ORDER_NOT_PLACED').code === 'ORDER_UNRESOLVED') return undefined;
    replaced(undefined);
    const why = stopped();
    if (why === 'closed') return 'not-now';
    if (why === undefined) throw thrown;
  }
  return undefined;
}

function tell(
  core: DeskCore,
  { client_oid, orderId, node, message }: PlacementEntry,
  { code, why, details }: CoinbaseError,
): void {
  const what = `order ${orderId ?? client_oid} ended because it was to be renewed, and it was not placed again: ${why}`;
  const result = new CoinbaseError(code, what, { ...details, client_oid, order_id: orderId });
  core.outbox.put({ node, message, client_oid, renews: client_oid, result });
}
