import type { FeedState, MissingTrades, TradeBatch } from '../api';
import { CoinbaseError } from '../rules/errors';
import type { Trade } from '../rules/market-data';
import { pacerOf } from './paced';
import type { Source, SourceParts, Telling } from './types';

/** Trades that one message of an interval has at most: the latest. */
export const MOST_TRADES = 1000;

type Stale = Extract<FeedState, { kind: 'stale' }>;

/**
 * The trades: a message each, or an array of those of an interval. A change is a trade at another price than the last one
 * that was told. Those of the feed are for all who hear it: copies are told.
 */
export function createTradesSource(parts: SourceParts): Source {
  const { feed, productId, clock, settings, tell } = parts;
  const { pace } = settings;
  let last: Trade | undefined;
  let toldPrice: string | undefined;
  let waiting: Trade[] = [];
  let recovered = false;
  let dropped = 0;
  let missing: MissingTrades | undefined;

  /** Once: with the first trades behind the gap. */
  const takeMissing = (): { readonly missing?: MissingTrades } => {
    const taken = missing && { missing: { ...missing } };
    missing = undefined;
    return taken ?? {};
  };

  const pacer = pacerOf(clock, pace, () => {
    const facts = { event: 'trades', recovered, ...takeMissing(), ...(dropped > 0 && { dropped }) } as const;
    const payload = waiting;
    [waiting, recovered, dropped] = [[], false, 0];
    tell({ payload, facts });
  });

  const collect = (trades: readonly Trade[], batch: TradeBatch): void => {
    if (trades.length === 0) return;
    for (const trade of trades) waiting.push({ ...trade });
    const tooMany = Math.max(0, waiting.length - MOST_TRADES);
    waiting.splice(0, tooMany);
    dropped += tooMany;
    recovered ||= batch.recovered;
    pacer.due();
  };

  const tellEach = (trades: readonly Trade[], batch: TradeBatch): void => {
    for (const trade of trades) {
      if (pace.kind === 'change' && trade.price === toldPrice) continue;
      toldPrice = trade.price;
      const facts = { event: 'trade', recovered: batch.recovered, ...takeMissing() } as const;
      tell({ payload: { ...trade }, facts });
    }
  };

  const lastTrade = (trade: Trade): Telling => ({
    payload: pace.kind === 'interval' ? [{ ...trade }] : { ...trade },
    facts: { event: 'last-trade' },
  });

  const subscription = feed.trades(productId, {
    data(batch) {
      let { trades } = batch;
      const [first] = trades;
      if (!last && first) {
        toldPrice = first.price;
        tell(lastTrade(first));
        trades = trades.slice(1);
      }
      last = batch.trades.at(-1) ?? last;
      if (pace.kind === 'interval') collect(trades, batch);
      else tellEach(trades, batch);
    },
    state(next) {
      parts.state(next);
      if (next.kind !== 'stale' || !next.unfilled) return;
      missing = missing ? joined(missing, next.unfilled) : next.unfilled;
      parts.failed(unfilled(productId, next));
    },
  });

  return {
    latest: () => last && lastTrade(last),
    still: () => last && lastTrade(last),
    flush: () => pacer.flush(),
    memory: () => ({}),
    end() {
      pacer.end();
      subscription.end();
    },
  };
}

function joined(one: MissingTrades, later: MissingTrades): MissingTrades {
  return { from: one.from, to: later.to, count: one.count + later.count };
}

function unfilled(
  productId: string,
  { unfilled: missing, detail = 'a gap was not filled' }: Stale,
): CoinbaseError {
  const products = [productId];
  return new CoinbaseError('FEED_STALE', `trades of ${productId} are missing for good: ${detail}`, {
    products,
    missing,
  });
}
