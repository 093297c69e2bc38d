import type { Clock } from '../rules/clock';

/** Waits until what never rejects has ended, or for so many milliseconds. */
export function within(clock: Clock, ms: number, ending: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    void ending.finally(() => {
      cancel();
      resolve();
    });
  });
}
