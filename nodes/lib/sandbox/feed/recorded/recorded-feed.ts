import { parseUnits, type Units } from '../../engine';
import type { KeyRing } from '../../server/authenticate';
import type { Channel } from '../exchange/channels';
import { ExchangeConversation, type Host } from '../exchange/conversation';
import type { Wish } from '../exchange/wishes';
import type { FeedSession } from '../session';

type Json = Readonly<Record<string, unknown>>;

/** Which channels tell a recorded message. */
const CHANNELS: Readonly<Record<string, readonly Channel[]>> = {
  snapshot: ['level2', 'level2_batch'],
  l2update: ['level2', 'level2_batch'],
  ticker: ['ticker', 'ticker_batch'],
  last_match: ['matches'],
  match: ['matches', 'full'],
  heartbeat: ['heartbeat'],
  status: ['status'],
  received: ['full'],
  open: ['full'],
  done: ['full'],
  change: ['full'],
};

type Side = 'buy' | 'sell';
type Book = Readonly<Record<Side, Map<string, string>>>;

/** An Exchange feed whose news are recorded frames; whoever comes late begins with what they have come to. */
export class RecordedFeed implements Host {
  readonly keys: KeyRing;
  readonly products: Pick<ReadonlySet<string>, 'has'>;
  readonly now: () => number;
  readonly #talks = new Set<ExchangeConversation>();
  readonly #books = new Map<string, Book>();
  readonly #last = new Map<string, Json>();

  /** @param products that can be subscribed to; without, any. */
  constructor(keys: KeyRing, now: () => number, products?: ReadonlySet<string>) {
    this.keys = keys;
    this.now = now;
    this.products = products ?? { has: () => true };
  }

  get sessions(): FeedSession[] {
    return [...this.#talks].map(({ session }) => session);
  }

  open(session: FeedSession): ExchangeConversation {
    const talk = new ExchangeConversation(session, this);
    this.#talks.add(talk);
    return talk;
  }

  left(talk: ExchangeConversation): void {
    this.#talks.delete(talk);
  }

  isAccount(): boolean {
    return false;
  }

  tooMany(): undefined {
    return undefined;
  }

  welcome(talk: ExchangeConversation, fresh: readonly Wish[]): void {
    const ids = new Set(fresh.flatMap((wish) => wish.ids));
    for (const id of ids) {
      const isNew = (...names: readonly Channel[]): boolean =>
        fresh.some((wish) => names.includes(wish.channel) && wish.ids.includes(id));
      const book = this.#books.get(id);
      if (book && isNew('level2', 'level2_batch')) talk.send(snapshotOf(id, book), id);
      const ticker = this.#last.get(`ticker ${id}`);
      if (ticker && isNew('ticker', 'ticker_batch')) talk.send(ticker, id);
      const match = this.#last.get(`match ${id}`);
      if (match && isNew('matches')) talk.send({ ...match, type: 'last_match' }, id);
    }
  }

  /** The next frame: everybody who has subscribed to its like gets it as it is. */
  tell(frame: Json): void {
    const type = String(frame['type']);
    const channels = Object.hasOwn(CHANNELS, type) ? CHANNELS[type] : undefined;
    if (!channels) return;
    const id = frame['product_id'];
    const productId = typeof id === 'string' ? id : '';
    this.#keep(type, productId, frame);
    let text: string | undefined;
    for (const { subscriptions, session } of this.#talks) {
      if (!channels.some((channel) => subscriptions.has(channel, productId))) continue;
      text ??= JSON.stringify(frame);
      session.send({ text, type, productId });
    }
  }

  #keep(type: string, productId: string, frame: Json): void {
    if (type === 'ticker') this.#last.set(`ticker ${productId}`, frame);
    if (type === 'match' || type === 'last_match') this.#last.set(`match ${productId}`, frame);
    if (type === 'snapshot') {
      const rows = (name: string) => new Map((frame[name] ?? []) as readonly (readonly [string, string])[]);
      this.#books.set(productId, { buy: rows('bids'), sell: rows('asks') });
    }
    const book = this.#books.get(productId);
    if (type !== 'l2update' || !book) return;
    for (const [side, price, size] of frame['changes'] as readonly (readonly [Side, string, string])[]) {
      if (/[1-9]/.test(size)) book[side].set(price, size);
      else book[side].delete(price);
    }
  }
}

function snapshotOf(productId: string, { buy, sell }: Book): Json {
  return { type: 'snapshot', product_id: productId, asks: sorted(sell, 1n), bids: sorted(buy, -1n) };
}

function sorted(levels: ReadonlyMap<string, string>, sign: bigint): readonly (readonly [string, string])[] {
  const place = ([price]: readonly [string, string]): Units => sign * parseUnits(price);
  return [...levels].sort((a, b) => (place(a) < place(b) ? -1 : Number(place(a) > place(b))));
}
