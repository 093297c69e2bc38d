import type { Finding } from '../../../signer';
import type { TokenGate } from '../../server/advanced-trade/token-gate';
import { isoTime } from '../../server/clock';
import type { PaperExchange } from '../../server/paper-exchange';
import { type Conversation, membersOf, textsOf } from '../face';
import type { FeedSession } from '../session';
import { type Channel, channels, isChannel } from './channels';

type Json = Readonly<Record<string, unknown>>;

/** Which of the API's hosts a client has called; `both` is the sandbox's own, with every channel. */
export type FeedHost = 'market' | 'user' | 'both';

/** What a conversation needs of its feed. */
export interface Host {
  readonly exchange: PaperExchange;
  readonly gate: TokenGate;
  /** Whether one more message without a token is too many. */
  isTooManyFrom(address: string): boolean;
  /** Sends what a new subscription begins with. */
  welcome(talk: AdvancedTradeConversation, channel: Channel, fresh: readonly string[]): void;
  left(talk: AdvancedTradeConversation): void;
}

/** A channel without updates is closed after so long, unless heartbeats keep it: 60 to 90 s at the real one. */
const QUIET_MS = 60_000;

interface Subscription {
  readonly products: Set<string>;
  /** Of the key, in channels that need one. */
  readonly profile: string | undefined;
  /** Unix milliseconds of its last message. */
  heardAt: number;
}

/** One client of Advanced Trade's feed. Every message that it gets has the next number of this connection. */
export class AdvancedTradeConversation implements Conversation {
  readonly session: FeedSession;
  readonly #host: Host;
  readonly #place: FeedHost;
  readonly #subscriptions = new Map<Channel, Subscription>();
  #sequence = 0;

  constructor(session: FeedSession, host: Host, place: FeedHost) {
    this.session = session;
    this.#host = host;
    this.#place = place;
  }

  hear(given: unknown): void {
    const message = membersOf(given);
    if (!message) return this.#refuse('the message is not JSON');
    const { type, channel, jwt } = message;
    if (type !== 'subscribe' && type !== 'unsubscribe')
      return this.#refuse('type must be subscribe or unsubscribe');
    if (jwt === undefined && this.#host.isTooManyFrom(this.session.address))
      return this.#refuse('rate limit exceeded');
    if (!isChannel(channel)) return this.#refuse(`channel ${shown(channel)} is not known`);
    if (this.#place === 'user' && !channels[channel].isOnUserHost)
      return this.#refuse(`channel ${channel} is not on this host`);
    const products = textsOf(message['product_ids'] ?? []);
    if (!products) return this.#refuse('product_ids must be a list of texts');
    if (type === 'unsubscribe') this.#unsubscribe(channel, products);
    else this.#subscribe(channel, products, jwt);
  }

  end(): void {
    this.#host.left(this);
  }

  /** Whether it hears this product in a channel; one without products hears all. */
  hears(channel: Channel, productId?: string): boolean {
    const products = this.#subscriptions.get(channel)?.products;
    if (!products) return false;
    return products.size === 0 || productId === undefined || products.has(productId);
  }

  /** Whether it asked for this product's prices by name. */
  follows(productId: string): boolean {
    return [...this.#subscriptions].some(
      ([channel, { products }]) => channels[channel].needsProducts && products.has(productId),
    );
  }

  /** Of the key that it subscribed with. */
  profileIn(channel: Channel): string | undefined {
    return this.#subscriptions.get(channel)?.profile;
  }

  send(channel: Channel, events: readonly Json[], productId?: string): void {
    const subscription = this.#subscriptions.get(channel);
    if (subscription) subscription.heardAt = this.#host.exchange.now();
    this.#envelope(channels[channel].shown, events, productId);
  }

  /** Closes channels that had nothing to say for too long, and the connection with the last of them. */
  closeQuiet(): void {
    if (this.#subscriptions.size === 0 || this.#subscriptions.has('heartbeats')) return;
    const since = this.#host.exchange.now() - QUIET_MS;
    for (const [channel, { heardAt }] of this.#subscriptions)
      if (heardAt <= since) this.#subscriptions.delete(channel);
    if (this.#subscriptions.size === 0) this.session.close(1000, 'no updates');
  }

  #subscribe(channel: Channel, products: readonly string[], jwt: unknown): void {
    const { exchange, gate } = this.#host;
    const { needsAuth, needsProducts } = channels[channel];
    const now = exchange.now();
    const key = typeof jwt === 'string' ? gate.admitFeed(jwt, now) : undefined;
    if (!key && (jwt !== undefined || needsAuth))
      return this.#refuse('authentication failure', findings(gate, jwt, now));
    if (needsProducts && products.length === 0) return this.#refuse(`channel ${channel} needs product_ids`);
    const strange = products.find((id) => !exchange.products.has(id));
    if (strange !== undefined) return this.#refuse(`ProductID "${strange.slice(0, 40)}" could not be found`);
    const shut = needsProducts ? products.find((id) => exchange.isShut(id)) : undefined;
    if (shut !== undefined) return this.#refuse(noPrice(shut));
    const old = this.#subscriptions.get(channel);
    const fresh = products.filter((id) => old?.products.has(id) !== true);
    // Without products it is for all of them, and so stays.
    const all = products.length === 0 || (old !== undefined && old.products.size === 0);
    this.#subscriptions.set(channel, {
      products: new Set(all ? [] : [...(old?.products ?? []), ...products]),
      profile: old ? old.profile : key?.profile,
      heardAt: now,
    });
    this.#confirm();
    if (!old || fresh.length > 0) this.#host.welcome(this, channel, all ? [] : fresh);
  }

  #unsubscribe(channel: Channel, products: readonly string[]): void {
    const own = this.#subscriptions.get(channel)?.products;
    for (const id of products) own?.delete(id);
    if (own?.size === 0 || products.length === 0) this.#subscriptions.delete(channel);
    this.#confirm();
  }

  /** All that it hears now. */
  #confirm(): void {
    const { userId } = this.#host.exchange;
    const lists = [...this.#subscriptions].map(([channel, { products }]) => {
      if (products.size > 0) return [channel, [...products]];
      return [channel, [channels[channel].needsAuth ? userId : channel]];
    });
    this.#envelope('subscriptions', [{ subscriptions: Object.fromEntries(lists) as Json }]);
  }

  #envelope(channel: string, events: readonly Json[], productId?: string): void {
    const message = {
      channel,
      client_id: '',
      timestamp: isoTime(this.#host.exchange.now()),
      sequence_num: this.#sequence,
      events,
    };
    this.#sequence += 1;
    this.session.send({ text: JSON.stringify(message), type: channel, productId });
  }

  /** Outside the envelope: it has no number. */
  #refuse(message: string, diagnosis?: readonly Finding[]): void {
    const error = { type: 'error', message, ...(diagnosis && { diagnosis }) };
    this.session.send({ text: JSON.stringify(error), type: 'error' });
  }
}

/** Of a mirrored product. */
export function noPrice(productId: string): string {
  return `the mirrored market has no present price of ${productId}`;
}

function findings(gate: TokenGate, jwt: unknown, now: number): readonly Finding[] {
  if (typeof jwt === 'string') return gate.feedDiagnosis(jwt, now);
  const fix = 'Put a fresh token (JWT), made without the claim "uri", into the message as "jwt".';
  return [{ code: 'TOKEN_MISSING', text: 'The message carries no token', fix }];
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : 'must be a text and';
}
