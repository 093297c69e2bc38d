import { CoinbaseError } from '../../nodes/lib/rules/errors';
import type { DeskPlacement } from '../../nodes/lib/placement/desk/types';
import { type Ask, markOfAsk, markOfOrder } from './asks';
import { checkArrivals } from './check-arrivals';
import { checkCancel } from './check-cancels';
import { type Evidence, groupBy, type Violation } from './evidence';
import type { Standing, TakenOrder } from './exchange-record';
import type { Call } from './story';

/** Holds what was reported against what the exchange did. Knows nothing of how orders are placed. */
export function findViolations(evidence: Evidence): Violation[] {
  return [
    ...doubledOrders(evidence),
    ...checkAsks(evidence),
    ...evidence.story.cancels.flatMap((cancel) => checkCancel(cancel, evidence)),
    ...checkArrivals(evidence),
  ];
}

function doubledOrders({ record, standings }: Evidence): Violation[] {
  const doubled = (by: 'mark' | 'clientOid'): Violation[] =>
    [...groupBy(record.taken, (order) => order[by])]
      .map(([name, orders]) => ({ name, count: aliveTogether(orders, standings) }))
      .filter(({ count }) => count > 1)
      .map(({ name, count }) => ({ kind: 'doubled', what: `${count} orders of ${by} ${name}` }));
  return [...doubled('mark'), ...doubled('clientOid')];
}

/** How long a GTT order of a minute lives, milliseconds. */
const MINUTE_MS = 60_000;

/** Of orders that are for the same thing, oldest first: how many are more than a try that had ended without effect. */
function aliveTogether(orders: readonly TakenOrder[], standings: ReadonlyMap<string, Standing>): number {
  const last = orders.at(-1);
  const effective = orders.filter((order) => {
    if (order.rejected) return false;
    const expired = order.timeInForce === 'GTT' && last !== undefined && order.at + MINUTE_MS < last.at;
    return !(vanished(order, standings) && (order.timeInForce !== 'GTT' || expired));
  });
  return effective.length;
}

/** It ended by itself without a fill, and the exchange forgot it: nobody can tell it from one that never came. */
export function vanished({ id, timeInForce }: TakenOrder, standings: ReadonlyMap<string, Standing>): boolean {
  return timeInForce !== 'GTC' && !standings.has(id);
}

function checkAsks(evidence: Evidence): Violation[] {
  const { story, record } = evidence;
  const orders = groupBy(record.taken, ({ mark }) => mark);
  const recovered = groupBy(story.recovered, ({ message }) => message);
  return [...groupBy(story.calls, ({ ask }) => ask)].flatMap(([ask, calls]) => {
    const heard = recovered.get(messageOf(ask)) ?? [];
    const own = calls.filter(({ conflict }) => !conflict);
    const [order] = orders.get(markOfAsk(ask.asked)) ?? [];
    // The two orders of a key come with one message: what is told late of the other one is no word about this one.
    const late = heard.map(({ result }) => result).filter((result) => !isOfConflict(ask, result, orders));
    return [
      ...answersOf(ask, calls),
      ...conflictsOf(ask, calls, orders, evidence.standings),
      ...(order ? checkTaken(ask, order, own, late, evidence) : checkNotTaken(ask, own, late)),
      ...onlyOnce(ask, own, late),
    ].map(({ kind, what }) => ({ kind, what: `${what} (ask ${ask.number})` }));
  });
}

/** What every message of an ask is called. */
export const messageOf = ({ number }: Ask): string => `message ${number}`;

type Result = DeskPlacement | CoinbaseError;

const isPlaced = (result: Result | undefined): result is DeskPlacement =>
  result !== undefined && !(result instanceof CoinbaseError);

/** It is the order that the key's conflict was for, and the exchange took that. */
function isOfConflict({ conflict }: Ask, result: Result, orders: ReadonlyMap<string, unknown>): boolean {
  if (!conflict || !isPlaced(result)) return false;
  const mark = markOfAsk(conflict);
  return orders.has(mark) && markOfOrder(result.order) === mark;
}

/** It says that it does not know. */
const leavesOpen = (error: CoinbaseError): boolean => error.code === 'ORDER_UNRESOLVED';

const tellsNothing = (error: CoinbaseError): boolean =>
  leavesOpen(error) || error.code === 'ORDER_NOT_PLACED';

function answersOf(_ask: Ask, calls: readonly Call[]): Violation[] {
  return calls
    .filter(({ answers, interrupted }) => answers !== 1 && !(interrupted && answers === 0))
    .map(({ answers }) => ({ kind: 'not answered once', what: `a message was answered ${answers} times` }));
}

