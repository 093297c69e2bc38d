import type { Clock } from '../rules/clock';

/**
 * The server's clock as far as it is known. It runs on the machine's monotonic clock: when somebody sets the machine's
 * clock, or time synchronisation does, time stamps stay as they were.
 */
export interface ServerClock {
  /** Server minus local clock as it is now, whole milliseconds; 0 until measured. */
  readonly offsetMs: number;
  /** It was measured. */
  readonly known: boolean;
  /** Unix milliseconds to sign with: the local clock's until measured. */
  now(): number;
  /** Whether the server's clock was expected to tell that, or the local clock where it was never measured. */
  expects(reading: ClockReading): boolean;
  learn(reading: ClockReading): void;
  /**
   * Local and monotonic clock have parted since they were last looked at together: the local clock was set, or the
   * machine slept. What was known of the server's clock may not hold any more.
   */
  parted(): boolean;
  /** Takes the clocks as they stand now. Where nothing was measured, the local clock is believed again. */
  accept(): void;
}

/** What a server told of its clock. */
export interface ClockReading {
  /** Unix milliseconds. */
  readonly serverMs: number;
  /** On the clock's `elapsed`: it was told between these two moments. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

/** Two times that one clock told are no further apart than that, milliseconds, besides the time that passed. */
const ALIKE_MS = 5000;
/** Time synchronisation moves a clock by less than this without setting it. */
const PARTED_MS = 1000;
/** A person hears of changes from here on. */
const TELLING_MS = 2000;

/** @param changed hears the offset when it was measured and differs from what was heard before by 2 s or more. */
export function createServerClock(
  clock: Clock,
  changed: (offsetMs: number) => void = () => undefined,
): ServerClock {
  /** The local time at which `elapsed` was 0, as the clocks stood when they were last taken. */
  let localStart = clock.now() - clock.elapsed();
  let serverStart = localStart;
  let known = false;
  let told = 0;
  const now = (): number => Math.round(serverStart + clock.elapsed());
  const accept = (): void => {
    localStart = clock.now() - clock.elapsed();
    if (!known) serverStart = localStart;
  };
  const offsetMs = (): number => (known ? now() - Math.round(clock.now()) : 0);
  return {
    get known() {
      return known;
    },
    get offsetMs() {
      return offsetMs();
    },
    now,
    expects: (reading) => Math.abs(startOf(reading) - serverStart) <= ALIKE_MS,
    learn(reading) {
      const start = startOf(reading);
      if (!Number.isSafeInteger(Math.round(start))) return;
      serverStart = start;
      known = true;
      accept();
      if (Math.abs(offsetMs() - told) < TELLING_MS) return;
      told = offsetMs();
      changed(told);
    },
    parted: () => Math.abs(clock.now() - clock.elapsed() - localStart) > PARTED_MS,
    accept,
  };
}

/** Whether the two can be told by one clock. */
export function areAlike(one: ClockReading, other: ClockReading): boolean {
  return Math.abs(startOf(one) - startOf(other)) <= ALIKE_MS;
}

/** What it showed when `elapsed` was 0. */
function startOf({ serverMs, askedAt, answeredAt }: ClockReading): number {
  return serverMs - (askedAt + answeredAt) / 2;
}
