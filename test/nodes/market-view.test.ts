import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { assertNoLeak, canaryCredentials } from './canary';
import { sendJson, startCountingServer } from './counting-server';
import { aroundEach, helper, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode } from './forms';

interface View {
  readonly environment: string;
  readonly mode: string;
  readonly code?: string;
  readonly product?: {
    readonly base_currency: string;
    readonly quote_currency: string;
    readonly state?: string;
  };
  readonly market?: Readonly<Record<'bid' | 'ask' | 'last', string>>;
  readonly available?: { readonly base: string; readonly quote: string };
}

/** What an order form shows beside its fields. */
describe('the market that an order form shows', () => {
  let sandbox: Sandbox;
  aroundEach();
  beforeEach(async () => {
    sandbox = await startSandbox({ marketEveryMs: 0, balance: { USD: '500', BTC: '2' } });
  });
  afterEach(() => sandbox.close());

  const load = (form: Message = {}, secret = sandbox.secret): Promise<Bench> =>
    loadBench([accountNode({ environment: 'exchange', origin: sandbox.rest, ...form })], {
      acc: {
        coinbaseAccountKey: sandbox.key,
        coinbaseAccountSecret: secret,
        coinbaseAccountPassphrase: sandbox.passphrase,
      },
    });
  async function look(product = 'BTC-USD', id = 'acc'): Promise<View> {
    const { status, body, text } = await helper
      .request()
      .get(`/coinbase-account/${id}/market/${encodeURIComponent(product)}`);
    assert.equal(status, 200, 'a form never sees an error of its own making');
    for (const secret of [sandbox.key, sandbox.secret, sandbox.passphrase])
      assert.equal(text.includes(secret), false);
    return body as View;
  }

  it('is bid, ask and last trade, the steps, and what there is to spend', async () => {
    await load();
    const { environment, mode, code, product, market, available } = await look();
    assert.deepEqual([environment, mode, code], ['exchange', 'live', undefined]);
    assert.deepEqual([product?.base_currency, product?.quote_currency], ['BTC', 'USD']);
    assert.ok(Number(market?.bid) > 0 && Number(market?.ask) > Number(market?.bid));
    assert.deepEqual([Number(available?.base), Number(available?.quote)], [2, 500]);
  });

  it('is asked for once while several forms look', async () => {
    await load();
    await Promise.all([look(), look(), look()]);
    await look();
    const { 'GET /products/{product_id}/ticker': tickers, 'GET /accounts': accounts } = sandbox.requests();
    assert.deepEqual([tickers, accounts], [1, 1]);
  });

  it('says what is wrong in place of prices', async () => {
    assert.equal((await look('BTC-USD', 'nobody')).code, 'ACCOUNT_MISSING');
    await load();
    assert.equal((await look('NO-SUCH')).code, 'PRODUCT_UNKNOWN');
    for (const odd of ['../accounts', 'btc-usd', '__proto__', 'x'.repeat(500)])
      assert.equal((await look(odd)).code, 'PRODUCT_UNKNOWN', odd);
  });

  it('says of an account without order nodes that it has none, though it is deployed', async () => {
    await load({ environment: 'prime', scheme: 'prime' });
    assert.deepEqual(await look(), { environment: 'prime', mode: 'live', code: 'noOrders' });
  });

  it('shows prices without balances to a key that may not see them', async () => {
    await load({}, Buffer.alloc(64, 1).toString('base64'));
    const { market, available, code } = await look();
    assert.equal(code, undefined);
    assert.ok(market);
    assert.equal(available, undefined);
  });

  it('tells a product that is not traded now', async () => {
    const halted = {
      id: 'BTC-USD',
      base_currency: 'BTC',
      quote_currency: 'USD',
      base_increment: '0.01',
      quote_increment: '0.01',
      min_market_funds: '1',
      status: 'online',
      trading_disabled: true,
    };
    const server = await startCountingServer(({ path }, response) => {
      if (path === '/products') return sendJson(response, 200, [halted]);
      if (path === '/accounts') return sendJson(response, 200, []);
      return sendJson(response, 200, { price: '100', bid: '99', ask: '101', time: '2026-01-01T00:00:00Z' });
    });
    try {
      await loadBench([accountNode({ environment: 'exchange-sandbox', origin: server.origin })], {
        acc: canaryCredentials(),
      });
      const { product, market, available } = await look();
      assert.equal(product?.state, 'disabled');
      assert.deepEqual(market, { bid: '99', ask: '101', last: '100' });
      assert.deepEqual(available, { base: '0', quote: '0' });
      assertNoLeak(JSON.stringify(product), server.arrived);
    } finally {
      await server.close();
    }
  });
});
