import type { Clock } from '../../rules/clock';
import { lifetimeOf } from '../../rules/lifetime';

/** Lets callers wait for something that others bring about. */
export interface Changes {
  /** Something changed: whoever waits looks again. */
  tell(): void;
  /**
   * Waits until it holds, at most `ms` or until the caller gives up.
   * @returns whether it holds.
   */
  until(holds: () => boolean, ms: number, signal?: AbortSignal): Promise<boolean>;
}

export function createChanges(clock: Clock): Changes {
  const waiting = new Set<() => void>();
  return {
    tell() {
      for (const look of waiting) look();
    },
    until(holds, ms, signal) {
      if (holds() || ms <= 0 || signal?.aborted) return Promise.resolve(holds());
      return new Promise((resolve) => {
        const leave: (() => void)[] = [];
        const end = (result: boolean): void => {
          waiting.delete(look);
          for (const stop of leave) stop();
          resolve(result);
        };
        const look = (): void => {
          if (holds()) end(true);
        };
        waiting.add(look);
        leave.push(clock.after(ms, () => end(holds())));
        if (signal) leave.push(lifetimeOf(signal).onEnd(() => end(holds())));
      });
    },
  };
}
