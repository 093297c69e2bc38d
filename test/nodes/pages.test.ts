import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createCredential, verify, type Scheme } from '../../nodes/lib/signer';
import { assertNoLeak, canaryOf, credentialsOf, everythingOf } from './canary';
import { sendJson, startCountingServer, type Arrived, type CountingServer } from './counting-server';
import { aroundEach, codeOf, factsOf, helper, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, requestNode } from './forms';

const ROWS = [1, 2, 3, 4, 5].map((n) => ({ n }));

/** How a list of five rows comes in pages of two, from each API as its documentation says. */
interface PagedApi {
  readonly environment: string;
  readonly scheme: Scheme;
  readonly path: string;
  /** Targets of the first three requests. */
  readonly targets: readonly string[];
  readonly answer: (page: number, rows: readonly unknown[], response: ServerResponse) => void;
  readonly pageOf: (query: URLSearchParams) => number;
}

const cursorPage = (name: string) => (query: URLSearchParams) => Number((query.get(name) ?? 'c0').slice(1));

const APIS: readonly PagedApi[] = [
  {
    environment: 'exchange',
    scheme: 'exchange',
    path: '/fills?product_id=BTC-USD&limit=2',
    targets: ['', '&after=c1', '&after=c2'].map((more) => `/fills?product_id=BTC-USD&limit=2${more}`),
    pageOf: cursorPage('after'),
    answer(page, rows, response) {
      // Exchange offers a cursor even on the last page that has rows.
      if (rows.length > 0) response.setHeader('CB-AFTER', `c${page + 1}`);
      sendJson(response, 200, rows);
    },
  },
  {
    environment: 'advanced-trade',
    scheme: 'cdp',
    path: '/api/v3/brokerage/orders/historical/batch?limit=2&order_status=FILLED',
    targets: ['', '&cursor=c1', '&cursor=c2'].map(
      (more) => `/api/v3/brokerage/orders/historical/batch?limit=2&order_status=FILLED${more}`,
    ),
    pageOf: cursorPage('cursor'),
    answer(page, rows, response) {
      const has_next = page < 2;
      sendJson(response, 200, {
        orders: rows,
        sequence: '0',
        has_next,
        cursor: has_next ? `c${page + 1}` : '',
      });
    },
  },
  {
    environment: 'prime',
    scheme: 'prime',
    path: '/v1/portfolios/1/orders',
    targets: ['', '?cursor=c1', '?cursor=c2'].map((more) => `/v1/portfolios/1/orders${more}`),
    pageOf: cursorPage('cursor'),
    answer(page, rows, response) {
      const has_next = page < 2;
      const pagination = { next_cursor: has_next ? `c${page + 1}` : '', sort_direction: 'DESC', has_next };
      sendJson(response, 200, { orders: rows, pagination });
    },
  },
  {
    environment: 'coinbase-app',
    scheme: 'cdp',
    path: '/v2/accounts?limit=2',
    targets: [
      '/v2/accounts?limit=2',
      '/v2/accounts?&limit=2&starting_after=c1',
      '/v2/accounts?&limit=2&starting_after=c2',
    ],
    pageOf: cursorPage('starting_after'),
    answer(page, rows, response) {
      const next_uri = page < 2 ? `/v2/accounts?&limit=2&starting_after=c${page + 1}` : null;
      sendJson(response, 200, { data: rows, pagination: { next_uri, limit: 2 } });
    },
  },
  {
    environment: 'international',
    scheme: 'international',
    path: '/api/v1/orders?result_limit=2',
    targets: [
      '',
      '&result_offset=2&ref_datetime=2024-01-01T00%3A00%3A00Z',
      '&result_offset=4&ref_datetime=2024-01-01T00%3A00%3A00Z',
    ].map((more) => `/api/v1/orders?result_limit=2${more}`),
    pageOf: (query) => Number(query.get('result_offset') ?? 0) / 2,
    answer(page, rows, response) {
      const pagination = { ref_datetime: '2024-01-01T00:00:00Z', result_limit: 2, result_offset: page * 2 };
      sendJson(response, 200, { pagination, results: rows });
    },
  },
];

