import type { Clock } from '../../../../nodes/lib/rules/clock';
import type { SandboxClock } from '../../../../nodes/lib/sandbox';

/** For client, sandbox and everything between them at once; sockets stay real. */
export interface ElasticClock extends Clock {
  /** The same time for a sandbox. */
  readonly exchange: SandboxClock;
  /** It stands still from then on. */
  stop(): void;
}

/** Between two steps, and the most that passes with one; milliseconds of real time. */
const STEP_MS = 2;
const MOST_MS = 4;

/**
 * Real time, run faster, that waits for a busy machine: for as long as this process does not come to run no time passes,
 * so that what takes its turns of the event loop is not late for that.
 * @param speed seconds that pass in one real second at most.
 */
export function elasticClock(speed: number): ElasticClock {
  const epochMs = Date.now();
  const timers = new Set<{ readonly at: number; readonly run: () => void }>();
  let passed = 0;
  let last = performance.now();
  const step = (): void => {
    const real = performance.now();
    passed += Math.min(real - last, MOST_MS) * speed;
    last = real;
    const due = [...timers].filter(({ at }) => at <= passed).toSorted((a, b) => a.at - b.at);
    for (const timer of due) if (timers.delete(timer)) timer.run();
  };
  const steps = setInterval(step, STEP_MS);
  const after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: passed + ms, run };
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const now = (): number => epochMs + passed;
  return {
    now,
    elapsed: () => passed,
    stop: () => clearInterval(steps),
    after,
    exchange: {
      now,
      every(ms, tick) {
        let stop = (): void => undefined;
        const wait = (): void => {
          stop = after(ms, () => {
            wait();
            tick();
          });
        };
        wait();
        return () => stop();
      },
    },
  };
}
