import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { type SandboxOptions, startSandbox } from '../../../../nodes/lib/sandbox';
import { type Customer, openCustomer, RESTING, VirtualClock } from './customer';
import { patience } from '../../../patience';

describe('startSandbox', () => {
  it('listens on 127.0.0.1 alone', async () => {
    const sandbox = await startSandbox();
    try {
      assert.equal(sandbox.rest, `http://127.0.0.1:${sandbox.port}`);
      assert.equal(sandbox.feed, `ws://127.0.0.1:${sandbox.port}`);
      const elsewhere = connect(sandbox.port, '127.0.0.2');
      const [error] = (await once(elsewhere, 'error')) as [NodeJS.ErrnoException];
      assert.equal(error.code, 'ECONNREFUSED');
    } finally {
      await sandbox.close();
    }
  });

  it('has a key that looks like a real one, the same for the same seed', async () => {
    const one = await startSandbox({ seed: 5 });
    const same = await startSandbox({ seed: 5 });
    const other = await startSandbox({ seed: 6 });
    try {
      assert.match(one.key, /^[0-9a-f]{32}$/);
      assert.match(one.secret, /^[A-Za-z0-9+/]{86}==$/);
      assert.equal(Buffer.from(one.secret, 'base64').length, 64);
      assert.match(one.passphrase, /^[a-z0-9]{11}$/);
      assert.deepEqual([same.key, same.secret, same.passphrase], [one.key, one.secret, one.passphrase]);
      assert.notEqual(other.key, one.key);
      assert.notEqual(other.secret, one.secret);
    } finally {
      await Promise.all([one.close(), same.close(), other.close()]);
    }
  });

  it('says which port is busy', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    try {
      await assert.rejects(startSandbox({ port }), (error: NodeJS.ErrnoException) => {
        assert.equal(error.code, 'EADDRINUSE');
        assert.match(error.message, new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is busy`));
        return true;
      });
    } finally {
      holder.close();
    }
  });

  const impossible: readonly [SandboxOptions, RegExp][] = [
    [{ port: -1 }, /^port must be/],
    [{ port: 65_536 }, /^port must be/],
    [{ port: 1.5 }, /^port must be/],
    [{ seed: Number.NaN }, /^seed must be/],
    [{ marketEveryMs: -1 }, /^marketEveryMs must be/],
    [{ makerFee: '1' }, /^makerFee must be/],
    [{ takerFee: '-0.1' }, /^takerFee must be/],
    [{ balance: { USD: '-1' } }, /USD must be a plain decimal/],
    [{ balance: { USD: '1e5' } }, /USD must be a plain decimal/],
    [{ balance: { 'US D': '1' } }, /"US D" is not a currency/],
    [{ balance: { ['__proto__']: '1' } }, /"__proto__" is not a currency/],
  ];
  for (const [options, text] of impossible) {
    it(`refuses ${JSON.stringify(options)}`, async () => {
      await assert.rejects(startSandbox(options), (error: Error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, text);
        return true;
      });
    });
  }

  it('closes within a second, twice, although a client holds on', async () => {
    const sandbox = await startSandbox();
    const idle = connect(sandbox.port, '127.0.0.1');
    await once(idle, 'connect');
    const half = connect(sandbox.port, '127.0.0.1');
    half.write('POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{');
    await once(half, 'connect');
    const cut = [once(idle, 'close'), once(half, 'close')];
    const began = performance.now();
    await Promise.all([sandbox.close(), sandbox.close()]);
    await Promise.all(cut);
    assert.ok(performance.now() - began < patience(1500), 'a second, and some for a slow machine');
    await sandbox.close();
    const late = connect(sandbox.port, '127.0.0.1');
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNREFUSED');
  });

  it('does not keep a process alive after unref, not even with an open connection', async () => {
    const lib = path.resolve(__dirname, '../../../../nodes/lib/sandbox');
    const script = `
      require(${JSON.stringify(lib)}).startSandbox().then((sandbox) => {
        const socket = require('node:net').connect(sandbox.port, '127.0.0.1', () => {
          socket.unref();
          sandbox.unref();
        });
      });`;
    const child = spawn(process.execPath, ['-e', script], { stdio: 'inherit' });
    const [code] = (await once(child, 'exit')) as [number | null];
    assert.equal(code, 0);
  });
});

describe('a sandbox under a seed and a virtual clock', () => {
  /** The same course of time and orders on a fresh sandbox; everything that it answered. */
  async function course(seed: number): Promise<string[]> {
    const clock = new VirtualClock();
    const customer = await openCustomer({ seed, clock, marketEveryMs: 250 });
    try {
      return await answers(customer, clock);
    } finally {
      await customer.sandbox.close();
    }
  }

  async function answers(customer: Customer, clock: VirtualClock): Promise<string[]> {
    const texts: string[] = [];
    const keep = async (...given: Parameters<Customer['send']>): Promise<void> => {
      texts.push((await customer.send(given[0], given[1], { ...given[2], signedAt: clock.now() })).text);
    };
    for (let step = 0; step < 8; step += 1) {
      clock.advance(2_500);
      await keep('POST', '/orders', {
        body: { product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '50' },
      });
      await keep('POST', '/orders', { body: RESTING });
    }
    for (const product of ['BTC-USD', 'ETH-BTC', 'DOGE-USD']) {
      await keep('GET', `/products/${product}/book?level=3`);
      await keep('GET', `/products/${product}/trades`);
    }
    await keep('GET', '/orders?status=all');
    await keep('GET', '/fills?product_id=BTC-USD');
    await keep('GET', '/accounts');
    return texts;
  }

  it('answers the same to the last character, ids included', async () => {
    const [one, same, other] = [await course(3), await course(3), await course(4)];
    assert.deepEqual(one, same);
    assert.notDeepEqual(one, other);
  });

  it('moves by the clock and fills a resting order when the market comes to it', async () => {
    const clock = new VirtualClock();
    const customer = await openCustomer({ clock, marketEveryMs: 250 });
    try {
      const { bid } = (await customer.send('GET', '/products/BTC-USD/ticker')).json();
      const id = await customer.place({ ...RESTING, price: String(bid), size: '0.001' });
      const status = async (): Promise<unknown> =>
        (await customer.send('GET', `/orders/${id}`, { signedAt: clock.now() })).json()['status'];
      assert.equal(await status(), 'open');
      for (let minute = 0; minute < 120 && (await status()) === 'open'; minute += 1) clock.advance(60_000);
      assert.equal(await status(), 'done', 'within two hours');
      const [fill] = customer.sandbox.ledger().fills;
      assert.equal(fill?.['liquidity'], 'M', 'the resting order is the maker');
    } finally {
      await customer.sandbox.close();
    }
  });

  it('goes back to the start on reset, with key and port kept', async () => {
    const customer = await openCustomer();
    try {
      const { sandbox, send } = customer;
      const before = (await send('GET', '/products/BTC-USD/book?level=3')).text;
      await customer.place(RESTING);
      await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '50' });
      assert.equal(sandbox.ledger().orders.length, 2);
      const { port, key } = sandbox;
      sandbox.reset();
      assert.deepEqual(sandbox.requests(), {});
      assert.deepEqual(sandbox.ledger().orders, []);
      assert.equal(sandbox.ledger().balances.find(({ currency }) => currency === 'USD')?.available, '10000');
      assert.equal((await send('GET', '/products/BTC-USD/book?level=3')).text, before);
      assert.deepEqual([sandbox.port, sandbox.key], [port, key]);
    } finally {
      await customer.sandbox.close();
    }
  });

  it('counts requests by route, refused ones too', async () => {
    const { sandbox, send } = await openCustomer();
    try {
      await send('POST', '/orders', { body: RESTING });
      await send('POST', '/orders', { body: {} });
      await send('GET', '/accounts', { unsigned: true });
      await send('GET', '/nowhere');
      assert.deepEqual(sandbox.requests(), { 'POST /orders': 2, 'GET /accounts': 1, other: 1 });
    } finally {
      await sandbox.close();
    }
  });
});
