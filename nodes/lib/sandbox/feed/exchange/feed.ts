import type { EngineEvent, EngineProduct, EngineTrade } from '../../engine';
import type { KeyRing } from '../../server/authenticate';
import { currencyJson } from '../../server/currency-routes';
import type { PaperExchange } from '../../server/paper-exchange';
import { BookWatch, type LevelChange } from '../book-watch';
import { Cascades } from '../cascades';
import type { Beat, FeedFace } from '../face';
import type { FeedSession } from '../session';
import { BalanceTold } from './balances';
import type { Channel } from './channels';
import { ExchangeConversation, type Host } from './conversation';
import { level3Message, level3Schema } from './level3';
import {
  heartbeatMessage,
  l2updateMessage,
  snapshotMessage,
  statusMessage,
  tickerMessage,
} from './market-messages';
import { concerns, isPublic, matchMessage, orderMessage, type Owner } from './order-messages';
import type { Wish } from './wishes';

type Json = Readonly<Record<string, unknown>>;

/** The documented limit: subscriptions of one product in one channel by one account. */
const MOST_SUBSCRIPTIONS = 10;

/** The feed of Coinbase Exchange: what happens in the engine, told to every client as it has subscribed. */
export class ExchangeFeed implements FeedFace, Host {
  readonly exchange: PaperExchange;
  readonly keys: KeyRing;
  readonly #talks = new Set<ExchangeConversation>();
  readonly #cascades = new Cascades();
  readonly #books = new Map<string, BookWatch>();
  /** Of `level2_batch`: what has changed since the last beat, by product and place. */
  readonly #batches = new Map<string, Map<string, LevelChange>>();
  /** Of `ticker_batch`: products with a trade since the last beat. */
  readonly #traded = new Map<string, EngineTrade>();
  readonly #balances: BalanceTold;
  #balancesDue = false;

  constructor(exchange: PaperExchange, keys: KeyRing) {
    this.exchange = exchange;
    this.keys = keys;
    this.#balances = new BalanceTold(exchange);
  }

  open(session: FeedSession): ExchangeConversation {
    const talk = new ExchangeConversation(session, this);
    this.#talks.add(talk);
    return talk;
  }

  left(talk: ExchangeConversation): void {
    this.#talks.delete(talk);
  }

