import type { Clock } from '../rules/clock';

/** The server's clock as far as it is known. */
export interface ServerClock {
  /** Server minus local, milliseconds; 0 until measured. */
  readonly offsetMs: number;
  /** It was measured. */
  readonly known: boolean;
  /** Unix milliseconds to sign with. */
  now(): number;
  /**
   * Learns from a server's time that was read between two local moments.
   * @returns true when that changed the offset enough to make a refused time stamp acceptable.
   */
  learn(serverMs: number, askedAtMs: number, answeredAtMs: number): boolean;
}

/** Smaller corrections than this would not help a stamp that was 30 s off. */
const WORTHWHILE_MS = 2000;

export function createServerClock(clock: Clock): ServerClock {
  let offsetMs = 0;
  let known = false;
  return {
    get known() {
      return known;
    },
    get offsetMs() {
      return offsetMs;
    },
    now: () => clock.now() + offsetMs,
    learn(serverMs, askedAtMs, answeredAtMs) {
      const measured = Math.round(serverMs - (askedAtMs + answeredAtMs) / 2);
      if (!Number.isSafeInteger(measured)) return false;
      const change = Math.abs(measured - offsetMs);
      offsetMs = measured;
      known = true;
      return change >= WORTHWHILE_MS;
    },
  };
}
