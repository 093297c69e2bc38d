import type { Fill, Order } from '../../rules/orders';
import { catchUp, differs, isComplete, untold } from './catch-up';
import { timeOf } from './figures';
import { gone } from './follow';
import type { Memory } from './memory';
import { readLateFills, readMissingFills, type Compared } from './missing-fills';
import type { Reads } from './reads';
import { ToldOrder, type Draft } from './told-order';

export interface RecoverParts {
  readonly memory: Memory;
  readonly reads: Reads;
  /** Tells what was missed, oldest first. */
  readonly tell: (drafts: readonly Draft[]) => void;
  /** The order is to be read once more, a little later. */
  readonly doubt: (id: string) => void;
  /** Orders of so long before the last comparison are asked for again, milliseconds. */
  readonly overlapMs: number;
}

interface Pair extends Compared {
  /** The first change, of an order that is new. */
  readonly begun?: Draft;
}

/**
 * Compares everything with the exchange and tells what was missed; at the very first time only remembers what is open.
 * Nothing else may tell of orders meanwhile. @throws CoinbaseError, with nothing told and nothing changed.
 */
export async function recover(parts: RecoverParts): Promise<void> {
  const { memory, reads, tell, doubt, overlapMs } = parts;
  const nowMs = await reads.time();
  const first = memory.horizonMs === undefined;
  const horizonMs = memory.horizonMs ?? nowMs;
  const seen = await reads.orders(horizonMs);
  const known = await pairsOfKnown(parts, seen, nowMs, horizonMs);
  const news = [...seen.values()].filter((order) => isUntold(memory, order));
  const fresh = news.filter(({ created_at }) => (timeOf(created_at) ?? Infinity) >= horizonMs).map(begin);
  // Those from before the events began.
  const old = first ? news.filter((order) => !fresh.some(({ seen }) => seen === order)) : [];
  const missing = await readMissingFills(reads, [...known, ...fresh, ...old.map(begin)]);
  const done = memory.all().filter((told) => told.done);
  const fills = grouped([...missing, ...(await readLateFills(reads, done, horizonMs))]);

  // From here on nothing is waited for: all of it is told, or nothing.
  const pairs: Pair[] = [
    ...known,
    ...fresh,
    ...old.map((order) => {
      const told = ToldOrder.silent(order, fills.get(order.id) ?? [], horizonMs);
      return { told, seen: order };
    }),
  ];
  const compared = new Set(pairs.map(({ told }) => told));
  for (const told of done) if (!compared.has(told)) pairs.push({ told, seen: told.order });
  const seenAt = new Date(nowMs).toISOString();
  const drafts = pairs.map((pair) => draftsOf(pair, fills.get(pair.told.order.id) ?? [], seenAt, doubt));
  for (const pair of pairs) {
    pair.told.found = pair.seen !== undefined;
    memory.set(pair.told);
  }
  tell(byTime(drafts));
  memory.advance(first ? nowMs : nowMs - overlapMs, nowMs);
}

/** What was told of, is not done or was done lately, and is in none of the lists, is asked for one by one. */
async function pairsOfKnown(
  { memory, reads, doubt }: RecoverParts,
  seen: ReadonlyMap<string, Order>,
  nowMs: number,
  horizonMs: number,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  const ask = memory.all().map(async (told): Promise<void> => {
    const listed = seen.get(told.order.id);
    if (listed && !told.isSame(listed)) return;
    if (!listed && !memory.asksFor(told.order.id) && told.atMs < horizonMs) return;
    const order = listed ?? (await reads.order(told.order.id));
    if (order && told.isSame(order)) pairs.push({ told, seen: order });
    else if (told.done) told.unsettled = false;
    else if (told.maybeEarly(nowMs)) doubt(told.order.id);
    else pairs.push({ told, seen: undefined });
  });
  await Promise.all(ask);
  return pairs;
}

/** Nothing was told of it; a sandbox that was started again gives the ids of earlier orders to new ones. */
function isUntold(memory: Memory, order: Order): boolean {
  return !memory.get(order.id)?.isSame(order);
}

/** As if it had just been received. */
function begin(order: Order): Pair {
  const [told, begun] = ToldOrder.begin(order, 'pending', order.created_at);
  return { told, seen: order, begun };
}

function grouped(fills: readonly Fill[]): ReadonlyMap<string, readonly Fill[]> {
  const groups = new Map<string, Fill[]>();
  for (const fill of fills) {
    const group = groups.get(fill.order_id);
    if (group) group.push(fill);
    else groups.set(fill.order_id, [fill]);
  }
  return groups;
}

function draftsOf(
  { told, seen, begun }: Pair,
  fills: readonly Fill[],
  seenAt: string,
  doubt: (id: string) => void,
): Draft[] {
  const given = (draft: Draft | undefined): draft is Draft => draft !== undefined;
  const first = begun ? [begun] : [];
  if (!seen) return [...first, ...gone(told, fills, seenAt).filter(given)];
  const late = untold(told, fills);
  if (isComplete(told, seen, fills)) {
    told.unsettled = false;
    return late.length > 0 || differs(told, seen) ? [...first, ...catchUp(told, seen, fills, seenAt)] : first;
  }
  // Its other fills appear in a moment; it is not told to be over before.
  doubt(told.order.id);
  return [...first, ...late.map((fill) => told.filledBy(fill)).filter(given)];
}

/** In the order of time; the changes of one order stay in theirs. */
function byTime(orders: readonly (readonly Draft[])[]): Draft[] {
  const timed = orders.flatMap((drafts) => {
    let latest = 0;
    return drafts.map((draft) => {
      latest = Math.max(latest, timeOf(draft.time) ?? 0);
      return { draft, at: latest };
    });
  });
  return timed.sort((a, b) => a.at - b.at).map(({ draft }) => draft);
}
