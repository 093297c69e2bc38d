import { parseIsoTime } from './clock';
import { type Parsed, parsed, refused } from './reply';

/** Reads `start_date` and `end_date`, both inclusive; a bare end date includes its whole day. */
export function parseTimeRange(query: URLSearchParams): Parsed<(unixMs: number) => boolean> {
  const bounds = { start_date: -Infinity, end_date: Infinity };
  for (const name of ['start_date', 'end_date'] as const) {
    const text = query.get(name);
    if (text === null || text === '') continue;
    const time = parseIsoTime(text);
    if (time === undefined) return refused(400, `Invalid ${name}`);
    const wholeDay = name === 'end_date' && text.trim().length === 10;
    bounds[name] = wholeDay ? time + 86_400_000 - 0.001 : time;
  }
  return parsed((unixMs) => unixMs >= bounds.start_date && unixMs <= bounds.end_date);
}
