import assert from 'node:assert/strict';
import type { OrderIntent } from '../../../../nodes/lib/rules/orders';
import { failure } from '../meeting';
import { limitOrder, marketOrder, World } from './world';

/** Rule, value and why of the refusal. */
async function refusal(world: World, intent: OrderIntent): Promise<readonly unknown[]> {
  const { code, details, message } = await failure(world.admit(intent));
  assert.equal(code, 'LIMIT_EXCEEDED', message);
  return [details['rule'], details['value']];
}

describe('order limits', () => {
  let world: World;
  beforeEach(() => (world = new World()));

  describe('for messages that come together', () => {
    const admitAll = async (intents: readonly OrderIntent[]): Promise<number> => {
      const ends = await Promise.allSettled(intents.map((intent) => world.admit(intent)));
      return ends.filter(({ status }) => status === 'fulfilled').length;
    };
    const fifty = (make: () => OrderIntent) => Array.from({ length: 50 }, make);

    it('pass exactly as many as a count allows', async () => {
      world.use({ maxOrdersPerMinute: 7, maxOrdersPerDay: 100 });
      assert.equal(await admitAll(fifty(limitOrder)), 7);
    });

    it('pass exactly what the daily value allows', async () => {
      world.use({ maxDailyValue: '500' });
      assert.equal(await admitAll(fifty(limitOrder)), 5, '5 x 90 USD');
    });

    it('pass exactly what the position allows, and no more waiting orders than allowed', async () => {
      world.exchange.balances.set('BTC', 300);
      world.use({ maxPosition: { BTC: '5' } });
      assert.equal(await admitAll(fifty(marketOrder)), 2, '3 BTC are there');
      world.use({ maxOpenOrders: 3 });
      assert.equal(await admitAll(fifty(limitOrder)), 3);
    });

    it('pass one in a cooldown', async () => {
      world.use({ cooldownMs: 1000 });
      assert.equal(await admitAll(fifty(limitOrder)), 1);
    });

    it('ask for each figure once', async () => {
      world.use({
        maxPosition: { BTC: '500' },
        maxDailyLoss: '100',
        priceCollar: '50',
        staleMarketDataMs: 10,
      });
      assert.equal(await admitAll(fifty(limitOrder)), 50);
      assert.deepEqual(world.exchange.calls.sort(), [
        'balances',
        'fees',
        'fills',
        'market',
        'orders',
        'time',
      ]);
    });
  });

  it('that are not set ask for nothing', async () => {
    world.use({});
    await world.admit(marketOrder());
    world.use({ allowedProducts: ['BTC-USD'], maxOrderValue: '1000', maxOrderSize: { BTC: '1' } });
    await world.admit(limitOrder());
    assert.deepEqual(world.exchange.calls, []);
  });

  it('of two accounts with one key must both hold', async () => {
    world.use({ maxOrderValue: '1000' }, { maxOrderValue: '89' });
    assert.deepEqual(await refusal(world, limitOrder()), ['maxOrderValue', '90 USD']);
    world.use({ maxOrderValue: '1000' });
    assert.equal((await world.admit(limitOrder())).length, 1);
  });

  it('give back what was not filled in the end, and what was never placed', async () => {
    world.use({ maxDailyValue: '100', maxOpenOrders: 1 });
    const first = limitOrder();
    const order = await world.order(first);
    assert.deepEqual(await refusal(world, limitOrder()), ['maxDailyValue', '180 USD']);
    world.seen(first, { ...order, status: 'done', done_reason: 'canceled' });
    const second = limitOrder();
    await world.admit(second);
    world.seen(second, 'absent');
    await world.admit(limitOrder());
  });

  it('count what an order came to once it is done', async () => {
    world.use({ maxDailyValue: '200' });
    await world.order(marketOrder({ side: 'sell' }));
    await world.order(marketOrder());
    assert.deepEqual(await refusal(world, limitOrder({ price: '1' })), ['maxDailyValue', '201 USD']);
    assert.deepEqual(world.limits.used(), [
      { rule: 'maxDailyValue', limit: '200 USD', used: '200 USD', of: 'USD' },
    ]);
  });

  describe('are told', () => {
    const told = () => world.limits.used().map(({ rule, limit, used }) => `${rule} ${used}/${limit}`);

    it('once for each rule and currency: that of the account with the least left', async () => {
      world.use(
        { maxOrdersPerDay: 10, maxDailyValue: '1000' },
        { maxOrdersPerDay: 50, maxDailyValue: { USD: '500' } },
      );
      assert.deepEqual(told(), ['maxDailyValue 0 USD/500 USD', 'maxOrdersPerDay 0/10']);
      await world.order(marketOrder());
      assert.deepEqual(told(), ['maxDailyValue 101 USD/500 USD', 'maxOrdersPerDay 1/10']);
      world.use({ maxOrdersPerDay: 50 }, { maxOrdersPerDay: 10 });
      assert.deepEqual(told(), ['maxOrdersPerDay 1/10'], 'whichever account comes first');
    });

    it('before anything is used, also where they name no currency', () => {
      world.use({ maxDailyValue: '250', maxDailyLoss: '20' });
      assert.deepEqual(told(), ['maxDailyValue 0/250', 'maxDailyLoss 0/20']);
    });

    it('with how many there are beside those that count', () => {
      world.use({ maxOrderValue: '100', maxDailyValue: '250' }, { maxOrderValue: '50', cooldownMs: 1000 });
      assert.equal(world.limits.others(), 2);
    });
  });

  it('find out themselves what became of an order that nobody followed', async () => {
    world.use({ maxDailyValue: '100', maxOpenOrders: 1 });
    const first = limitOrder();
    await world.order(first);
    world.exchange.open.forEach((kept) => world.exchange.cancel(kept));
    world.pass(6000);
    assert.deepEqual(await refusal(world, limitOrder()), ['maxDailyValue', '180 USD'], 'a 404 may be early');
    world.pass(40_000);
    await world.order(limitOrder());
    world.exchange.open.forEach((kept) => world.exchange.trade(kept, 1, 90));
    world.pass(6000);
    assert.deepEqual(await refusal(world, limitOrder()), ['maxDailyValue', '180 USD'], 'it was filled');
  });

  it('count waiting orders of others, and what they will buy', async () => {
    world.exchange.place(limitOrder({ size: '4' }));
    world.use({ maxOpenOrders: 2, maxPosition: { BTC: '6' } });
    assert.deepEqual(await refusal(world, limitOrder({ size: '3' })), ['maxPosition', '7 BTC']);
    await world.order(limitOrder());
    assert.deepEqual(await refusal(world, limitOrder()), ['maxOpenOrders', '3']);
  });

  it('count coins once, whether they wait, are filled or are in the balance', async () => {
    world.use({ maxPosition: { BTC: '4' } });
    await world.order(marketOrder());
    const waiting = limitOrder({ size: '2' });
    await world.order(waiting);
    for (const ms of [0, 6000]) {
      world.pass(ms);
      assert.deepEqual(await refusal(world, marketOrder({ size: '2' })), ['maxPosition', '5 BTC']);
    }
    for (const kept of world.exchange.open) world.exchange.trade(kept, 1, 90);
    const half = world.now(waiting);
    assert.ok(half);
    world.seen(waiting, half);
    assert.deepEqual(await refusal(world, marketOrder({ size: '2' })), ['maxPosition', '5 BTC']);
    await world.admit(marketOrder());
  });

  it('count the realised loss, that of others too, and the expected loss of a sale', async () => {
    world.use({ maxDailyLoss: '30' });
    await world.order(marketOrder({ size: '3' }));
    // Bought at 101 and a fee of 1.01 each.
    world.exchange.prices.set('BTC-USD', 91);
    world.pass(6000);
    await world.order(marketOrder({ side: 'sell' }));
    // Sold at 90 with a fee of 0.9: a loss of 12.91.
    assert.deepEqual(await refusal(world, marketOrder({ side: 'sell', size: '2' })), [
      'maxDailyLoss',
      '38.73 USD',
    ]);
    await world.order(marketOrder({ side: 'sell' }));
    world.exchange.place(marketOrder({ side: 'sell' }));
    world.pass(6000);
    assert.deepEqual(
      await refusal(world, marketOrder()),
      ['maxDailyLoss', '38.73 USD'],
      'another sold the third',
    );
    world.pass(12 * 3_600_000);
    await world.admit(marketOrder());
  });

  for (const usdcAsUsd of [false, true])
    it(`count a loss on BTC-USDC as one on BTC-USDC, its fills told ${usdcAsUsd ? 'as BTC-USD' : 'by its name'}`, async () => {
      const usdc = { product_id: 'BTC-USDC' };
      world.exchange.usdcAsUsd = usdcAsUsd;
      world.use({ maxDailyLoss: { USDC: '12.90', USD: '12.90' } });
      await world.order(marketOrder({ ...usdc, size: '2' }));
      world.exchange.prices.set('BTC-USDC', 91);
      world.pass(6000);
      const sale = marketOrder({ ...usdc, side: 'sell' });
      world.use({ maxDailyLoss: { USDC: '100', USD: '12.90' } });
      const sold = await world.order(sale, false);
      world.pass(6000);
      // Its fill is read before anybody heard that the exchange took it.
      await world.admit(marketOrder(usdc));
      world.seen(sale, sold);
      world.use({ maxDailyLoss: { USDC: '12.90', USD: '12.90' } });
      world.pass(6000);
      assert.deepEqual(await refusal(world, marketOrder(usdc)), ['maxDailyLoss', '12.91 USDC']);
      await world.admit(marketOrder());
    });

  it('refuse when a figure is missing or late, and say which', async () => {
    const no = () => Promise.reject(new Error('no line'));
    const rows = [
      [
        'market',
        { priceCollar: '50' },
        'priceCollar',
        /the market price of BTC-USD could not be read: no line/,
      ],
      ['balances', { maxPosition: { BTC: '9' } }, 'maxPosition', /the balances could not be read/],
      ['orders', { maxOpenOrders: 9 }, 'maxOpenOrders', /the open orders could not be read/],
      ['fills', { maxDailyLoss: '9' }, 'maxDailyLoss', /the fills of BTC-USD could not be read/],
      ['fees', { maxDailyLoss: '9' }, 'maxDailyLoss', /the fee rates could not be read/],
      ['time', { maxOrdersPerDay: 9 }, 'maxOrdersPerDay', /the exchange's time could not be read/],
      ['time', { cooldownMs: 9 }, 'cooldown', /the exchange's time could not be read/],
    ] as const;
    for (const [call, limit, rule, why] of rows) {
      world = new World();
      world.use(limit);
      world.exchange.broken.set(call, no);
      const error = await failure(world.admit(limitOrder()));
      assert.deepEqual(
        [error.code, error.details['rule'], error.details['value']],
        ['LIMIT_EXCEEDED', rule, 'unknown'],
      );
      assert.match(error.message, why);
      world.exchange.broken.clear();
      await world.admit(limitOrder());
    }
  });

  it('wait for a late figure at most 5 s, and give up with the message', async () => {
    world.use({ priceCollar: '50' });
    world.exchange.broken.set('market', () => new Promise(() => undefined));
    const late = failure(world.admit(limitOrder()));
    await new Promise(setImmediate);
    world.pass(5000);
    assert.match((await late).message, /the market price of BTC-USD did not come in time/);
    const abort = new AbortController();
    const gone = failure(world.admit(limitOrder(), abort.signal));
    await new Promise(setImmediate);
    abort.abort();
    assert.equal((await gone).code, 'ABORTED');
  });

  it('take a price for 2 s and balances for 5 s', async () => {
    world.use({ priceCollar: '50', maxPosition: { BTC: '100' } });
    const asked = async (ms: number): Promise<string[]> => {
      world.pass(ms);
      world.exchange.calls.length = 0;
      await world.admit(limitOrder());
      return world.exchange.calls;
    };
    await asked(0);
    assert.deepEqual(await asked(2000), []);
    assert.deepEqual(await asked(1), ['market']);
    assert.deepEqual(await asked(2999), ['market']);
    assert.deepEqual(await asked(1), ['orders', 'balances']);
  });

  describe('over restarts and changes of the clock', () => {
    it('remember the orders of the day and the minute', async () => {
      world.use({ maxOrdersPerDay: 3, maxOrdersPerMinute: 2, maxDailyValue: '1000' });
      await world.order(limitOrder());
      await world.order(limitOrder());
      world.restart();
      assert.deepEqual(await refusal(world, limitOrder()), ['maxOrdersPerMinute', '3']);
      world.pass(60_000);
      await world.order(limitOrder());
      world.pass(60_000);
      world.restart();
      assert.deepEqual(await refusal(world, limitOrder()), ['maxOrdersPerDay', '4']);
      world.pass(12 * 3_600_000);
      await world.order(limitOrder());
    });

    for (const skewMs of [-86_400_000, -600_000, 600_000, 30 * 86_400_000])
      it(`do not open the day again when this machine's clock is set ${skewMs / 1000} s off`, async () => {
        world.use({ maxOrdersPerDay: 2, cooldownMs: 1000 });
        await world.order(limitOrder());
        world.skewMs = skewMs;
        assert.deepEqual(await refusal(world, limitOrder()), ['cooldown', '0 s']);
        world.restart();
        assert.deepEqual(await refusal(world, limitOrder()), ['cooldown', '0 s']);
        world.pass(1000);
        await world.order(limitOrder());
        world.skewMs = 0;
        world.restart();
        world.pass(1000);
        assert.deepEqual(await refusal(world, limitOrder()), ['maxOrdersPerDay', '3']);
        world.pass(86_400_000);
        await world.order(limitOrder());
      });

    it('count an order that nobody knows of as of now, until it is found, absent or released', async () => {
      world.use({ maxOrdersPerDay: 1 });
      const lost = limitOrder();
      await world.admit(lost);
      world.restart();
      world.pass(3 * 86_400_000);
      assert.deepEqual(await refusal(world, limitOrder()), ['maxOrdersPerDay', '2']);
      world.records.push({
        at: new Date(0).toISOString(),
        kind: 'released',
        client_oid: lost.client_oid,
        by: 'me',
      });
      world.restart();
      await world.order(limitOrder());
      world.pass(86_400_000);
      await world.admit(limitOrder());
    });

    it('forget an order that the exchange refused, also where only its answer is on record', async () => {
      world.use({ maxOrdersPerDay: 1 });
      const refused = limitOrder();
      const { client_oid } = refused;
      await world.admit(refused);
      const at = new Date(world.clock.now()).toISOString();
      world.records.push(
        { at, kind: 'answered', client_oid, attempt: 1, verdict: 'refused', code: 'INSUFFICIENT_FUNDS' },
        { at, kind: 'reported', client_oid, outcome: 'INSUFFICIENT_FUNDS', recovered: false },
      );
      world.restart();
      await world.admit(limitOrder());
    });
  });
});
