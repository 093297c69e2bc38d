import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { createExchangeCredential, diagnose } from '../../../nodes/lib/signer';
import { macUnder } from '../../../nodes/lib/signer/doctor/mac';
import { cpuMs } from '../../cpu-time';

const key = '0123456789abcdef0123456789abcdef';
const built = createExchangeCredential({
  key,
  secret: Buffer.alloc(64, 3).toString('base64'),
  passphrase: 'words',
});
assert.ok(built.ok);
const known = { credentials: [built.credential] };
const nowMs = 1_700_000_000_000;
const foreignSignature = createHmac('sha256', 'another').update('x').digest('base64');

function wronglySigned(method: string, path: string, body: string): Parameters<typeof diagnose>[0] {
  const headers = {
    host: '127.0.0.1:4000',
    'cb-access-key': key,
    'cb-access-sign': foreignSignature,
    'cb-access-timestamp': '1700000000',
    'cb-access-passphrase': 'words',
  };
  return { method, path, body, headers };
}

describe('signer: what the doctor costs', () => {
  const order = '{"product_id":"BTC-USD","side":"buy","type":"limit","price":"100.01","size":"0.5"}';
  const cases: [name: string, path: string, body: string, code: string][] = [
    ['an order', '/orders', order, 'SECRET_WRONG'],
    ['an order and a query', '/orders?b=2&a=it%27s+x&c=1,2', order, 'SECRET_WRONG'],
    ['a list', '/orders?status=open&status=done&limit=100&product_id=BTC-USD', '', 'SECRET_WRONG'],
    ['a body of 10 MB', '/orders', 'x'.repeat(10_000_000), 'TOO_LONG_TO_EXPLAIN'],
    [
      'a JSON body of 16 kB',
      '/orders',
      JSON.stringify(Array.from({ length: 700 }, () => 'twenty characters...')),
      'SECRET_WRONG',
    ],
    ['a body nested 8,000 deep', '/orders', '['.repeat(8_000) + ']'.repeat(8_000), 'SECRET_WRONG'],
    ['a query of 4,000 parameters', `/orders?${'a=b&'.repeat(4_000)}`, '', 'SECRET_WRONG'],
    ['a path of escapes', `/${'%41'.repeat(5_000)}`, '', 'SECRET_WRONG'],
    ['a path of slashes', '/'.repeat(15_000), '', 'SECRET_WRONG'],
    ['a list of 15,000 values', `/orders?a=${','.repeat(15_000)}`, '', 'SECRET_WRONG'],
  ];
  for (const [name, path, body, code] of cases)
    it(`${name}: a bounded search, and an honest end`, () => {
      const request = wronglySigned('POST', path, body);
      const took: number[] = [];
      for (let round = 0; round < 5; round += 1) {
        const started = cpuMs();
        const found = diagnose(request, known, nowMs).map((finding) => finding.code);
        took.push(cpuMs() - started);
        assert.deepEqual(found, [code]);
      }
      // Ten times what it takes on an idle machine: this guards the bound, not the machine.
      assert.ok(Math.min(...took) < 80, `${Math.min(...took)} ms`);
    });

  it('its own HMAC is that of node:crypto, for keys shorter and longer than a block', () => {
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(bytes, fc.string({ unit: 'grapheme', maxLength: 300 }), (raw, text) => {
        const expected = createHmac('sha256', Buffer.from(raw)).update(text).digest('hex');
        assert.equal(Buffer.from(macUnder(Buffer.from(raw))(text), 'binary').toString('hex'), expected);
      }),
      { numRuns: 1_000 },
    );
  });
});
