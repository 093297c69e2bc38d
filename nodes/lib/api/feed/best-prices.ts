import type { Ticker } from '../../rules/market-data';
import type { Side } from '../../rules/orders';

/**
 * Holds the best prices that tickers tell against those of the book. The two channels come in no certain order, so a
 * ticker agrees when its prices were the book's within the second before it or one after. Of 97 tickers recorded in
 * 2021, 96 agreed at once and the last 76 ms later.
 */
export interface BestPrices {
  /** What is best in the book now. */
  book(side: Side, price: string | undefined): void;
  ticker(ticker: Ticker): void;
  /**
   * A heartbeat, and the id of the last trade where it tells it.
   * @returns false when tickers of several seconds in a row told what the book never had.
   */
  beat(lastTradeId?: number): boolean;
  /** The book is another one. */
  begin(): void;
}

/** Of one second: what was best in the book, and the last ticker. */
interface Second {
  readonly had: Readonly<Record<Side, Set<string>>>;
  ticker?: Ticker;
}

/** One alone may be a price that came and went between two changes. */
const MOST_STRANGE = 2;
/** Stands for an empty side, as in a ticker. */
const NOTHING = '0';

export function createBestPrices(): BestPrices {
  const best: Record<Side, string> = { buy: NOTHING, sell: NOTHING };
  const beginning = (): Second => ({ had: { buy: new Set([best.buy]), sell: new Set([best.sell]) } });
  /** The second that goes on, and the two before it; none before the first heartbeat, which may never come. */
  let seconds: readonly Second[] = [];
  let strange = 0;
  /** The first ticker of a subscription is that of the last trade: it tells the past. */
  let knownTrade = 0;

  const isOwn = (side: Side, price: string | undefined): boolean =>
    price === undefined || seconds.some(({ had }) => had[side].has(price));
  return {
    book(side, price = NOTHING) {
      if (price === best[side]) return;
      best[side] = price;
      seconds[0]?.had[side].add(price);
    },
    ticker(ticker) {
      if (seconds[0] && Number(ticker.trade_id) > knownTrade) seconds[0].ticker = ticker;
    },
    beat(lastTradeId = 0) {
      const ticker = seconds[1]?.ticker;
      if (ticker) {
        const agrees = isOwn('buy', ticker.best_bid) && isOwn('sell', ticker.best_ask);
        strange = agrees ? 0 : strange + 1;
      }
      seconds = [beginning(), ...seconds.slice(0, 2)];
      knownTrade = lastTradeId;
      return strange < MOST_STRANGE;
    },
    begin() {
      seconds = seconds.length > 0 ? [beginning()] : [];
      strange = 0;
    },
  };
}
