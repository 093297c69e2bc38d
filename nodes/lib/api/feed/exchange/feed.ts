import { asCoinbaseError } from '../../../rules/errors';
import type { Wire } from '../../wire-values';
import { readFailure } from '../failure';
import { createLine, type Line } from '../line';
import { createMarket, type ChannelKind } from '../market';
import { createOwnChannel } from '../own';
import type { ApiFeed, FeedParts } from '../parts';
import { createShelf } from '../shelf';
import { createSkewCure } from '../skew-cure';
import { readCandles } from './candles';
import { commandText, readAcknowledged } from './commands';
import { readChanges, readLevels, readTicker, readTrade } from './messages';
import { readOwn } from './own-messages';
import { pastTrades } from './past-trades';
import { wantEveryProduct } from './products';
import { createPulses, HEARTBEAT } from './pulses';

/** The feed of Coinbase Exchange: one socket for everything. */
export function createExchangeFeed(parts: FeedParts): ApiFeed {
  const { clock, credential } = parts;
  const names: Readonly<Record<ChannelKind, string>> = {
    ticker: 'ticker',
    trades: 'matches',
    // Without a key the book comes in steps of 50 ms.
    book: credential ? 'level2' : 'level2_batch',
  };
  const line: Line = createLine(
    { ...parts, url: parts.addresses.market, channelEach: false },
    {
      command: (type, wishes) => commandText(type, wishes, credential, parts.serverNow()),
      opened: () => undefined,
      second() {
        for (const productId of pulses.silent()) {
          line.wishes.renew({ channel: HEARTBEAT, productId });
          beginAnew(productId, 'silent', 'no heartbeat came', ['ticker', 'trades', 'book']);
        }
      },
      frame: (wire) => hear(wire),
      lost(loss) {
        pulses.lost();
        market.lost(loss);
        for (const own of owns.all()) own.lost(loss);
      },
    },
  );
  const pulses = createPulses(clock, () => line.wishes);
  const market = createMarket({
    ...parts,
    past: pastTrades(parts.reader),
    join(kind, productId, hearer) {
      const leavePulse = pulses.join(productId);
      const leave = line.wishes.want({ channel: names[kind], productId }, hearer);
      return () => {
        leave();
        leavePulse();
      };
    },
  });
  const owns = createShelf(clock, (_, used) => {
    const channel = createOwnChannel(clock, used);
    const failed = (thrown: unknown): void =>
      channel.lost({
        reason: 'disconnected',
        sinceMs: clock.now(),
        detail: asCoinbaseError(thrown, 'NETWORK').why,
      });
    const every = wantEveryProduct({
      ...parts,
      wishes: line.wishes,
      channel: 'user',
      hearer: channel,
      failed,
    });
    const lost: typeof channel.lost = (loss) => {
      every.lost();
      channel.lost(loss);
    };
    return { channel: { ...channel, lost }, end: () => every.close() };
  });
  const cure = createSkewCure(parts, line.wishes);

  /** Something of a product was lost: its channels begin anew, and an own message may be missing as well. */
  const beginAnew = (
    productId: string,
    reason: 'gap' | 'silent',
    detail: string,
    kinds: readonly ChannelKind[],
  ): void => {
    const shelves = { ticker: market.tickers, trades: market.trades, book: market.books };
    for (const kind of kinds) shelves[kind].get(productId)?.lost({ reason, detail, sinceMs: clock.now() });
    for (const own of owns.all()) own.suspect(detail);
    if (!pulses.may(productId)) return;
    for (const kind of kinds) line.wishes.renew({ channel: names[kind], productId });
  };

  const beat = (wire: Wire): void => {
    const productId = String(wire['product_id']);
    const trouble = pulses.hear(wire);
    if (trouble === 'repeated') return;
    if (trouble) beginAnew(productId, 'gap', `a heartbeat ${trouble}`, ['ticker', 'book']);
    const tradeId = Number(wire['last_trade_id']);
    const lastTrade = tradeId > 0 && Number.isSafeInteger(tradeId) ? tradeId : undefined;
    market.trades.get(productId)?.beat(lastTrade);
    if (market.tickers.get(productId)?.beat(lastTrade) === false)
      beginAnew(productId, 'gap', 'the ticker is behind the trades', ['ticker']);
    const wrong = market.books.get(productId)?.beat();
    if (wrong !== undefined) beginAnew(productId, 'gap', wrong, ['book']);
  };

  const match = (wire: Wire): void => {
    const productId = String(wire['product_id']);
    const channel = market.trades.get(productId);
    const trade = channel && readTrade(wire, productId);
    if (trade) channel.hear([trade], wire['type'] === 'last_match');
    own(wire);
  };
  const own = (wire: Wire): void => {
    const channel = owns.get('');
    if (!channel || wire['type'] === 'last_match') return;
    for (const message of readOwn(wire)) channel.hear(message, keyOf(wire, message.order_id));
  };

  const hear = (wire: Wire): void => {
    const productId = wire['product_id'] as string;
    switch (wire['type']) {
      case 'l2update': {
        const book = market.books.get(productId);
        const changes = book && readChanges(wire['changes']);
        if (changes) book?.change(changes, timeOf(wire));
        else if (book) beginAnew(productId, 'gap', 'a change of the book cannot be read', ['book']);
        return;
      }
      case 'snapshot':
        return market.books
          .get(productId)
          ?.snapshot(readLevels(wire['bids']), readLevels(wire['asks']), timeOf(wire));
      case 'ticker': {
        const channel = market.tickers.get(productId);
        const ticker = channel && readTicker(wire);
        return ticker && channel?.hear(ticker, Number(wire['sequence']));
      }
      case 'match':
      case 'last_match':
        return match(wire);
      case 'heartbeat':
        return beat(wire);
      case 'subscriptions':
        return line.wishes.acknowledged(readAcknowledged(wire));
      case 'error':
        return cure.failed(readFailure(wire, credential));
      default:
        return own(wire);
    }
  };

  return {
    ticker: (productId) => market.tickers.open(productId).topic,
    trades: (productId) => market.trades.open(productId).topic,
    book: (productId) => market.books.open(productId).topic,
    own: () => owns.open('').topic,
    candles: (span, options) => readCandles(parts.reader, span, options),
    close() {
      market.close();
      owns.close();
      line.close();
    },
  };
}

function timeOf({ time }: Wire): string | undefined {
  return typeof time === 'string' ? time : undefined;
}

/** Own messages have the numbers of their product, but for `activate`, which comes once for each order. */
function keyOf({ type, sequence, product_id, trade_id }: Wire, orderId: string): string {
  return JSON.stringify([type, product_id, sequence ?? trade_id, orderId]);
}
