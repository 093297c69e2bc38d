import { unitsText } from '../../engine';
import type { Candle, Granularity } from '../candles';
import { ok, type Reply } from '../reply';
import type { Call } from '../route';
import { notThere, WrongArgument } from './answers';
import { limitIn } from './order-list';

/** Buckets that a request spans and gets at most. */
const MOST_BUCKETS = 350;

/** Each in seconds: its own, and those of the kept candles that it is made of. */
const GRANULARITIES: Readonly<Record<string, readonly [seconds: number, kept: Granularity]>> = {
  ONE_MINUTE: [60, 60],
  FIVE_MINUTE: [300, 300],
  FIFTEEN_MINUTE: [900, 900],
  THIRTY_MINUTE: [1800, 900],
  ONE_HOUR: [3600, 3600],
  TWO_HOUR: [7200, 3600],
  FOUR_HOUR: [14_400, 3600],
  SIX_HOUR: [21_600, 21_600],
  ONE_DAY: [86_400, 86_400],
};

/** Newest first; every figure is text. Buckets without trades are not there. */
export function candles({ exchange, params, query }: Call): Reply {
  const id = params['product_id'] ?? '';
  if (!exchange.products.has(id)) return notThere(`ProductID "${id.slice(0, 40)}" could not be found`);
  const name = query.get('granularity') ?? '';
  const granularity = Object.hasOwn(GRANULARITIES, name) ? GRANULARITIES[name] : undefined;
  if (!granularity) throw new WrongArgument('granularity argument is invalid');
  const [seconds, kept] = granularity;
  const start = secondsIn(query, 'start');
  const end = secondsIn(query, 'end');
  if ((end - start) / seconds > MOST_BUCKETS)
    throw new WrongArgument(`number of candles requested should be less than ${MOST_BUCKETS}`);
  const limit = Math.min(MOST_BUCKETS, limitIn(query, MOST_BUCKETS));
  const found: Candle[] = [];
  for (const candle of grouped(exchange.candles.newestFirst(id, kept), seconds)) {
    if (candle.time < start || found.length === limit) break;
    if (candle.time <= end) found.push(candle);
  }
  return ok({ candles: found.map(candleJson) });
}

function candleJson({ time, ...figures }: Candle): Record<string, string> {
  const { low, high, open, close, volume } = figures;
  return {
    start: String(time),
    low: unitsText(low),
    high: unitsText(high),
    open: unitsText(open),
    close: unitsText(close),
    volume: unitsText(volume),
  };
}

/** Candles of a longer bucket; both newest first. */
function* grouped(candles: Iterable<Candle>, seconds: number): Iterable<Candle> {
  let group: Candle | undefined;
  for (const { time, open, high, low, close, volume } of candles) {
    const start = Math.floor(time / seconds) * seconds;
    if (group?.time !== start) {
      if (group) yield group;
      group = { time: start, open, high, low, close, volume };
      continue;
    }
    group = {
      time: start,
      open,
      high: high > group.high ? high : group.high,
      low: low < group.low ? low : group.low,
      close: group.close,
      volume: volume + group.volume,
    };
  }
  if (group) yield group;
}

/** Unix seconds. */
function secondsIn(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? '';
  if (!/^\d{1,11}$/.test(text)) throw new WrongArgument(`${name} must be Unix seconds`);
  return Number(text);
}
