import type { OwnMessage } from '../../api';
import type { Fill, Order } from '../../rules/orders';
import { isDone } from '../../rules/outcomes';
import { catchUp, differs, isComplete, untold } from './catch-up';
import { isMore, sameAmount, timeOf, without } from './figures';
import { asReceived, filledAtEnd, firstStatus, isSoonOver, orderOfMessages } from './from-message';
import type { Turn } from './lanes';
import type { Memory } from './memory';
import type { Reads } from './reads';
import { ToldOrder, type Draft } from './told-order';

/** What following one order works with. */
export interface FollowParts {
  readonly memory: Memory;
  readonly reads: Reads;
  readonly tell: (drafts: readonly (Draft | undefined)[], recovered: boolean) => void;
  /** The order is to be read once more, a little later; with what it was seen as, only if it was not told by then. */
  readonly doubt: (id: string, seen?: Order) => void;
  /** ISO 8601, as near to the exchange's clock as is known. */
  readonly time: () => string;
  /** What was announced is looked for so long before it is told without, milliseconds. */
  readonly patienceMs: number;
}

/** The exchange may not find an order for some seconds after it took it, milliseconds. */
const SETTLING_MS = 4000;

type Answer = 'told' | 'again';

/** Tells what one piece of news says of its order. @throws CoinbaseError where the exchange has to be asked and cannot. */
export function follow(turn: Turn, parts: FollowParts): Promise<Answer> {
  const { news } = turn;
  return news.kind === 'message'
    ? followMessage(turn, news.message, parts)
    : followSighting(turn, news.order, parts);
}

async function followMessage(turn: Turn, message: OwnMessage, parts: FollowParts): Promise<Answer> {
  if (await isAnother(turn, message, parts)) parts.memory.drop(turn.id);
  const told = parts.memory.get(turn.id) ?? (await meet(turn, message, parts));
  if (!told) return 'again';
  if (told === 'unknowable') return 'told';
  switch (message.event) {
    case 'received':
    case 'opened':
    case 'activated':
      parts.tell([told.status({ status: STATUS[message.event] }, message.time)], false);
      return 'told';
    case 'filled':
      return tellFill(turn, told, message, parts);
    case 'changed':
      return tellChange(turn, told, message, parts);
    case 'done':
      return tellEnd(turn, told, message, parts);
    case 'update':
    case 'snapshot':
      return tellUpdate(turn, told, message, parts);
  }
}

const STATUS = { received: 'received', opened: 'open', activated: 'active' } as const;

/** Whether an id that was told of belongs to a new order: a sandbox that was started again gives its ids again. */
async function isAnother(
  { id }: Turn,
  { event, time }: OwnMessage,
  { memory, reads }: FollowParts,
): Promise<boolean> {
  const told = memory.get(id);
  if (event !== 'received' || !told || told.isSame({ created_at: time })) return false;
  // A stop that fired is received long after it was created.
  if (told.order.status === 'active') return false;
  const order = await reads.order(id);
  return order !== undefined && !told.isSame(order);
}

/** First sight of an order: it is read whole. @returns undefined when it is too early for that. */
async function meet(
  { id, next, forMs }: Turn,
  message: OwnMessage,
  { memory, reads, tell, doubt, patienceMs }: FollowParts,
): Promise<ToldOrder | 'unknowable' | undefined> {
  const late = forMs >= patienceMs;
  const read = late ? await reads.order(id).catch(() => undefined) : await reads.order(id);
  const early = forMs < SETTLING_MS && !isSoonOver(message, next);
  if (!read && early) return undefined;
  const order = read ?? orderOfMessages(message, next);
  if (!order) return 'unknowable';
  const isBirth = message.event === 'received' || message.event === 'activated';
  if (!isBirth && !memory.isNew(order)) {
    // A message of long ago about an order that is forgotten everywhere: it was told, or nobody can know it any more.
    return read ? meetOld(order, message, reads, memory) : 'unknowable';
  }
  const first = firstStatus(message);
  const time = message.event === 'received' ? message.time : order.created_at || message.time;
  const [told, draft] = ToldOrder.begin(asReceived(order, message), first, time);
  told.found = read !== undefined;
  memory.set(told);
  tell([draft], false);
  // It is further by now than its messages may ever tell: one can be lost.
  if (read && differs(told, read)) doubt(id, read);
  return told;
}

/** One from before the events began, or before what is remembered: told up to there. */
async function meetOld(order: Order, message: OwnMessage, reads: Reads, memory: Memory): Promise<ToldOrder> {
  const fills = isMore(order.filled_size, '0') ? await reads.fills(order.id, () => false) : [];
  const untilMs = Math.min(memory.horizonMs ?? Infinity, timeOf(message.time) ?? Infinity);
  const told = ToldOrder.silent(order, fills, untilMs);
  memory.set(told);
  return told;
}

