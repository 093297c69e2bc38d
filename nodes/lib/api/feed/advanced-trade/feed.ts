import type { Trade } from '../../../rules/market-data';
import type { Wire } from '../../wire-values';
import { readFailure } from '../failure';
import { createLine, type Line, type LineUser } from '../line';
import { createMarket, type ChannelKind, type Market } from '../market';
import { createOwnChannel } from '../own';
import type { ApiFeed, FeedParts } from '../parts';
import { createShelf } from '../shelf';
import { createSkewCure } from '../skew-cure';
import { readCandles } from './candles';
import { bookProduct, commandText, readAcknowledged } from './commands';
import { objectsOf, readChanges, readSnapshot, readTicker, readTrade } from './messages';
import { readOwn } from './own-messages';
import { pastTrades } from './past-trades';
import { createSequence } from './sequence';

const HEARTBEATS = { channel: 'heartbeats', productId: '' } as const;
const USER = { channel: 'user', productId: '' } as const;
const NAMES: Readonly<Record<ChannelKind, string>> = {
  ticker: 'ticker',
  trades: 'market_trades',
  book: 'level2',
};

/** The feeds of Advanced Trade: one socket for market data, one for own orders. */
export function createAdvancedTradeFeed(parts: FeedParts): ApiFeed {
  const { clock, reader } = parts;
  const line = createNumberedLine(parts, parts.addresses.market, {
    hear: (channel, wire, events) => hearMarket(line, market, channel, wire, events),
    lost: (loss) => market.lost(loss),
  });
  const market = createMarket({
    ...parts,
    past: pastTrades(reader, () => parts.serverNow() / 1000),
    join(kind, productId, hearer) {
      const ends = [
        line.wishes.want(HEARTBEATS),
        line.wishes.want({ channel: NAMES[kind], productId }, hearer),
      ];
      return () => ends.forEach((end) => end());
    },
  });
  const userLine = createNumberedLine(parts, parts.addresses.user, {
    hear(channel, wire, events) {
      if (channel === 'user') for (const own of owns.all()) hearOwn(own, events, timeOf(wire));
    },
    lost(loss) {
      for (const own of owns.all()) own.lost(loss);
    },
  });
  const owns = createShelf(clock, (_, used) => {
    const channel = createOwnChannel(clock, used);
    const ends = [userLine.wishes.want(HEARTBEATS), userLine.wishes.want(USER, channel)];
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

interface NumberedUser extends Pick<LineUser, 'lost'> {
  hear(channel: unknown, wire: Wire, events: readonly Wire[]): void;
}

/**
 * A line whose messages are numbered over all channels: whatever is missing, nothing that was heard is sure any more.
 */
function createNumberedLine(parts: FeedParts, url: string, user: NumberedUser): Line {
  const { credential } = parts;
  const sequence = createSequence();
  const line: Line = createLine(
    { ...parts, url, channelEach: true },
    {
      command: (type, wishes) => commandText(type, wishes, credential, parts.serverNow()),
      opened: () => sequence.begin(),
      second: () => undefined,
      lost: user.lost,
      frame(wire) {
        const { channel, sequence_num } = wire;
        if (wire['type'] === 'error') return cure.failed(readFailure(wire, credential));
        const order = sequence.take(sequence_num);
        if (order === 'old') return;
        if (order === 'hole')
          return line.distrust(`messages before number ${String(sequence_num)} are missing`);
        const events = objectsOf(wire['events']);
        if (channel === 'subscriptions') line.wishes.acknowledged(readAcknowledged(events));
        else user.hear(channel, wire, events);
      },
    },
  );
  const cure = createSkewCure(parts, line.wishes);
  return line;
}

function hearMarket(line: Line, market: Market, channel: unknown, wire: Wire, events: readonly Wire[]): void {
  switch (channel) {
    case 'l2_data':
      for (const event of events) hearBook(line, market, event, timeOf(wire));
      return;
    case 'ticker':
      for (const { tickers } of events)
        for (const ticker of objectsOf(tickers)) hearTicker(market, ticker, timeOf(wire));
      return;
    case 'market_trades':
      for (const event of events) hearTrades(market, event);
      return;
    case 'heartbeats':
      return beat(line, market);
    default:
  }
}

/** The topics that a message is for: that of a pair with USDC hears what is sent for the pair with USD. */
function productsOf(wire: Wire): readonly string[] {
  const { product_id } = wire;
  if (typeof product_id !== 'string') return [];
  const twin = `${product_id}C`;
  return product_id.endsWith('-USD') && bookProduct(twin) === product_id ? [product_id, twin] : [product_id];
}

function hearBook(line: Line, market: Market, event: Wire, time: string): void {
  for (const productId of productsOf(event)) {
    const book = market.books.get(productId);
    if (!book) continue;
    const isSnapshot = event['type'] === 'snapshot';
    const whole = isSnapshot ? readSnapshot(event['updates']) : undefined;
    const changes = isSnapshot ? undefined : readChanges(event['updates']);
    if (whole) book.snapshot(whole.bids, whole.asks, time);
    else if (changes) book.change(changes, time);
    else line.distrust(`what it says of the book of ${productId} cannot be read`);
  }
}

function hearTicker(market: Market, wire: Wire, time: string): void {
  for (const productId of productsOf(wire)) {
    const channel = market.tickers.get(productId);
    const ticker = channel && readTicker(wire, productId, time);
    if (ticker) channel?.hear(ticker);
  }
}

/** One event may hold trades of several products, in any order. */
function hearTrades(market: Market, event: Wire): void {
  const byProduct = new Map<string, Trade[]>();
  for (const wire of objectsOf(event['trades']))
    for (const productId of productsOf(wire)) {
      const trade = market.trades.get(productId) && readTrade(wire, productId);
      if (trade) byProduct.set(productId, [...(byProduct.get(productId) ?? []), trade]);
    }
  for (const [productId, trades] of byProduct)
    market.trades.get(productId)?.hear(trades, event['type'] === 'snapshot');
}

function beat(line: Line, market: Market): void {
  for (const channel of market.tickers.all()) channel.beat();
  for (const channel of market.trades.all()) channel.beat();
  for (const channel of market.books.all()) {
    const wrong = channel.beat();
    if (wrong !== undefined) return line.distrust(wrong);
  }
}

function hearOwn(own: ReturnType<typeof createOwnChannel>, events: readonly Wire[], time: string): void {
  for (const event of events) {
    const kind = event['type'] === 'snapshot' ? 'snapshot' : 'update';
    for (const order of objectsOf(event['orders'])) {
      const message = readOwn(order, kind, time);
      if (message) own.hear(message);
    }
  }
}

function timeOf({ timestamp }: Wire): string {
  return typeof timestamp === 'string' ? timestamp : '';
}
