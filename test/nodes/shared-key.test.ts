import assert from 'node:assert/strict';
import { keyFingerprint, livePermit } from '../../nodes/lib/runtime';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { aroundEach, codeOf, filesWritten, helper, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, limitForm, placeNode, requestNode, switchNode } from './forms';
import { patience } from '../patience';

/** Advanced Trade and the Coinbase App are at one address and take one key: so its trading switch is one. */
describe('two accounts with one key', function () {
  this.timeout(patience(20_000));
  let sandbox: Sandbox;
  aroundEach();
  beforeEach(async () => (sandbox = await startSandbox({ marketEveryMs: 0 })));
  afterEach(() => sandbox.close());

  const origin = (): string => sandbox.rest;
  const trade = (form: Message = {}): Message =>
    accountNode({ environment: 'advanced-trade', origin: origin(), scheme: 'cdp', ...form });
  const app = (form: Message = {}): Message =>
    accountNode({ id: 'acc-app', environment: 'coinbase-app', origin: origin(), scheme: 'cdp', ...form });
  const request = requestNode({ account: 'acc-app', allowChanges: true, allowTransfers: true });
  const keyOf = (kind: 'ecdsa' | 'ed25519'): Record<string, string> => {
    const { name, privateKey } = sandbox.cdp[kind];
    return {
      coinbaseAccountKey: name,
      coinbaseAccountSecret: privateKey,
      coinbaseAccountLivePermit: livePermit(keyFingerprint(name), origin()),
    };
  };
  const load = (nodes: readonly Message[], appKey: 'ecdsa' | 'ed25519' = 'ecdsa'): Promise<Bench> =>
    loadBench(nodes, { acc: keyOf('ecdsa'), 'acc-app': keyOf(appKey) });
  const change = { method: 'POST', url: '/v2/accounts/1/transactions', payload: {} };
  const asked = (): number => Object.values(sandbox.requests()).reduce((sum, count) => sum + count, 0);
  /** What the sandbox says of a path of the Coinbase App: the request left. */
  const LEFT = 'NOT_FOUND';

  it('are halted together, and read on; active again, both are', async () => {
    const bench = await load([trade(), app(), switchNode(), request]);
    assert.equal(codeOf(await bench.ask('n-req', change)), LEFT);
    await bench.ask('n-switch', { payload: 'halted' });
    const before = asked();
    assert.equal(codeOf(await bench.ask('n-req', change)), 'TRADING_HALTED');
    assert.equal(asked(), before, 'nothing left');
    assert.equal(codeOf(await bench.ask('n-req', { ...change, method: 'GET' })), LEFT, 'a read');
    await bench.ask('n-switch', { payload: 'active' });
    assert.equal(codeOf(await bench.ask('n-req', change)), LEFT);
  });

  it("the other's orders and edits do not leave while only sells may, by a signed request of this one", async () => {
    const bench = await load([trade(), app(), switchNode(), request]);
    await bench.ask('n-switch', { payload: 'reducing' });
    const edit = { ...change, url: '/api/v3/brokerage/orders/edit' };
    assert.equal(codeOf(await bench.ask('n-req', edit)), 'TRADING_HALTED');
    assert.equal(codeOf(await bench.ask('n-req', change)), LEFT);
  });

  it('stay halted after a restart without the account that has the switch', async () => {
    const bench = await load([trade(), switchNode()]);
    await bench.ask('n-switch', { payload: 'halted' });
    await helper.unload();
    const later = await load([app(), request]);
    assert.equal(codeOf(await later.ask('n-req', change)), 'TRADING_HALTED');
    const journals = filesWritten().filter(({ name }) => name === 'journal.log');
    assert.equal(journals.length, 1, 'a look makes no journal');
    await helper.unload();
    const again = await load([trade(), app(), switchNode(), request]);
    assert.equal(codeOf(await again.ask('n-req', change)), 'TRADING_HALTED');
    await again.ask('n-switch', { payload: 'active' });
    assert.equal(codeOf(await again.ask('n-req', change)), LEFT);
  });

  it('keep to what either account says for itself', async () => {
    const bench = await load([trade({ tradingState: 'halted' }), app(), placeNode(limitForm), request]);
    assert.equal(codeOf(await bench.ask('n-place', {})), 'TRADING_HALTED');
    assert.equal(codeOf(await bench.ask('n-req', change)), 'TRADING_HALTED');
    await helper.unload();
    const own = await load([app({ tradingState: 'halted' }), request]);
    assert.equal(codeOf(await own.ask('n-req', change)), 'TRADING_HALTED');
  });

  it('are two where the keys differ', async () => {
    const bench = await load([trade(), app(), switchNode(), request], 'ed25519');
    await bench.ask('n-switch', { payload: 'halted' });
    assert.equal(codeOf(await bench.ask('n-req', change)), LEFT);
  });
});
