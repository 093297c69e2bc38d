import type { CallOptions, TradingApi } from '../api';
import type { Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import type { Order, OrderIntent, Verdict } from '../rules/orders';
import type { Patience } from './patience';
import type { UnknownSend } from './look-for-order';
import type { Trail } from './trail';
import { verdictOnId } from './verdict-on-id';

/** An order that exists on the exchange, and how that is known. */
export interface SentOrder {
  readonly order: Order;
  readonly attempts: number;
  readonly found: boolean;
  readonly raw: unknown;
}

export interface SendParts {
  readonly trading: TradingApi;
  readonly trail: Trail;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly random: () => number;
  /** Of each send. */
  readonly hooks: Pick<CallOptions, 'beforeSend' | 'waiting'>;
  /** The client order id is somebody's choice, so that another order may have it. */
  readonly givenId: boolean;
  /** True once nobody wants the order any more: then it is not sent again to settle an unknown. */
  readonly unwanted?: () => boolean;
  /** Finds out what became of an order whose answer proves nothing. */
  readonly resolve: (unknown: UnknownSend) => Promise<SentOrder>;
}

/** One try gets this much of the time, so that enough is left to look for an order whose answer never came. */
const LONGEST_TRY_MS = 10_000;
const SHARE_OF_A_TRY = 0.5;
/** Pauses before sending again what is proven not to have arrived; the last one repeats. */
const RESEND_PAUSES_MS = [250, 500, 1000, 2000] as const;
/** An order that comes much later than it was asked for is another order. */
const MOST_TRIES = 6;
/** A corrected clock either helps at once or not at all. */
const MOST_CLOCK_TRIES = 2;

/**
 * Sends the order until a verdict stands. Sent again, with the same client order id: what never left, what the rate
 * limit turned away, and once what the clock turned away. An unknown is sent again only where the API answers a
 * repeated client order id with the earlier order; elsewhere it would be placed twice. No answer to such a repeat but
 * the order itself, or another one that has the id, proves anything about the first send: that may still be on its way.
 */
export async function sendOrder(intent: OrderIntent, parts: SendParts): Promise<SentOrder> {
  const { trading, trail, clock, patience, hooks, givenId } = parts;
  let clockTries = 0;
  let doubt: UnknownSend | undefined;
  for (let attempts = 1; ; attempts += 1) {
    try {
      await trail.sending(attempts);
    } catch (thrown) {
      // It is not kept that it goes once more, so it does not; what went before may have been placed all the same.
      if (doubt) return parts.resolve(doubt);
      throw thrown;
    }
    const sentAt = clock.elapsed();
    const tryMs = Math.min(LONGEST_TRY_MS, patience.remainingMs() * SHARE_OF_A_TRY);
    const first = await trading.place(intent, { ...patience.call(tryMs), ...hooks });
    const answer = givenId && trading.repeatable ? await verdictOnId(first, intent, parts) : first;
    const verdict = doubt ? afterDoubt(answer, doubt) : answer;
    trail.answered(attempts, verdict);
    if (answer.kind === 'accepted')
      return { order: answer.order, attempts, found: doubt !== undefined, raw: answer.raw };
    if (isTaken(answer)) throw final(answer, intent, attempts);
    if (answer.error.code === 'CLOCK_SKEW') clockTries += 1;
    if (verdict.kind === 'unknown') {
      const { error, stampMs } = verdict;
      doubt = { error, attempts, sentAt: doubt?.sentAt ?? sentAt, stampMs, givenId };
    }
    const mayTry = doubt ? mayRepeat(answer, parts) : mayGoAgain(answer);
    const again = mayTry && clockTries < MOST_CLOCK_TRIES && attempts < MOST_TRIES;
    const pauseMs = again ? pauseBefore(attempts, answer.error, parts) : undefined;
    const hasTime = pauseMs !== undefined && pauseMs < patience.remainingMs();
    if (hasTime) await patience.pause(pauseMs);
    if (hasTime && !patience.aborted && patience.remainingMs() > 0 && !(doubt && parts.unwanted?.()))
      continue;
    if (doubt) return parts.resolve(doubt);
    throw final(answer, intent, attempts);
  }
}

type Failed = Exclude<Verdict, { kind: 'accepted' }>;

/** Proven whatever was sent before: another order has the client order id, so none of ours can. */
function isTaken({ kind, error }: Failed): boolean {
  return kind === 'refused' && error.code === 'IDEMPOTENCY_CONFLICT';
}

/** What a repeat's answer proves of the order: that there is one, or nothing. The latest time stamp is good longest. */
function afterDoubt(answer: Verdict, { stampMs }: UnknownSend): Verdict {
  if (answer.kind === 'accepted' || isTaken(answer)) return answer;
  const latest = answer.kind === 'unknown' ? (answer.stampMs ?? stampMs) : stampMs;
  return { kind: 'unknown', error: answer.error, ...(latest !== undefined && { stampMs: latest }) };
}

/** A repeat settles it where the API recognises it. One that is refused for good would be refused again. */
function mayRepeat(answer: Failed, { trading, unwanted }: SendParts): boolean {
  return trading.repeatable && !unwanted?.() && (answer.kind === 'unknown' || mayGoAgain(answer));
}

/** Only where it is proven that no order came of it, and where another try can end differently. */
function mayGoAgain({ kind, error }: Failed): boolean {
  if (kind === 'refused') return error.code === 'RATE_LIMITED' || error.code === 'CLOCK_SKEW';
  return kind === 'not-sent' && error.code === 'NETWORK';
}

function pauseBefore(attempts: number, error: CoinbaseError, { random }: SendParts): number {
  if (error.code === 'CLOCK_SKEW') return 0;
  const pause = RESEND_PAUSES_MS[Math.min(attempts, RESEND_PAUSES_MS.length) - 1] ?? 0;
  return Math.max(pause * (0.5 + random() / 2), (error.details.retryAfterSeconds ?? 0) * 1000);
}

/** What the caller hears when nothing was placed. */
function final(verdict: Failed, intent: OrderIntent, attempts: number): CoinbaseError {
  const { code, why, details } = verdict.error;
  const facts = { ...details, client_oid: intent.client_oid, attempts };
  const plain = verdict.kind === 'refused' || !(code === 'NETWORK' || code === 'TIMEOUT');
  if (plain) return new CoinbaseError(code, why, facts);
  return new CoinbaseError('ORDER_NOT_PLACED', `it never left this machine, because ${why}`, {
    ...facts,
    reason: code,
  });
}
