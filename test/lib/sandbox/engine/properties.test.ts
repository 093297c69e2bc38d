import assert = require('node:assert/strict');
import {
  createEngine,
  FEES_PROFILE,
  parseUnits,
  type Engine,
  type EngineEvent,
  type EngineOrder,
  type OrderRequest,
} from '../../../../nodes/lib/sandbox/engine';
import { createRandom, type Random } from '../../../../nodes/lib/sandbox/random';
import { CURRENCIES, pick, products, PROFILES, randomRequest, startOf } from './operations';
import { SlowModel, type ModelTrade } from './slow-model';

const WORLDS = 20;
const OPERATIONS = 10_000;
const FEES = [
  ['0.004', '0.006'],
  ['0', '0.003'],
  ['0.0035', '0.0061'],
  ['0.02', '0.01'],
] as const;

/** Set PROPERTY_SEED to repeat a failure. */
const SEED = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 1_000_000);

const ALL_PROFILES = [...PROFILES, FEES_PROFILE];

/** All the money there ever is. */
const STARTED = new Map(
  CURRENCIES.map((currency) => [
    currency,
    PROFILES.reduce((sum, profile) => sum + startOf(profile, currency), 0n),
  ]),
);

interface Run {
  readonly engine: Engine;
  readonly model: SlowModel;
  readonly random: Random;
  /** Of the operation under way. */
  readonly events: EngineEvent[];
  /** Every done order with how it looked when it was done. */
  readonly done: Map<EngineOrder, string>;
  readonly states: Record<string, number>;
}

function start(seed: number): Run {
  const [makerFee, takerFee] = (FEES[seed % FEES.length] ?? FEES[0]).map(parseUnits) as [bigint, bigint];
  const events: EngineEvent[] = [];
  const done = new Map<EngineOrder, string>();
  let ids = 0;
  const engine = createEngine({
    products,
    makerFee,
    takerFee,
    keep: 500,
    newId: () => `id-${(ids += 1)}`,
    onEvent: (event) => {
      events.push(event);
      if (event.type === 'done') done.set(event.order, look(event.order));
    },
  });
  const model = new SlowModel(products, makerFee, takerFee);
  engine.keepNoHistory('house');
  for (const profile of PROFILES) {
    for (const currency of CURRENCIES) {
      engine.credit(profile, currency, startOf(profile, currency));
      model.add(profile, currency, startOf(profile, currency));
    }
  }
  return { engine, model, random: createRandom(seed, 'operations'), events, done, states: {} };
}

function look(order: EngineOrder): string {
  const { status, doneReason, doneAt, size, filledSize, executedValue, fillFees, hold } = order;
  return [status, doneReason, doneAt, size, filledSize, executedValue, fillFees, hold].join(' ');
}

/** One random operation on both exchanges; throws where they differ. */
function operate(run: Run, now: number): void {
  const { engine, model, random, events, states } = run;
  events.length = 0;
  if (model.open.length > 0 && random.below(100) < 22) {
    const order = pick(random, model.open);
    const outcome = engine.cancel(order.request.profile, order.id, now);
    assert.equal(outcome.kind, 'canceled');
    model.cancel(order.id);
    return;
  }
  const request = randomRequest(random);
  const state = placeOnBoth(run, request, now);
  states[state] = (states[state] ?? 0) + 1;
}

function placeOnBoth({ engine, model, events }: Run, request: OrderRequest, now: number): string {
  const expected = model.place(request);
  const result = engine.place(request, now);
  if (result.kind === 'refused') {
    assert.equal(expected.state, 'refused', result.message);
    assert.equal(events.length, 0, 'a refusal is not an event');
    return 'refused';
  }
  const { order } = result;
  if (expected.order) expected.order.id = order.id;
  const state = order.status === 'done' ? order.doneReason : order.status;
  assert.equal(state, expected.state);
  assert.deepEqual(tradesOf(events), expected.trades, 'price, then time, at the resting price');
  if (expected.order) assert.equal(order.filledSize, expected.order.filled);
  checkFigures(order);
  return state ?? '';
}

function tradesOf(events: readonly EngineEvent[]): ModelTrade[] {
  return events.flatMap((event): ModelTrade[] => {
    if (event.type !== 'match') return [];
    assert.equal(event.taker.id, event.trade.takerOrderId);
    assert.equal(event.maker.side, event.trade.makerSide);
    return [[event.trade.makerOrderId, event.trade.price, event.trade.size]];
  });
}

function checkFigures(order: EngineOrder): void {
  const { size, filledSize, specifiedFunds, executedValue, fillFees, side } = order;
  if (size !== undefined) assert.ok(filledSize <= size, 'more filled than ordered');
  if (specifiedFunds === undefined) return;
  const spent = side === 'buy' ? executedValue + fillFees : executedValue;
  assert.ok(spent <= specifiedFunds, 'more spent than the funds');
}

