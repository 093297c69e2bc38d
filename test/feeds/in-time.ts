import type { Clock } from '../../nodes/lib/rules/clock';

/** What takes longer than any request is given hangs, milliseconds. */
const HANGS_MS = 60_000;

/** @throws Error naming what does not end. */
export function inTime<T>({ clock }: { readonly clock: Clock }, what: string, act: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const hangs = (): void => reject(new Error(`${what} did not end within ${HANGS_MS / 1000} s`));
    const stop = clock.after(HANGS_MS, hangs);
    void act.then(resolve, reject).finally(stop);
  });
}
