import type { Fill, Order } from '../../rules/orders';
import { catchUp, differs, isComplete, untold } from './catch-up';
import { isMore, timeOf } from './figures';
import { gone } from './follow';
import type { Memory } from './memory';
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

/** An order as it was told, and as the exchange has it now. */
interface Pair {
  readonly told: ToldOrder;
  /** Undefined: the exchange has forgotten it. */
  readonly seen: Order | undefined;
  /** The first change, of an order that is new. */
  readonly begun: Draft | undefined;
}

/** From this many orders of one product on, its fills are read together. */
const MANY = 4;

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
  const pairs = [
    ...(await pairsOfKnown(parts, seen, nowMs, horizonMs)),
    ...pairsOfUnknown(memory, seen, horizonMs),
  ];
  const fills = await readFills(reads, pairs);
  const old = first ? [...seen.values()].filter((order) => (timeOf(order.created_at) ?? 0) < horizonMs) : [];
  const oldFills = await readFills(
    reads,
    old.map((order) => ({ told: bare(order), seen: order, begun: undefined })),
  );

  // From here on nothing is waited for: all of it is told, or nothing.
  for (const order of old) {
    const told = ToldOrder.silent(
      order,
      oldFills.filter(({ order_id }) => order_id === order.id),
      horizonMs,
    );
    memory.set(told);
    pairs.push({ told, seen: order, begun: undefined });
  }
  const seenAt = new Date(nowMs).toISOString();
  const drafts = pairs.map((pair) => draftsOf(pair, [...fills, ...oldFills], seenAt, doubt));
  for (const { told, seen } of pairs) {
    told.found = seen !== undefined;
    memory.set(told);
  }
  tell(byTime(drafts));
  memory.advance(first ? nowMs : nowMs - overlapMs);
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
    if (!listed && told.done && told.atMs < horizonMs) return;
    const order = listed ?? (await reads.order(told.order.id));
    if (order && told.isSame(order)) pairs.push({ told, seen: order, begun: undefined });
    else if (told.done) return;
    else if (told.maybeEarly(nowMs)) doubt(told.order.id);
    else pairs.push({ told, seen: undefined, begun: undefined });
  });
  await Promise.all(ask);
  return pairs;
}

function pairsOfUnknown(memory: Memory, seen: ReadonlyMap<string, Order>, horizonMs: number): Pair[] {
  return [...seen.values()].flatMap((order): Pair[] => {
    const known = memory.get(order.id)?.isSame(order) ?? false;
    if (known || (timeOf(order.created_at) ?? Infinity) < horizonMs) return [];
    const status = order.status === 'active' ? 'active' : 'pending';
    const [told, begun] = ToldOrder.begin(order, status, order.created_at);
    return [{ told, seen: order, begun }];
  });
}

/** Stands for an order of which nothing is known: all its fills are wanted. */
function bare(order: Order): ToldOrder {
  return ToldOrder.begin(order, 'pending', order.created_at)[0];
}

/** The fills that are missing, read together where many orders of one product miss some. */
async function readFills(reads: Reads, pairs: readonly Pair[]): Promise<readonly Fill[]> {
  const wanting = pairs.filter(({ told, seen }) => !seen || isMore(seen.filled_size, told.filled));
  const products = [...new Set(wanting.map(({ told }) => told.order.product_id))];
  const found = await Promise.all(
    products.map(async (product) => {
      const all = wanting.filter(({ told }) => told.order.product_id === product);
      const complete = ({ told, seen }: Pair, fills: readonly Fill[]): boolean =>
        seen !== undefined && isComplete(told, seen, fills);
      const together =
        all.length < MANY
          ? []
          : await reads.productFills(product, (fills) => all.every((pair) => complete(pair, fills)));
      const rest = all.filter((pair) => !complete(pair, together));
      const single = await Promise.all(
        rest.map((pair) => reads.fills(pair.told.order.id, (fills) => complete(pair, fills))),
      );
      return [...together, ...single.flat()];
    }),
  );
  return found.flat();
}

function draftsOf(
  { told, seen, begun }: Pair,
  fills: readonly Fill[],
  seenAt: string,
  doubt: (id: string) => void,
): Draft[] {
  const own = fills.filter(({ order_id }) => order_id === told.order.id);
  const first = begun ? [begun] : [];
  const given = (draft: Draft | undefined): draft is Draft => draft !== undefined;
  if (!seen) return [...first, ...gone(told, own, seenAt).filter(given)];
  if (isComplete(told, seen, own)) {
    return differs(told, seen) ? [...first, ...catchUp(told, seen, own, seenAt)] : first;
  }
  // Its other fills appear in a moment; it is not told to be over before.
  doubt(told.order.id);
  return [
    ...first,
    ...untold(told, own)
      .map((fill) => told.filledBy(fill))
      .filter(given),
  ];
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