function conflictsOf(
  { asked, conflict }: Ask,
  calls: readonly Call[],
  orders: ReadonlyMap<string, readonly TakenOrder[]>,
  standings: ReadonlyMap<string, Standing>,
): Violation[] {
  if (!conflict) return [];
  // A key is free again once it is proven that there is no order of it.
  const taken = [asked, conflict].flatMap((one) => orders.get(markOfAsk(one)) ?? []);
  if (
    aliveTogether(
      taken.toSorted((a, b) => a.at - b.at),
      standings,
    ) > 1
  )
    return [{ kind: 'doubled', what: 'a second order was placed for one key' }];
  const told = calls.filter((call) => call.conflict && isPlaced(call.result)).length;
  if (told > 0 && !orders.has(markOfAsk(conflict)))
    return [{ kind: 'wrong verdict', what: 'the order of a key is told as another one' }];
  return [];
}

/** The exchange took it: somebody must have been told so, and nobody the contrary. */
function checkTaken(
  ask: Ask,
  order: TakenOrder,
  calls: readonly Call[],
  late: readonly Result[],
  evidence: Evidence,
): Violation[] {
  const wrong: Violation[] = [];
  const results = [...calls.map(({ result }) => result), ...late];
  const placed = results.filter(isPlaced);
  const errors = results.filter((one): one is CoinbaseError => one instanceof CoinbaseError);
  if (order.rejected) {
    if (placed.length > 0)
      wrong.push({ kind: 'wrong verdict', what: 'an order that was rejected is told as placed' });
    if (!errors.some(({ code }) => code === 'ORDER_REFUSED'))
      wrong.push({ kind: 'lost', what: `an order that was rejected is told as ${codes(errors)}` });
    return wrong;
  }
  // "Not placed" is all that can be known of it, and true of its effect.
  const notPlaced = vanished(order, evidence.standings);
  if (notPlaced && placed.length === 0 && errors.some(tellsNothing)) return [];
  if (placed.length === 0)
    wrong.push({ kind: 'lost', what: `${order.id} was taken, told: ${codes(errors)}` });
  for (const error of errors) {
    const about = error.details['client_oid'];
    const alone = calls.length === 1 || about === order.clientOid;
    if (alone && !leavesOpen(error) && !(notPlaced && tellsNothing(error)))
      wrong.push({ kind: 'wrong verdict', what: `${order.id} was taken, told as ${error.code}` });
  }
  for (const one of placed) wrong.push(...checkPlacement(ask, one, order, evidence));
  return wrong;
}

function checkPlacement(
  { asked }: Ask,
  { order: told, client_oid, outcome }: DeskPlacement,
  order: TakenOrder,
  { standings }: Evidence,
): Violation[] {
  const wrong = (what: string): Violation => ({ kind: 'wrong verdict', what: `${order.id}: ${what}` });
  if (told.id !== order.id || client_oid !== order.clientOid) return [wrong(`told as order ${told.id}`)];
  if (told.product_id !== asked.product_id || told.side !== asked.side)
    return [wrong('told as another order')];
  const standing = standings.get(order.id);
  const filled = standing?.filledSize ?? '0';
  switch (outcome) {
    case 'accepted':
    case 'open':
      return [];
    case 'rejected':
      return [wrong('told as placed and rejected')];
    case 'canceled':
      return standing ? [wrong(`told as canceled, is ${standing.status} ${filled}`)] : [];
    case 'filled':
      return standing?.doneReason === 'filled' && Number(told.filled_size) === Number(filled)
        ? []
        : [wrong(`told as filled ${told.filled_size}, is ${filled}`)];
    case 'partially-filled':
      return Number(told.filled_size) === Number(filled) && Number(filled) > 0
        ? []
        : [wrong(`told as filled in part ${told.filled_size}, is ${filled}`)];
  }
}

/** The exchange never took it: nobody may have been told that it did, and nobody may be left in doubt. */
function checkNotTaken(_ask: Ask, calls: readonly Call[], late: readonly Result[]): Violation[] {
  const wrong: Violation[] = [];
  const results = [...calls.map(({ result }) => result), ...late];
  for (const { order, outcome, repeated } of results.filter(isPlaced)) {
    const told = `${markOfOrder(order)} ${outcome}${repeated ? ' (repeated)' : ''}`;
    wrong.push({ kind: 'wrong verdict', what: `told as placed, never taken: ${told}` });
  }
  const errors = results.filter((one): one is CoinbaseError => one instanceof CoinbaseError);
  if (errors.some(leavesOpen) && !errors.some((error) => !leavesOpen(error)))
    wrong.push({ kind: 'not settled', what: 'left unresolved' });
  return wrong;
}

/** One message of an ask gets the order as its own; the others get it as repeated; nothing is told late that was told. */
function onlyOnce(_ask: Ask, calls: readonly Call[], late: readonly Result[]): Violation[] {
  const results = calls.map(({ result }) => result);
  const own = results.filter((result) => isPlaced(result) && !result.repeated);
  const told = [...own, ...late];
  const wrong: Violation[] = [];
  if (own.length > 1) wrong.push({ kind: 'wrong verdict', what: `${own.length} messages placed it` });
  if (late.length > 1 || (late.length === 1 && told.length > 1))
    wrong.push({
      kind: 'not answered once',
      what: `told ${own.length} times, and ${late.length} times late`,
    });
  return wrong;
}

const codes = (errors: readonly CoinbaseError[]): string =>
  errors.map(({ code }) => code).join(', ') || 'nothing';
