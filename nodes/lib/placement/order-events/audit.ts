import type { Clock } from '../../rules/clock';
import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';
import type { Doubts } from './doubts';
import type { Memory } from './memory';
import type { Reads } from './reads';

export interface AuditParts {
  readonly memory: Memory;
  readonly reads: Pick<Reads, 'time' | 'orders'>;
  readonly doubts: Doubts;
  /** Whether nothing waits to be told that would be missed were it never looked at again. */
  readonly isSure: () => boolean;
  readonly overlapMs: number;
}

/**
 * Compares what was told with the exchange while all is well: the channel of own orders has no numbers on Exchange, so
 * that a message can be lost without a trace. What differs is looked at once more, after messages that are on their way.
 * @throws CoinbaseError.
 */
export async function audit({ memory, reads, doubts, isSure, overlapMs }: AuditParts): Promise<void> {
  const nowMs = await reads.time();
  const seen = await reads.orders(memory.horizonMs ?? nowMs);
  for (const order of seen.values()) if (memory.isNews(order)) doubts.add(order.id, order);
  for (const told of memory.all())
    if (!told.done && !told.maybeEarly(nowMs) && !seen.has(told.order.id)) doubts.add(told.order.id);
  if (isSure()) memory.advance(nowMs - overlapMs, nowMs);
}

/** Comparisons, one after the other while they are wanted. */
export interface Audits {
  /** Why the last one failed; the next one is soon. */
  readonly error: CoinbaseError | undefined;
  start(): void;
  stop(): void;
}

export interface AuditsParts {
  readonly clock: Clock;
  readonly everyMs: number;
  readonly run: () => Promise<void>;
  /** One failed, or the next after it did not. */
  readonly changed: () => void;
}

/** After one that failed, milliseconds. */
const AGAIN_MS = 10_000;

export function createAudits({ clock, everyMs, run, changed }: AuditsParts): Audits {
  let error: CoinbaseError | undefined;
  let stopTimer: (() => void) | undefined;
  let generation = 0;
  const look = async (mine: number): Promise<void> => {
    const failure = await run().then(
      () => undefined,
      (thrown: unknown) => asCoinbaseError(thrown, 'NETWORK'),
    );
    if (mine !== generation) return;
    const wasWell = error === undefined;
    error = failure;
    if (wasWell !== (error === undefined)) changed();
    later(mine);
  };
  const later = (mine: number): void => {
    stopTimer = clock.after(error ? AGAIN_MS : everyMs, () => void look(mine), true);
  };
  const stop = (): void => {
    generation += 1;
    error = undefined;
    stopTimer?.();
  };
  return {
    get error() {
      return error;
    },
    start() {
      stop();
      later(generation);
    },
    stop,
  };
}
