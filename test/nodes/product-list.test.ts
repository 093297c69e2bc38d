import assert from 'node:assert/strict';
import { provideSandbox } from '../../nodes/lib/runtime';
import { startSandbox } from '../../nodes/lib/sandbox';
import { assertNoLeak, canaryCredentials } from './canary';
import { sendJson, startCountingServer, type CountingServer } from './counting-server';
import { aroundEach, helper, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, sandboxNode } from './forms';
import { patience } from '../patience';

const product = (id: string, more: object = {}): object => {
  const [base_currency, quote_currency] = id.split('-');
  const steps = { base_increment: '0.00000001', quote_increment: '0.01', min_market_funds: '1' };
  return { id, base_currency, quote_currency, ...steps, status: 'online', ...more };
};

const balance = (currency: string, available: string): object => ({
  id: currency,
  currency,
  balance: available,
  hold: '0',
  available,
});
const balances = [balance('USD', '12.5'), balance('BTC', '0.0000000000')];

interface List {
  readonly environment: string;
  readonly products: readonly { readonly id: string; readonly name: string; readonly state?: string }[];
  readonly held: readonly string[];
  readonly code?: string;
}

/** What the order forms are told about an account's products. */
describe('the products of an account', () => {
  let server: CountingServer;
  let answer: (send: (status: number, body: unknown) => void) => void;
  aroundEach();
  beforeEach(async () => {
    answer = (send) =>
      send(200, [
        product('ETH-USD', { trading_disabled: true }),
        product('BTC-USD', { display_name: 'BTC/USD' }),
        product('OLD-USD', { status: 'delisted' }),
      ]);
    server = await startCountingServer(({ path }, response) => {
      if (path === '/accounts') return sendJson(response, 200, balances);
      answer((status, body) => sendJson(response, status, body));
    });
  });
  afterEach(() => server.close());

  const load = (form: Message = {}): Promise<Bench> =>
    loadBench([accountNode({ environment: 'exchange-sandbox', origin: server.origin, ...form })], {
      acc: canaryCredentials(),
    });
  async function ask(id = 'acc'): Promise<List> {
    const { status, body, text } = await helper.request().get(`/coinbase-account/${id}/products`);
    assert.equal(status, 200, 'a form never sees an error of its own making');
    assertNoLeak(text, server.arrived);
    return body as List;
  }

  it('are ids and names, in order, with what keeps one back, and without what is not traded any more', async () => {
    await load();
    assert.deepEqual(await ask(), {
      environment: 'exchange-sandbox',
      products: [
        { id: 'BTC-USD', name: 'BTC/USD' },
        { id: 'ETH-USD', name: 'ETH-USD', state: 'disabled' },
      ],
      held: ['USD'],
    });
  });

  it('are asked for once while they are fresh', async () => {
    await load();
    for (let forms = 0; forms < 3; forms += 1) await ask();
    assert.equal(server.arrived.filter(({ path }) => path === '/products').length, 1);
  });

  it('are none for an account that is not deployed, and nothing is sent', async () => {
    await load();
    assert.deepEqual(await ask('not-there'), {
      environment: '',
      products: [],
      held: [],
      code: 'ACCOUNT_MISSING',
    });
    assert.deepEqual(server.arrived, []);
  });

  it('are none for an account that cannot be used', async () => {
    await loadBench([accountNode({ environment: 'exchange-sandbox', origin: server.origin })]);
    assert.equal((await ask()).code, 'CREDENTIAL_INVALID');
    assert.deepEqual(server.arrived, []);
  });

  it('are none when the exchange does not answer in time, and the form is told soon', async () => {
    await load();
    answer = () => undefined;
    const started = performance.now();
    const { products, code } = await ask();
    assert.deepEqual([products, code], [[], 'TIMEOUT']);
    assert.ok(performance.now() - started < patience(4500));
  });

  it('are those of the local sandbox where that runs', async () => {
    await loadBench([sandboxNode(), accountNode({ sandbox: 'sbx' })]);
    const sandbox = await startSandbox({ marketEveryMs: 0 });
    const wire = (await (await fetch(`${sandbox.rest}/products`)).json()) as { id: string }[];
    await sandbox.close();
    const { environment, products } = await ask();
    assert.equal(environment, 'local-sandbox');
    assert.deepEqual(
      products.map(({ id }) => id),
      wire.map(({ id }) => id).sort(),
    );
  });

  it('do not start the shared sandbox', async () => {
    await loadBench([accountNode()]);
    // Another test may have started the one of this process.
    provideSandbox({ use: () => assert.fail('a sandbox was started'), running: () => undefined });
    assert.deepEqual(await ask(), { environment: 'local-sandbox', products: [], held: [], code: 'asleep' });
    const market = await helper.request().get('/coinbase-account/acc/market/BTC-USD');
    assert.deepEqual(market.body, { environment: 'local-sandbox', mode: 'paper', code: 'asleep' });
  });
});
