import type { CallOptions, CancelResult, OrderName, TradingApi } from '../api';
import { systemClock, type Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import type { Order } from '../rules/orders';
import { isDone, outcomeOf } from '../rules/outcomes';
import { say } from '../sentences';
import { openOrder } from './open-order';
import { createPatience } from './patience';

/** What became of a cancel: a closed list. */
export const cancelOutcomes = {
  canceled: 'The order is canceled; what was filled before stays filled.',
  'already-filled': 'It was filled before the cancel came.',
  'already-canceled': 'It was canceled before, with or without a part filled.',
  'already-rejected': 'The exchange had rejected it: it was never in the book.',
  'not-found': 'The exchange does not know it: never placed here, or canceled without a fill and forgotten.',
} as const;

export type CancelOutcome = keyof typeof cancelOutcomes;

export interface Cancellation {
  readonly outcome: CancelOutcome;
  /** The order as it stands, where the exchange still knows it. */
  readonly order: Order | undefined;
  /** The exchange's own words, where it did not simply cancel. */
  readonly message: string | undefined;
  /** What the exchange answered to the cancel itself; of one whose answer is `lost` it is not known whether it came. */
  readonly answer: Answer['kind'];
}

export interface CancelParts {
  readonly trading: TradingApi;
  readonly clock?: Clock;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** The cancel itself gets this much of the time, so that enough is left to see what came of it. */
const SHARE_OF_THE_CANCEL = 0.5;
/** A cancel can be under way, and lose the race against a fill: the order is read until it says so itself, this long. */
const PROOF_MS = 2000;
const PAUSE_MS = 100;

/** `lost`: the cancel left, but no answer came that says what it did. */
type Answer = CancelResult | { readonly kind: 'lost'; readonly error: CoinbaseError };

/**
 * Cancels one order and reports what it is now: "already done", "not found" and a lost answer are looked up, not
 * passed on.
 * @throws CoinbaseError when the exchange could not be asked or refused for another reason; TIMEOUT with
 * `details.cancel` where it took the cancel and the order is not seen to be done yet.
 */
export async function cancelOrder(
  name: OrderName,
  productId: string | undefined,
  { trading, clock = systemClock }: CancelParts,
  options: CallOptions = {},
): Promise<Cancellation> {
  const patience = createPatience(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.signal, clock);
  const answer = await trading
    .cancel(name, productId, patience.call(patience.remainingMs() * SHARE_OF_THE_CANCEL))
    .catch(lostAnswer);
  const proof = patience.extended(Math.min(PROOF_MS, patience.remainingMs()));
  // By the exchange's own id an order is found however old it is, and with one question.
  const found = 'id' in answer && answer.id !== undefined ? { id: answer.id } : name;
  const sighting = async (): Promise<Order | undefined> => {
    const options = { ...patience.call(DEFAULT_TIMEOUT_MS), urgent: true };
    const order = await trading.find(found, options);
    return order ?? (isProofOfEnd(answer) ? undefined : await openOrder(trading, found, options));
  };
  const look = () => sighting().catch((thrown: unknown) => Promise.reject(unseen(thrown, answer)));
  let order = await look();
  while (mayStillChange(answer, order, trading) && proof.remainingMs() > 0 && !proof.aborted) {
    await proof.pause(PAUSE_MS);
    order = await look();
  }
  const message = 'message' in answer ? answer.message : undefined;
  return { outcome: outcomeOfCancel(answer, order, trading), order, message, answer: answer.kind };
}

/** Failures after which it is not known whether the cancel arrived; the order knows. */
const LOST = new Set<string>([
  'NETWORK',
  'TIMEOUT',
  'EXCHANGE_UNAVAILABLE',
  'RESPONSE_CUT',
  'RESPONSE_EMPTY',
  'RESPONSE_NOT_JSON',
  'RESPONSE_TOO_LARGE',
]);

/** True where a cancel failed and the exchange may have taken it, or another one, all the same. */
export function mayHaveArrived(thrown: unknown): boolean {
  if (!(thrown instanceof CoinbaseError)) return true;
  const { code, details } = thrown;
  if (details.cancel !== undefined) return true;
  return details.sent !== false && (code === 'ABORTED' || LOST.has(code));
}

function lostAnswer(thrown: unknown): Answer {
  if (thrown instanceof CoinbaseError && thrown.details.sent !== false && LOST.has(thrown.code))
    return { kind: 'lost', error: thrown };
  throw thrown;
}

/** `under-way`: another cancel of the order, from whomever, was taken before. */
function heardOf(answer: Answer): Answer['kind'] | 'under-way' {
  return answer.kind === 'canceled' && answer.message !== undefined ? 'under-way' : answer.kind;
}

/** What came of the cancel could not be read; that the exchange answered it must not be lost with it. */
function unseen(thrown: unknown, answer: Answer): unknown {
  if (!(thrown instanceof CoinbaseError)) return thrown;
  const kind = heardOf(answer);
  const heard = kind === 'lost' ? say('cancel.lost') : say('cancel.answered', { kind });
  const why = say('cancel.thenUnread', { heard, why: thrown.toldWhy });
  return new CoinbaseError(thrown.code, why, { ...thrown.details, cancel: kind, sent: true });
}

/** After these an order that cannot be read is one that the exchange forgot; after others it may not be readable yet. */
function isProofOfEnd({ kind }: Answer): boolean {
  return kind === 'canceled' || kind === 'already-done';
}

/** Where the API forgets no order, a cancel that it took may be under way, and only the order tells its end. */
function isUnderWay(answer: Answer, { forgetsUnfilled }: TradingApi): boolean {
  return isProofOfEnd(answer) && !forgetsUnfilled;
}

function mayStillChange(answer: Answer, order: Order | undefined, trading: TradingApi): boolean {
  if (order && isDone(order)) return false;
  if (isUnderWay(answer, trading)) return true;
  return order !== undefined && (answer.kind === 'canceled' || answer.kind === 'lost');
}

function outcomeOfCancel(answer: Answer, order: Order | undefined, trading: TradingApi): CancelOutcome {
  const { kind } = answer;
  if (order && isDone(order)) {
    const became = outcomeOf(order);
    if (became === 'filled' || became === 'rejected') return `already-${became}`;
    return kind === 'canceled' || kind === 'lost' ? 'canceled' : 'already-canceled';
  }
  if (isUnderWay(answer, trading)) throw notDoneYet(answer, order);
  if (kind === 'canceled') return 'canceled';
  if (order) throw kind === 'lost' ? answer.error : notCanceled(order);
  // Done and then forgotten is what the exchange does with an order that was canceled without a fill.
  return kind === 'already-done' ? 'already-canceled' : 'not-found';
}

function notDoneYet(answer: Answer, order: Order | undefined): CoinbaseError {
  const is = order ? say('cancel.still', { id: order.id, status: order.status }) : say('cancel.unread');
  const heard = answer.kind === 'already-done' ? say('cancel.saysDone') : say('cancel.taken');
  const why = say('cancel.notDone', { heard, is });
  return new CoinbaseError('TIMEOUT', why, {
    ...(order && { order_id: order.id, order_status: order.status }),
    ...('message' in answer && { exchange: answer.message }),
    cancel: heardOf(answer),
    sent: true,
  });
}

function notCanceled({ id, status }: Order): CoinbaseError {
  const details = { order_id: id, order_status: status, sent: true };
  return new CoinbaseError('REQUEST_REFUSED', say('cancel.not', { id, status }), details);
}
