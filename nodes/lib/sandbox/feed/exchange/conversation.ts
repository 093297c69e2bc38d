import type { KeyRing } from '../../server/authenticate';
import { type Conversation, membersOf } from '../face';
import type { FeedSession } from '../session';
import { authenticationOf } from './authentication';
import { channels } from './channels';
import { Subscriptions } from './subscriptions';
import { type Wish, wishesIn } from './wishes';

const AUTH_REQUIRED =
  'level2, level3, and full channels now require authentication. https://docs.cloud.coinbase.com/exchange/docs/websocket-auth';

type Json = Readonly<Record<string, unknown>>;

/** What a conversation needs of its feed. */
export interface Host {
  readonly keys: KeyRing;
  readonly products: Pick<ReadonlySet<string>, 'has'>;
  /** Unix milliseconds. */
  now(): number;
  /** Whether there is such an account of this profile. */
  isAccount(profile: string, id: string): boolean;
  /** Sends what a new subscription begins with. */
  welcome(talk: ExchangeConversation, fresh: readonly Wish[]): void;
  /** Why one more of these is too many for the holder of this profile; undefined when it is not. */
  tooMany(talk: ExchangeConversation, wishes: readonly Wish[], profile: string): string | undefined;
  left(talk: ExchangeConversation): void;
}

/** One client of the Exchange feed: what it subscribes to, and what it is answered. */
export class ExchangeConversation implements Conversation {
  readonly session: FeedSession;
  readonly subscriptions = new Subscriptions();
  readonly #host: Host;

  constructor(session: FeedSession, host: Host) {
    this.session = session;
    this.#host = host;
  }

  hear(given: unknown): void {
    const message = membersOf(given);
    if (!message) return this.#refuse('Failed to subscribe', 'Malformed JSON');
    if (message['type'] === 'subscribe') this.#subscribe(message);
    else if (message['type'] === 'unsubscribe') this.#unsubscribe(message);
    else this.#refuse('Failed to subscribe', 'Type has to be either subscribe or unsubscribe');
  }

  end(): void {
    this.#host.left(this);
  }

  send(message: Json | readonly unknown[], productId?: string): void {
    const type = Array.isArray(message) ? 'level3' : String((message as Json)['type']);
    this.session.send({ text: JSON.stringify(message), type, productId });
  }

  /** One wrong part, and nothing of the message counts. */
  #subscribe(message: Json): void {
    const { keys, products } = this.#host;
    const from = authenticationOf(message, keys, this.#host.now());
    if (from.kind === 'refused') {
      const { reason, diagnosis } = from;
      return this.#refuse('Authentication Failed', reason, diagnosis && { diagnosis });
    }
    const asked = wishesIn(message, products);
    if (asked.kind === 'refused') return this.#refuse('Failed to subscribe', asked.reason);
    if (asked.kind === 'unknown-channel') return this.#unknownChannel(asked.name, from.kind === 'key');
    const { wishes } = asked;
    const profile = from.kind === 'key' ? from.profile : undefined;
    const closed = profile === undefined && wishes.find(({ channel }) => channels[channel].needsAuth);
    if (closed) return this.#refuse('Failed to subscribe', authRequired(closed));
    const objection = profile === undefined ? undefined : this.#objection(wishes, profile);
    if (objection !== undefined) return this.#refuse('Failed to subscribe', objection);
    const fresh = wishes.map((wish) => ({ ...wish, ids: this.subscriptions.add(wish, profile) }));
    this.#acknowledge();
    this.#host.welcome(this, fresh);
  }

  #unsubscribe(message: Json): void {
    const asked = wishesIn(message, this.#host.products);
    if (asked.kind === 'refused') return this.#refuse('Failed to unsubscribe', asked.reason);
    if (asked.kind === 'unknown-channel')
      return this.#refuse('Failed to unsubscribe', invalidChannel(asked.name));
    for (const wish of asked.wishes) this.subscriptions.drop(wish);
    this.#acknowledge();
  }

  #acknowledge(): void {
    this.send({ type: 'subscriptions', channels: this.subscriptions.list() });
  }

  /** A signed one is answered as the exchange does, which tells nothing; so what is wrong stands beside it. */
  #unknownChannel(name: string, isSigned: boolean): void {
    const text = invalidChannel(name);
    if (!isSigned) return this.#refuse('Failed to subscribe', text);
    const reason = JSON.stringify({ message: 'Internal Server Error.' });
    this.#refuse('Authentication Failed', reason, {
      diagnosis: [{ code: 'CHANNEL_UNKNOWN', text, fix: `Use one of ${Object.keys(channels).join(', ')}.` }],
    });
  }

  /** What stands against an authenticated subscription. */
  #objection(wishes: readonly Wish[], profile: string): string | undefined {
    const strange = wishes
      .find(({ channel }) => channel === 'balance')
      ?.ids.find((id) => !this.#host.isAccount(profile, id));
    if (strange !== undefined) return `${strange.slice(0, 80)} is not a valid account`;
    return this.#host.tooMany(this, wishes, profile);
  }

  #refuse(message: string, reason: string, more: Json = {}): void {
    this.send({ type: 'error', message, reason, ...more });
  }
}

function invalidChannel(name: string): string {
  return `${name.slice(0, 80)} is not a valid channel`;
}

/** For `user` and `balance` the exchange's own words are not known. */
function authRequired({ channel }: Wish): string {
  return channel === 'user' || channel === 'balance'
    ? `${channel} channel requires authentication`
    : AUTH_REQUIRED;
}
