/**
 * The matching engine of the local sandbox: exact, and pure in that time and ids come in as arguments.
 * {@link createEngine} makes one; units.ts has the amounts' text formats.
 */
import type { LiveOrder } from './live-order';
import { cancelRefusal, modeRefusal } from './modes';
import { OrderDesk } from './order-desk';
import type {
  BookLevel,
  CancelOutcome,
  EditOutcome,
  Engine,
  EngineOptions,
  OrderRequest,
  PlaceResult,
} from './types';
import { refusalOf } from './validation';
import { Venue } from './venue';

export type * from './types';
export * from './units';
export { FEES_PROFILE } from './ledger';

/** An engine with empty books and no money; see {@link Engine} for what it promises. */
export function createEngine(options: EngineOptions): Engine {
  const venues = new Map(options.products.map((product) => [product.id, new Venue(product)]));
  const turn = createTurn();
  const { onEvent } = options;
  const desk = new OrderDesk(
    onEvent ? { ...options, onEvent: (event) => turn.listening(() => onEvent(event)) } : options,
    venues,
  );
  /** Tells the listeners when `act` has traded. */
  const watched = <Result>(venue: Venue, now: number, act: () => Result): Result => {
    const { lastTradeId } = venue;
    const result = act();
    if (venue.lastTradeId !== lastTradeId) turn.matched(venue.product.id, now);
    return result;
  };

  return {
    ...createViews(desk, venues),
    products: new Map(options.products.map((product) => [product.id, product])),
    credit: (profile, currency, amount) => desk.ledger.credit(profile, currency, amount),
    keepNoHistory: (profile) => desk.history(profile).keepNothing(),
    save: (profiles) => desk.save(profiles),
    restore: (saved) => desk.restore(saved),
    afterMatch: (listener) => turn.afterMatch(listener),
    expire: (now) => {
      turn.check();
      desk.expire(now);
    },
    setMode: (productId, mode, note = '') => {
      const venue = venues.get(productId);
      if (!venue) throw new RangeError(`there is no product ${productId}`);
      venue.mode = mode;
      venue.modeNote = note;
    },
    place: (request, now): PlaceResult => {
      turn.check();
      desk.expire(now);
      const found = venueFor(request, venues);
      if (typeof found === 'string') return { kind: 'refused', message: found };
      return watched(found, now, () => desk.place(request, found, now));
    },
    refusal: (request, now) => {
      desk.expire(now);
      const found = venueFor(request, venues);
      return typeof found === 'string' ? found : desk.refusal(request, found, now);
    },
    edit: (profile, orderId, terms, now): EditOutcome => {
      turn.check();
      desk.expire(now);
      const order = desk.history(profile).everById(orderId);
      const venue = order && venues.get(order.productId);
      if (!order || !venue) return { kind: 'refused', reason: 'unknown' };
      const reason = watched(venue, now, () => desk.edit(order, venue, terms, now));
      return reason === undefined ? { kind: 'edited', order } : { kind: 'refused', reason };
    },
    cancel: (profile, orderId, now): CancelOutcome => {
      turn.check();
      desk.expire(now);
      const order = desk.history(profile).byId(orderId);
      if (!order) return { kind: 'unknown' };
      const venue = venues.get(order.productId);
      if (!order.isLive || !venue) return { kind: 'already-done', order };
      const message = cancelRefusal(venue.mode);
      if (message !== undefined) return { kind: 'refused', message };
      desk.cancel(order, venue, now);
      return { kind: 'canceled', order };
    },
  };
}

/** The product's market, or why this order's figures or its mode keep it from there. */
function venueFor(request: OrderRequest, venues: ReadonlyMap<string, Venue>): Venue | string {
  const venue = venues.get(request.productId);
  if (!venue) return 'Product not found';
  return modeRefusal(venue, request) ?? refusalOf(request, venue.product) ?? venue;
}

/** The reading half of the engine. */
function createViews(desk: OrderDesk, venues: ReadonlyMap<string, Venue>) {
  const side = (productId: string, which: 'buy' | 'sell') => venues.get(productId)?.own(which);
  return {
    order: (profile: string, orderId: string) => desk.history(profile).byId(orderId),
    orderByClientOid: (profile: string, clientOid: string) => desk.history(profile).byClientOid(clientOid),
    orders: (profile: string) => desk.history(profile).newestFirst(),
    openOrders: (profile: string, productId?: string) => openOrders(desk, profile, productId),
    everOrder: (profile: string, orderId: string) => desk.history(profile).everById(orderId),
    everOrderByClientOid: (profile: string, clientOid: string) =>
      desk.history(profile).everByClientOid(clientOid),
    everyOrder: (profile: string) => desk.history(profile).everNewestFirst(),
    fills: (profile: string) => desk.history(profile).fills.newestFirst(),
    balance: (profile: string, currency: string) => desk.ledger.balance(profile, currency),
    levels: (productId: string, which: 'buy' | 'sell', most = Infinity): BookLevel[] => {
      const levels: BookLevel[] = [];
      for (const { price, size, orders } of side(productId, which)?.levels() ?? []) {
        if (levels.length >= most) break;
        levels.push({ price, size, orders });
      }
      return levels;
    },
    sizeAt: (productId: string, which: 'buy' | 'sell', price: bigint) =>
      side(productId, which)?.sizeAt(price) ?? 0n,
    resting: (productId: string, which: 'buy' | 'sell') => side(productId, which)?.orders() ?? [],
    trades: (productId: string) => venues.get(productId)?.trades.newestFirst() ?? [],
    sequence: (productId: string) => venues.get(productId)?.sequence ?? 0,
    mode: (productId: string) => venues.get(productId)?.mode ?? 'full',
    modeNote: (productId: string) => venues.get(productId)?.modeNote ?? '',
    profiles: () => desk.ledger.profiles(),
  };
}

function openOrders(desk: OrderDesk, profile: string, productId?: string): LiveOrder[] {
  const open = [...desk.history(profile).open.values()].reverse();
  return productId === undefined ? open : open.filter((order) => order.productId === productId);
}

/** Keeps listeners from changing the engine in the middle of a change, and tells them when it is over. */
function createTurn() {
  const listeners = new Set<(productId: string, now: number) => void>();
  let hearing = false;
  let telling = false;
  return {
    check(): void {
      if (hearing) throw new Error('an event listener must not place or cancel; use afterMatch');
    },
    listening(hear: () => void): void {
      hearing = true;
      try {
        hear();
      } finally {
        hearing = false;
      }
    },
    matched(productId: string, now: number): void {
      if (telling) return;
      telling = true;
      try {
        for (const listener of listeners) listener(productId, now);
      } finally {
        telling = false;
      }
    },
    afterMatch(listener: (productId: string, now: number) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
