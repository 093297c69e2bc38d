import type { OwnMessage } from '../../api';
import type { Fill, Order } from '../../rules/orders';
import { isDone } from '../../rules/outcomes';
import { catchUp, isComplete, untilComplete, untold } from './catch-up';
import { isMore, sameAmount, timeOf, without } from './figures';
import { SETTLING_MS, type FollowParts } from './follow-parts';
import { filledAtEnd } from './from-message';
import type { Turn } from './lanes';
import { isAnother, meet } from './meet';
import { ToldOrder, type Draft } from './told-order';

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
    expectEnd(told, parts);
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

/** An order that is filled whole is over: where no message says so in a moment, it is read. */
function expectEnd({ order, filled, done }: ToldOrder, { doubt }: FollowParts): void {
  if (!done && order.size !== undefined && sameAmount(filled, order.size))
    doubt(order.id, { ...order, status: 'done' });
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
  if (!counted) {
    told.unsettled = true;
    parts.doubt(turn.id);
  }
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
    if (known) known.unsettled = false;
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
  { reads, tell, doubt, notice, time, patienceMs }: FollowParts,
  heardAt?: string,
): Promise<Answer> {
  const missing = isMore(seen.filled_size, told.filled);
  const fills = missing ? await reads.fills(id, untilComplete(told, seen)) : [];
  const short = missing && !isComplete(told, seen, fills);
  if (short && forMs < patienceMs) {
    tell(
      untold(told, fills).map((fill) => told.filledBy(fill)),
      heardAt === undefined,
    );
    return 'again';
  }
  tell(catchUp(told, seen, fills, heardAt ?? time()), heardAt === undefined);
  // It was waited for once before.
  const enough = told.unsettled;
  told.unsettled = short && !enough;
  if (told.unsettled) doubt(id);
  else if (short) {
    notice(unlisted(told, seen));
    told.accept(seen, timeOf(heardAt) ?? Date.parse(time()) - forMs);
  }
  return 'told';
}

function unlisted({ order, filled }: ToldOrder, seen: Order): string {
  const both = `Coinbase counts ${seen.filled_size} as filled and lists ${filled}`;
  return `Order ${order.id}: ${both}; what is missing is told in its figures alone.`;
}
