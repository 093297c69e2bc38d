import { createCalm } from '../calm';
import { createMarket, type ChannelKind } from '../market';
import { createOwnChannel } from '../own';
import type { ApiFeed, FeedParts } from '../parts';
import { createShelf } from '../shelf';
import { readCandles } from './candles';
import { hearMarket, hearOwn } from './hearing';
import { createMarketNames } from './names';
import { createNumberedLine } from './numbered-line';
import { pastTrades } from './past-trades';

const HEARTBEATS = { channel: 'heartbeats', productId: '' } as const;
const USER = { channel: 'user', productId: '' } as const;
const NAMES: Readonly<Record<ChannelKind, string>> = {
  ticker: 'ticker',
  trades: 'market_trades',
  book: 'level2',
};

/** The feeds of Advanced Trade: one socket for market data, one for own orders. */
export function createAdvancedTradeFeed(parts: FeedParts): ApiFeed {
  const { addresses, clock, reader } = parts;
  const calm = createCalm(clock);
  let doubt: string | undefined;
  const line = createNumberedLine(parts, [addresses.market], {
    hear(message) {
      const wrong = hearMarket(market, names, message);
      if (wrong === undefined) return;
      doubt ??= wrong;
      for (const book of market.books.all())
        book.lost({ reason: 'gap', sinceMs: clock.now(), detail: doubt });
      second();
    },
    second: () => second(),
    lost(loss) {
      doubt = undefined;
      market.lost(loss);
    },
  });
  // A book that is wrong time and again must not cost one connection after the other.
  const second = (): void => {
    if (doubt !== undefined && calm.may()) line.distrust(doubt);
  };
  const names = createMarketNames((productId) => market.trades.get(productId)?.forget());
  const market = createMarket({
    ...parts,
    past: pastTrades(reader, () => parts.serverNow() / 1000),
    numbered: true,
    join(kind, productId, hearer) {
      const ends = [
        line.wishes.want(HEARTBEATS, line.beatsHearer()),
        line.wishes.want({ channel: NAMES[kind], productId }, hearer),
      ];
      return () => ends.forEach((end) => end());
    },
  });
  // The documentation advises the market's host where that of own orders fails.
  const userLine = createNumberedLine(parts, [addresses.user, addresses.market], {
    hear(message) {
      for (const own of owns.all()) hearOwn(own, message);
    },
    second: () => undefined,
    lost(loss) {
      for (const own of owns.all()) own.lost(loss);
    },
  });
  const owns = createShelf(clock, (_, used) => {
    const channel = createOwnChannel(clock, used);
    const ends = [
      userLine.wishes.want(HEARTBEATS, userLine.beatsHearer()),
      userLine.wishes.want(USER, channel),
    ];
    return { channel, end: () => ends.forEach((end) => end()) };
  });
  return {
    ticker: (productId) => market.tickers.open(productId).topic,
    trades: (productId) => market.trades.open(productId).topic,
    book: (productId) => market.books.open(productId).topic,
    own: () => owns.open('').topic,
    candles: (span, options) => readCandles(reader, span, options),
    close() {
      market.close();
      owns.close();
      line.close();
      userLine.close();
    },
  };
}
