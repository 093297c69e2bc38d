import { unitsFixed, unitsText, type Units } from '../engine';
import { type Candle, GRANULARITIES, type Granularity } from './candles';
import { parseIsoTime } from './clock';
import { notFound, ok, type Parsed, parsed, refuse, refused, type Reply } from './reply';
import type { Call, Route } from './route';

/** A request spans at most this many buckets; as both ends count, 301 rows can come of it. */
const MOST_BUCKETS = 300;

/** Buckets that a request without a range looks back. */
const USUAL_BUCKETS = 350;

const TOO_MANY =
  'granularity too small for the requested time range. Count of aggregations requested exceeds 300';

/** Unix seconds, both inclusive. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Newest first; a row is `[time, low, high, open, close, volume]`, all numbers. */
function candles({ exchange, params, query }: Call): Reply {
  const id = params['product_id'] ?? '';
  if (!exchange.products.has(id)) return notFound();
  const asked = query.get('granularity') || '60';
  const granularity = GRANULARITIES.find((seconds) => String(seconds) === asked);
  if (granularity === undefined) return refuse(400, 'Unsupported granularity');
  const range = rangeFrom(query, granularity, exchange.now() / 1000);
  if (range.kind === 'refused') return range.reply;
  const rows: number[][] = [];
  for (const candle of exchange.candles.newestFirst(id, granularity)) {
    if (candle.time < range.value.start) break;
    if (candle.time <= range.value.end) rows.push(candleRow(candle));
  }
  return ok(rows);
}

function candleRow({ time, low, high, open, close, volume }: Candle): number[] {
  return [time, ...[low, high, open, close, volume].map((amount) => Number(unitsText(amount)))];
}

/** One of `start` and `end` alone is ignored, as at the exchange. */
function rangeFrom(query: URLSearchParams, granularity: Granularity, now: number): Parsed<Range> {
  const given = { start: query.get('start') ?? '', end: query.get('end') ?? '' };
  if (given.start === '' || given.end === '') {
    return parsed({ start: now - USUAL_BUCKETS * granularity, end: now });
  }
  const start = secondsFrom(given.start);
  const end = secondsFrom(given.end);
  if (start === undefined) return refused(400, 'Invalid start');
  if (end === undefined) return refused(400, 'Invalid end');
  const buckets = Math.floor((end - start) / granularity);
  return buckets > MOST_BUCKETS ? refused(400, TOO_MANY) : parsed({ start, end });
}

/** ISO 8601, or Unix seconds. */
function secondsFrom(text: string): number | undefined {
  if (/^\d{9,11}$/.test(text)) return Number(text);
  const time = parseIsoTime(text);
  return time === undefined ? undefined : time / 1000;
}

/** 24 hours and 30 days, in base. */
function stats({ exchange, params }: Call): Reply {
  const id = params['product_id'] ?? '';
  if (!exchange.products.has(id)) return notFound();
  const found = exchange.candles.stats(id, exchange.now());
  const price = (amount: Units | undefined): string => unitsText(amount ?? 0n);
  return ok({
    open: price(found?.open),
    high: price(found?.high),
    low: price(found?.low),
    last: price(found?.last),
    volume: unitsFixed(found?.volume ?? 0n, 8),
    volume_30day: unitsFixed(found?.volume30Day ?? 0n, 8),
    rfq_volume_24hour: '0',
    rfq_volume_30day: '0',
    conversions_volume_24hour: '0',
    conversions_volume_30day: '0',
  });
}

const PUBLIC = { method: 'GET', auth: 'public', bucket: 'public' } as const;

/** Public figures made of trades since the sandbox started. */
export const candleRoutes: readonly Route[] = [
  {
    ...PUBLIC,
    path: '/products/{product_id}/candles',
    summary: 'candles of the six lengths, newest first, since the sandbox started',
    answer: candles,
  },
  {
    ...PUBLIC,
    path: '/products/{product_id}/stats',
    summary: 'open, high, low, last and volume of 24 hours, volume of 30 days',
    answer: stats,
  },
];