function checkMoney({ engine, model }: Run): void {
  const held = model.holds();
  for (const currency of CURRENCIES) {
    let sum = 0n;
    for (const profile of ALL_PROFILES) {
      const { total, hold } = engine.balance(profile, currency);
      assert.equal(total, model.total(profile, currency), `balance of ${profile} in ${currency}`);
      assert.equal(hold, held.get(`${profile} ${currency}`) ?? 0n, `hold of ${profile} in ${currency}`);
      assert.ok(total >= hold && hold >= 0n, `available of ${profile} in ${currency} is negative`);
      sum += total;
    }
    assert.equal(sum, STARTED.get(currency), `${currency} appeared or vanished`);
  }
}

function checkHolds({ engine }: Run): void {
  for (const profile of PROFILES) {
    const held = new Map(CURRENCIES.map((currency) => [currency, 0n]));
    for (const order of engine.openOrders(profile)) {
      const [base = '', quote = ''] = order.productId.split('-');
      const currency = order.side === 'buy' ? quote : base;
      held.set(currency, (held.get(currency) ?? 0n) + order.hold);
    }
    for (const [currency, sum] of held) assert.equal(engine.balance(profile, currency).hold, sum);
  }
}

function checkBooks({ engine, model }: Run): void {
  for (const { id } of products) {
    const bids = engine.levels(id, 'buy');
    const asks = engine.levels(id, 'sell');
    if (bids[0] && asks[0]) assert.ok(bids[0].price < asks[0].price, `${id} is crossed`);
    for (const [side, levels] of [
      ['buy', bids],
      ['sell', asks],
    ] as const) {
      const resting = [...engine.resting(id, side)];
      assert.equal(
        levels.reduce((sum, level) => sum + level.orders, 0),
        resting.length,
      );
      for (const level of levels) {
        const own = resting.filter(({ price }) => price === level.price);
        const size = own.reduce((sum, order) => sum + (order.size ?? 0n) - order.filledSize, 0n);
        assert.equal(size, level.size, 'the level says what its orders say');
        assert.deepEqual(
          own.map((order) => order.sequence),
          own.map((order) => order.sequence).sort((a, b) => a - b),
        );
      }
      const expected = model.open.filter(({ request }) => request.productId === id && request.side === side);
      assert.deepEqual(new Set(resting.map((order) => order.id)), new Set(expected.map((order) => order.id)));
    }
  }
}

function checkMemory({ engine, done }: Run): void {
  for (const [order, atDone] of done) {
    assert.equal(look(order), atDone, 'a done order has changed');
    if (order.filledSize === 0n) assert.equal(engine.order(order.profile, order.id), undefined, 'purged');
  }
  for (const profile of PROFILES) {
    const orders = [...engine.orders(profile)];
    const past = orders.filter((order) => order.status !== 'open');
    assert.ok(
      past.every((order) => order.status === 'rejected' || order.filledSize > 0n),
      'purged when unfilled',
    );
    assert.ok(past.length <= (profile === 'house' ? 0 : 1_000), 'history is bounded');
    assert.ok(
      orders.every((order, index) => index === 0 || order.sequence < (orders[index - 1]?.sequence ?? 0)),
    );
    assert.ok(orders.every((order) => engine.order(profile, order.id) === order));
    assert.equal(orders.length - past.length, engine.openOrders(profile).length);
  }
}

function checkSequences(events: readonly EngineEvent[], last: Map<string, number>): void {
  for (const event of events) {
    if (event.type === 'activate') continue;
    const [productId, sequence] =
      event.type === 'match'
        ? [event.trade.productId, event.trade.sequence]
        : [event.order.productId, event.sequence];
    assert.equal(sequence, (last.get(productId) ?? 0) + 1, 'sequences are contiguous');
    last.set(productId, sequence);
  }
}

describe(`engine properties (PROPERTY_SEED=${SEED})`, function () {
  this.timeout(120_000);
  for (let world = 0; world < WORLDS; world += 1) {
    it(`agrees with the slow model in ${OPERATIONS} operations, world ${world}`, () => {
      const run = start(SEED + world);
      const sequences = new Map<string, number>();
      for (let now = 1; now <= OPERATIONS; now += 1) {
        try {
          operate(run, now);
          checkSequences(run.events, sequences);
          checkMoney(run);
          if (now % 50 === 0) checkBooks(run);
          if (now % 50 === 0) checkHolds(run);
          if (now % 2_500 === 0) checkMemory(run);
        } catch (error) {
          if (error instanceof Error) error.message += ` [seed ${SEED}, world ${world}, operation ${now}]`;
          throw error;
        }
      }
      for (const state of ['refused', 'rejected', 'open', 'filled', 'canceled']) {
        assert.ok(
          (run.states[state] ?? 0) > OPERATIONS / 200,
          `${state} was hardly tried: ${run.states[state]}`,
        );
      }
    });
  }
});
