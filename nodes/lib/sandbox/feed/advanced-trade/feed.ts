import type { EngineEvent, EngineOrder, EngineTrade } from '../../engine';
import { TokenGate } from '../../server/advanced-trade/token-gate';
import type { PaperExchange } from '../../server/paper-exchange';
import type { IssuedKey } from '../../server/profiles';
import type { RateLimits } from '../../server/rate-limits';
import { BookWatch, type LevelChange } from '../book-watch';
import { Cascades } from '../cascades';
import type { Beat, FeedFace } from '../face';
import { GOING_AWAY } from '../fault-line';
import type { FeedSession } from '../session';
import type { Channel } from './channels';
import { AdvancedTradeConversation, type FeedHost, type Host, noPrice } from './conversation';
import {
  bookSnapshot,
  bookUpdate,
  candlesOf,
  heartbeatEvent,
  statusOf,
  tickerOf,
  tradesEvent,
} from './market-messages';
import { futuresSummary, userEvent, userSnapshots } from './user-messages';

type Json = Readonly<Record<string, unknown>>;

/** The feed of Advanced Trade: what happens in the engine, gathered and told in envelopes with numbers. */
export class AdvancedTradeFeed implements FeedFace, Host {
  readonly exchange: PaperExchange;
  readonly gate: TokenGate;
  readonly #limits: RateLimits;
  readonly #talks = new Set<AdvancedTradeConversation>();
  readonly #cascades = new Cascades();
  readonly #books = new Map<string, BookWatch>();
  /** What has changed by product and place, until all that happens at once has happened. */
  readonly #levels = new Map<string, Map<string, LevelChange>>();
  /** Own orders to be told of, in the order of what happened to them. */
  readonly #orders = new Set<EngineOrder>();
  /** Since the last beat, oldest first. */
  readonly #trades = new Map<string, EngineTrade[]>();
  /** Products with a trade since the last slow beat. */
  readonly #traded = new Set<string>();
  #isDue = false;
  #beats = 0;

  constructor(exchange: PaperExchange, keys: readonly IssuedKey[], limits: RateLimits) {
    this.exchange = exchange;
    this.gate = new TokenGate(keys);
    this.#limits = limits;
  }

  open(session: FeedSession, place: FeedHost = 'both'): AdvancedTradeConversation {
    session.speaks('advanced-trade');
    const talk = new AdvancedTradeConversation(session, this, place);
    this.#talks.add(talk);
    return talk;
  }

  left(talk: AdvancedTradeConversation): void {
    this.#talks.delete(talk);
  }

