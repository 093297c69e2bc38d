import { randomUUID } from 'node:crypto';
import { createOrderLimits, type OrderLimits } from '../../../../nodes/lib/placement/limits';
import type { JournalRecord } from '../../../../nodes/lib/placement/journal/records';
import type { Clock } from '../../../../nodes/lib/rules/clock';
import type { LimitSettings, LimitVerdict } from '../../../../nodes/lib/rules/limits';
import type { Order, OrderIntent } from '../../../../nodes/lib/rules/orders';
import { PaperExchange, productOf } from './paper-exchange';

export const START = Date.parse('2026-03-02T12:00:00.000Z');

/** The exchange, this machine's clock, and limits at work, with a journal as a desk keeps it. */
export class World {
  readonly exchange: PaperExchange;
  /** This machine's clock minus the exchange's, milliseconds. */
  skewMs = 0;
  readonly records: JournalRecord[] = [];
  limits: OrderLimits;
  settings: readonly LimitSettings[] = [];
  /** Timers wait for ever unless a test says otherwise; a move of time calls them. */
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  constructor(start = START) {
    this.exchange = new PaperExchange(start);
    this.limits = this.#create();
  }

  readonly clock: Clock = {
    now: () => this.exchange.now + this.skewMs,
    elapsed: () => this.exchange.now - START,
    after: (ms, run) => {
      const timer = { at: this.exchange.now + ms, run };
      this.#timers.add(timer);
      return () => this.#timers.delete(timer);
    },
  };

  #create(): OrderLimits {
    return createOrderLimits({ trading: () => Promise.resolve(this.exchange.api), clock: this.clock });
  }

  use(...settings: Omit<LimitSettings, 'timeZone'>[]): void {
    this.settings = settings.map((one) => ({ timeZone: 'UTC', ...one }));
    this.limits.use(this.settings);
  }

  pass(ms: number): void {
    this.exchange.now += ms;
    for (const timer of this.#timers)
      if (timer.at <= this.exchange.now) {
        this.#timers.delete(timer);
        timer.run();
      }
  }

  /** A new process that has only the journal. */
  restart(): void {
    this.limits = this.#create();
    this.limits.use(this.settings);
    this.limits.restore(this.records);
  }

  async admit(intent: OrderIntent, signal?: AbortSignal): Promise<readonly LimitVerdict[]> {
    const options = signal ? { signal } : {};
    const limits = await this.limits.admit(intent, productOf(intent.product_id), options);
    const asked = { ...intent, amount: { unit: 'base', value: '1' } } as const;
    const { client_oid } = intent;
    const rest = { intent, asked, rounding: [], limits, node: 'n', message: 'm' };
    this.records.push({ at: this.#at(), kind: 'intended', client_oid, ...rest });
    return limits;
  }

  /** Admits and places; the limits hear of it unless `told` is false. */
  async order(intent: OrderIntent, told = true): Promise<Order> {
    await this.admit(intent);
    const order = this.exchange.place(intent);
    if (told) this.seen(intent, order);
    return order;
  }

  seen({ client_oid }: OrderIntent, order: Order | 'absent'): void {
    this.limits.seen(client_oid, order);
    const at = this.#at();
    if (order === 'absent')
      this.records.push({ at, kind: 'absent', client_oid, code: 'ORDER_NOT_PLACED', why: 'gone' });
    else this.records.push({ at, kind: 'seen', client_oid, order });
  }

  /** What the exchange says now of an order of ours. */
  now({ client_oid }: OrderIntent): Order | undefined {
    return [...this.exchange.orders.values()].find((one) => one.intent.client_oid === client_oid)?.order;
  }

  #at(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

/** A limit buy of 1 BTC at 90 USD, below the market, changed by `over`; each with an id of its own. */
export const limitOrder = (over: Partial<OrderIntent> = {}): OrderIntent => ({
  client_oid: randomUUID(),
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  size: '1',
  price: '90',
  time_in_force: 'GTC',
  ...over,
});

/** A market buy of 1 BTC, changed by `over`. */
export const marketOrder = (over: Partial<OrderIntent> = {}): OrderIntent => ({
  client_oid: randomUUID(),
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'market',
  size: '1',
  ...over,
});
