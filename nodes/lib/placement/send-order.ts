import type { TradingApi } from '../api';
import { CoinbaseError } from '../rules/errors';
import type { Order, OrderIntent, Verdict } from '../rules/orders';
import type { Journal } from './journal';
import type { Patience } from './patience';
import { record } from './record';

/** An order that exists on the exchange, and how that is known. */
export interface SentOrder {
  readonly order: Order;
  readonly attempts: number;
  readonly found: boolean;
  readonly raw: unknown;
}

export interface SendParts {
  readonly trading: TradingApi;
  readonly journal: Journal;
  readonly patience: Patience;
  readonly random: () => number;
}

/** One try gets this much of the time, so that enough is left to look for an order whose answer never came. */
const LONGEST_TRY_MS = 10_000;
const SHARE_OF_A_TRY = 0.5;
const LOOKUP_MS = 5000;
/** Pauses before each look for the order; the last one repeats. */
const LOOKUP_PAUSES_MS = [500, 1000, 2000, 4000, 8000] as const;
/** Pauses before sending again what is proven not to have arrived; the last one repeats. */
const RESEND_PAUSES_MS = [250, 500, 1000, 2000] as const;
/** An order that comes much later than it was asked for is another order. */
const MOST_TRIES = 6;
/** A corrected clock either helps at once or not at all. */
const MOST_CLOCK_TRIES = 2;

/**
 * Sends the order until a verdict stands. Sent again, with the same client order id: what never left, what the rate
 * limit turned away, and once what the clock turned away. Never again: an unknown, for the exchange does not
 * recognise a repeated client order id and would place it twice.
 */
export async function sendOrder(intent: OrderIntent, parts: SendParts): Promise<SentOrder> {
  const { trading, journal, patience } = parts;
  let clockTries = 0;
  for (let attempts = 1; ; attempts += 1) {
    await record(() => journal.sending(intent, attempts), intent);
    const tryMs = Math.min(LONGEST_TRY_MS, patience.remainingMs() * SHARE_OF_A_TRY);
    const verdict = await trading.place(intent, patience.call(tryMs));
    await noted(() => journal.answered(intent, verdict));
    switch (verdict.kind) {
      case 'accepted':
        return { order: verdict.order, attempts, found: false, raw: verdict.raw };
      case 'unknown':
        return resolveUnknown(intent, verdict.error, attempts, parts);
      case 'refused':
      case 'not-sent': {
        if (verdict.error.code === 'CLOCK_SKEW') clockTries += 1;
        const again = mayGoAgain(verdict) && clockTries < MOST_CLOCK_TRIES && attempts < MOST_TRIES;
        const pauseMs = again ? pauseBefore(attempts, verdict.error, parts) : undefined;
        if (pauseMs === undefined || pauseMs >= patience.remainingMs())
          throw final(verdict, intent, attempts);
        await patience.pause(pauseMs);
        if (patience.aborted || patience.remainingMs() === 0) throw final(verdict, intent, attempts);
      }
    }
  }
}

/** Only where it is proven that no order came of it, and where another try can end differently. */
function mayGoAgain({ kind, error }: Exclude<Verdict, { kind: 'accepted' }>): boolean {
  if (kind === 'refused') return error.code === 'RATE_LIMITED' || error.code === 'CLOCK_SKEW';
  return kind === 'not-sent' && error.code === 'NETWORK';
}

function pauseBefore(attempts: number, error: CoinbaseError, { random }: SendParts): number {
  if (error.code === 'CLOCK_SKEW') return 0;
  const pause = RESEND_PAUSES_MS[Math.min(attempts, RESEND_PAUSES_MS.length) - 1] ?? 0;
  return Math.max(pause * (0.5 + random() / 2), (error.details.retryAfterSeconds ?? 0) * 1000);
}

/** What the caller hears when nothing was placed. */
function final(
  verdict: Exclude<Verdict, { kind: 'accepted' }>,
  intent: OrderIntent,
  attempts: number,
): CoinbaseError {
  const { code, why, details } = verdict.error;
  const facts = { ...details, client_oid: intent.client_oid, attempts };
  const plain = verdict.kind === 'refused' || !(code === 'NETWORK' || code === 'TIMEOUT');
  if (plain) return new CoinbaseError(code, why, facts);
  return new CoinbaseError('ORDER_NOT_PLACED', `it never left this machine, because ${why}`, {
    ...facts,
    reason: code,
  });
}

/** No answer, or none that proves anything: looks for the order by its client order id while there is time. */
async function resolveUnknown(
  intent: OrderIntent,
  error: CoinbaseError,
  attempts: number,
  { trading, journal, patience }: SendParts,
): Promise<SentOrder> {
  let lookups = 0;
  while (!patience.aborted) {
    const pause = LOOKUP_PAUSES_MS[Math.min(lookups, LOOKUP_PAUSES_MS.length - 1)] ?? 0;
    if (pause >= patience.remainingMs()) break;
    await patience.pause(pause);
    if (patience.aborted) break;
    lookups += 1;
    // A look that fails proves nothing either; the next one may not.
    const order = await trading
      .find({ clientOid: intent.client_oid }, patience.call(LOOKUP_MS))
      .catch(() => undefined);
    if (order) {
      await noted(() => journal.resolved(intent, order.id));
      return { order, attempts, found: true, raw: undefined };
    }
  }
  await noted(() => journal.resolved(intent, undefined));
  throw unresolved(intent, error, attempts, lookups);
}

function unresolved(
  intent: OrderIntent,
  error: CoinbaseError,
  attempts: number,
  lookups: number,
): CoinbaseError {
  const { client_oid, product_id } = intent;
  const looked = lookups === 0 ? 'there was no time to look for it' : `it was not found in ${lookups} looks`;
  const why = `order ${client_oid} for ${product_id} was sent, then ${error.why}; ${looked}`;
  const details = {
    ...error.details,
    client_oid,
    product_id,
    attempts,
    lookups,
    reason: error.code,
    sent: true,
  };
  return new CoinbaseError('ORDER_UNRESOLVED', why, details);
}

/** The order is out: a record that fails now must not hide what became of it. */
async function noted(write: () => Promise<void> | void): Promise<void> {
  try {
    await write();
  } catch {
    // The record before the send stands, so the order is looked up again at the next start.
  }
}
