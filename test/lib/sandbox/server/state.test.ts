import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type SandboxOptions } from '../../../../nodes/lib/sandbox';
import { type Customer, openCustomer, RESTING } from './customer';
import { patience } from '../../../patience';

describe('state of a sandbox over restarts', () => {
  let folder: string;
  let state: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sandbox-state-'));
    state = path.join(folder, 'deeper', 'state');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (options: SandboxOptions = {}): Promise<Customer> =>
    openCustomer({
      state,
      seed: 4,
      keys: [{ name: 'two', permissions: ['trade'], profile: 'two' }],
      ...options,
    });
  const market = (size: string) => ({ product_id: 'BTC-USD', side: 'buy', type: 'market', size });

  /** Everything that has to be the same after a restart. */
  const books = async ({ sandbox, send }: Customer): Promise<unknown> => {
    const accounts = (await send('GET', '/accounts')).value() as { id: string }[];
    const ledgers = accounts.map(async ({ id }) =>
      (await send('GET', `/accounts/${id}/ledger?start_date=2020-01-01`)).value(),
    );
    return {
      keys: sandbox.keys,
      own: sandbox.ledger(),
      open: (await send('GET', '/orders')).value(),
      accounts,
      ledgers: await Promise.all(ledgers),
      fees: (await send('GET', '/fees')).value(),
      profiles: (await send('GET', '/profiles')).value(),
    };
  };

  it('keeps balances, holds, orders, ids, fills, ledgers, keys and the prices', async () => {
    const first = await open();
    const ids = [
      await first.place(RESTING),
      await first.place({ ...RESTING, client_oid: '132fb6ae-456b-4654-b4e0-d681ac05cea1' }),
      await first.place({ ...RESTING, time_in_force: 'GTT', cancel_after: 'day' }),
      await first.place({ ...RESTING, side: 'sell', price: '60000', stop: 'loss', stop_price: '61000' }),
      await first.place(market('0.01')),
    ];
    for (let step = 0; step < 40; step += 1) {
      first.clock.advance(1000);
      first.sandbox.moveMarket();
    }
    const priced = async (customer: Customer): Promise<number> =>
      Number((await customer.send('GET', '/products/BTC-USD/ticker')).json()['price']);
    const price = await priced(first);
    const before = await books(first);
    const sequence = async (customer: Customer): Promise<number> =>
      Number((await customer.send('GET', '/products/BTC-USD/book')).json()['sequence']);
    const reached = await sequence(first);
    const tape = async ({ send }: Customer) => {
      const rows = (await send('GET', '/products/BTC-USD/candles?granularity=86400')).value() as number[][];
      const [day = []] = rows;
      const trades = (await send('GET', '/products/BTC-USD/trades')).value() as { trade_id: number }[];
      return {
        time: day[0],
        open: day[3],
        volume: Number(day[5]),
        ids: trades.map(({ trade_id }) => trade_id),
      };
    };
    const told = await tape(first);
    await first.sandbox.close();
    assert.equal(statSync(state).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(path.dirname(state)), ['state'], 'nothing is left beside it');

    const second = await open();
    second.clock.advance(50_000);
    assert.deepEqual(await books(second), before);
    assert.ok((await sequence(second)) > reached);
    const { time, open: opening, volume, ids: tradeIdsNow } = await tape(second);
    assert.deepEqual([time, opening], [told.time, told.open], 'the candle goes on');
    assert.ok(volume >= told.volume);
    assert.ok(
      told.ids.slice(0, 100).every((id) => tradeIdsNow.includes(id)),
      'the latest public trades',
    );
    assert.ok(Math.abs((await priced(second)) / price - 1) < 0.002, 'the price goes on');
    const fresh = [await second.place(RESTING), await second.place(market('0.01'))];
    assert.equal(new Set([...ids, ...fresh]).size, ids.length + 2, 'no id comes again');
    for (const id of ids.slice(0, 4))
      assert.equal((await second.send('DELETE', `/orders/${id}`)).status, 200);
    const trades = (await second.send('GET', '/fills?product_id=BTC-USD')).value() as { trade_id: number }[];
    const tradeIds = trades.map(({ trade_id }) => trade_id);
    assert.deepEqual(
      tradeIds,
      [...new Set(tradeIds)].toSorted((a, b) => b - a),
    );
    await second.sandbox.close();
  });

  it('lets an order go on where it was: half filled, first in its queue, or expired meanwhile', async () => {
    const first = await open({ balance: { USD: '100000', BTC: '3' } });
    const buy = { ...RESTING, price: '90000', size: '0.02' };
    const early = await first.place(buy);
    await first.place(buy);
    const { bid } = (await first.send('GET', '/products/BTC-USD/ticker')).json();
    const half = await first.place({ ...buy, price: (Number(bid) + 0.01).toFixed(2) });
    const sale = { product_id: 'BTC-USD', side: 'sell', type: 'market', size: '0.005' };
    assert.equal((await first.sendAs('two', 'POST', '/orders', sale)).status, 200);
    const read = async ({ send }: Customer) => (await send('GET', `/orders/${half}`)).json();
    const halfFilled = await read(first);
    assert.equal(halfFilled['filled_size'], '0.00500000');
    const lapsing = await first.place({ ...RESTING, time_in_force: 'GTT', cancel_after: 'min' });
    await first.sandbox.close();

    const second = await open();
    second.clock.advance(61_000);
    assert.equal((await second.send('GET', `/orders/${lapsing}`)).status, 404, 'it expired');
    assert.deepEqual(await read(second), halfFilled);
    const held = (sandbox: Customer['sandbox']): number =>
      Number(sandbox.ledger().balances.find(({ currency }) => currency === 'USD')?.hold);
    const lapsed = 1000 * 0.01 * 1.006;
    assert.ok(Math.abs(held(second.sandbox) + lapsed - held(first.sandbox)) < 1e-6);
    const book = (await second.send('GET', '/products/BTC-USD/book?level=3')).json() as {
      bids: [string, string, string][];
    };
    const rows = book.bids.filter(([price]) => price === '90000.00');
    assert.equal(rows[0]?.[2], early, 'time priority');
    assert.equal(rows.length, 2);
    await second.sandbox.close();
  });

  it('lets a replay go on where it stood, at another speed too; other candles begin anew', async () => {
    const candles = path.join(folder, 'candles.csv');
    const rows = [0, 1, 2, 3].map((hour) => {
      const open = 50_000 + hour * 1000;
      return `${1_700_000_000 + hour * 3600},${open},${open + 900},${open - 100},${open + 800}`;
    });
    writeFileSync(candles, ['time,open,high,low,close', ...rows, ''].join('\n'));
    const at = async (customer: Customer): Promise<unknown[]> => {
      const { replays } = (await customer.send('GET', '/sandbox/market')).json() as {
        replays: Record<string, unknown>[];
      };
      return [replays[0]?.['candle'], replays[0]?.['price']];
    };
    const first = await open({ market: candles, speed: 1, marketEveryMs: 100 });
    first.clock.advance(2_500);
    assert.deepEqual(await at(first), [2, '52900']);
    await first.sandbox.close();

    const second = await open({ market: candles, speed: 0.5, marketEveryMs: 100 });
    assert.deepEqual(await at(second), [2, '52900'], 'the time in between does not count');
    second.clock.advance(2_000);
    assert.equal((await at(second))[0], 3);
    await second.sandbox.close();
    writeFileSync(candles, ['time,open,high,low,close', ...rows.slice(1), ''].join('\n'));
    const other = await open({ market: candles, speed: 1, marketEveryMs: 100 });
    assert.equal((await at(other))[0], 0);
    await other.sandbox.close();
  });

  it('is for one sandbox a file: a second one is turned away, and the first goes on', async () => {
    const first = await open();
    await assert.rejects(open(), /state file .* is in use: process \d+ on .* has it open/);
    const id = await first.place(RESTING);
    await first.sandbox.close();
    const second = await open();
    assert.equal((await second.send('GET', `/orders/${id}`)).status, 200);
    await second.sandbox.close();
    assert.deepEqual(readdirSync(path.dirname(state)), ['state'], 'no lock is left');
  }).timeout(patience(30_000));

  it('takes the file of a process that died', async () => {
    const cli = path.resolve(__dirname, '../../../../nodes/lib/sandbox/cli.js');
    const child = spawn(process.execPath, [cli, '--port', '0', '--seed', '4', '--state', state]);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.ok(readdirSync(path.dirname(state)).includes('state.lock'));
    const after = await open();
    await after.sandbox.close();
  });

  it('lets go of the file when the port is busy', async () => {
    const { sandbox } = await openCustomer();
    await assert.rejects(startSandbox({ state, seed: 4, port: sandbox.port }), /is busy/);
    await sandbox.close();
    const after = await open();
    await after.sandbox.close();
  });

  it('starts anew after a reset, and for a profile that was not there', async () => {
    const first = await open();
    await first.place(market('0.01'));
    await first.sandbox.close();
    const second = await open({ keys: [{ name: 'three', permissions: ['trade'], profile: 'three' }] });
    assert.equal(second.sandbox.ledger().fills.length > 0, true);
    second.sandbox.reset();
    await second.sandbox.close();
    const third = await open();
    assert.deepEqual(third.sandbox.ledger().fills, []);
    await third.sandbox.close();
  });

  it('writes soon after a change without being asked', async () => {
    const customer = await open();
    await customer.sandbox.save();
    const size = statSync(state).size;
    await customer.place(market('0.01'));
    while (statSync(state).size === size) await new Promise((resolve) => setTimeout(resolve, 20));
    await customer.sandbox.close();
  });

  it('refuses a file that is not its own, and never writes over it', async () => {
    const customer = await open();
    await customer.sandbox.close();
    const good = readFileSync(state, 'utf8');
    const cases = [
      ['{"my":"notes"}', /is not a sandbox's state/],
      ['', /is not a sandbox's state/],
      [good.replace('"generation":0', '"generation":7'), /is damaged/],
      [good.slice(0, good.length / 2), /is damaged/],
    ] as const;
    for (const [text, why] of cases) {
      writeFileSync(state, text);
      await assert.rejects(open(), why);
      assert.equal(readFileSync(state, 'utf8'), text);
    }
    writeFileSync(state, good);
    await assert.rejects(open({ seed: 5 }), /seed 4, not 5/);
    await assert.rejects(startSandbox({ state: folder }), /is not a file/);
  });
});
