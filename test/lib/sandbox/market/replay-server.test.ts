import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { type SandboxOptions, startSandbox } from '../../../../nodes/lib/sandbox';
import { settingsFrom } from '../../../../nodes/lib/sandbox/server/settings';
import { type Customer, openCustomer } from '../server/customer';
import {
  centsAt,
  centsPath,
  expectedBuy,
  firstCandles,
  generatedCsv,
  recordedCsv,
  units,
  withFile,
} from './recorded';

const csv = firstCandles(recordedCsv(), 300);
const corners = centsPath(csv);

/** A customer on a virtual clock whose sandbox replays the first candles. */
function replaying<T>(speed: number, use: (customer: Customer) => Promise<T>): Promise<T> {
  return withFile(csv, async (market) => {
    const customer = await openCustomer({ marketEveryMs: 250 / speed, market, speed });
    try {
      return await use(customer);
    } finally {
      await customer.sandbox.close();
    }
  });
}

async function replayOf({ send }: Customer): Promise<Record<string, unknown>> {
  const { replays } = (await send('GET', '/sandbox/market', { unsigned: true })).json();
  return (replays as Record<string, unknown>[])[0] ?? {};
}

const BUY = { product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '25' };

describe('a sandbox that replays recorded candles', () => {
  it('fills each market order at the price that the CSV had at its time', () =>
    replaying(20, async (customer) => {
      const { clock, send, place } = customer;
      const { started_at: started } = await replayOf(customer);
      for (let count = 0; count < 60; count += 1) {
        clock.advance(1 + ((count * 7919) % 500));
        const order = (await send('GET', `/orders/${await place(BUY)}`)).json();
        const now = String(order['created_at']);
        const cents = centsAt(corners, { started: String(started), now, candlesPerSecond: 20 });
        const { size, value, fee } = expectedBuy(cents, '25');
        assert.deepEqual(
          [order['filled_size'], order['executed_value'], order['fill_fees']].map((text) =>
            units(String(text)),
          ),
          [size, value, fee],
          `order ${count} at ${now}`,
        );
      }
    }));

  it('tells where it stands, and stays at the last price', () =>
    replaying(10, async (customer) => {
      const { clock, send } = customer;
      const start = await replayOf(customer);
      assert.deepEqual(
        [start['product_id'], start['candle'], start['candles'], start['candles_per_second'], start['ended']],
        ['BTC-USD', 0, 300, 10, false],
      );
      assert.equal(start['candle_time'], '2023-12-31T23:00:00.000000Z', 'the recorded time');
      assert.equal(
        start['started_at'],
        new Date(clock.now()).toISOString().replace('Z', '000Z'),
        'its own time',
      );
      clock.advance(1_000);
      assert.equal((await replayOf(customer))['candle_time'], '2024-01-01T09:00:00.000000Z');
      clock.advance(60_000);
      const end = await replayOf(customer);
      assert.deepEqual([end['candle'], end['ended']], [299, true]);
      const close = `${String(corners.at(-1)).slice(0, -2)}.${String(corners.at(-1)).slice(-2)}`;
      assert.equal(Number(end['price']), Number(close));
      assert.equal((await send('GET', '/products/BTC-USD/ticker')).json()['bid'], close);
    }));

  it('fills resting orders while nobody asks', () =>
    replaying(10, async ({ clock, send, place, sandbox }) => {
      const low = corners.reduce((least, one) => (one < least ? one : least));
      const price = `${String(low + 100n).slice(0, -2)}.${String(low + 100n).slice(-2)}`;
      const id = await place({ product_id: 'BTC-USD', side: 'buy', type: 'limit', price, size: '0.1' });
      clock.advance(31_000);
      const [order] = sandbox.ledger().orders;
      assert.deepEqual([order?.['id'], order?.['done_reason']], [id, 'filled']);
      const fills = (await send('GET', `/fills?order_id=${id}`)).value() as {
        price: string;
        liquidity: string;
      }[];
      assert.ok(fills.every((fill) => Number(fill.price) === Number(price) && fill.liquidity === 'M'));
    }));

  it('reads files of any usual size', () =>
    withFile(generatedCsv(6_000), async (market) => {
      assert.ok(statSync(market).size > 400_000);
      const sandbox = await startSandbox({ market });
      await sandbox.close();
    }));

  it('begins anew when it is reset', () =>
    replaying(10, async (customer) => {
      customer.clock.advance(10_000);
      assert.ok(Number((await replayOf(customer))['candle']) > 90);
      customer.sandbox.reset();
      const { candle, started_at: started } = await replayOf(customer);
      assert.equal(candle, 0);
      assert.equal(started, new Date(customer.clock.now()).toISOString().replace('Z', '000Z'));
    }));

  it('has nothing to tell when prices are simulated', async () => {
    const { sandbox, send } = await openCustomer();
    try {
      assert.deepEqual((await send('GET', '/sandbox/market')).json(), { replays: [] });
    } finally {
      await sandbox.close();
    }
  });

  it('looks at the time more often when candles go by faster, unless told how often', () => {
    const every = (options: SandboxOptions) => settingsFrom(options).marketEveryMs;
    assert.equal(every({}), 250);
    assert.equal(every({ market: 'x.csv' }), 250);
    assert.equal(every({ market: 'x.csv', speed: 0.01 }), 250);
    assert.equal(every({ market: 'x.csv', speed: 5 }), 50);
    assert.equal(every({ market: 'x.csv', speed: 1000 }), 10);
    assert.equal(every({ market: 'x.csv', speed: 1000, marketEveryMs: 0 }), 0);
  });

  const mistakes: readonly [options: SandboxOptions, why: RegExp][] = [
    [{ market: '/no/such/candles.csv' }, /^market file \/no\/such\/candles.csv does not exist$/],
    [{ market: __dirname }, /is not a file$/],
    [{ market: __filename }, /replay-server\.test\.js: its first line must name the columns/],
    [{ market: ' ' }, /market must be FILE or PRODUCT=FILE/],
    [{ market: 'BTC-USD=' }, /market must be FILE or PRODUCT=FILE/],
    [{ market: 'BTC-GBP=x.csv' }, /BTC-GBP is not traded by this sandbox; it trades BTC-USD, /],
    [{ market: ['BTC-USD=a.csv', 'BTC-EUR=b.csv'] }, /one file only for products of BTC/],
    [{ market: 'x.csv', speed: 0 }, /speed must be .* from 0.001 to 1000, not 0/],
    [{ market: 'x.csv', speed: 1001 }, /speed must be/],
    [{ market: 'x.csv', speed: Number.NaN }, /speed must be/],
    [{ speed: 2 }, /speed is for a replayed market/],
  ];
  for (const [options, why] of mistakes) {
    it(`does not start with ${JSON.stringify(options).replaceAll(__dirname, '…')}`, async () => {
      await assert.rejects(startSandbox(options), (error: unknown) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, why);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    });
  }
});
