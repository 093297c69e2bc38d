import type { Clock } from '../../rules/clock';
import { asCoinbaseError } from '../../rules/errors';
import type { Trade } from '../../rules/market-data';
import type { CallOptions } from '../trading-api';
import type { MissingTrades } from './types';

/** Trades that are missing: ids inclusive. */
export interface Gap {
  readonly productId: string;
  readonly from: number;
  readonly to: number;
  /** The time of a trade behind it, ISO 8601, where one is known. */
  readonly until?: string;
}

/** Reads pages of past trades, the newest first, from the end of the gap on; those outside of it do no harm. */
export type PastTrades = (gap: Gap, options: CallOptions) => AsyncIterable<readonly Trade[]>;

export interface Filled {
  /** By id, none twice. */
  readonly trades: readonly Trade[];
  /** What is still missing, and why. */
  readonly left?: { readonly trades: MissingTrades; readonly why: string };
  /** The exchange was asked, and has no trades there at all. */
  readonly none: boolean;
}

/** Fills one gap at a time. */
export interface Fill {
  readonly active: boolean;
  start(gap: Gap, done: (filled: Filled) => void): void;
  stop(): void;
}

/** Of a larger gap the newest ones are read. */
export const MOST_FILLED = 10_000;
/** The list over REST may be a second or two behind the feed, and the network that lost a socket may still be down. */
const TRIES = 5;
const FIRST_WAIT_MS = 1000;

export function createFill(clock: Clock, past: PastTrades): Fill {
  let running: AbortController | undefined;

  const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const stop = clock.after(ms, resolve);
      signal.addEventListener('abort', () => {
        stop();
        resolve();
      });
    });

  const run = async (gap: Gap, { signal }: AbortController): Promise<Filled> => {
    const first = Math.max(gap.from, gap.to - MOST_FILLED + 1);
    const found = new Map<number, Trade>();
    const wanted = gap.to - first + 1;
    const unlisted = 'Coinbase does not list them';
    let why = unlisted;
    for (let tries = 1; ; tries += 1) {
      try {
        await collect(past({ ...gap, from: first }, { signal }), found, first, gap.to);
        why = unlisted;
      } catch (thrown) {
        why = asCoinbaseError(thrown, 'NETWORK').why;
      }
      if (found.size === wanted || tries === TRIES || signal.aborted) break;
      await sleep(FIRST_WAIT_MS * 2 ** (tries - 1), signal);
    }
    const trades = [...found.entries()].sort(([a], [b]) => a - b).map(([, trade]) => trade);
    const missing = missingOf(gap, first, found);
    const left = missing && {
      trades: missing,
      why: [
        ...(first > gap.from
          ? [`the trades ${gap.from} to ${first - 1} are too many to be read over REST`]
          : []),
        ...(found.size < wanted ? [`${wanted - found.size} trades were not read: ${why}`] : []),
      ].join('; '),
    };
    return { trades, none: found.size === 0 && why === unlisted, ...(left && { left }) };
  };

  return {
    get active() {
      return running !== undefined;
    },
    start(gap, done) {
      const own = new AbortController();
      running = own;
      void run(gap, own).then((filled) => {
        if (own.signal.aborted) return;
        running = undefined;
        done(filled);
      });
    },
    stop() {
      running?.abort();
      running = undefined;
    },
  };
}

/** @param first the trades before were not asked for. */
function missingOf(
  { from, to }: Gap,
  first: number,
  found: ReadonlyMap<number, Trade>,
): MissingTrades | undefined {
  const unread: number[] = [];
  for (let id = first; id <= to; id += 1) if (!found.has(id)) unread.push(id);
  const count = first - from + unread.length;
  const oldest = first > from ? from : unread[0];
  if (count === 0 || oldest === undefined) return undefined;
  return { from: String(oldest), to: String(unread.at(-1) ?? first - 1), count };
}

async function collect(
  pages: AsyncIterable<readonly Trade[]>,
  found: Map<number, Trade>,
  from: number,
  to: number,
): Promise<void> {
  for await (const page of pages) {
    let lowest = Infinity;
    for (const trade of page) {
      const id = Number(trade.trade_id);
      lowest = Math.min(lowest, id);
      if (id >= from && id <= to) found.set(id, trade);
    }
    if (lowest <= from || found.size >= to - from + 1) return;
  }
}
