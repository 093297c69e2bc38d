import assert from 'node:assert/strict';
import type { SandboxOptions } from '../../../../nodes/lib/sandbox';
import { firstCandles, recordedCsv, withFile } from '../market/recorded';
import { type Customer, openCustomer, RESTING } from './customer';

const CLIENT_OID = '132fb6ae-456b-4654-b4e0-d681ac05cea1';

async function withCustomer(
  options: SandboxOptions,
  use: (customer: Customer) => Promise<void>,
): Promise<void> {
  const customer = await openCustomer(options);
  try {
    await use(customer);
  } finally {
    await customer.sandbox.close();
  }
}

async function trades({ send }: Customer): Promise<number> {
  return ((await send('GET', '/products/BTC-USD/trades')).value() as unknown[]).length;
}

async function replayOf({ send }: Customer): Promise<{ candle: number; price: string }> {
  const { replays } = (await send('GET', '/sandbox/market', { unsigned: true })).json();
  const [first] = replays as { candle: number; price: string }[];
  assert.ok(first);
  return first;
}

describe('the conditions of a running sandbox', () => {
  it('a market that is paused makes no trade by itself, takes orders, and goes on where it stood', () =>
    withCustomer({ marketEveryMs: 250 }, async (customer) => {
      const { sandbox, clock, place } = customer;
      clock.advance(10_000);
      const before = await trades(customer);
      sandbox.setConditions({ paused: true });
      clock.advance(60_000);
      assert.equal(await trades(customer), before, 'a minute without a trade');
      await place({ product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '25' });
      assert.ok((await trades(customer)) > before, 'an own order trades all the same');
      const own = await trades(customer);
      sandbox.setConditions({ paused: false });
      clock.advance(10_000);
      assert.ok((await trades(customer)) > own, 'and time goes on');
    }));

  it('a replay that is paused stays at its candle, and goes on there ten times as fast when told so', () =>
    withFile(firstCandles(recordedCsv(), 300), (market) =>
      withCustomer({ market, speed: 1, marketEveryMs: 250 }, async (customer) => {
        const { sandbox, clock } = customer;
        clock.advance(10_000);
        assert.equal((await replayOf(customer)).candle, 10);
        sandbox.setConditions({ paused: true });
        const { price } = await replayOf(customer);
        clock.advance(3_600_000);
        assert.deepEqual((await replayOf(customer)).price, price, 'an hour is no time at all');
        sandbox.setConditions({ paused: false, speed: 10 });
        assert.deepEqual((await replayOf(customer)).price, price, 'the price does not jump');
        clock.advance(5000);
        assert.equal((await replayOf(customer)).candle, 60);
      }),
    ));

  it('a faster market has moved further after the same time, a slower one less far', async () => {
    const spread = async (speed: number): Promise<number> => {
      let sum = 0;
      await withCustomer({ marketEveryMs: 250, seed: 3 }, async ({ sandbox, clock, send }) => {
        sandbox.setConditions({ speed });
        let last: number | undefined;
        for (let step = 0; step < 60; step += 1) {
          clock.advance(1000);
          const price = Number((await send('GET', '/products/BTC-USD/ticker')).json()['price']);
          sum += Math.abs(price - (last ?? price));
          last = price;
        }
      });
      return sum;
    };
    const [slow, usual, fast] = [await spread(0.1), await spread(1), await spread(20)];
    assert.ok(slow < usual && usual < fast, `${slow} < ${usual} < ${fast}`);
  });

  it('a new order is not found at first, for as long as it is told now', () =>
    withCustomer({}, async ({ sandbox, clock, send, place }) => {
      sandbox.setConditions({ late404Ms: 500 });
      const id = await place(RESTING);
      assert.equal((await send('GET', `/orders/${id}`)).status, 404);
      clock.advance(600);
      assert.equal((await send('GET', `/orders/${id}`)).status, 200);
    }));

  it('a filled order is settled only after the delay that it is told now', () =>
    withCustomer({}, async ({ sandbox, clock, send, place }) => {
      sandbox.setConditions({ settleDelayMs: 2000 });
      const id = await place({ product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '25' });
      const settled = async (): Promise<unknown> => (await send('GET', `/orders/${id}`)).json()['settled'];
      assert.equal(await settled(), false);
      clock.advance(2100);
      assert.equal(await settled(), true);
    }));

  it('takes cancels alone when told so, on either face, and orders again afterwards', () =>
    withCustomer({}, async ({ sandbox, send, place }) => {
      const id = await place(RESTING);
      sandbox.setConditions({ cancelOnly: true });
      const refused = await send('POST', '/orders', { body: RESTING });
      assert.deepEqual([refused.status, refused.json()], [400, { message: 'Cancel only mode' }]);
      assert.equal((await send('DELETE', `/orders/${id}`)).status, 200);
      sandbox.setConditions({ cancelOnly: false });
      await place(RESTING);
    }));

  it('carries an order out whose answer is lost', () =>
    withCustomer({}, async ({ sandbox, send, place }) => {
      sandbox.setConditions({ loseAnswers: true });
      await assert.rejects(place({ ...RESTING, client_oid: CLIENT_OID }));
      assert.equal((await send('GET', `/orders/client:${CLIENT_OID}`)).status, 200, 'it is there');
      sandbox.setConditions({ loseAnswers: false });
      await place(RESTING);
    }));

  it('are those of the start again after a reset', () =>
    withCustomer({ settleDelayMs: 100 }, async ({ sandbox, place }) => {
      const start = sandbox.conditions;
      sandbox.setConditions({ paused: true, speed: 5, late404Ms: 1, settleDelayMs: 0, cancelOnly: true });
      assert.equal(sandbox.conditions.speed, 5);
      sandbox.reset();
      assert.deepEqual(sandbox.conditions, start);
      await place(RESTING);
    }));

  for (const [change, why] of [
    [{ speed: 0 }, /^speed must be a number from 0.1 to 100$/],
    [{ speed: '2' }, /^speed must/],
    [{ late404Ms: Number.NaN }, /^late404Ms must be milliseconds/],
    [{ settleDelayMs: -1 }, /^settleDelayMs must/],
    [{ queuedCancelMs: 3_600_001 }, /^queuedCancelMs must/],
    [{ paused: 'yes' }, /^paused must be true or false$/],
    [JSON.parse('{ "__proto__": true }'), /"__proto__" is no condition/],
    [{ toString: 1 }, /"toString" is no condition/],
  ] as readonly [object, RegExp][])
    it(`cannot become ${JSON.stringify(change)}, and stay as they are`, () =>
      withCustomer({}, async ({ sandbox }) => {
        const before = sandbox.conditions;
        assert.throws(
          () => sandbox.setConditions({ paused: true, ...change }),
          (error: Error) => {
            assert.ok(error instanceof RangeError);
            assert.match(error.message, why);
            return true;
          },
        );
        assert.deepEqual(sandbox.conditions, before);
      }));
});
