import assert from 'node:assert/strict';
import { type EngineProduct, type OrderRequest, unitsText } from '../../../../nodes/lib/sandbox/engine';
import { createRandom, type Random } from '../../../../nodes/lib/sandbox/random';
import { pick } from '../engine/operations';
import type { SlowModel } from '../engine/slow-model';
import { LIFETIMES, type ModelOrder } from '../engine/slow-rules';
import { type Customer, openCustomer } from '../server/customer';
import { balances, BASE, book, fills, ownOrders, PRODUCT, QUOTE, trades, units } from './answers';
import { ME, modelOf } from './expectation';
import { type Between, checkChange, checkView, type Rates, type View } from './invariants';
import { randomOrder } from './random-order';

const OPERATIONS = 5;

/** Sequences on one sandbox before it starts anew. */
const RENEW_AFTER = 100;

/** What was met how often, to show that nothing was left out. */
export type Tally = Record<string, number>;

/** Runs random sequences of operations through HTTP and holds every answer against the rules. */
export class Sequences {
  readonly tally: Tally = {};
  readonly #customer: Customer;
  readonly #seed: number;
  readonly #product: EngineProduct;
  readonly #rates: Rates;
  #random: Random;
  #view: View;
  /** Per cent of limit orders that are stops: some sequences are of little else. */
  #stops = 0;
  #stps = new Map<string, OrderRequest['stp']>();

  private constructor(customer: Customer, seed: number, product: EngineProduct, rates: Rates, view: View) {
    this.#customer = customer;
    this.#seed = seed;
    this.#product = product;
    this.#rates = rates;
    this.#view = view;
    this.#random = createRandom(seed, 'sequences');
  }

  static async start(seed: number): Promise<Sequences> {
    const customer = await openCustomer({ seed, balance: { USD: '3000000', BTC: '30' } });
    const product = (await customer.send('GET', `/products/${PRODUCT}`)).json();
    const fees = (await customer.send('GET', '/fees')).json();
    const rules: EngineProduct = {
      id: PRODUCT,
      base: BASE,
      quote: QUOTE,
      baseIncrement: units(product['base_increment']),
      quoteIncrement: units(product['quote_increment']),
      minMarketFunds: units(product['min_market_funds']),
      maxSlippage: units(product['max_slippage_percentage']),
    };
    const rates = { maker: units(fees['maker_fee_rate']), taker: units(fees['taker_fee_rate']) };
    return new Sequences(customer, seed, rules, rates, (await look(customer, undefined)).view);
  }

  close(): Promise<void> {
    return this.#customer.sandbox.close();
  }

  /** @throws AssertionError that names seed, sequence and operation. */
  async run(count: number): Promise<void> {
    for (let sequence = 0; sequence < count; sequence += 1) {
      this.#random = createRandom(this.#seed, `sequence ${sequence}`);
      this.#stops = pick(this.#random, [15, 15, 70]);
      if (sequence % RENEW_AFTER === 0) await this.#renew();
      for (let operation = 0; operation <= OPERATIONS; operation += 1) {
        try {
          if (operation === OPERATIONS) await this.#clear();
          else await this.#operate();
        } catch (error) {
          const where = ` [seed ${this.#seed}, sequence ${sequence}, operation ${operation}]`;
          if (error instanceof Error) error.message += where;
          throw error;
        }
      }
    }
  }

