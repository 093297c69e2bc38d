/**
 * Known answers made by other tools. Nothing here was computed by the code under test.
 *
 * exchange-openssl.json, one signature (SECRET and PREHASH are the file's; PREHASH is stamp + method + path + body):
 *   printf %s "$PREHASH" | openssl dgst -sha256 -mac HMAC \
 *     -macopt hexkey:$(printf %s "$SECRET" | base64 -d | xxd -p -c 64) -binary | base64
 *
 * exchange-python.json, one signature:
 *   python3 -c 'import base64,hashlib,hmac,os; e=os.environ
 *   print(base64.b64encode(hmac.new(base64.b64decode(e["SECRET"]), e["PREHASH"].encode(), hashlib.sha256).digest()).decode())'
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createExchangeCredential, explain, sign, signFeed, verifyExchange } from '../../../nodes/lib/signer';
import type { ExchangeCredential } from '../../../nodes/lib/signer';

interface VectorFile {
  readonly source: string;
  readonly secret: string;
  readonly vectors: readonly {
    readonly timestamp: string;
    readonly method: string;
    readonly path: string;
    readonly body: string;
    readonly signature: string;
  }[];
}

const root = path.join(__dirname, '../../../..');
const files = ['forum', 'wire-facts', 'openssl', 'python'].map((name) => ({
  name,
  file: JSON.parse(
    readFileSync(path.join(root, 'test/vectors', `exchange-${name}.json`), 'utf8'),
  ) as VectorFile,
}));

function credentialWith(secret: string): ExchangeCredential {
  const made = createExchangeCredential({
    key: '0123456789abcdef0123456789abcdef',
    secret,
    passphrase: 'words',
  });
  assert.ok(made.ok, 'the vector’s secret is a good one');
  return made.credential;
}

describe('signer: known answers from other tools', () => {
  for (const { name, file } of files) {
    const credential = credentialWith(file.secret);
    for (const vector of file.vectors) {
      const { timestamp, method, path: target, body, signature } = vector;
      const headers = { 'cb-access-timestamp': timestamp, 'cb-access-sign': signature };

      it(`${name}: ${timestamp} ${method} ${target} verifies`, () => {
        assert.ok(verifyExchange({ method, path: target, body, headers }, credential));
        assert.ok(!verifyExchange({ method, path: `${target}x`, body, headers }, credential));
      });

      if (!timestamp.includes('.'))
        it(`${name}: ${timestamp} ${method} ${target} signs to the known signature`, () => {
          const now = Number(timestamp) * 1000 + 999;
          const signed = sign({ method, path: target, body }, credential, now);
          assert.equal(signed['CB-ACCESS-SIGN'], signature);
          assert.equal(signed['CB-ACCESS-TIMESTAMP'], timestamp);
          const told = explain({ method, path: target, body }, credential, now);
          assert.equal(told.prehash, timestamp + method + target + body);
          assert.ok(!JSON.stringify(told).includes(signature), 'explain shows four characters of it only');
        });
    }
  }

  it('the feed signs GET /users/self/verify', () => {
    const credential = credentialWith(files[0]?.file.secret ?? '');
    const feed = signFeed(credential, 1643877611000);
    const rest = sign({ method: 'GET', path: '/users/self/verify' }, credential, 1643877611000);
    assert.deepEqual(feed, {
      signature: rest['CB-ACCESS-SIGN'],
      key: credential.key,
      passphrase: credential.passphrase,
      timestamp: '1643877611',
    });
  });

  it('a time that is none is never signed', () => {
    const credential = credentialWith(files[0]?.file.secret ?? '');
    for (const now of [NaN, Infinity, -Infinity, -1, 8.64e15 + 2])
      assert.throws(
        () => sign({ method: 'GET', path: '/accounts' }, credential, now),
        RangeError,
        String(now),
      );
    assert.equal(sign({ method: 'GET', path: '/' }, credential, 0)['CB-ACCESS-TIMESTAMP'], '0');
    assert.equal(
      sign({ method: 'GET', path: '/' }, credential, 8.64e15)['CB-ACCESS-TIMESTAMP'],
      '8640000000000',
    );
  });
});
