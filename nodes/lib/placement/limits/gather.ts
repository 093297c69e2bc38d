import type { CallOptions } from '../../api';
import type { Clock } from '../../rules/clock';
import { lifetimeOf } from '../../rules/lifetime';
import { FIGURE_MS } from './figure';
import type { AnyFigure } from './sources';

/** What came first can be too old when the last one comes; asked for once more it is there at once. */
const MOST_ROUNDS = 2;

/**
 * Waits until all figures are fresh, for as long as one may take and the caller has time. Never rejects: a limit whose
 * figure is missing then refuses by itself.
 */
export async function gather(
  figures: () => readonly AnyFigure[],
  clock: Clock,
  { timeoutMs = FIGURE_MS, signal }: CallOptions,
): Promise<void> {
  const until = clock.elapsed() + Math.min(timeoutMs, FIGURE_MS);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const missing = figures().filter(({ fresh }) => !fresh);
    const ms = until - clock.elapsed();
    if (missing.length === 0 || ms <= 0 || signal?.aborted) return;
    await atMost(ms, Promise.all(missing.map((figure) => figure.refresh())), clock, signal);
  }
}

/** Waits for the promise, the time, or the caller to give up. */
function atMost(ms: number, ready: Promise<unknown>, clock: Clock, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stop();
      leave?.();
      resolve();
    };
    const stop = clock.after(ms, done);
    const leave = signal && lifetimeOf(signal).onEnd(done);
    void ready.then(done);
  });
}
