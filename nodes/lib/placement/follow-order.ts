import type { TradingApi } from '../api';
import type { Clock } from '../rules/clock';
import { decimal } from '../rules/decimal';
import type { Order } from '../rules/orders';
import { isDone, laterOf } from '../rules/outcomes';
import { openOrder } from './open-order';
import type { Calling, Patience } from './patience';

export interface FollowParts {
  readonly trading: TradingApi;
  readonly clock: Clock;
  readonly patience: Patience;
  readonly afterWait: 'leave' | 'cancel';
  /** Calls when somebody says that the order is over: it is looked at at once. */
  readonly over?: Calling;
}

const LOOK_MS = 5000;
/** The last look at the end of the wait gets this much, so that it can see anything. */
const LAST_LOOK_MS = 2000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2000;
/** The exchange may not find an order for some seconds after it took it; so long a 404 is not looked into. */
const SETTLING_MS = 3000;
/** Time to cancel and to see what came of it, when the wait is over. */
const CANCEL_MS = 10_000;

/**
 * Reads an accepted order until nothing more can happen to it, or until the wait is over; then, when asked for, cancels
 * it and tells truly what came of that. Trouble on the way costs looks, never the order: the last sighting stands.
 */
export async function followOrder(accepted: Order, parts: FollowParts): Promise<Order> {
  const watch = createWatch(accepted, parts);
  const last = await watch(parts.patience);
  if (isDone(last) || parts.afterWait === 'leave' || parts.patience.aborted) return last;
  const cancelTime = parts.patience.extended(CANCEL_MS);
  await parts.trading
    .cancel({ id: accepted.id }, accepted.product_id, cancelTime.call(LOOK_MS))
    .catch(() => undefined);
  // Canceled, filled in the meantime or gone: what the order itself says now is what became of it.
  return watch(cancelTime);
}

/** Looks until the order is done or the patience is over; keeps what it saw from one use to the next. */
function createWatch(
  accepted: Order,
  { trading, clock, over }: FollowParts,
): (patience: Patience) => Promise<Order> {
  const acceptedAt = clock.elapsed();
  let last = accepted;
  let seen = false;

  const look = async (wait: Patience): Promise<void> => {
    const patience = wait.remainingMs() < LAST_LOOK_MS ? wait.extended(LAST_LOOK_MS) : wait;
    try {
      const order = await trading.find({ id: accepted.id }, patience.call(LOOK_MS));
      if (order) {
        seen = true;
        last = laterOf(last, merged(last, order));
      } else if (seen || clock.elapsed() - acceptedAt >= SETTLING_MS) {
        const listed = await openOrder(trading, accepted, patience.call(LOOK_MS));
        if (listed) last = laterOf(last, merged(last, listed));
        else if (trading.forgetsUnfilled && (await hasNoFills(trading, accepted.id, patience)))
          last = canceledUnfilled(last);
      }
    } catch {
      // This look failed; there is another one while there is time.
    }
  };

  return async (patience) => {
    for (let pause = FIRST_PAUSE_MS; !isDone(last); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      if (patience.aborted || patience.remainingMs() === 0) break;
      await patience.pause(pause, over);
      if (!patience.aborted) await look(patience);
    }
    return last;
  };
}

/** Some exchanges forget an order that was canceled without a fill; one with fills they keep. */
async function hasNoFills(trading: TradingApi, orderId: string, patience: Patience): Promise<boolean> {
  for await (const page of trading.listFills({ orderId }, patience.call(LOOK_MS)))
    if (page.length > 0) return false;
  return true;
}

function canceledUnfilled(order: Order): Order {
  return decimal(order.filled_size).eq('0')
    ? { ...order, status: 'done', done_reason: 'canceled', settled: true }
    : order;
}

/** Early sightings leave fields out; what was known before stays. */
function merged(known: Order, sighting: Order): Order {
  return { ...known, ...sighting };
}
