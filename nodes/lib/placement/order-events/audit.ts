import type { Clock } from '../../rules/clock';
import type { Doubts } from './doubts';
import type { Memory } from './memory';
import type { Reads } from './reads';

export interface AuditParts {
  readonly memory: Memory;
  readonly reads: Pick<Reads, 'time' | 'orders'>;
  readonly doubts: Doubts;
  /** Whether news waits to be told. */
  readonly busy: () => boolean;
  readonly overlapMs: number;
}

/**
 * Compares what was told with the exchange while all is well: the channel of own orders has no numbers on Exchange, so
 * that a message can be lost without a trace. What differs is looked at once more, after messages that are on their way.
 * @throws CoinbaseError.
 */
export async function audit({ memory, reads, doubts, busy, overlapMs }: AuditParts): Promise<void> {
  const nowMs = await reads.time();
  const seen = await reads.orders(memory.horizonMs ?? nowMs);
  for (const order of seen.values()) if (memory.isNews(order)) doubts.add(order.id, order);
  for (const told of memory.all())
    if (!told.done && !told.maybeEarly(nowMs) && !seen.has(told.order.id)) doubts.add(told.order.id);
  if (!busy() && doubts.size === 0) memory.advance(nowMs - overlapMs);
}

/** Something that is done again and again while it is wanted. */
export interface Rounds {
  start(): void;
  stop(): void;
}

/** @param run never rejects. */
export function createRounds(clock: Clock, everyMs: number, run: () => Promise<void>): Rounds {
  let stopTimer: (() => void) | undefined;
  let generation = 0;
  const later = (mine: number): void => {
    stopTimer = clock.after(
      everyMs,
      () => void run().then(() => (mine === generation ? later(mine) : undefined)),
      true,
    );
  };
  return {
    start() {
      generation += 1;
      stopTimer?.();
      later(generation);
    },
    stop() {
      generation += 1;
      stopTimer?.();
    },
  };
}
