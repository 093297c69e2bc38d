import type { TradingApi } from '../../api';
import type { Clock } from '../../rules/clock';
import type { Lifetime } from '../../rules/lifetime';
import type { Order, OrderIntent } from '../../rules/orders';
import { takenByAnother } from '../../rules/same-order';
import { lookForOrder, type UnknownSend } from '../look-for-order';
import { LOOK_MS, notPlaced, pauseBeforeLook, unresolved } from '../resolve-unknown';
import type { SentOrder } from '../send-order';

export interface WatchParts {
  readonly trading: () => Promise<TradingApi>;
  readonly clock: Clock;
  /** The desk's: ends the looking; what is not known then stays open in the journal. */
  readonly ended: Lifetime;
}

/** The looking for one order of which it is not known whether it exists. */
export interface Watch {
  /**
   * The order; or ORDER_NOT_PLACED once it is proven absent, IDEMPOTENCY_CONFLICT once another has its client order id.
   * Never settles when the desk ends before.
   */
  readonly end: Promise<SentOrder>;
  readonly unknown: UnknownSend;
  readonly looks: number;
  /** An order with its client order id was seen elsewhere; one that is another's is left to the looks. */
  hint(order: Order): void;
  /** Looks at once: the exchange answers again. */
  hurry(): void;
  /** A person says that it does not matter any more: ends with ORDER_UNRESOLVED. */
  release(): void;
}

/** After the looks of a message's patience: for ever, but gently. Milliseconds; the last one repeats. */
const LATER_PAUSES_MS = [15_000, 30_000, 60_000] as const;
const LOOKS_OF_A_MESSAGE = 10;
/** However many others are found: one order is not looked for more often, milliseconds. */
const CALM_MS = 2000;

export function watchOrder(
  intent: OrderIntent,
  unknown: UnknownSend,
  { trading, clock, ended }: WatchParts,
): Watch {
  let looks = 0;
  let lookedAt = clock.elapsed();
  let over = false;
  let wake: () => void = () => undefined;
  let settle: (sent: SentOrder) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const end = new Promise<SentOrder>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  const found = (order: Order): void =>
    finish(() => settle({ order, attempts: unknown.attempts, found: true, raw: undefined }));
  const finish = (conclude: () => void): void => {
    if (over) return;
    over = true;
    conclude();
    wake();
  };
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const stop = clock.after(pauseOf(looks), resolve);
      wake = () => {
        stop();
        resolve();
      };
    });
  const look = async (): Promise<void> => {
    looks += 1;
    lookedAt = clock.elapsed();
    const api = await trading().catch(() => undefined);
    if (!api || over) return;
    const options = () => ({ timeoutMs: LOOK_MS });
    const sighting = await lookForOrder(intent, unknown, { trading: api, clock, options });
    if (sighting.kind === 'absent') finish(() => fail(notPlaced(intent, unknown, looks)));
    else if (sighting.kind === 'taken') finish(() => fail(sighting.error));
    else if (sighting.kind === 'found') found(sighting.order);
  };
  const run = async (): Promise<void> => {
    for (;;) {
      await pause();
      if (over) return;
      await look();
    }
  };
  const leave = ended.onEnd(() => finish(() => undefined));
  void run().finally(leave);
  return {
    end,
    unknown,
    get looks() {
      return looks;
    },
    hint(order) {
      if (!unknown.givenId || !takenByAnother(intent, order)) found(order);
    },
    hurry() {
      if (clock.elapsed() - lookedAt >= CALM_MS) wake();
    },
    release: () => finish(() => fail(unresolved(intent, unknown, looks))),
  };
}

function pauseOf(looks: number): number {
  if (looks < LOOKS_OF_A_MESSAGE) return pauseBeforeLook(looks);
  return LATER_PAUSES_MS[Math.min(looks - LOOKS_OF_A_MESSAGE, LATER_PAUSES_MS.length - 1)] ?? 0;
}
