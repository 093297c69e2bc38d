import type { Clock } from '../../rules/clock';
import type { PastTrades } from './fill';
import { createBookChannel, type BookChannel } from './live-book';
import { createShelf, type Shelf } from './shelf';
import { createTickerChannel, type TickerChannel } from './ticker';
import type { Loss } from './topic';
import { createTradesChannel, type TradesChannel } from './trades';
import type { WishHearer } from './wish';

/** The public channels that are in use on one line. */
export interface Market {
  readonly tickers: Shelf<TickerChannel>;
  readonly trades: Shelf<TradesChannel>;
  readonly books: Shelf<BookChannel>;
  /** Whether any of its channels is in use. */
  uses(productId: string): boolean;
  lost(loss: Loss): void;
  close(): void;
}

export type ChannelKind = 'ticker' | 'trades' | 'book';

export interface MarketParts {
  readonly clock: Clock;
  readonly past: PastTrades;
  /** Unix milliseconds by the exchange's clock. */
  readonly serverNow: () => number;
  /** The messages have numbers of their own. */
  readonly numbered: boolean;
  /** Whether what is heard of a product can be the present; without it, always. */
  readonly alive?: (productId: string) => boolean;
  /** Subscribes a channel; the result leaves it. */
  readonly join: (kind: ChannelKind, productId: string, hearer: WishHearer) => () => void;
}

export function createMarket(parts: MarketParts): Market {
  const { clock, past, serverNow, numbered, join } = parts;
  const now = (): string => new Date(serverNow()).toISOString();
  const aliveOf = (productId: string) => (): boolean => parts.alive?.(productId) ?? true;
  const tickers = createShelf(clock, (productId, used) => {
    const channel = createTickerChannel({ clock, used, alive: aliveOf(productId) });
    return { channel, end: join('ticker', productId, channel) };
  });
  const trades = createShelf(clock, (productId, used) => {
    const channel = createTradesChannel(productId, { clock, past, used, alive: aliveOf(productId) });
    const leave = join('trades', productId, channel);
    const end = (): void => {
      channel.close();
      leave();
    };
    return { channel, end };
  });
  const books = createShelf(clock, (productId, used) => {
    const channel = createBookChannel(productId, { now, numbered, used, alive: aliveOf(productId) });
    return { channel, end: join('book', productId, channel) };
  });
  const shelves = [tickers, trades, books] as const;
  return {
    tickers,
    trades,
    books,
    uses: (productId) => shelves.some((shelf) => shelf.get(productId) !== undefined),
    lost(loss) {
      for (const shelf of shelves) for (const channel of shelf.all()) channel.lost(loss);
    },
    close() {
      for (const shelf of shelves) shelf.close();
    },
  };
}
