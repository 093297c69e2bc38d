import assert from 'node:assert/strict';
import { type EngineProduct, type OrderRequest, unitsText } from '../../../../nodes/lib/sandbox/engine';
import { createRandom, type Random } from '../../../../nodes/lib/sandbox/random';
import { pick } from '../engine/operations';
import { LIFETIMES } from '../engine/slow-rules';
import { type Customer, openCustomer } from '../server/customer';
import { BASE, PRODUCT, QUOTE, units } from './answers';
import { type Party, partyOf } from './party';
import { randomOrder } from './random-order';
import { type Tally, Witness } from './witness';

const OPERATIONS = 5;

/** Sequences on one sandbox before it starts anew. */
const RENEW_AFTER = 100;

/** Two profiles that trade with each other and with the market. */
const SECOND = { name: 'second', permissions: ['view', 'trade'], profile: 'second' } as const;

/** Runs random sequences of operations through HTTP and holds every answer against the rules. */
export class Sequences {
  readonly #customer: Customer;
  readonly #parties: readonly Party[];
  readonly #witness: Witness;
  readonly #seed: number;
  #random: Random;
  /** Per cent of limit orders that are stops: some sequences are of little else. */
  #stops = 0;

  private constructor(customer: Customer, parties: readonly Party[], witness: Witness, seed: number) {
    this.#customer = customer;
    this.#parties = parties;
    this.#witness = witness;
    this.#seed = seed;
    this.#random = createRandom(seed, 'sequences');
  }

  static async start(seed: number): Promise<Sequences> {
    const customer = await openCustomer({ seed, balance: { USD: '3000000', BTC: '30' }, keys: [SECOND] });
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
    const parties = customer.sandbox.keys.map(({ name }) => partyOf(customer, name));
    const witness = new Witness(parties, () => customer.clock.now(), rules, rates);
    return new Sequences(customer, parties, witness, seed);
  }

  get tally(): Readonly<Tally> {
    return this.#witness.tally;
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
    await this.#witness.begin();
  }

  async #operate(): Promise<void> {
    const draw = this.#random.below(100);
    this.#customer.clock.advance(1 + this.#random.below(500));
    if (draw < 8) return this.#letMarketMove();
    if (draw < 18) return this.#letTimePass();
    const party = pick(this.#random, this.#parties);
    if (draw < 27 && this.#witness.view(party.name).own.length > 0) return this.#cancel(party);
    return this.#place(party);
  }

  async #place(party: Party): Promise<void> {
    const request = randomOrder(this.#random, party.name, this.#witness.view(party.name), this.#stops);
    const model = this.#witness.model();
    const expected = model.place(request, this.#customer.clock.now());
    const answer = await party.send('POST', '/orders', { body: bodyOf(request) });
    if (expected === 'refused') {
      assert.equal(answer.status, 400, answer.text);
      this.#witness.count('refused');
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
        this.#witness.remember(expected.id, request.stp);
      } else {
        this.#witness.count('rejected');
      }
    }
    await this.#witness.compare(model, new Set());
  }

  async #cancel(party: Party): Promise<void> {
    const { id } = pick(this.#random, this.#witness.view(party.name).own);
    const model = this.#witness.model();
    const isThere = model.open.some((order) => order.id === id);
    if (isThere) model.cancel(id);
    const { status } = await party.send('DELETE', `/orders/${id}`);
    assert.equal(status === 200, isThere, 'a live order can be canceled, an expired one not');
    await this.#witness.compare(model, new Set([id]));
  }

  async #letTimePass(): Promise<void> {
    const now = this.#customer.clock.now();
    const all = [...this.#witness.views.values()].flatMap(({ own }) => own);
    const moments = all.flatMap(({ expires }) => (expires === Infinity ? [] : [expires, expires - 1]));
    const until = pick(this.#random, [now + 20_000, ...moments]);
    this.#customer.clock.advance(Math.max(0, until - now));
    const model = this.#witness.model();
    await this.#witness.compare(model, new Set());
  }

  /** Others trade and quote: what they do is not to be foreseen, but the rules hold. */
  async #letMarketMove(): Promise<void> {
    this.#witness.count('market moves');
    this.#customer.sandbox.moveMarket();
    await this.#witness.look(new Set());
  }

  /** The end of a sequence: everything is canceled and nothing is held. */
  async #clear(): Promise<void> {
    const canceled = new Set<string>();
    for (const { send } of this.#parties) {
      for (const id of (await send('DELETE', '/orders')).value() as string[]) canceled.add(id);
    }
    await this.#witness.look(canceled);
    for (const { own, balances } of this.#witness.views.values()) {
      assert.deepEqual(own, []);
      for (const [currency, { hold }] of balances) assert.equal(hold, 0n, currency);
    }
  }
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
    stopLimitPrice,
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
    stop_limit_price: amount(stopLimitPrice),
    ...(type === 'limit' && { time_in_force: timeInForce, cancel_after: cancelAfter, post_only: postOnly }),
  };
}
