import type { Fill, Order } from '../../rules/orders';
import { isDone } from '../../rules/outcomes';
import { inOrder, isMore, sameAmount, sumOf, without } from './figures';
import type { Draft, ToldOrder } from './told-order';

/** Whether the exchange's order is another than the one that was told. */
export function differs({ order, filled }: ToldOrder, seen: Order): boolean {
  return isMore(seen.filled_size, filled) || isRepriced(order, seen) || isLaterStatus(order, seen);
}

/** The fills among these that were not told, oldest first. */
export function untold(told: ToldOrder, fills: readonly Fill[]): Fill[] {
  const own = fills.filter((fill) => isUntold(told, fill));
  return inOrder([...new Map(own.map((fill) => [fill.trade_id, fill])).values()]);
}

/** Whether these fills are all that the exchange's order says it has. */
export function isComplete(told: ToldOrder, seen: Order, fills: readonly Fill[]): boolean {
  return untilComplete(told, seen)(fills);
}

/** Takes page after page of fills. @returns whether those so far are all that the exchange's order says it has. */
export function untilComplete(told: ToldOrder, seen: Order): (page: readonly Fill[]) => boolean {
  const counted = new Set<string>();
  let sum = told.filled;
  return (page) => {
    const fresh = page.filter((fill) => isUntold(told, fill) && !counted.has(fill.trade_id));
    for (const { trade_id, size } of fresh) {
      if (!counted.has(trade_id)) sum = sumOf([sum, size]);
      counted.add(trade_id);
    }
    return !isMore(seen.filled_size, sum);
  };
}

function isUntold(told: ToldOrder, fill: Fill): boolean {
  return fill.order_id === told.order.id && !told.knows(fill);
}

/**
 * Everything between the order as it was told and as the exchange has it, in its order: fills, a new price or size, and
 * where it stands now.
 * @param seenAt ISO 8601: when it became what it is, where the exchange does not say.
 */
export function catchUp(told: ToldOrder, seen: Order, fills: readonly Fill[], seenAt: string): Draft[] {
  const fresh = untold(told, fills);
  const sum = sumOf([told.filled, ...fresh.map(({ size }) => size)]);
  // The exchange's own figures go with the last of its fills; there may be newer ones than it counts.
  const whole = isMore(sum, seen.filled_size) || isMore(seen.filled_size, sum) ? undefined : seen;
  const drafts: (Draft | undefined)[] = [];
  // An order takes before it rests: whoever sees both at once tells them in that order.
  const rests = seen.status === 'open' && told.order.status !== 'open';
  const [first, rest] = rests
    ? [fresh.filter(({ liquidity }) => liquidity === 'T'), fresh.filter(({ liquidity }) => liquidity !== 'T')]
    : [fresh, []];
  const tell = (fill: Fill, last: boolean): void => {
    drafts.push(told.filledBy(fill, last ? whole : undefined));
  };
  first.forEach((fill, index) => tell(fill, rest.length === 0 && index === first.length - 1));
  if (isRepriced(told.order, seen)) drafts.push(told.change(seen, seenAt));
  if (!isDone(seen)) {
    const stands = without(seen, 'filled_size', 'executed_value', 'fill_fees');
    drafts.push(told.status(stands, lastTime(first, seen.created_at, told)));
  }
  rest.forEach((fill, index) => tell(fill, index === rest.length - 1));
  if (isDone(seen)) drafts.push(told.status(seen, seen.done_at ?? seenAt));
  return drafts.filter((draft) => draft !== undefined);
}

/** An open order rests since it was created, or since it last took. */
function lastTime(fills: readonly Fill[], created: string, { order }: ToldOrder): string {
  return fills.at(-1)?.created_at ?? (created === '' ? order.created_at : created);
}

/** A limit order with another price or size. What a market order tells of both changes with its fills. */
function isRepriced(told: Order, seen: Order): boolean {
  if (told.type !== 'limit' || seen.type !== 'limit') return false;
  return (['price', 'size'] as const).some(
    (name) => seen[name] !== undefined && told[name] !== undefined && !sameAmount(seen[name], told[name]),
  );
}

const RANK = { pending: 0, active: 1, received: 2, open: 3, done: 4, rejected: 4 } as const;

function isLaterStatus(told: Order, seen: Order): boolean {
  return RANK[seen.status] > RANK[told.status];
}
