import type { CallOptions } from '../../api';
import type { Clock } from '../../rules/clock';
import type { ErrorCode } from '../../rules/error-codes';
import { asCoinbaseError, CoinbaseError } from '../../rules/errors';
import { lifetimeOf } from '../../rules/lifetime';

/** Waits for work that others wait for too: giving up ends the wait alone. */
export function within(work: Promise<void>, { timeoutMs, signal }: CallOptions, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const ends: (() => void)[] = [];
    const end = (settle: () => void): void => {
      for (const stop of ends) stop();
      settle();
    };
    const giveUp = (code: ErrorCode, why: string) => (): void =>
      end(() => reject(new CoinbaseError(code, why, { sent: false })));
    if (timeoutMs !== undefined)
      ends.push(clock.after(timeoutMs, giveUp('TIMEOUT', 'that took longer than the order may wait')));
    if (signal) ends.push(lifetimeOf(signal).onEnd(giveUp('ABORTED', 'the order was given up meanwhile')));
    work.then(
      () => end(resolve),
      (thrown: unknown) => end(() => reject(asCoinbaseError(thrown, 'NETWORK'))),
    );
  });
}
