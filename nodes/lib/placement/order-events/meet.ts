import type { OwnMessage } from '../../api';
import type { Order } from '../../rules/orders';
import { differs } from './catch-up';
import { isMore, timeOf } from './figures';
import { SETTLING_MS, type FollowParts } from './follow-parts';
import { asReceived, firstStatus, isSoonOver, orderOfMessages } from './from-message';
import type { Turn } from './lanes';
import type { Memory } from './memory';
import type { Reads } from './reads';
import { ToldOrder } from './told-order';

/** Whether an id that was told of belongs to a new order: a sandbox that was started again gives its ids again. */
export async function isAnother(
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
export async function meet(
  { id, next, forMs }: Turn,
  message: OwnMessage,
  { memory, reads, tell, doubt, patienceMs }: FollowParts,
): Promise<ToldOrder | 'unknowable' | undefined> {
  const late = forMs >= patienceMs;
  const read = late ? await reads.order(id).catch(() => undefined) : await reads.order(id);
  const early = forMs < SETTLING_MS && !isSoonOver(message, next);
  if (!read && early) return undefined;
  const order = read ?? orderOfMessages(message, next);
  if (!order || (!read && memory.isForeign(order.profile_id))) return 'unknowable';
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
