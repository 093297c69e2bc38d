/**
 * A small exchange that a test moves by hand: orders and fills as they are, what its REST answers say of them, and the
 * messages of its own-order feed, each in the manner of one of the two APIs.
 */
import { randomUUID } from 'node:crypto';
import type {
  Connection,
  FeedListener,
  FeedState,
  FillFilter,
  OrderFilter,
  OwnMessage,
  TradingApi,
} from '../../../../nodes/lib/api';
import { decimal, decimalText } from '../../../../nodes/lib/rules/decimal';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { Fill, Order } from '../../../../nodes/lib/rules/orders';
import type { VirtualClock } from '../../api/virtual-clock';

export type Face = 'exchange' | 'advanced-trade';

const FEE = '0.005';

/** Messages on their way to the listener: the test decides what becomes of each. */
export type Deliver = (message: OwnMessage, now: (message: OwnMessage) => void) => void;

export class ModelExchange {
  readonly orders = new Map<string, Order>();
  readonly fills: Fill[] = [];
  /** Fills that the lists do not show before this moment of the clock. */
  readonly hiddenUntil = new Map<string, number>();
  /** What a REST call does before it answers; it may throw. */
  onCall: (what: string) => void | Promise<void> = () => undefined;
  deliver: Deliver = (message, now) => now(message);
  /** Whether a canceled order without a fill is forgotten. */
  purges: boolean;
  /** Whether messages tell the fee. */
  tellsFee = true;
  /** Fills of a page. */
  page = 3;
  readonly calls: string[] = [];
  readonly #face: Face;
  readonly #clock: VirtualClock;
  readonly #listeners = new Set<FeedListener<OwnMessage>>();
  #state: FeedState = { kind: 'live' };
  #trades = 0;
  #count = 0;

  constructor(face: Face, clock: VirtualClock) {
    this.#face = face;
    this.#clock = clock;
    this.purges = face === 'exchange';
  }

  get time(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  place(over: Partial<Order> = {}): Order {
    const type = over.type ?? 'limit';
    const order: Order = {
      id: `order-${(this.#count += 1)}`,
      client_oid: randomUUID(),
      product_id: 'BTC-USD',
      side: 'buy',
      type,
      ...(type === 'limit' ? { size: '10', price: '100', time_in_force: 'GTC', post_only: false } : {}),
      filled_size: '0',
      executed_value: '0',
      fill_fees: '0',
      settled: false,
      created_at: this.time,
      status: over.stop ? 'active' : this.#face === 'exchange' ? 'received' : 'pending',
      ...over,
    };
    this.orders.set(order.id, order);
    this.#say(over.stop ? 'activated' : 'received', order);
    return order;
  }

  open(id: string): void {
    const order = this.#change(id, { status: 'open' });
    this.#say('opened', order);
  }

  /** A stop that fires. */
  fire(id: string): void {
    this.#say('received', this.#change(id, { status: this.#face === 'exchange' ? 'received' : 'open' }));
  }

  fill(id: string, size: string, liquidity: 'M' | 'T' = 'M'): Fill {
    const order = this.#order(id);
    const price = order.price ?? '100';
    const fee = decimalText(decimal(price).times(size).times(FEE));
    const fill: Fill = {
      trade_id: String((this.#trades += 1)),
      order_id: id,
      product_id: order.product_id,
      side: order.side,
      liquidity,
      price,
      size,
      fee,
      created_at: this.time,
      settled: true,
    };
    this.fills.push(fill);
    const now = this.#change(id, {
      filled_size: decimalText(decimal(order.filled_size).plus(size)),
      executed_value: decimalText(decimal(order.executed_value).plus(decimal(price).times(size))),
      fill_fees: decimalText(decimal(order.fill_fees).plus(fee)),
    });
    this.#say('filled', now, fill);
    return fill;
  }

  end(id: string, done_reason: 'filled' | 'canceled'): void {
    this.#say('done', this.#change(id, { status: 'done', done_reason, done_at: this.time }));
  }

  /** Of an open order. */
  edit(id: string, size: string, price: string): void {
    this.#say('changed', this.#change(id, { size, price }));
  }

  /** The socket is gone: nothing is heard any more. */
  drop(reason: 'disconnected' | 'silent' | 'gap' = 'disconnected'): void {
    this.#setState({ kind: 'stale', reason, sinceMs: this.#clock.now() });
  }

  refuse(error: CoinbaseError): void {
    this.#setState({ kind: 'refused', error });
  }

  restore(): void {
    this.#setState({ kind: 'live' });
    if (this.#face === 'exchange') return;
    for (const order of this.orders.values())
      if (order.status !== 'done' && order.status !== 'rejected')
        this.#send(this.#cumulative('snapshot', order));
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** What the exchange still knows of it. */
  known(id: string): Order | undefined {
    const order = this.orders.get(id);
    const purged = this.purges && order?.done_reason === 'canceled' && order.filled_size === '0';
    return purged ? undefined : order;
  }

  connection(): Connection {
    const listeners = this.#listeners;
    const state = (): FeedState => this.#state;
    return {
      clockOffsetMs: 0,
      trading: this.#trading(),
      feed: {
        own(listener: FeedListener<OwnMessage>) {
          listeners.add(listener);
          listener.state(state());
          return {
            get state() {
              return state();
            },
            end: () => void listeners.delete(listener),
          };
        },
      },
    } as unknown as Connection;
  }

  #trading(): TradingApi {
    return {
      serverTime: async () => {
        await this.#asked('time');
        return this.#clock.now();
      },
      find: async (name: { readonly id: string }) => {
        await this.#asked(`find ${name.id}`);
        return this.known(name.id);
      },
      listOrders: (filter: OrderFilter) => this.#listOrders(filter),
      listFills: (filter: FillFilter) => this.#listFills(filter),
    } as unknown as TradingApi;
  }

  async #asked(what: string): Promise<void> {
    this.calls.push(what);
    await this.onCall(what);
  }

  async *#listOrders({ status, startDate = '' }: OrderFilter): AsyncGenerator<Order[]> {
    await this.#asked(status ? 'list all' : 'list open');
    const all = [...this.orders.keys()].flatMap((id) => this.known(id) ?? []);
    const wanted = status
      ? all.filter(({ created_at }) => created_at >= startDate)
      : all.filter((order) => order.status !== 'done' && order.status !== 'rejected');
    yield* this.#pages(wanted, 5);
  }

