import type { Clock } from '../../../rules/clock';
import { asCoinbaseError } from '../../../rules/errors';
import { ABOUT_KEY, readFailure } from '../failure';
import { createLine, type Line, type LineUser } from '../line';
import { createMarket, type ChannelKind } from '../market';
import { createOwnChannel, type OwnChannel } from '../own';
import type { ApiFeed, FeedParts } from '../parts';
import { createShelf, type Shelf } from '../shelf';
import { createSkewCure } from '../skew-cure';
import { readCandles } from './candles';
import { commandText, readAcknowledged } from './commands';
import { createHearing } from './hearing';
import { pastTrades } from './past-trades';
import { wantEveryProduct } from './products';
import { createPulses, HEARTBEAT } from './pulses';
import { createRenewal } from './renewal';

/** The feed of Coinbase Exchange: one socket for everything. */
export function createExchangeFeed(parts: FeedParts): ApiFeed {
  const { clock, credential } = parts;
  const names: Readonly<Record<ChannelKind, string>> = {
    ticker: 'ticker',
    trades: 'matches',
    // Without a key the book comes in steps of 50 ms.
    book: credential ? 'level2' : 'level2_batch',
  };
  const user: LineUser = {
    command: (type, wishes) => commandText(type, wishes, credential, parts.serverNow()),
    opened: () => renewal.forget(),
    second() {
      for (const { productId, again } of pulses.silent())
        renewal.begin(productId, { reason: 'silent', detail: 'no heartbeat came', again }, ALL);
      renewal.second();
    },
    frame(wire) {
      if (wire['type'] === HEARTBEAT) line.beat();
      if (wire['type'] === 'subscriptions') line.wishes.acknowledged(readAcknowledged(wire));
      else if (wire['type'] === 'error') cure.failed(readFailure(wire, credential));
      else hear(wire);
    },
    lost(loss) {
      pulses.lost();
      market.lost(loss);
      for (const own of owns.all()) own.lost(loss);
    },
  };
  const line: Line = createLine({ ...parts, urls: [parts.addresses.market], channelEach: false }, user);
  const { wishes } = line;
  const cure = createSkewCure(parts, wishes);
  const pulses = createPulses(clock, line);
  const market = createMarket({
    ...parts,
    past: pastTrades(parts.reader),
    numbered: false,
    alive: (productId) => pulses.alive(productId),
    join(kind, productId, hearer) {
      const leavePulse = pulses.join(productId);
      const leave = wishes.want({ channel: names[kind], productId }, hearer);
      return () => {
        leave();
        leavePulse();
      };
    },
  });
  const owns = ownShelf(clock, parts.productIds, line);
  const renewal = createRenewal({ clock, market, owns, wishes, names });
  const hear = createHearing({ market, owns, pulses, renewal, eachChange: names.book === 'level2' });
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

const ALL: readonly ChannelKind[] = ['ticker', 'trades', 'book'];

/** Own orders: one channel, under the empty name, for all products. */
function ownShelf(clock: Clock, productIds: FeedParts['productIds'], line: Line): Shelf<OwnChannel> {
  return createShelf(clock, (_, used) => {
    const channel = createOwnChannel(clock, used);
    const failed = (thrown: unknown): void => {
      const error = asCoinbaseError(thrown, 'NETWORK');
      if (ABOUT_KEY.has(error.code)) channel.refused(error);
      else channel.lost({ reason: 'disconnected', sinceMs: clock.now(), detail: error.why });
    };
    const every = wantEveryProduct({ clock, productIds, line, channel: 'user', hearer: channel, failed });
    const lost: OwnChannel['lost'] = (loss) => {
      every.lost();
      channel.lost(loss);
    };
    return { channel: { ...channel, lost }, end: () => every.close() };
  });
}
