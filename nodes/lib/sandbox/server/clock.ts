import type { SandboxClock } from '../types';

/** Real time. Its timers never keep a process alive: the listening socket does, for as long as it should. */
export const realClock: SandboxClock = {
  now: () => Date.now(),
  every: (ms, tick) => {
    const timer = setInterval(tick, ms);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/**
 * Times of orders, strictly increasing by at least a microsecond: pages of orders are cut at `created_at`, so no two
 * orders may share one. Returns Unix milliseconds with a fraction, all of them later than `after`.
 */
export function createStamps(now: () => number, after = 0): () => number {
  let lastMicros = Math.round(after * 1000);
  return () => {
    lastMicros = Math.max(Math.floor(now() * 1000), lastMicros + 1);
    return lastMicros / 1000;
  };
}

/** ISO 8601, UTC, with microseconds: `2026-11-23T19:09:20.123456Z`. */
export function isoTime(unixMs: number): string {
  const micros = Math.round(unixMs * 1000);
  const text = new Date(Math.floor(micros / 1000)).toISOString();
  return `${text.slice(0, -1)}${String(micros % 1000).padStart(3, '0')}Z`;
}

/** A date, or a date and time, with `T` or a blank between and an optional zone; without one it is UTC. */
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** Unix milliseconds, to the microsecond, of ISO 8601 text; undefined for anything else. */
export function parseIsoTime(text: string): number | undefined {
  const match = ISO.exec(text.trim());
  if (!match) return undefined;
  const [, date, time = '00:00', fraction = '', zone = 'Z'] = match;
  const offset =
    zone.length === 5 && zone !== 'Z' ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const seconds = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}${offset}`);
  if (!Number.isFinite(seconds)) return undefined;
  return (seconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6))) / 1000;
}