  async #renew(): Promise<void> {
    this.#customer.sandbox.reset();
    this.#view = (await look(this.#customer, undefined)).view;
  }

  async #operate(): Promise<void> {
    const draw = this.#random.below(100);
    this.#customer.clock.advance(1 + this.#random.below(500));
    if (draw < 8) return this.#letMarketMove();
    if (draw < 18) return this.#letTimePass();
    if (draw < 27 && this.#view.own.length > 0) return this.#cancel();
    return this.#place();
  }

  async #place(): Promise<void> {
    const request = randomOrder(this.#random, this.#view, this.#stops);
    const model = this.#model();
    model.begin(this.#customer.clock.now());
    const expected = model.place(request, this.#customer.clock.now());
    const answer = await this.#customer.send('POST', '/orders', { body: bodyOf(request) });
    if (expected === 'refused') {
      assert.equal(answer.status, 400, answer.text);
      this.#count('refused');
    } else {
      const { id, status, created_at: created, expire_time: expires } = answer.json();
      assert.deepEqual(
        [answer.status, status],
        [200, expected === 'rejected' ? 'rejected' : 'pending'],
        answer.text,
      );
      const lifetime = request.cancelAfter && LIFETIMES[request.cancelAfter];
      assert.equal(
        expires === undefined ? undefined : Date.parse(expires as string) - Date.parse(created as string),
        lifetime,
      );
      if (typeof expected === 'object') {
        expected.id = String(id);
        this.#stps.set(expected.id, request.stp);
      } else {
        this.#count('rejected');
      }
    }
    await this.#compare(model, new Set());
  }

  async #cancel(): Promise<void> {
    const { id } = pick(this.#random, this.#view.own);
    const model = this.#model();
    model.begin(this.#customer.clock.now());
    const isThere = model.open.some((order) => order.id === id);
    if (isThere) model.cancel(id);
    const { status } = await this.#customer.send('DELETE', `/orders/${id}`);
    assert.equal(status === 200, isThere, 'a live order can be canceled, an expired one not');
    await this.#compare(model, new Set([id]));
  }

  async #letTimePass(): Promise<void> {
    const now = this.#customer.clock.now();
    const moments = this.#view.own.flatMap(({ expires }) =>
      expires === Infinity ? [] : [expires, expires - 1],
    );
    const until = pick(this.#random, [now + 20_000, ...moments]);
    this.#customer.clock.advance(Math.max(0, until - now));
    const model = this.#model();
    model.begin(this.#customer.clock.now());
    await this.#compare(model, new Set());
  }

  /** Others trade and quote: what they do is not to be foreseen, but the rules hold. */
  async #letMarketMove(): Promise<void> {
    this.#count('market moves');
    this.#customer.sandbox.moveMarket();
    await this.#look(new Set());
  }

  /** The end of a sequence: everything is canceled and nothing is held. */
  async #clear(): Promise<void> {
    const canceled = new Set((await this.#customer.send('DELETE', '/orders')).value() as string[]);
    await this.#look(canceled);
    assert.deepEqual(this.#view.own, []);
    for (const [currency, { hold }] of this.#view.balances) assert.equal(hold, 0n, currency);
    this.#stps = new Map();
  }

  #model(): SlowModel {
    return modelOf(this.#view, this.#product, this.#rates, this.#stps);
  }

  /** A new view; checks what holds of any two. */
  async #look(canceled: ReadonlySet<string>): Promise<Between> {
    const before = this.#view;
    const after = await look(this.#customer, before);
    const happened = {
      trades: after.trades,
      fills: after.trades.length === 0 ? [] : await fills(this.#customer, { after: before.lastTradeId }),
      canceled,
    };
    this.#view = after.view;
    checkView(after.view, this.#rates);
    checkChange(before, after.view, happened, this.#rates);
    return happened;
  }

  /** The exchange is where the model is. */
  async #compare(model: SlowModel, canceled: ReadonlySet<string>): Promise<void> {
    const happened = await this.#look(canceled);
    assert.deepEqual(
      happened.trades.map(({ price, size }) => [price, size]),
      model.trades.map(({ price, size }) => [price, size]),
      'who trades with whom: price, then time, at the resting price',
    );
    assert.deepEqual(
      happened.fills.map(({ orderId, liquidity }) => [orderId, liquidity]),
      model.trades.map(({ maker, taker }) =>
        maker.request.profile === ME ? [maker.id, 'M'] : [taker.id, 'T'],
      ),
    );
    const mine = model.open.filter(({ request }) => request.profile === ME);
    assert.deepEqual(
      new Map(this.#view.own.map(({ id, status, size, filled }) => [id, [status, size - filled]])),
      new Map(mine.map(({ id, waiting, left }) => [id, [waiting ? 'active' : 'open', left]])),
    );
    for (const currency of [BASE, QUOTE]) {
      const { total, hold } = this.#view.balances.get(currency) ?? { total: 0n, hold: 0n };
      const held = model.holds().get(`${ME} ${currency}`) ?? 0n;
      assert.deepEqual([total, hold], [model.total(ME, currency), held], currency);
    }
    this.#checkPlaces(model);
    for (const order of mine) this.#count(order.waiting ? 'waiting' : 'open');
    for (const order of model.ended) if (order.request.profile === ME) await this.#checkEnded(order);
  }

  /** The book's rows are in the model's order; the market makers' new ones and withdrawn ones are not the model's. */
  #checkPlaces(model: SlowModel): void {
    for (const side of ['buy', 'sell'] as const) {
      const expected = model.resting(PRODUCT, side).map(({ id }) => id);
      const rows = this.#view.book[side].map(({ id }) => id);
      const standing = new Set(rows);
      const both = new Set(expected.filter((id) => standing.has(id)));
      const inBoth = (ids: readonly string[]) => ids.filter((id) => both.has(id));
      assert.deepEqual(inBoth(rows), inBoth(expected), 'price, then time of coming to the book');
    }
  }

  /** A done order says so and agrees with its fills; one without a fill is forgotten. */
  async #checkEnded({ id, ending, filled }: ModelOrder): Promise<void> {
    this.#count(ending ?? '');
    const answer = await this.#customer.send('GET', `/orders/${id}`);
    if (filled === 0n) return assert.equal(answer.status, 404, answer.text);
    const order = answer.json();
    assert.deepEqual(
      [order['status'], order['done_reason']],
      ['done', ending === 'filled' ? 'filled' : 'canceled'],
    );
    let [size, value, fee] = [0n, 0n, 0n];
    for (const fill of await fills(this.#customer, { orderId: id })) {
      size += fill.size;
      value += (fill.price * fill.size) / 10n ** 16n;
      fee += fill.fee;
    }
    assert.deepEqual(
      [size, value, fee],
      ['filled_size', 'executed_value', 'fill_fees'].map((name) => units(order[name])),
    );
    assert.equal(size, filled);
  }

  #count(what: string): void {
    this.tally[what] = (this.tally[what] ?? 0) + 1;
  }
}

/** @param before without it the trades so far are of no interest. */
async function look(
  customer: Customer,
  before: View | undefined,
): Promise<{ view: View; trades: Between['trades'] }> {
  const tape = await trades(customer, before?.lastTradeId ?? 0);
  const last = tape.at(-1);
  const view = {
    now: customer.clock.now(),
    balances: await balances(customer),
    own: await ownOrders(customer),
    book: await book(customer),
    lastTradeId: last?.tradeId ?? before?.lastTradeId ?? 0,
    lastPrice: last?.price ?? before?.lastPrice ?? 0n,
  };
  return { view, trades: tape };
}

function bodyOf(request: OrderRequest): Record<string, unknown> {
  const {
    productId,
    side,
    type,
    size,
    funds,
    price,
    timeInForce,
    cancelAfter,
    postOnly,
    stp,
    stop,
    stopPrice,
  } = request;
  const amount = (value: bigint | undefined) => (value === undefined ? undefined : unitsText(value));
  return {
    product_id: productId,
    side,
    type,
    stp,
    size: amount(size),
    funds: amount(funds),
    price: amount(price),
    stop,
    stop_price: amount(stopPrice),
    ...(type === 'limit' && { time_in_force: timeInForce, cancel_after: cancelAfter, post_only: postOnly }),
  };
}
