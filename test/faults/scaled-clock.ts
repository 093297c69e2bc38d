import type { Clock } from '../../nodes/lib/rules/clock';
import type { SandboxClock } from '../../nodes/lib/sandbox';

/** Real time, run faster: for client, sandbox and everything between them at once. Sockets stay real. */
export interface ScaledClock extends Clock {
  /** Seconds that pass in one real second. */
  readonly speed: number;
  /** The same time for a sandbox, which no jump of the client's clock moves. */
  readonly exchange: SandboxClock;
  /** Sets the client's clock by so much, milliseconds; `elapsed` and the exchange do not move. */
  jump(ms: number): void;
  /** How far the client's clock is off, milliseconds. */
  readonly jumpedMs: number;
  /** The latest that a timer came, milliseconds of scaled time: what the speed cost in truth. */
  readonly latestMs: number;
}

/** Milliseconds of real time since 1970, finer than a millisecond. */
function realMs(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * A clock of `speed`. No timer ever comes early: one that Node runs a little too soon waits on. Two clocks with the same
 * speed and epoch show the same time, in other processes too.
 * @param epochMs real time, Unix milliseconds, at which both times are the same.
 */
export function createScaledClock(speed: number, epochMs: number = realMs()): ScaledClock {
  let jumped = 0;
  let latest = 0;
  const elapsed = (): number => (realMs() - epochMs) * speed;

  const after = (ms: number, run: () => void): (() => void) => {
    const due = elapsed() + ms;
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      timer = setTimeout(
        () => {
          const late = elapsed() - due;
          if (late < 0) return wait();
          latest = Math.max(latest, late);
          run();
        },
        Math.max(0, (due - elapsed()) / speed),
      );
    };
    wait();
    return () => clearTimeout(timer);
  };

  return {
    speed,
    now: () => epochMs + elapsed() + jumped,
    elapsed,
    after,
    exchange: {
      now: () => epochMs + elapsed(),
      every: (ms, tick) => {
        const timer = setInterval(tick, Math.max(1, ms / speed));
        timer.unref();
        return () => clearInterval(timer);
      },
    },
    jump: (ms) => {
      jumped += ms;
    },
    get jumpedMs() {
      return jumped;
    },
    get latestMs() {
      return latest;
    },
  };
}