  tooMany(wishes: readonly Wish[], profile: string | undefined): string | undefined {
    if (profile === undefined || !this.exchange.settings.rateLimits) return undefined;
    const count = (channel: Channel, id: string): number =>
      [...this.#talks].filter((talk) => talk.subscriptions.profileOf(channel, id) === profile).length;
    const full = wishes.find(({ channel, ids }) =>
      ids.some((id) => count(channel, id) >= MOST_SUBSCRIPTIONS),
    );
    return (
      full && `at most ${MOST_SUBSCRIPTIONS} subscriptions of ${full.channel} for one product and account`
    );
  }

  /** Product by product, as recorded from the exchange: snapshot, ticker, last match. */
  welcome(talk: ExchangeConversation, fresh: readonly Wish[]): void {
    const isNew = (channel: Channel, id: string): boolean =>
      fresh.some((wish) => wish.channel === channel && wish.ids.includes(id));
    if (fresh.some(({ channel, ids }) => channel === 'status' && ids.length > 0)) talk.send(this.#status());
    if (fresh.some(({ channel, ids }) => channel === 'level3' && ids.length > 0)) talk.send(level3Schema);
    const products = new Set(fresh.flatMap(({ ids }) => ids));
    for (const id of products) {
      const product = this.exchange.products.get(id);
      if (!product) continue;
      const isBook = isNew('level2', id) || isNew('level2_batch', id);
      if (isBook) {
        this.#watch(id);
        talk.send(snapshotMessage(this.exchange, product), id);
      }
      const [last] = this.exchange.engine.trades(id);
      if (!last) continue;
      if (isNew('ticker', id) || isNew('ticker_batch', id))
        talk.send(tickerMessage(this.exchange, product, last), id);
      if (isNew('matches', id)) talk.send(matchMessage({ trade: last }, 'last_match'), id);
    }
    for (const { channel, ids } of fresh) {
      if (channel !== 'balance') continue;
      for (const id of ids) this.#balances.news(talk.subscriptions.profileOf('balance', id) ?? '', id);
    }
  }

  tell(event: EngineEvent): void {
    const productId = event.type === 'match' ? event.trade.productId : event.order.productId;
    const product = this.exchange.products.get(productId);
    if (!product || this.#talks.size === 0) return;
    this.#tellBook(event, product);
    this.#tellOrders(event, productId);
    const trade = this.#cascades.ended(event);
    if (trade) this.#tellTicker(product, trade);
    this.#checkBalancesSoon();
  }

  beat(beat: Beat): void {
    if (beat === 50) this.#sendBatches();
    if (beat === 1000) this.#heartbeats();
    if (beat === 5000) this.#slowBeat();
  }

  /** One change a message, before the match that made it. */
  #tellBook(event: EngineEvent, product: EngineProduct): void {
    const watch = this.#books.get(product.id);
    if (!watch) return;
    const changes = watch.changes(event);
    if (changes.length === 0) return;
    const time = event.type === 'match' ? event.trade.time : event.time;
    for (const change of changes)
      this.#toAll('level2', product.id, () => l2updateMessage(product, [change], time));
    if (!this.#isWanted('level2_batch', product.id)) {
      if (!this.#isWanted('level2', product.id)) this.#books.delete(product.id);
      return;
    }
    let batch = this.#batches.get(product.id);
    if (!batch) this.#batches.set(product.id, (batch = new Map<string, LevelChange>()));
    for (const change of changes) batch.set(`${change.side} ${change.price}`, change);
  }

  #tellOrders(event: EngineEvent, productId: string): void {
    if (event.type === 'match') {
      this.#toEach('matches', productId, event, orderMessage);
    }
    this.#toEach('full', productId, event, orderMessage);
    this.#toEach('user', productId, event, orderMessage);
    const array = level3Message(event);
    if (array) this.#toAll('level3', productId, () => array);
  }

  #tellTicker(product: EngineProduct, trade: EngineTrade): void {
    this.#traded.set(product.id, trade);
    this.#toAll('ticker', product.id, () => tickerMessage(this.exchange, product, trade));
  }

  /** The same for all, or with more in it for the owner who has authenticated. */
  #toEach(
    channel: Channel,
    productId: string,
    event: EngineEvent,
    messageOf: (event: EngineEvent, owner?: Owner) => Json,
  ): void {
    let common: string | undefined;
    const { type } = event;
    for (const talk of this.#talks) {
      if (!talk.subscriptions.has(channel, productId)) continue;
      const profile = talk.subscriptions.profileOf(channel, productId);
      if (profile !== undefined && concerns(event, profile))
        talk.send(messageOf(event, this.#owner(profile)), productId);
      else if (channel !== 'user' && isPublic(event)) {
        common ??= JSON.stringify(messageOf(event));
        talk.session.send({ text: common, type, productId });
      }
    }
  }

  /** The same for all; made when somebody wants it. */
  #toAll(channel: Channel, productId: string, message: () => Json | readonly unknown[]): void {
    let text: string | undefined;
    let type = 'level3';
    for (const { subscriptions, session } of this.#talks) {
      if (!subscriptions.has(channel, productId)) continue;
      if (text === undefined) {
        const made = message();
        if (!Array.isArray(made)) type = String((made as Json)['type']);
        text = JSON.stringify(made);
      }
      session.send({ text, type, productId });
    }
  }

  #isWanted(channel: Channel, productId: string): boolean {
    for (const { subscriptions } of this.#talks) if (subscriptions.has(channel, productId)) return true;
    return false;
  }

  #watch(productId: string): void {
    if (!this.#books.has(productId))
      this.#books.set(productId, new BookWatch(this.exchange.engine, productId));
  }

  #owner(profile: string): Owner {
    const { userId, settings } = this.exchange;
    return { profile, userId, makerFee: settings.makerFee, takerFee: settings.takerFee };
  }

  #sendBatches(): void {
    for (const [productId, batch] of this.#batches) {
      const product = this.exchange.products.get(productId);
      if (!product) continue;
      const now = this.exchange.now();
      this.#toAll('level2_batch', productId, () => l2updateMessage(product, [...batch.values()], now));
    }
    this.#batches.clear();
  }

  #heartbeats(): void {
    for (const productId of this.exchange.products.keys())
      this.#toAll('heartbeat', productId, () => heartbeatMessage(this.exchange, productId));
    this.#checkBalances();
  }

  #slowBeat(): void {
    for (const [productId, trade] of this.#traded) {
      const product = this.exchange.products.get(productId);
      if (product) this.#toAll('ticker_batch', productId, () => tickerMessage(this.exchange, product, trade));
    }
    this.#traded.clear();
    this.#toAll('status', '', () => this.#status());
  }

  #status(): Json {
    return statusMessage(this.exchange, this.exchange.currencies.map(currencyJson));
  }

  /** When all that happens at once has happened. */
  #checkBalancesSoon(): void {
    if (this.#balancesDue) return;
    this.#balancesDue = true;
    queueMicrotask(() => this.#checkBalances());
  }

  #checkBalances(): void {
    this.#balancesDue = false;
    const wanted = new Map<string, string>();
    for (const { subscriptions } of this.#talks)
      for (const id of subscriptions.idsOf('balance')) {
        const profile = subscriptions.profileOf('balance', id);
        if (profile !== undefined) wanted.set(id, profile);
      }
    for (const [id, profile] of wanted) {
      const news = this.#balances.news(profile, id);
      if (news) this.#toAll('balance', id, () => news);
    }
  }
}
