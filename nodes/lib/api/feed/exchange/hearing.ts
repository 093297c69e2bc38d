import type { Wire } from '../../wire-values';
import { UNREADABLE } from '../live-book';
import type { Market } from '../market';
import type { OwnChannel } from '../own';
import { readChanges, readLevels, readTicker, readTrade } from './messages';
import { readOwn } from './own-messages';
import type { Pulses } from './pulses';
import type { Renewal } from './renewal';

export interface HearingParts {
  readonly market: Market;
  readonly owns: { get(productId: string): OwnChannel | undefined };
  readonly pulses: Pulses;
  readonly renewal: Renewal;
  /** Every change of a book comes by itself: a ticker can be held against it. */
  readonly eachChange: boolean;
}

/** Takes what the socket tells to those whom it concerns. What nobody asked for is not read. */
export function createHearing({
  market,
  owns,
  pulses,
  renewal,
  eachChange,
}: HearingParts): (wire: Wire) => void {
  const gap = (productId: string, detail: string, kind: 'ticker' | 'book'): void =>
    renewal.begin(productId, { reason: 'gap', detail }, [kind]);

  const beat = (wire: Wire, productId: string): void => {
    const trouble = pulses.hear(productId, wire);
    if (trouble === 'repeated') return;
    if (trouble) {
      renewal.begin(productId, { reason: 'gap', detail: `a heartbeat ${trouble}` }, ['ticker', 'book']);
    }
    const lastTrade = idOf(wire['last_trade_id']);
    market.trades.get(productId)?.beat(lastTrade);
    const behind = market.tickers.get(productId)?.beat(lastTrade) === false;
    if (behind) gap(productId, 'the ticker is behind the trades', 'ticker');
    const book = market.books.get(productId);
    const wrong = book?.beat(lastTrade);
    if (wrong !== undefined) gap(productId, wrong, 'book');
    else if (book?.isOld === true) renewal.refresh(productId);
  };
  const own = (wire: Wire): void => {
    const channel = owns.get('');
    if (channel) for (const message of readOwn(wire)) channel.hear(message, keyOf(wire, message.order_id));
  };
  const trade = (wire: Wire, productId: string): void => {
    const channel = market.trades.get(productId);
    const one = channel && readTrade(wire, productId);
    if (one) channel.hear([one], wire['type'] === 'last_match');
  };
  const change = (wire: Wire, productId: string): void => {
    const book = market.books.get(productId);
    if (!book) return;
    const changes = readChanges(wire['changes']);
    const wrong = changes ? book.change(changes, timeOf(wire)) : UNREADABLE;
    if (wrong !== undefined) gap(productId, wrong, 'book');
  };
  const snapshot = (wire: Wire, productId: string): void => {
    pulses.snapshotCame();
    const book = market.books.get(productId);
    if (!book) return;
    const [bids, asks] = [readLevels(wire['bids']), readLevels(wire['asks'])];
    const wrong = bids && asks ? book.snapshot(bids, asks, timeOf(wire)) : UNREADABLE;
    if (wrong !== undefined) gap(productId, wrong, 'book');
  };
  const ticker = (wire: Wire, productId: string): void => {
    const channel = market.tickers.get(productId);
    if (!channel) return;
    const one = readTicker(wire);
    if (!one) return channel.unreadable();
    channel.hear(one, Number(wire['sequence']));
    if (eachChange) market.books.get(productId)?.quoted(one);
  };

  return (wire) => {
    const { product_id } = wire;
    if (typeof product_id !== 'string') return;
    switch (wire['type']) {
      case 'l2update':
        return change(wire, product_id);
      case 'ticker':
        return ticker(wire, product_id);
      case 'match':
        trade(wire, product_id);
        return own(wire);
      case 'last_match':
        return trade(wire, product_id);
      case 'heartbeat':
        return beat(wire, product_id);
      case 'snapshot':
        return snapshot(wire, product_id);
      default:
        return own(wire);
    }
  };
}

function timeOf({ time }: Wire): string | undefined {
  return typeof time === 'string' && time !== '' ? time : undefined;
}

/** 0 stands for no trade. */
function idOf(value: unknown): number | undefined {
  const id = Number(value);
  return id > 0 && Number.isSafeInteger(id) ? id : undefined;
}

/** Own messages have the numbers of their product, but for `activate`, which comes once for each order. */
function keyOf({ type, sequence, product_id, trade_id }: Wire, orderId: string): string {
  return JSON.stringify([type, product_id, sequence ?? trade_id, orderId]);
}
