import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { upgraded, type Saved, type Upgrades } from '../../nodes/lib/rules/upgrades';
import { checkout, manifestOf } from '../flows/installed-package';
import { aroundEach, codeOf, factsOf, helper, loadBench, type Message } from './flow-bench';
import {
  accountNode,
  alertNode,
  cancelNode,
  eventsNode,
  listNode,
  marketNode,
  placeNode,
  requestNode,
  sandboxNode,
  switchNode,
} from './forms';

interface StatusSpy {
  readonly status: { readonly args: readonly [Readonly<Record<'fill' | 'shape' | 'text', string>>][] };
}

const types = Object.keys(manifestOf(checkout)['node-red'].nodes);

const upgradesOf = (type: string): Upgrades =>
  (require(path.join(checkout, 'dist', 'nodes', type, 'upgrades.js')) as { upgrades: Upgrades }).upgrades;

/** For each step of each type: a form as it was saved before, and what the step must make of it. */
const STEPS: Readonly<Record<string, readonly { readonly before: Saved; readonly after: Saved }[]>> = {
  'coinbase-account': [
    {
      before: { name: 'mine', environment: 'exchange', origin: '', sandbox: '', keyFile: '', limiter: 'off' },
      after: {
        name: 'mine',
        environment: 'exchange',
        origin: '',
        sandbox: '',
        keyFile: '',
        limiter: 'off',
        scheme: 'exchange',
        limits: {},
        tradingState: '',
        deadManSeconds: '',
        lapse: '',
      },
    },
  ],
  'coinbase-sandbox': [
    {
      before: { name: '', port: '', seed: '7', balance: 'USD=5' },
      after: {
        name: '',
        port: '',
        seed: '7',
        balance: 'USD=5',
        market: '',
        speed: '',
        rateLimits: true,
        keepState: false,
      },
    },
    {
      before: {
        name: '',
        seed: '7',
        market: '/data/candles.csv',
        speed: '4',
        rateLimits: true,
        keepState: true,
      },
      after: {
        name: '',
        seed: '7',
        market: '/data/candles.csv',
        speed: '4',
        rateLimits: true,
        keepState: true,
        prices: 'candles',
      },
    },
  ],
  'coinbase-place-order': [
    {
      before: { account: 'a', product: 'BTC-USD', productType: 'str', timeInForce: 'IOC', raw: true },
      after: {
        account: 'a',
        product: 'BTC-USD',
        productType: 'str',
        timeInForce: 'IOC',
        raw: true,
        action: 'place',
        actionType: 'str',
        stopPrice: '',
        stopPriceType: 'str',
        stopLimitPrice: '',
        stopLimitPriceType: 'str',
        cancelAfter: 'hour',
        stp: 'dc',
        once: 'each',
        key: '',
        keyType: 'msg',
      },
    },
  ],
  'coinbase-list-orders': [
    {
      before: { account: 'a', scope: 'id', order: 'payload.id', orderType: 'msg' },
      after: {
        account: 'a',
        scope: 'id',
        order: 'payload.id',
        orderType: 'msg',
        fills: false,
        most: '',
        output: 'array',
      },
    },
    {
      before: { account: 'a', scope: 'list', status: 'done', fills: false, most: '', output: 'array' },
      after: { account: 'a', scope: 'list', orderStatus: 'done', fills: false, most: '', output: 'array' },
    },
  ],
  'coinbase-cancel-order': [
    { before: { account: 'a', scope: 'all' }, after: { account: 'a', scope: 'all' } },
  ],
  'coinbase-trading-switch': [
    {
      before: { account: 'a', command: 'halted' },
      after: { account: 'a', command: 'halted', cancelAll: false },
    },
  ],
  'coinbase-signed-request': [
    {
      before: { account: 'a', method: 'GET', explain: true },
      after: {
        account: 'a',
        method: 'GET',
        explain: true,
        pages: 'first',
        mostPages: '10',
        sendRefusals: false,
        allowChanges: false,
        allowTransfers: false,
      },
    },
  ],
  'coinbase-market-data': [
    {
      before: { account: 'a', channel: 'ticker', products: 'BTC-USD' },
      after: { account: 'a', channel: 'ticker', products: 'BTC-USD' },
    },
  ],
  'coinbase-order-events': [
    { before: { account: 'a', events: ['fill'] }, after: { account: 'a', events: ['fill'] } },
  ],
  'coinbase-price-alert': [
    { before: { condition: 'above', level: '5' }, after: { condition: 'above', level: '5' } },
  ],
};

