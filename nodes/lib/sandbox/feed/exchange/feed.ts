import type { EngineEvent, EngineTrade } from '../../engine';
import type { KeyRing } from '../../server/authenticate';
import { currencyJson } from '../../server/currency-routes';
import type { PaperExchange } from '../../server/paper-exchange';
import { Cascades } from '../cascades';
import type { Beat, FeedFace } from '../face';
import type { FeedSession } from '../session';
import { Audience } from './audience';
import { BalanceChannel } from './balance-channel';
import { BookChannels } from './book-channels';
import type { Channel } from './channels';
import { ExchangeConversation, type Host } from './conversation';
import { level3Message, level3Schema } from './level3';
import { heartbeatMessage, statusMessage, tickerMessage } from './market-messages';
import { matchMessage } from './order-messages';
import { OwedWelcomes } from './owed-welcomes';
import type { Wish } from './wishes';

/** Those that begin with how a product stands. */
const STANDING = ['level2', 'level2_batch', 'ticker', 'ticker_batch', 'matches'] as const;

/** The documented limit: subscriptions of one product in one channel by one account. */
const MOST_SUBSCRIPTIONS = 10;

/** The feed of Coinbase Exchange: what happens in the engine, told to every client as it has subscribed. */
export class ExchangeFeed implements FeedFace, Host {
  readonly keys: KeyRing;
  readonly #exchange: PaperExchange;
  readonly #audience: Audience;
  readonly #books: BookChannels;
  readonly #balances: BalanceChannel;
  readonly #owed = new OwedWelcomes();
  readonly #cascades = new Cascades();
  /** Of `ticker_batch`: the last trade since the last beat, by product. */
  readonly #traded = new Map<string, EngineTrade>();

  constructor(exchange: PaperExchange, keys: KeyRing) {
    const { userId, settings } = exchange;
    const { makerFee, takerFee } = settings;
    this.#exchange = exchange;
    this.keys = keys;
    this.#audience = new Audience((profile) => ({ profile, userId, makerFee, takerFee }));
    this.#books = new BookChannels(exchange, this.#audience);
    this.#balances = new BalanceChannel(exchange, this.#audience);
  }

  get products(): Pick<ReadonlySet<string>, 'has'> {
    return this.#exchange.products;
  }

  now(): number {
    return this.#exchange.now();
  }

  open(session: FeedSession): ExchangeConversation {
    session.speaks('exchange');
    const talk = new ExchangeConversation(session, this);
    this.#audience.add(talk);
    return talk;
  }

  left(talk: ExchangeConversation): void {
    this.#audience.delete(talk);
    this.#owed.forget(talk);
  }

  isAccount(profile: string, id: string): boolean {
    return this.#exchange.currencies.some((one) => this.#exchange.accountId(profile, one) === id);
  }

  tooMany(
    { subscriptions }: ExchangeConversation,
    wishes: readonly Wish[],
    profile: string,
  ): string | undefined {
    if (!this.#exchange.settings.rateLimits) return undefined;
    const isFull = (channel: Channel, id: string): boolean =>
      !subscriptions.has(channel, id) && this.#audience.count(channel, id, profile) >= MOST_SUBSCRIPTIONS;
    const full = wishes.find(({ channel, ids }) => ids.some((id) => isFull(channel, id)));
    return (
      full && `at most ${MOST_SUBSCRIPTIONS} subscriptions of ${full.channel} for one product and account`
    );
  }

  /** Product by product, as recorded from the exchange: snapshot, ticker, last match; of one that is shut once it opens. */
  welcome(talk: ExchangeConversation, fresh: readonly Wish[]): void {
    const idsOf = (channel: Channel): readonly string[] =>
      fresh.filter((wish) => wish.channel === channel).flatMap(({ ids }) => ids);
    if (idsOf('status').length > 0) talk.send(this.#status());
    if (idsOf('level3').length > 0) talk.send(level3Schema);
    for (const id of idsOf('balance'))
      this.#balances.begin(talk.subscriptions.profileOf('balance', id) ?? '', id);
    for (const { id } of this.#exchange.products.values()) {
      const wanted = STANDING.filter((channel) => idsOf(channel).includes(id));
      if (wanted.length === 0) continue;
      if (this.#exchange.isShut(id)) this.#owed.add(talk, id, wanted);
      else this.#tellStanding(talk, id, wanted);
    }
  }

  /** Some product may have opened: who waited for it hears how it stands. */
  opened(): void {
    for (const { talk, id, wanted } of this.#owed.takeOpen((product) => !this.#exchange.isShut(product)))
      this.#tellStanding(
        talk,
        id,
        wanted.filter((channel) => talk.subscriptions.has(channel, id)),
      );
  }

  /** What has changed in the book comes before the match that changed it. */
  tell(event: EngineEvent): void {
    if (this.#audience.isEmpty) return this.#books.forget();
    const { productId } = event.type === 'match' ? event.trade : event.order;
    this.#books.tell(event, productId);
    if (event.type === 'match') this.#audience.tellOrder('matches', productId, event);
    this.#audience.tellOrder('full', productId, event);
    this.#audience.tellOrder('user', productId, event);
    const array = level3Message(event);
    if (array) this.#audience.tell('level3', productId, () => array);
    const trade = this.#cascades.ended(event);
    if (trade) this.#tellTicker('ticker', trade);
    this.#balances.checkSoon();
  }

  beat(beat: Beat): void {
    if (beat === 50) this.#books.sendBatches();
    if (beat === 1000) {
      // Without heartbeats no client takes the silence of a product without a present price for calm.
      for (const id of this.#exchange.products.keys())
        if (!this.#exchange.isShut(id))
          this.#audience.tell('heartbeat', id, () => heartbeatMessage(this.#exchange, id));
      this.#balances.check();
    }
    if (beat !== 5000) return;
    for (const trade of this.#traded.values()) this.#tellTicker('ticker_batch', trade);
    this.#traded.clear();
    this.#audience.tell('status', '', () => this.#status());
  }

  #tellStanding(talk: ExchangeConversation, id: string, wanted: readonly Channel[]): void {
    const product = this.#exchange.products.get(id);
    if (!product) return;
    if (wanted.includes('level2') || wanted.includes('level2_batch')) this.#books.begin(talk, id);
    const [trade] = this.#exchange.engine.trades(id);
    if (!trade) return;
    if (wanted.includes('ticker') || wanted.includes('ticker_batch'))
      talk.send(tickerMessage(this.#exchange, product, trade), id);
    if (wanted.includes('matches')) talk.send(matchMessage({ trade }, 'last_match'), id);
  }

  #tellTicker(channel: 'ticker' | 'ticker_batch', trade: EngineTrade): void {
    const product = this.#exchange.products.get(trade.productId);
    if (!product) return;
    if (channel === 'ticker') this.#traded.set(product.id, trade);
    this.#audience.tell(channel, product.id, () => tickerMessage(this.#exchange, product, trade));
  }

  #status() {
    return statusMessage(this.#exchange, this.#exchange.currencies.map(currencyJson));
  }
}
