import { CoinbaseError } from '../../rules/errors';
import type { Order } from '../../rules/orders';
import { say } from '../../sentences';
import { withCanceled } from '../canceled-before';
import type { Core } from '../core';
import type { Deadline } from '../deadline';
import { refusal } from '../refusal';
import { advancedTradeStyle } from '../styles/advanced-trade';
import { textAt, valueAt } from '../styles/reading';
import type { CancelResult } from '../trading-api';
import { listOf } from '../wire-values';
import { BROKERAGE } from './paths';
import { codeOfReason } from './reasons';

/** Orders that one cancel may name. */
const MOST_IDS = 100;
/** Orders that come while all are canceled are canceled too: it is repeated, at most so often. */
const MOST_ROUNDS = 20;

/** A cancel of it is under way already, which is this one's success as well. */
const UNDER_WAY = 'DUPLICATE_CANCEL_REQUEST';

/** Why an order was not canceled, by its id; undefined where it was. */
type Canceled = ReadonlyMap<string, string | undefined>;

/** @param ids at most 100. @throws CoinbaseError when the whole request is refused. */
async function batchCancel(core: Core, ids: readonly string[], deadline: Deadline): Promise<Canceled> {
  const request = {
    method: 'POST',
    path: `${BROKERAGE}/orders/batch_cancel`,
    body: JSON.stringify({ order_ids: ids }),
  };
  const response = await core.request(request, deadline, true);
  const error = refusal(response, request, advancedTradeStyle.words);
  if (error) throw error;
  const results = listOf(valueAt(response.body, 'results'), 'results');
  return new Map(
    results.flatMap((result) => {
      const id = textAt(result, 'order_id');
      if (id === undefined) return [];
      const done = valueAt(result, 'success') === true;
      return [[id, done ? undefined : (textAt(result, 'failure_reason') ?? 'no reason given')] as const];
    }),
  );
}

/**
 * Cancels one order.
 * @param look for the order itself: one reason stands for orders that are done and for orders that never were.
 */
export async function cancelOne(
  core: Core,
  id: string,
  deadline: Deadline,
  look: () => Promise<Order | undefined>,
): Promise<CancelResult> {
  const results = await batchCancel(core, [id], deadline);
  // An answer about no order at all canceled none.
  const reason = results.has(id) ? results.get(id) : 'no result for this order';
  if (reason === undefined) return { kind: 'canceled', id };
  if (reason === 'ORDER_IS_FULLY_FILLED') return { kind: 'already-done', message: reason, id };
  const order = await look();
  if (!order) return { kind: 'gone', message: reason, id };
  if (order.status === 'done' || order.status === 'rejected')
    return { kind: 'already-done', message: reason, id };
  if (reason === UNDER_WAY) return { kind: 'canceled', message: reason, id };
  const why = say('refusal.says', { words: JSON.stringify(reason) });
  throw new CoinbaseError(codeOfReason(reason, 'REQUEST_REFUSED'), why, { sent: true, exchange: reason });
}

/**
 * Cancels what is open until nothing new is.
 * @param open the ids of all orders that are open now; with `failure` those that were seen, which are canceled first.
 */
export async function cancelOpen(
  core: Core,
  open: () => Promise<{ readonly ids: readonly string[]; readonly failure?: unknown }>,
  deadline: Deadline,
): Promise<readonly string[]> {
  const asked = new Set<string>();
  const canceled: string[] = [];
  try {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const { ids: seen, failure } = await open();
      const fresh = seen.filter((id) => !asked.has(id));
      if (fresh.length === 0 && failure !== undefined) throw failure;
      if (fresh.length === 0) break;
      for (let at = 0; at < fresh.length; at += MOST_IDS) {
        const ids = fresh.slice(at, at + MOST_IDS);
        const results = await batchCancel(core, ids, deadline);
        for (const id of ids) {
          asked.add(id);
          if (results.has(id) && [undefined, UNDER_WAY].includes(results.get(id))) canceled.push(id);
        }
      }
    }
  } catch (thrown) {
    throw withCanceled(thrown, canceled);
  }
  return canceled;
}