  async *#listFills(filter: FillFilter): AsyncGenerator<Fill[]> {
    const [name, value] =
      'orderId' in filter ? ['order_id' as const, filter.orderId] : ['product_id' as const, filter.productId];
    await this.#asked(`fills ${value}`);
    const own = this.fills.filter(
      (fill) => fill[name] === value && (this.hiddenUntil.get(fill.trade_id) ?? 0) <= this.#clock.now(),
    );
    yield* this.#pages(own, this.page);
  }

  /** Newest first. */
  async *#pages<T>(all: readonly T[], size: number): AsyncGenerator<T[]> {
    const newest = all.toReversed();
    for (let from = 0; from < newest.length; from += size) {
      if (from > 0) await this.#asked('page');
      yield newest.slice(from, from + size);
    }
  }

  #order(id: string): Order {
    const order = this.orders.get(id);
    if (!order) throw new Error(`there is no order ${id}`);
    return order;
  }

  #change(id: string, change: Partial<Order>): Order {
    const order = { ...this.#order(id), ...change };
    this.orders.set(id, order);
    return order;
  }

  #say(event: OwnMessage['event'], order: Order, fill?: Fill): void {
    this.#send(
      this.#face === 'exchange' ? this.#single(event, order, fill) : this.#cumulative('update', order),
    );
  }

  /** As Exchange tells one event. */
  #single(event: OwnMessage['event'], order: Order, fill?: Fill): OwnMessage {
    const { id, product_id, side, type, size, funds, price, done_reason, client_oid } = order;
    const asked = {
      side,
      ...(type && { type }),
      ...(size && { size }),
      ...(funds && { funds }),
      ...(price && { price }),
    };
    const left = size === undefined ? undefined : decimalText(decimal(size).minus(order.filled_size));
    const { fee, ...bare } = fill ?? { fee: '' };
    return {
      event,
      order_id: id,
      product_id,
      time: this.time,
      ...(event === 'received' && client_oid !== undefined && { client_oid }),
      order:
        event === 'done'
          ? { side, status: 'done', ...(done_reason && { done_reason }) }
          : event === 'received' || event === 'activated' || event === 'changed'
            ? asked
            : { side },
      ...(event === 'done' && type === 'limit' && left !== undefined && { remaining_size: left }),
      ...(fill && { fill: { ...(bare as Fill), ...(this.tellsFee && { fee }) } }),
    };
  }

  /** As Advanced Trade tells how an order stands. */
  #cumulative(event: 'update' | 'snapshot', order: Order): OwnMessage {
    const { id, client_oid, product_id } = order;
    const { side, type, status, done_reason, filled_size, executed_value, fill_fees, created_at } = order;
    return {
      event,
      order_id: id,
      product_id,
      ...(client_oid !== undefined && { client_oid }),
      time: this.time,
      order: {
        side,
        ...(type && { type }),
        status: status === 'received' ? 'pending' : status,
        ...(done_reason && { done_reason }),
        filled_size,
        executed_value,
        fill_fees,
        created_at,
        ...(order.price && { price: order.price }),
      },
    };
  }

  #send(message: OwnMessage): void {
    this.deliver(message, (one) => {
      if (this.#state.kind !== 'live') return;
      for (const listener of this.#listeners) listener.data(one);
    });
  }

  #setState(state: FeedState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener.state(state);
  }
}

export const broken = (): CoinbaseError => new CoinbaseError('NETWORK', 'the test broke it');