/** A fill as the message tells it; without its fee there it is read. */
async function tellFill(
  { forMs }: Turn,
  told: ToldOrder,
  message: OwnMessage,
  parts: FollowParts,
): Promise<Answer> {
  const { fill } = message;
  if (!fill || told.knows(fill)) return 'told';
  const { fee } = fill;
  if (fee !== undefined) {
    parts.tell([told.filledBy({ ...fill, fee })], false);
    return 'told';
  }
  const has = (fills: readonly Fill[]): boolean => fills.some(({ trade_id }) => trade_id === fill.trade_id);
  const fills = await parts.reads.fills(told.order.id, has);
  if (!has(fills)) {
    if (forMs < parts.patienceMs) return 'again';
    parts.doubt(told.order.id);
    return 'told';
  }
  parts.tell(
    untold(told, fills).map((one) => told.filledBy(one)),
    false,
  );
  return 'told';
}

/** What was changed is read: a message tells parts of it, and each exchange other ones. */
async function tellChange(
  { forMs }: Turn,
  told: ToldOrder,
  message: OwnMessage,
  parts: FollowParts,
): Promise<Answer> {
  const read = await parts.reads.order(told.order.id);
  if (!read && forMs < SETTLING_MS) return 'again';
  parts.tell([told.change(read ?? message.order, message.time)], false);
  return 'told';
}

/** The end, once all fills before it are told: the message lets one count them, or the order is read. */
async function tellEnd(
  turn: Turn,
  told: ToldOrder,
  message: OwnMessage,
  parts: FollowParts,
): Promise<Answer> {
  if (told.done) return 'told';
  const { order, time } = message;
  const end = { ...order, status: order.status ?? 'done', done_at: order.done_at ?? time } as const;
  const filled = filledAtEnd(told.order, message);
  const counted = filled !== undefined && (sameAmount(filled, told.filled) || !isMore(filled, told.filled));
  if (!counted && turn.forMs < parts.patienceMs) {
    const read = await parts.reads.order(turn.id);
    if (read && isDone(read)) return approach(turn, told, read, parts, time);
    // Forgotten: it was canceled without a fill.
    const forgotten = !read && !isMore(told.filled, '0') && order.done_reason !== 'filled';
    if (!forgotten) return 'again';
  }
  if (!counted) parts.doubt(turn.id);
  const rest = without(end, 'filled_size', 'executed_value', 'fill_fees');
  parts.tell([told.status(rest, time)], false);
  return 'told';
}

/** How the order stands, all its fills together: those that are not told are read. */
async function tellUpdate(
  turn: Turn,
  told: ToldOrder,
  message: OwnMessage,
  parts: FollowParts,
): Promise<Answer> {
  const { order, time } = message;
  const repriced = (['price', 'size'] as const).some(
    (name) =>
      order[name] !== undefined &&
      told.order[name] !== undefined &&
      !sameAmount(order[name], told.order[name]),
  );
  const partly =
    order.filled_size !== undefined &&
    isMore(order.filled_size, told.filled) &&
    (order.executed_value === undefined || order.fill_fees === undefined);
  if ((repriced && !told.done) || partly) {
    const read = await parts.reads.order(turn.id);
    if (read) return approach(turn, told, read, parts, time);
    if (partly && turn.forMs < parts.patienceMs) return 'again';
  }
  const rest = without(order, 'price', 'size', 'funds');
  return approach(turn, told, { ...told.order, ...rest }, parts, time);
}

async function followSighting(turn: Turn, seen: Order | undefined, parts: FollowParts): Promise<Answer> {
  const { memory, reads, tell, time } = parts;
  const known = memory.get(turn.id);
  if (!seen) {
    if (!known || known.done) return 'told';
    const fills = await reads.fills(turn.id, () => false);
    tell(gone(known, fills, time()), true);
    return 'told';
  }
  if (known) known.found = true;
  if (known?.isSame(seen)) return approach(turn, known, seen, parts);
  if (!memory.isNew(seen)) return 'told';
  const [told, draft] = ToldOrder.begin(seen, 'pending', seen.created_at);
  told.found = true;
  memory.set(told);
  tell([draft], true);
  return approach(turn, told, seen, parts);
}

/** The exchange forgets an order that was canceled without a fill. */
export function gone(told: ToldOrder, fills: readonly Fill[], seenAt: string): (Draft | undefined)[] {
  const late = untold(told, fills).map((fill) => told.filledBy(fill));
  const end = { status: 'done', done_reason: 'canceled', done_at: seenAt, settled: true } as const;
  return [...late, told.status(end, seenAt)];
}

/**
 * Tells everything up to the order as it was seen, its fills one by one. They can appear later than the order that
 * counts them.
 * @param heardAt time of the message that says so; without it the order was read to see what was missed.
 */
async function approach(
  { id, forMs }: Turn,
  told: ToldOrder,
  seen: Order,
  { reads, tell, doubt, time, patienceMs }: FollowParts,
  heardAt?: string,
): Promise<Answer> {
  const missing = isMore(seen.filled_size, told.filled);
  const fills = missing ? await reads.fills(id, (all) => isComplete(told, seen, all)) : [];
  if (missing && !isComplete(told, seen, fills)) {
    if (forMs < patienceMs) {
      tell(
        untold(told, fills).map((fill) => told.filledBy(fill)),
        heardAt === undefined,
      );
      return 'again';
    }
    doubt(id);
  }
  tell(catchUp(told, seen, fills, heardAt ?? time()), heardAt === undefined);
  return 'told';
}
