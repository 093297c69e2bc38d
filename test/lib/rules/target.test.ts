import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { openConnection, type Connection } from '../../../nodes/lib/api';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { buildTarget } from '../../../nodes/lib/rules/target';
import { json, startLoopback, testCredential, type Loopback } from '../api/loopback';

describe('a request target', () => {
  const rows: readonly [string, unknown, string][] = [
    ['/a', undefined, '/a'],
    ['/a', {}, '/a'],
    ['/a', '', '/a'],
    ['/a', 'x=1&y=2', '/a?x=1&y=2'],
    ['/a', '?x=1', '/a?x=1'],
    ['/a?x=1', { y: 2 }, '/a?x=1&y=2'],
    ['/a?', { y: true }, '/a?y=true'],
    ['/a', { q: "it's (a) *b* !" }, '/a?q=it%27s%20%28a%29%20%2Ab%2A%20%21'],
    ['/orders', { status: ['open', 'pending'], limit: 2 }, '/orders?status=open&status=pending&limit=2'],
    ['/a', { start: '2026-01-02T03:04:05.006Z' }, '/a?start=2026-01-02T03%3A04%3A05.006Z'],
    ['/a', { start: new Date(0) }, '/a?start=1970-01-01T00%3A00%3A00.000Z'],
    ['/a', { x: undefined, y: null, z: [] }, '/a'],
    ['/a', { 'ü&=': '€&=#+' }, '/a?%C3%BC%26%3D=%E2%82%AC%26%3D%23%2B'],
    ['/a b', 'x=a b&y=%41&z=50%', '/a%20b?x=a%20b&y=%41&z=50%25'],
    ['/ü', "x='(1)*'", '/%C3%BC?x=%27%281%29%2A%27'],
  ];
  for (const [path, query, target] of rows)
    it(`${path} with ${JSON.stringify(query)} is ${target}`, () =>
      assert.equal(buildTarget(path, query), target));

  for (const query of [
    7,
    true,
    ['a'],
    { a: {} },
    { a: [[1]] },
    { a: NaN },
    { a: Infinity },
    { a: () => 1 },
    { a: '\ud800' },
    { a: Symbol('a') },
    new Map(),
    { a: new Date(NaN) },
  ])
    it(`refuses a query of ${inspect(query)}`, () =>
      assert.throws(
        () => buildTarget('/a', query),
        (thrown) => thrown instanceof CoinbaseError && thrown.code === 'PATH_REFUSED',
      ));

  describe('over a real socket', () => {
    let server: Loopback;
    let connection: Connection;
    before(async () => {
      server = await startLoopback((seen, response) => json(response, 200, seen.target));
      connection = openConnection({ origin: server.origin, credential: testCredential(), limiter: 'off' });
    });
    after(async () => {
      await connection.release();
      await server.close();
    });

    it('arrives byte for byte, and reads back as what was put in', async () => {
      const text = fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.constantFrom("a b'(c)*!", '2026-01-02T03:04:05+01:00', '50%', 'x=y&z', '+', '\n\r\0'),
      );
      const query = fc.dictionary(
        text.filter((name) => name !== ''),
        fc.oneof(text, fc.array(text, { maxLength: 3 })),
        { maxKeys: 4 },
      );
      await fc.assert(
        fc.asyncProperty(query, async (values) => {
          const target = buildTarget('/echo', values);
          const { body } = await connection.request({ method: 'GET', path: target });
          assert.equal(body, target);
          const wanted = Object.entries(values).flatMap(([name, value]) =>
            [value].flat().map((one) => [name, one]),
          );
          assert.deepEqual([...new URL(target, server.origin).searchParams], wanted);
        }),
        { numRuns: 150 },
      );
    });

    it('of query text is one that any HTTP client accepts and sends as it is', async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 30 }), async (text) => {
          const target = buildTarget('/echo', text);
          const plain = httpRequest(server.origin + '/', { path: target });
          plain.on('error', () => undefined);
          plain.destroy();
          assert.equal(plain.path, target);
          assert.equal(buildTarget(target), target, 'what is encoded stays as it is');
        }),
        { numRuns: 300 },
      );
    });
  });
});
