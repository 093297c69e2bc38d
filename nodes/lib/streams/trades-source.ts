import type { TradeBatch } from '../api';
import type { Trade } from '../rules/market-data';
import { pacerOf } from './paced';
import type { Source, SourceParts, Telling } from './types';

/** Trades that one message of an interval has at most: the latest. */
export const MOST_TRADES = 1000;

/**
 * The trades: a message each, or an array of those of an interval. A change is a trade at another price than the last one
 * that was told.
 */
export function createTradesSource({ feed, productId, clock, settings, tell, state }: SourceParts): Source {
  const { pace } = settings;
  let last: Trade | undefined;
  let toldPrice: string | undefined;
  let waiting: Trade[] = [];
  let recovered = false;
  let dropped = 0;

  const pacer = pacerOf(clock, pace, () => {
    const facts = { event: 'trades', recovered, ...(dropped > 0 && { dropped }) } as const;
    const payload = waiting;
    [waiting, recovered, dropped] = [[], false, 0];
    tell({ payload, facts });
  });

  const collect = (trades: readonly Trade[], batch: TradeBatch): void => {
    if (trades.length === 0) return;
    for (const trade of trades) waiting.push(trade);
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
      tell({ payload: trade, facts: { event: 'trade', recovered: batch.recovered } });
    }
  };

  const lastTrade = (trade: Trade): Telling => ({
    payload: pace.kind === 'interval' ? [trade] : trade,
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
    state,
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