describe('the pages of a list', () => {
  let server: CountingServer;
  aroundEach();
  afterEach(() => server.close());

  const serve = async (
    api: PagedApi,
    instead: (page: number, response: ServerResponse) => boolean = () => false,
  ): Promise<void> => {
    server = await startCountingServer(({ path }: Arrived, response) => {
      const page = api.pageOf(new URL(path, 'http://x').searchParams);
      if (!instead(page, response)) api.answer(page, ROWS.slice(page * 2, page * 2 + 2), response);
    });
  };
  const load = ({ environment, scheme }: PagedApi, form: Message): Promise<Bench> =>
    loadBench(
      [
        accountNode({ environment, origin: server.origin, limiter: 'off' }),
        requestNode({ method: 'GET', ...form }),
      ],
      { acc: credentialsOf(scheme) },
    );

  for (const api of APIS) {
    describe(`on ${api.environment}`, () => {
      it('come as one array, each request signed', async () => {
        await serve(api);
        const bench = await load(api, { pages: 'all', path: api.path });
        const msg = await bench.ask('n-req', {});
        assert.deepEqual(msg.payload, ROWS);
        assert.equal(factsOf(msg).more, false);
        assert.equal(factsOf(msg).rows, 5);
        assert.deepEqual(
          server.arrived.slice(0, 3).map(({ path }) => path),
          api.targets,
        );
        const made = createCredential({ scheme: api.scheme, ...canaryOf[api.scheme] });
        assert.ok(made.ok);
        for (const one of server.arrived)
          assert.equal(verify(one, made.credential, '127.0.0.1'), true, one.path);
        assertNoLeak(everythingOf(bench), server.arrived);
        await bench.wait('completed');
      });

      it('come one by one, as a sequence that ends with its count', async () => {
        await serve(api);
        const bench = await load(api, { pages: 'each', path: api.path });
        bench.send('n-req', { parts: { id: 'outer' } });
        await bench.wait('completed');
        const { out } = bench.records;
        assert.deepEqual(
          out.flatMap(({ payload }) => payload),
          ROWS,
        );
        const parts = out.map((msg) => msg.parts as Record<string, unknown>);
        assert.deepEqual(
          parts.map(({ index }) => index),
          out.map((_, index) => index),
        );
        assert.equal(new Set(parts.map(({ id }) => id)).size, 1);
        assert.deepEqual(
          parts.map(({ count }) => count),
          [...out.slice(1).map(() => undefined), out.length],
        );
        assert.deepEqual(parts[0]?.['parts'], { id: 'outer' });
        assert.equal(factsOf(out.at(-1)).more, false);
        assert.equal(factsOf(out[0]).more, true);
      });

      it('stop at the cap and say that there is more', async () => {
        await serve(api);
        const bench = await load(api, { pages: 'all', mostPages: '2', path: api.path });
        const msg = await bench.ask('n-req', {});
        assert.deepEqual(msg.payload, ROWS.slice(0, 4));
        assert.equal(factsOf(msg).more, true);
        assert.equal(server.arrived.length, 2);
        for (let count = 1, event: unknown; event !== 'pagesMore'; count += 1)
          event = ((await bench.wait('status', count)).at(-1)?.status as { event: unknown } | undefined)
            ?.event;
      });

      it('tell the truth when a later one fails', async () => {
        const fail = (page: number, response: ServerResponse): boolean => {
          if (page === 2) sendJson(response, 403, { message: 'Forbidden' });
          return page === 2;
        };
        await serve(api, fail);
        const bench = await load(api, { pages: 'each', path: api.path });
        bench.send('n-req', {});
        const [msg] = await bench.wait('caught');
        assert.equal(codeOf(msg), 'PERMISSION_DENIED');
        assert.equal(bench.records.out.length, 2);
        assert.equal(factsOf(msg).delivered, 2);
        assert.match(factsOf(msg).error?.message ?? '', /2 pages had been read before it, 2 of them sent on/);
        assert.equal(bench.records.completed.length, 0);
      });
    });
  }

  const [exchange] = APIS as readonly [PagedApi];

  it('deliver nothing as one array when a later one times out, and say so', async () => {
    await serve(exchange, (page) => page === 1);
    const bench = await load(exchange, { pages: 'all', path: exchange.path });
    const msg = await bench.ask('n-req', { requestTimeout: 200 });
    assert.equal(codeOf(msg), 'TIMEOUT');
    assert.equal(factsOf(msg).pages, 1);
    assert.equal(factsOf(msg).delivered, 0);
    assert.equal(bench.records.out.length, 0);
  });

  it('end with a reset in the middle', async () => {
    await serve(exchange, (page) => page === 1);
    const bench = await load(exchange, { pages: 'each', path: exchange.path });
    bench.send('n-req', {});
    await bench.wait('out');
    bench.send('n-req', { reset: true });
    const [msg] = await bench.wait('caught');
    assert.equal(codeOf(msg), 'ABORTED');
    assert.equal(factsOf(msg).delivered, 1);
  });

  it('are put together by a Join node', async () => {
    await serve(exchange);
    const bench = await load(exchange, { pages: 'each', path: exchange.path });
    bench.send('n-req', {});
    await bench.wait('completed');
    const lens = bench.records.out.map(({ parts }) => (parts as { len: number }).len);
    assert.deepEqual([...new Set(lens)], [2], 'each part is one piece of an array, more than one row long');
  });

  it('are followed within the account alone: another host, or a page without end, ends the list', async () => {
    for (const next_uri of [
      'https://evil.example/v2/accounts',
      '//evil.example/x',
      '/\\evil',
      7,
      '/v2/accounts',
    ]) {
      server = await startCountingServer((_, response) =>
        sendJson(response, 200, { data: [1], pagination: { next_uri } }),
      );
      const account = accountNode({ environment: 'coinbase-app', origin: server.origin, limiter: 'off' });
      const node = requestNode({ method: 'GET', pages: 'all', path: '/v2/accounts' });
      const bench = await loadBench([account, node], { acc: credentialsOf('cdp') });
      const msg = await bench.ask('n-req', {});
      assert.deepEqual(msg.payload, [1], String(next_uri));
      assert.equal(factsOf(msg).more, typeof next_uri === 'string', `${next_uri} says that there is more`);
      assert.equal(server.arrived.length, 1);
      await helper.unload();
      await server.close();
    }
    server = await startCountingServer((_, response) =>
      sendJson(response, 200, { data: [1], pagination: { next_uri: '/v2/../orders' } }),
    );
    const account = accountNode({ environment: 'coinbase-app', origin: server.origin, limiter: 'off' });
    const node = requestNode({ method: 'GET', pages: 'all', path: '/v2/accounts' });
    const bench = await loadBench([account, node], { acc: credentialsOf('cdp') });
    assert.equal(codeOf(await bench.ask('n-req', {})), 'PATH_REFUSED');
    assert.equal(server.arrived.length, 1);
  });

  it('are asked for with cursors of any length', async () => {
    for (const [environment, path, name, pageOf] of [
      [
        'advanced-trade',
        '/api/v3/brokerage/orders/historical/fills',
        'cursor',
        (cursor: string) => ({ cursor }),
      ],
      [
        'coinbase-app',
        '/v2/accounts',
        'starting_after',
        (cursor: string) => ({
          pagination: { next_uri: cursor === '' ? null : `/v2/accounts?starting_after=${cursor}` },
        }),
      ],
    ] as const) {
      const cursor = 'c'.repeat(900);
      server = await startCountingServer((arrived, response) => {
        const last = new URL(arrived.path, 'http://x').searchParams.get(name) === cursor;
        sendJson(response, 200, { data: [last ? 2 : 1], ...pageOf(last ? '' : cursor) });
      });
      const bench = await load({ ...exchange, environment, scheme: 'cdp' }, { pages: 'all', path });
      assert.deepEqual((await bench.ask('n-req', {})).payload, [1, 2], environment);
      await helper.unload();
      await server.close();
    }
    server = await startCountingServer();
  });

  it('say that there is more where the API says so without a way to it', async () => {
    for (const [environment, scheme, body] of [
      ['advanced-trade', 'cdp', { accounts: [1], has_next: true, cursor: '' }],
      ['prime', 'prime', { wallets: [1], pagination: { has_next: true, next_cursor: '' } }],
      ['prime', 'prime', { a: [1], b: [2], pagination: { has_next: true, next_cursor: 'c1' } }],
    ] as const) {
      server = await startCountingServer((_, response) => sendJson(response, 200, body));
      const bench = await load({ ...exchange, environment, scheme }, { pages: 'all', path: '/v1/x' });
      assert.equal(factsOf(await bench.ask('n-req', {})).more, true, JSON.stringify(body));
      assert.equal(server.arrived.length, 1);
      await helper.unload();
      await server.close();
    }
    server = await startCountingServer();
  });

  it('of Advanced Trade products are counted from the limit that was asked for', async () => {
    server = await startCountingServer(({ path }, response) => {
      const offset = Number(new URL(path, 'http://x').searchParams.get('offset') ?? 0);
      sendJson(response, 200, { products: ROWS.slice(offset, offset + 2), num_products: 2 });
    });
    const products = '/api/v3/brokerage/products?limit=2';
    const bench = await load(
      { ...exchange, environment: 'advanced-trade', scheme: 'cdp' },
      { pages: 'all', path: products },
    );
    assert.deepEqual((await bench.ask('n-req', {})).payload, ROWS);
    assert.deepEqual(
      server.arrived.map(({ path }) => path),
      [products, `${products}&offset=2`, `${products}&offset=4`],
    );
  });

  it("hand a gateway's page in the middle to the flow, with what had come before it", async () => {
    const fail = (page: number, response: ServerResponse): boolean => {
      if (page === 1) response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>gateway</h1>');
      return page === 1;
    };
    for (const sendRefusals of [true, false]) {
      await serve(exchange, fail);
      const bench = await load(exchange, { pages: 'each', path: exchange.path, sendRefusals });
      bench.send('n-req', {});
      const msg = sendRefusals ? (await bench.wait('out', 2))[1] : (await bench.wait('caught'))[0];
      assert.equal(msg?.statusCode, 404);
      assert.equal(msg?.payload, '<h1>gateway</h1>');
      assert.equal(factsOf(msg).pages, 1);
      assert.equal(factsOf(msg).delivered, 1);
      assert.equal(msg?.parts, undefined);
      await helper.unload();
      if (sendRefusals) await server.close();
    }
  });

  it('leave alone what is no list, and what is no GET', async () => {
    server = await startCountingServer();
    const bench = await load(exchange, { method: 'use', pages: 'all' });
    assert.deepEqual((await bench.ask('n-req', { url: '/time' })).payload, {});
    assert.equal(server.arrived.length, 1);
    assert.equal((await bench.ask('n-req', { url: '/x', method: 'HEAD' })).statusCode, 200);
  });
});
