import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { checkLive, checkPath, type GateQuestion } from '../../../nodes/lib/rules/request-gate';

const origin = 'https://api.exchange.coinbase.com';

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (thrown) {
    assert.ok(thrown instanceof CoinbaseError, String(thrown));
    return thrown.code;
  }
  return 'passed';
}

describe('the path of a request', () => {
  const good: readonly [string, string, boolean][] = [
    ['/accounts', '/accounts', false],
    ['accounts', '/accounts', true],
    ['/orders?status=open&x=%2F', '/orders?status=open&x=%2F', false],
    [`${origin}/accounts?x=1`, '/accounts?x=1', false],
    [`HTTPS://API.exchange.coinbase.com/accounts`, '/accounts', false],
    [origin, '/', false],
    [`${origin}?x=1`, '/?x=1', false],
    ['  /accounts ', '/accounts', false],
    [
      '/orders/client:132fb6ae-456b-4654-b4e0-d681ac05cea1',
      '/orders/client:132fb6ae-456b-4654-b4e0-d681ac05cea1',
      false,
    ],
    ['/products/BTC-USD/', '/products/BTC-USD/', false],
    ['/a?next=https://example.org/x', '/a?next=https://example.org/x', false],
  ];
  for (const [given, path, slashAdded] of good)
    it(`takes ${JSON.stringify(given)}`, () =>
      assert.deepEqual(checkPath(given, origin), { path, slashAdded }));

  const bad: readonly unknown[] = [
    '',
    '//evil.example/x',
    'https://evil.example/accounts',
    'http://api.exchange.coinbase.com/accounts',
    `${origin}.evil.example/accounts`,
    `${origin}:444/accounts`,
    `https://user:pass@api.exchange.coinbase.com/a`,
    `https://api.exchange.coinbase.com@evil.example/a`,
    '/a/../b',
    '/..',
    '/a/%2e%2e/b',
    '/a/%2E./b',
    '/a/./b',
    '/%2e',
    '/a/%252e%252e/b',
    '/a%2fb',
    '/a%5cb',
    '/a\\b',
    '\\\\evil.example',
    '/a\r\nHost: evil',
    '/a\tb',
    '/a\u0000',
    '/a%00',
    '/a%0d',
    '/a#b',
    '/a//b',
    '/%',
    '/%zz',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'localhost:8080/x',
    `/${'a'.repeat(9000)}`,
    `${origin}//evil.example/x`,
    `${origin}/a/../b`,
    'https:/evil',
    'https:evil',
    null,
    undefined,
    7,
    {},
    [],
    NaN,
    '/a%3Fb',
    '/a%23',
  ];
  for (const given of bad)
    it(`refuses ${JSON.stringify(given)?.slice(0, 60)}`, () =>
      assert.equal(
        codeOf(() => checkPath(given, origin)),
        'PATH_REFUSED',
      ));

  it('never resolves to another host, whatever the text', () => {
    const piece = fc.constantFrom(
      '/',
      '//',
      '\\',
      '..',
      '%2e',
      ':',
      '@',
      '?',
      '#',
      'https:',
      origin,
      'evil.example',
      'a',
      '\t',
      ' ',
      '%',
      '.',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        let path: string;
        try {
          ({ path } = checkPath(pieces.join(''), origin));
        } catch (thrown) {
          return thrown instanceof CoinbaseError;
        }
        const url = new URL(path.replace(/\s/g, '%20'), origin);
        return url.origin === origin && url.pathname === path.split('?')[0]?.replace(/\s/g, '%20');
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the gate of a live environment', () => {
  const ask = (question: Partial<GateQuestion>): string =>
    codeOf(() =>
      checkLive({
        method: 'GET',
        path: '/accounts',
        live: true,
        liveOrdersAllowed: false,
        allowChanges: false,
        allowTransfers: false,
        ...question,
      }),
    );
  const all = { liveOrdersAllowed: true, allowChanges: true, allowTransfers: true };

  it('lets reads pass and nothing else by default', () => {
    assert.equal(ask({}), 'passed');
    assert.equal(ask({ method: 'HEAD' }), 'passed');
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      assert.equal(ask({ method }), 'PATH_REFUSED', method);
  });

  it("wants both the node's and the account's tick for a change", () => {
    assert.equal(ask({ method: 'DELETE', path: '/orders/1', allowChanges: true }), 'LIVE_ORDERS_OFF');
    assert.equal(ask({ method: 'DELETE', path: '/orders/1', liveOrdersAllowed: true }), 'PATH_REFUSED');
    assert.equal(
      ask({ method: 'DELETE', path: '/orders/1', allowChanges: true, liveOrdersAllowed: true }),
      'passed',
    );
  });

  for (const path of [
    '/orders',
    '/orders/',
    '/ORDERS',
    '/%6frders',
    '/orders?x=1',
    '/orders;x=1',
    '/orders%20',
    '/orders%3Bx',
    '/api/v3/brokerage/orders',
    '/v1/portfolios/1/order',
    '/v1/portfolios/1/accept_quote',
    '/api/v1/orders',
    '/proxy/api/v1/orders',
    '/v2/accounts/1/buys',
    '/v2/accounts/1/sells/2/commit',
    '/api/v3/brokerage/orders/close_position',
  ])
    it(`sends no order by POST ${path}, whatever is ticked`, () =>
      assert.equal(ask({ method: 'POST', path, ...all }), 'PATH_REFUSED'));

  for (const path of [
    '/withdrawals/crypto',
    '/withdrawals/coinbase-account',
    '/deposits/payment-method',
    '/profiles/transfer',
    '/address-book',
    '/coinbase-accounts/1/addresses',
    '/conversions',
    '/loans/open',
    '/travel-rules',
    '/wrapped-assets/stake-wrap',
    '/Withdrawals/crypto',
    '/%77ithdrawals/crypto',
    '/api/v3/brokerage/portfolios/move_funds',
    '/v2/accounts/1/transactions',
    '/v2/accounts/1/withdrawals',
    '/v2/accounts/1/deposits/2/commit',
    '/v2/accounts/1/addresses',
    '/api/v3/brokerage/convert/quote',
    '/api/v3/brokerage/cfm/sweeps/schedule',
    '/api/v3/brokerage/intx/allocate',
    '/v1/portfolios/1/wallets/2/withdrawals',
    '/v1/portfolios/1/wallets/2/transfers',
    '/v1/portfolios/1/wallets/2/conversion',
    '/v1/portfolios/1/wallets/2/staking/initiate',
    '/v1/portfolios/1/address_book',
    '/v1/allocations',
    '/api/v1/portfolios/transfer',
    '/api/v1/transfers/withdraw',
    '/api/v1/transfers/create-crypto-address',
    '/transfers',
  ])
    it(`moves no money by POST ${path} without a tick of its own`, () => {
      assert.equal(ask({ method: 'POST', path, ...all, allowTransfers: false }), 'PATH_REFUSED');
      assert.equal(ask({ method: 'POST', path, ...all }), 'passed');
    });

  it('leaves paper alone, but for methods that do not exist', () => {
    assert.equal(ask({ method: 'POST', path: '/orders', live: false }), 'passed');
    for (const method of ['get', 'TRACE', 'CONNECT', '', 'GET /x HTTP/1.1\r\n'])
      assert.equal(ask({ method, live: false }), 'PATH_REFUSED', method);
  });
});

describe('the gate while the trading switch is not active', () => {
  const ask = (method: string, path: string, question: Partial<GateQuestion>): string =>
    codeOf(() =>
      checkLive({
        method,
        path,
        live: false,
        liveOrdersAllowed: true,
        allowChanges: true,
        allowTransfers: true,
        ...question,
      }),
    );
  const cancels = [
    ['DELETE', '/orders'],
    ['DELETE', '/orders?product_id=BTC-USD'],
    ['DELETE', '/orders/132fb6ae-456b-4654-b4e0-d681ac05cea1'],
    ['DELETE', '/orders/client:132fb6ae-456b-4654-b4e0-d681ac05cea1/'],
    ['POST', '/api/v3/brokerage/orders/batch_cancel'],
    ['POST', '/v1/portfolios/1/orders/2/cancel'],
    ['DELETE', '/api/v1/orders/1'],
  ] as const;
  const changes = [
    ['POST', '/orders'],
    ['POST', '/reports'],
    ['PUT', '/orders/1'],
    ['PATCH', '/x'],
    ['DELETE', '/address-book/1'],
    ['DELETE', '/orders/1/2'],
    ['DELETE', '/myorders'],
    ['POST', '/orders/batch_cancel/x'],
    ['POST', '/withdrawals/crypto'],
  ] as const;

  for (const live of [false, true]) {
    const where = live ? 'live' : 'paper';
    for (const trading of ['reducing', 'halted'] as const) {
      it(`${where}, ${trading}: reads and cancels leave`, () => {
        for (const method of ['GET', 'HEAD'])
          assert.equal(ask(method, '/orders', { live, trading }), 'passed', method);
        for (const [method, path] of cancels)
          assert.equal(ask(method, path, { live, trading }), 'passed', `${method} ${path}`);
      });
    }
    it(`${where}, halted: nothing else leaves`, () => {
      for (const [method, path] of changes)
        assert.equal(ask(method, path, { live, trading: 'halted' }), 'TRADING_HALTED', `${method} ${path}`);
    });
  }

  it('paper, reducing: no order leaves, in whatever words, and other changes do', () => {
    for (const path of ['/orders', '/ORDERS/', '/%6frders?x=1', '/api/v3/brokerage/orders/edit'])
      assert.equal(ask('POST', path, { trading: 'reducing' }), 'TRADING_HALTED', path);
    assert.equal(ask('POST', '/reports', { trading: 'reducing' }), 'passed');
  });

  it('active, or an environment without a switch: as ever', () => {
    for (const question of [{}, { trading: 'active' }] as const)
      for (const [method, path] of changes) assert.equal(ask(method, path, question), 'passed');
  });

  it('a request that may not leave in any case is refused for that, halted or not', () => {
    assert.equal(
      ask('DELETE', '/orders', { live: true, allowChanges: false, trading: 'halted' }),
      'PATH_REFUSED',
    );
  });
});