describe('the saved form of', () => {
  for (const type of types) {
    it(`${type} has a version, and a test for every step to it`, () => {
      const steps = upgradesOf(type);
      assert.ok(steps.length > 0, 'it has a version');
      assert.equal(STEPS[type]?.length, steps.length, 'each step is in the table above');
      for (const [from, { before, after }] of (STEPS[type] ?? []).entries())
        assert.deepEqual(
          upgraded(steps.slice(0, from + 1), { ...before, configVersion: from }),
          { ...after, configVersion: from + 1 },
          `from ${from}`,
        );
    });

    it(`${type} is saved with its version by the editor`, () => {
      const html = readFileSync(path.join(checkout, 'dist', 'nodes', type, `${type}.html`), 'utf8');
      assert.match(html, /\n\s*configVersion: \S/, 'it is one of the defaults');
    });
  }

  it('every node in the examples is of the newest version', () => {
    const folder = path.join(checkout, 'examples');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
      const nodes = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Message[];
      for (const { id, type, configVersion } of nodes)
        if (types.includes(String(type)))
          assert.equal(
            configVersion,
            upgradesOf(String(type)).length,
            `${file}: ${String(type)} ${String(id)}`,
          );
    }
  });
});

describe('a node that was saved by', () => {
  aroundEach();

  it('an older version runs as it did', async () => {
    const old = Object.fromEntries(
      Object.entries(placeNode()).filter(
        ([name]) =>
          !['configVersion', 'action', 'actionType', 'once', 'key', 'keyType', 'stp'].includes(name),
      ),
    );
    const account = { id: 'acc', type: 'coinbase-account', name: 'mine', environment: 'local-sandbox' };
    const bench = await loadBench([account, old]);
    assert.equal(factsOf(await bench.ask('n-place', {})).outcome, 'filled');
  });

  for (const node of [placeNode, listNode, cancelNode, requestNode, switchNode, marketNode, eventsNode])
    it(`a newer version: ${String(node().type)} does nothing, and says why to Catch and in its status`, async () => {
      const newer = node({ configVersion: 99 });
      const bench = await loadBench([accountNode(), newer]);
      const msg = await bench.ask(String(newer.id), { payload: 'halted', method: 'GET', url: '/accounts' });
      assert.equal(codeOf(msg), 'CONFIG_VERSION');
      assert.match(factsOf(msg).error?.message ?? '', /version 99.*Update @redtrade/);
      // Node-RED's status method as the test helper spies on it, over all nodes.
      const { args } = (helper.getNode(String(newer.id)) as unknown as StatusSpy).status;
      const shown = args.map(([{ fill, shape, text }]) => `${fill} ${shape} ${text}`);
      assert.ok(shown.includes('red ring paper status.failed'), shown.join());
      assert.ok(bench.logs().some((line) => /version 99/.test(line)));
      await helper.unload();
    });

  it('a newer version: a price alert, which has no account, says why as well', async () => {
    const bench = await loadBench([alertNode({ configVersion: 99 })]);
    assert.equal(codeOf(await bench.ask('n-alert', { payload: 101 })), 'CONFIG_VERSION');
  });

  it('a newer version: an account is no account, and its nodes say why', async () => {
    const live = accountNode({ configVersion: 99, environment: 'exchange' });
    const bench = await loadBench([live, placeNode()]);
    const msg = await bench.ask('n-place', {});
    assert.equal(codeOf(msg), 'CONFIG_VERSION');
    assert.equal(factsOf(msg).mode, 'live', 'what may be real money is not called paper');
  });

  it('a newer version: a sandbox does not run, and an account that uses it says why', async () => {
    const bench = await loadBench([
      sandboxNode({ configVersion: 99 }),
      accountNode({ sandbox: 'sbx' }),
      placeNode(),
    ]);
    assert.equal(codeOf(await bench.ask('n-place', {})), 'CONFIG_VERSION');
  });
});
