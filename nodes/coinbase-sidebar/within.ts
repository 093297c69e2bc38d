import type { Clock } from '../lib/rules/clock';

/** A look waits so long for what is being read, milliseconds; what comes later is in the next one. */
const PATIENCE_MS = 1000;

/** What comes of the work, or undefined where that takes too long for a look. Rejects as the work does meanwhile. */
export async function within<T>(work: Promise<T> | undefined, clock: Clock): Promise<T | undefined> {
  let stop = (): void => undefined;
  const late = new Promise<undefined>((resolve) => {
    stop = clock.after(PATIENCE_MS, () => resolve(undefined), true);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    stop();
  }
}
