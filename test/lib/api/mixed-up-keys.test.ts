import assert from 'node:assert/strict';
import { answerTo, openConnection } from '../../../nodes/lib/api';
import type { EnvironmentName } from '../../../nodes/lib/api';
import type { ErrorCode } from '../../../nodes/lib/rules/error-codes';
import { startSandbox, type Sandbox } from '../../../nodes/lib/sandbox';
import { createCredential, type Credential } from '../../../nodes/lib/signer';
import { json, startLoopback } from './loopback';

/** A key of one API and a path of the other: the sandbox has both on one address, and so may a proxy. */
describe("a request with another API's key", () => {
  let sandbox: Sandbox;
  before(async () => (sandbox = await startSandbox({ seed: 3, marketEveryMs: 0 })));
  after(() => sandbox.close());

  const keyOf = (kind: 'exchange' | 'cdp'): Credential => {
    const { key, secret, passphrase, cdp } = sandbox;
    const made =
      kind === 'exchange'
        ? createCredential({ scheme: 'exchange', key, secret, passphrase })
        : createCredential({ scheme: 'cdp', key: cdp.ecdsa.name, secret: cdp.ecdsa.privateKey });
    if (!made.ok) throw new Error("the sandbox's own key is not usable");
    return made.credential;
  };
  const ask = async (
    environment: EnvironmentName,
    request: { readonly method: string; readonly path: string },
    origin = sandbox.rest,
  ) => {
    const credential = keyOf(/^(?:local-sandbox|exchange)$/.test(environment) ? 'exchange' : 'cdp');
    const connection = openConnection({ origin, credential, limiter: 'off', environment });
    try {
      return await answerTo(connection, request, {});
    } finally {
      await connection.release();
    }
  };

  const rows: readonly (readonly [EnvironmentName, string, string, ErrorCode, RegExp])[] = [
    [
      'local-sandbox',
      'GET',
      '/api/v3/brokerage/accounts?limit=2',
      'SIGNATURE_REJECTED',
      /CB-ACCESS headers, but a CDP key signs a token.*"Unauthorized".*\/accounts is a path of Coinbase Advanced Trade, and the account's key is one of Coinbase Exchange/,
    ],
    [
      'local-sandbox',
      'POST',
      '/api/v3/brokerage/orders',
      'SIGNATURE_REJECTED',
      /a path of Coinbase Advanced Trade/,
    ],
    ['local-sandbox', 'GET', '/api/v3/brokerage/nothing', 'NOT_FOUND', /a CDP key signs a token/],
    [
      'local-sandbox',
      'GET',
      '/v2/accounts',
      'NOT_FOUND',
      /a path of the Coinbase App, and the account's key/,
    ],
    [
      'local-sandbox-advanced-trade',
      'GET',
      '/accounts',
      'SIGNATURE_REJECTED',
      /a bearer token, which belongs to Advanced Trade/,
    ],
    ['custom', 'POST', '/orders', 'SIGNATURE_REJECTED', /a bearer token, which belongs to Advanced Trade/],
    ['coinbase-app', 'GET', '/accounts', 'SIGNATURE_REJECTED', /a bearer token/],
    ['local-sandbox-advanced-trade', 'GET', '/nothing', 'NOT_FOUND', /a bearer token/],
    ['coinbase-app', 'GET', '/v2/accounts', 'NOT_FOUND', /a path of the Coinbase App API/],
  ];
  for (const [environment, method, path, code, why] of rows)
    it(`${environment}, ${method} ${path}: ${code}, with the mix-up named`, async () => {
      const { error, response } = await ask(environment, { method, path });
      assert.equal(error?.code, code, error?.message);
      assert.match(error.message, why);
      assert.ok(response.status === 401 || response.status === 404);
      const wrong = /JWT_NOT_WANTED/.test(JSON.stringify(error.details)) && path.startsWith('/v2/');
      assert.equal(wrong, false, 'a token is right for the Coinbase App');
    });

  it('is named by the path where the server says nothing of it', async () => {
    const server = await startLoopback((_seen, response) =>
      json(response, 404, { message: 'Route not found' }),
    );
    try {
      const { error } = await ask(
        'exchange',
        { method: 'GET', path: '/api/v3/brokerage/accounts' },
        server.origin,
      );
      assert.equal(error?.code, 'NOT_FOUND');
      assert.match(error.message, /is a path of Coinbase Advanced Trade, and the account's key is one of/);
      const own = await ask('advanced-trade', { method: 'GET', path: '/v2/accounts' }, server.origin);
      assert.doesNotMatch(own.error?.message ?? '', /is a path of/, 'the Coinbase App takes the same keys');
    } finally {
      await server.close();
    }
  });

  for (const environment of ['local-sandbox', 'local-sandbox-advanced-trade'] as const)
    it(`${environment}: the sandbox is reset by a signed request of either`, async () => {
      const { response, error } = await ask(environment, { method: 'POST', path: '/sandbox/reset' });
      assert.deepEqual([response.status, response.body, error], [200, { reset: true }, undefined]);
    });
});
