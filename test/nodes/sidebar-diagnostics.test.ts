import assert from 'node:assert/strict';
import { provideSandbox } from '../../nodes/lib/runtime';
import { assertNoLeak, canaryCredentials, canaryOf, credentialsOf } from './canary';
import { sendJson, startCountingServer } from './counting-server';
import { aroundEach, filesWritten, helper, loadBench } from './flow-bench';
import { accountNode, marketNode, placeNode, sandboxNode } from './forms';

/** Proof that a person allowed live orders, as Node-RED keeps it. */
const PERMIT = '5afe'.repeat(16);

async function report(): Promise<string> {
  const { status, body, text } = await helper.request().get('/coinbase-sidebar/diagnostics');
  assert.equal(status, 200, text);
  return (body as { readonly report: string }).report;
}

/** The cells of the rows of the table below a title, without its heads. */
function rowsBelow(text: string, title: string): string[][] {
  const part = text.slice(text.indexOf(`#### ${title}`)).split('\n#### ')[0] ?? '';
  const rows = part.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((row) => row.slice(2, -2).split(' | '));
}

describe('the diagnostics report', () => {
  aroundEach();
  after(() => provideSandbox(undefined));

  it('holds no part of any credential, no name that a person gave, and no address', async () => {
    const server = await startCountingServer((_, response) =>
      sendJson(response, 401, { message: `invalid: ${canaryOf.exchange.secret}` }),
    );
    try {
      const account = (id: string, form: object) => accountNode({ id, name: `Zanzibar ${id}`, ...form });
      const nodes = [
        account('a-exchange', { environment: 'exchange', origin: server.origin }),
        account('a-paper', {
          environment: 'exchange-sandbox',
          limits: { maxOrderValue: canaryOf.exchange.secret },
        }),
        account('a-at', { environment: 'advanced-trade' }),
        account('a-prime', { environment: 'prime' }),
        account('a-intx', { environment: 'international' }),
        account('a-app', { environment: 'coinbase-app', scheme: 'coinbase-app' }),
        account('a-own', { environment: 'custom', origin: 'https://zanzibar.example', scheme: 'prime' }),
        account('a-file', { environment: 'exchange', keyFile: '/home/zanzibar/key.json' }),
        account('a-odd', { environment: canaryOf.exchange.key }),
        placeNode({ account: 'a-exchange', name: 'Zanzibar buys' }),
      ];
      const bench = await loadBench(nodes, {
        'a-exchange': canaryCredentials(PERMIT),
        'a-paper': canaryCredentials(PERMIT),
        'a-at': credentialsOf('cdp', PERMIT),
        'a-prime': credentialsOf('prime', PERMIT),
        'a-intx': credentialsOf('international', PERMIT),
        'a-app': credentialsOf('coinbase-app', PERMIT),
        'a-own': credentialsOf('prime', PERMIT),
        'a-file': canaryCredentials(PERMIT),
        'a-odd': canaryCredentials(PERMIT),
      });
      await bench.ask('n-place', {});
      await helper.request().post('/coinbase-sidebar/accounts/a-exchange/connect');
      const text = await report();
      assertNoLeak(text, server.arrived);
      for (const hidden of [PERMIT, PERMIT.slice(0, 12), new URL(server.origin).host, 'a-exchange'])
        assert.equal(text.includes(hidden), false, hidden);
      assert.doesNotMatch(text, /zanzibar|127\.0\.0\.1|\/home|mine/i);
      assert.deepEqual(
        rowsBelow(text, 'Accounts').map(([number, environment, api, money]) => [
          number,
          environment,
          api,
          money,
        ]),
        [
          ['1', 'exchange', 'exchange', 'live'],
          ['2', 'exchange-sandbox', 'exchange', 'paper'],
          ['3', 'advanced-trade', 'advanced-trade', 'live'],
          ['4', 'prime', 'prime', 'live'],
          ['5', 'international', 'international', 'live'],
          ['6', 'coinbase-app', 'coinbase-app', 'live'],
          ['7', 'custom', 'prime', 'live'],
          ['8', 'exchange', 'exchange', 'live'],
          ['9', 'not known', 'not known', 'paper'],
        ],
      );
      assert.match(
        text,
        /account 1: .*maxOrderValue = USD 100, USDC 100/,
        'the usual limits of a live account',
      );
      assert.match(
        text,
        /account 2: maxOrderValue = cannot be read\n/,
        'a text that is no limit is not repeated',
      );
    } finally {
      await server.close();
    }
  });

  it('tells versions, limits, the switch, the sandbox, feeds, nodes and counts of errors', async () => {
    const bench = await loadBench([
      sandboxNode({ id: 'sbx-told' }),
      accountNode({ sandbox: 'sbx-told', limits: { maxOpenOrders: '5', cooldown: '' } }),
      placeNode(),
      placeNode({ id: 'n-none', account: '' }),
      placeNode({ id: 'n-off', d: true }),
      marketNode({ products: 'BTC-USD' }),
    ]);
    await bench.ask('n-place', {});
    await helper
      .request()
      .post('/coinbase-sidebar/accounts/acc/switch')
      .send({ state: 'reducing', reason: 'Zanzibar' });
    const before = errorsOf(await report(), 'ACCOUNT_MISSING');
    await bench.ask('n-none', {});
    await bench.ask('n-none', {});
    const text = await report();
    assert.equal(errorsOf(text, 'ACCOUNT_MISSING'), before + 2);
    assert.match(text, /\| \d+\.\d+\.\d+[^|]* \| not known \| v\d+\.\d+\.\d+ \| \w+ \w+ \|/);
    const [account] = rowsBelow(text, 'Accounts');
    assert.deepEqual(account?.slice(1, 4), ['local-sandbox', 'exchange', 'paper']);
    assert.match(account?.[4] ?? '', /^(?:inUse|connected)$/, 'by whether the first look was answered yet');
    assert.match(account?.[5] ?? '', /^-?\d+ ms$/);
    assert.deepEqual(account?.slice(6), ['-', 'reducing', 'ready', '0']);
    assert.doesNotMatch(text, /Zanzibar/, 'the reason of a person is his own');
    assert.match(text, /- account 1: maxOpenOrders = 5\n/);
    assert.match(text, /- account 1: ticker BTC-USD: (live|connecting) \(1\)/);
    assert.match(text, /- account 1: paused false, speed 1, /);
    assert.deepEqual(
      rowsBelow(text, 'Nodes').filter(([type]) => type === 'coinbase-place-order'),
      [
        ['coinbase-place-order', '1', '2'],
        ['coinbase-place-order', '1, disabled', '1'],
      ],
    );
  });

  it('opens no order desk, and tells no switch of one that nobody opened', async () => {
    const server = await startCountingServer((_, response) => sendJson(response, 200, []));
    try {
      await loadBench([accountNode({ environment: 'exchange', origin: server.origin })], {
        acc: canaryCredentials(),
      });
      await helper.request().post('/coinbase-sidebar/accounts/acc/connect');
      const [account] = rowsBelow(await report(), 'Accounts');
      assert.equal(account?.[4], 'inUse');
      assert.deepEqual(account?.slice(7), ['-', '-', '-']);
      assert.deepEqual(filesWritten(), []);
    } finally {
      await server.close();
    }
  });

  it('starts nothing', async () => {
    await loadBench([accountNode(), placeNode()]);
    let used = 0;
    provideSandbox({
      use: () => Promise.reject(new Error(`used ${(used += 1)} times`)),
      running: () => undefined,
    });
    const [account] = rowsBelow(await report(), 'Accounts');
    assert.deepEqual(account?.slice(4), ['unused', '-', '-', '-', '-', '-']);
    assert.equal(used, 0);
  });
});

/** How often the report counts an error. */
function errorsOf(text: string, code: string): number {
  const row = rowsBelow(text, 'Errors').find(([name]) => name === code);
  return Number(row?.[1] ?? '0');
}
