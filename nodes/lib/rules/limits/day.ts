/** A calendar day in a time zone: Unix milliseconds, the end not included. 23, 24 or 25 hours, as clocks are set there. */
export interface Day {
  readonly startMs: number;
  readonly endMs: number;
}

const HOUR_MS = 3_600_000;
/** Longer than any day. */
const SEARCH_MS = 30 * HOUR_MS;

const dates = new Map<string, Intl.DateTimeFormat>();
/** Finding a day costs far more than looking at it. By time zone and date; the zones' latest by their name alone. */
const known = new Map<string, Day>();
const MOST_KNOWN = 500;

/** The day that `ms` is in. @param timeZone IANA name, valid. */
export function dayAt(ms: number, timeZone: string): Day {
  const latest = known.get(timeZone);
  if (latest && isIn(ms, latest)) return latest;
  const date = dateIn(timeZone);
  const today = date(ms);
  const name = `${timeZone} ${today}`;
  const day = known.get(name) ?? {
    startMs: firstWhere(ms - SEARCH_MS, ms, (at) => date(at) === today),
    endMs: firstWhere(ms, ms + SEARCH_MS, (at) => date(at) !== today),
  };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(timeZone, day).set(name, day);
  return day;
}

export function isIn(ms: number, { startMs, endMs }: Day): boolean {
  return ms >= startMs && ms < endMs;
}

/** The calendar date as a text that is equal on one day and only then. */
function dateIn(timeZone: string): (ms: number) => string {
  let format = dates.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    dates.set(timeZone, format);
  }
  return (ms) => format.format(ms);
}

/** The first millisecond in (from, to] for which `holds`; it does not hold at `from`, holds at `to`, and changes once. */
function firstWhere(from: number, to: number, holds: (ms: number) => boolean): number {
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return after;
}
