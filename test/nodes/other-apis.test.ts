/** The example that reads balances, changed for other APIs as its note says, against servers that answer like them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createCredential, tokenIn, verify, type Scheme } from '../../nodes/lib/signer';
import { assertNoLeak, canaryOf, credentialsOf, everythingOf } from './canary';
import { sendJson, startCountingServer, type CountingServer } from './counting-server';
import { aroundEach, loadBench, type Message } from './flow-bench';
import { accountNode, requestNode } from './forms';

const example = path.resolve(__dirname, '../../../examples/11 - Balances from any Coinbase API.json');
const nodes = JSON.parse(readFileSync(example, 'utf8')) as Message[];
const note = String(nodes.find(({ type }) => type === 'comment')?.['info']);

/** Node-RED's own, as its change node uses it. */
const { util } = createRequire(require.resolve('node-red'))('@node-red/util') as {
  readonly util: {
    prepareJSONataExpression(expression: string, node: object): object;
    evaluateJSONataExpression(
      prepared: object,
      message: object,
      done: (error: unknown, value: unknown) => void,
    ): void;
  };
};

interface OtherApi {
  readonly environment: string;
  readonly scheme: Scheme;
  /** As the note begins its part. */
  readonly title: string;
  readonly targets: readonly string[];
  readonly answer: (query: URLSearchParams, response: ServerResponse) => void;
  readonly balances: readonly object[];
}

const APIS: readonly OtherApi[] = [
  {
    environment: 'coinbase-app',
    scheme: 'cdp',
    title: 'Coinbase App',
    targets: ['/v2/accounts?limit=100', '/v2/accounts?&limit=100&starting_after=a2'],
    answer(query, response) {
      const account = (id: string, amount: string, currency: string) => ({
        id,
        balance: { amount, currency },
      });
      const first = query.get('starting_after') === null;
      sendJson(response, 200, {
        data: first
          ? [account('a1', '0.00000000', 'ETH'), account('a2', '0.25000000', 'BTC')]
          : [account('a3', '12.50', 'EUR')],
        pagination: { limit: 100, next_uri: first ? '/v2/accounts?&limit=100&starting_after=a2' : null },
      });
    },
    balances: [
      { currency: 'BTC', amount: '0.25000000' },
      { currency: 'EUR', amount: '12.50' },
    ],
  },
  {
    environment: 'prime',
    scheme: 'prime',
    title: 'Prime',
    targets: ['/v1/portfolios/PORTFOLIO-ID/balances', '/v1/portfolios/PORTFOLIO-ID/balances?cursor=c1'],
    answer(query, response) {
      const first = query.get('cursor') === null;
      const row = first
        ? { symbol: 'btc', amount: '1.5', holds: '0.5' }
        : { symbol: 'usd', amount: '0', holds: '0' };
      const pagination = { next_cursor: first ? 'c1' : '', sort_direction: 'DESC', has_next: first };
      sendJson(response, 200, { balances: [row], pagination });
    },
    balances: [{ currency: 'btc', amount: '1.5', hold: '0.5' }],
  },
];

describe('the example of balances, changed as its note says', () => {
  let server: CountingServer;
  aroundEach();
  afterEach(() => server.close());

  for (const { environment, scheme, title, targets, answer, balances } of APIS)
    it(`reads ${title} page by page, each page signed as this API wants it`, async () => {
      const part = note.split('\n\n').find((one) => one.startsWith(`**${title}**`)) ?? '';
      const [asked = '', expression = ''] = [/`(\/[^`]*)`/, /\n`(.*)`$/].map((code) => code.exec(part)?.[1]);
      assert.equal(asked, targets[0]);
      server = await startCountingServer((arrived, response) =>
        answer(new URL(arrived.path, 'http://x').searchParams, response),
      );
      const { id: _, z: _tab, account: _account, wires: _wires, ...form } = exampleRequest();
      const account = accountNode({ environment, origin: server.origin, limiter: 'off' });
      const bench = await loadBench([account, requestNode({ ...form, path: asked })], {
        acc: credentialsOf(scheme),
      });
      const message = await bench.ask('n-req', {});
      const found = await evaluated(expression, message);
      assert.deepEqual(JSON.parse(JSON.stringify(found)), balances);
      assert.deepEqual(
        server.arrived.map((one) => one.path),
        targets,
      );
      const made = createCredential({ scheme, ...canaryOf[scheme] });
      assert.ok(made.ok);
      for (const one of server.arrived) {
        assert.ok(verify(one, made.credential, '127.0.0.1'), one.path);
        if (scheme === 'cdp') assert.equal(tokenIn(one)?.claims['uri'], 'GET 127.0.0.1/v2/accounts');
      }
      assertNoLeak(everythingOf(bench), server.arrived);
    });
});

function exampleRequest(): Message {
  return nodes.find(({ type }) => type === 'coinbase-signed-request') ?? assert.fail('no request in it');
}

function evaluated(expression: string, message: Message): Promise<unknown> {
  return new Promise((resolve, reject) => {
    util.evaluateJSONataExpression(util.prepareJSONataExpression(expression, {}), message, (error, value) => {
      if (error) reject(error);
      else resolve(value);
    });
  });
}