  /** Its heartbeats are of no product: who hears one that is shut has to come again, and is refused that one. */
  endShut(): void {
    for (const id of this.exchange.products.keys()) {
      if (!this.exchange.isShut(id)) continue;
      for (const talk of this.#talks) if (talk.follows(id)) talk.session.close(GOING_AWAY, noPrice(id));
    }
  }

  isTooManyFrom(address: string): boolean {
    if (!this.exchange.settings.rateLimits) return false;
    return this.#limits.refusal('advanced-feed-messages', address, this.exchange.now()) !== undefined;
  }

  welcome(talk: AdvancedTradeConversation, channel: Channel, fresh: readonly string[]): void {
    const { exchange } = this;
    const snapshot = (events: readonly Json[], productId?: string): void =>
      talk.send(channel, events, productId);
    switch (channel) {
      case 'heartbeats':
        return;
      case 'candles':
        for (const id of fresh) snapshot([{ type: 'snapshot', candles: candlesOf(exchange, id) }], id);
        return;
      case 'market_trades':
        for (const id of fresh) snapshot([tradesEvent('snapshot', exchange.engine.trades(id))], id);
        return;
      case 'status':
        return snapshot([this.#status('snapshot', fresh)]);
      case 'ticker':
      case 'ticker_batch':
        for (const id of fresh) this.#sendTicker(talk, channel, id, 'snapshot');
        return;
      case 'level2':
        for (const id of fresh) {
          if (!this.#books.has(id)) this.#books.set(id, new BookWatch(exchange.engine, id));
          snapshot([bookSnapshot(exchange, id)], id);
        }
        return;
      case 'user': {
        const open = exchange.engine.openOrders(talk.profileIn('user') ?? '');
        for (const event of userSnapshots(open.filter(({ productId }) => talk.hears('user', productId))))
          snapshot([event]);
        return;
      }
      case 'futures_balance_summary':
        return snapshot([futuresSummary]);
    }
  }

  tell(event: EngineEvent): void {
    // What is known of the books would be out of date when somebody hears of them again.
    if (this.#talks.size === 0) return this.#books.clear();
    const productId = event.type === 'match' ? event.trade.productId : event.order.productId;
    this.#gatherLevels(event, productId);
    if (event.type === 'match') {
      this.#gather(event.maker);
      this.#gather(event.taker);
      const trades = this.#trades.get(productId);
      if (trades) trades.push(event.trade);
      else this.#trades.set(productId, [event.trade]);
      this.#traded.add(productId);
    } else this.#gather(event.order);
    if (this.#cascades.ended(event))
      for (const talk of this.#talks) {
        if (talk.hears('ticker', productId)) this.#sendTicker(talk, 'ticker', productId, 'update');
      }
    this.#sendSoon();
  }

  beat(beat: Beat): void {
    if (beat === 250) this.#sendTrades();
    if (beat === 1000) this.#secondBeat();
    if (beat === 5000) this.#slowBeat();
  }

  #gatherLevels(event: EngineEvent, productId: string): void {
    const watch = this.#books.get(productId);
    if (!watch) return;
    const changes = watch.changes(event);
    if (changes.length === 0) return;
    let levels = this.#levels.get(productId);
    if (!levels) this.#levels.set(productId, (levels = new Map<string, LevelChange>()));
    for (const change of changes) levels.set(`${change.side} ${change.price}`, change);
  }

  /** An order that somebody wants to be told of comes behind those that were gathered before. */
  #gather(order: EngineOrder): void {
    for (const talk of this.#talks) {
      if (talk.profileIn('user') !== order.profile) continue;
      this.#orders.delete(order);
      this.#orders.add(order);
      return;
    }
  }

  #sendSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => this.#sendGathered());
  }

  #sendGathered(): void {
    this.#isDue = false;
    const now = this.exchange.now();
    for (const [productId, levels] of this.#levels) {
      const event = bookUpdate(productId, levels.values(), now);
      const wanted = this.#toAll('level2', productId, [event]);
      if (wanted === 0) this.#books.delete(productId);
    }
    this.#levels.clear();
    for (const order of this.#orders) {
      const events = [userEvent('update', [order])];
      for (const talk of this.#talks)
        if (talk.profileIn('user') === order.profile && talk.hears('user', order.productId))
          talk.send('user', events, order.productId);
    }
    this.#orders.clear();
  }

  #sendTrades(): void {
    for (const [productId, trades] of this.#trades)
      this.#toAll('market_trades', productId, [tradesEvent('update', trades.toReversed())]);
    this.#trades.clear();
  }

  #secondBeat(): void {
    this.#beats += 1;
    const heartbeat = [heartbeatEvent(this.exchange, this.#beats)];
    this.#toAll('heartbeats', undefined, heartbeat);
    for (const productId of this.exchange.products.keys()) {
      const candles = candlesOf(this.exchange, productId, 1);
      if (candles.length > 0) this.#toAll('candles', productId, [{ type: 'update', candles }]);
    }
    for (const talk of this.#talks) talk.closeQuiet();
  }

  #slowBeat(): void {
    for (const talk of this.#talks)
      for (const productId of this.#traded)
        if (talk.hears('ticker_batch', productId))
          this.#sendTicker(talk, 'ticker_batch', productId, 'update');
    this.#traded.clear();
    for (const talk of this.#talks)
      if (talk.hears('status')) talk.send('status', [this.#status('update', [], talk)]);
  }

  #sendTicker(
    talk: AdvancedTradeConversation,
    channel: 'ticker' | 'ticker_batch',
    productId: string,
    type: 'snapshot' | 'update',
  ): void {
    const product = this.exchange.products.get(productId);
    const ticker = product && tickerOf(this.exchange, product, channel === 'ticker_batch');
    if (ticker) talk.send(channel, [{ type, tickers: [ticker] }], productId);
  }

  #status(type: 'snapshot' | 'update', ids: readonly string[], talk?: AdvancedTradeConversation): Json {
    const products = [...this.exchange.products.values()].filter(({ id }) =>
      talk ? talk.hears('status', id) : ids.length === 0 || ids.includes(id),
    );
    return { type, products: products.map(statusOf) };
  }

  /** Returns how many it went to. */
  #toAll(channel: Channel, productId: string | undefined, events: readonly Json[]): number {
    let count = 0;
    for (const talk of this.#talks) {
      if (!talk.hears(channel, productId)) continue;
      talk.send(channel, events, productId);
      count += 1;
    }
    return count;
  }
}
