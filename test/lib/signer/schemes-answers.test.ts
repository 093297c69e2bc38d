/**
 * Known answers for Prime, International and the old Coinbase App, made by OpenSSL and again by Python; the two agree.
 * Nothing here was computed by the code under test.
 *
 * OpenSSL (PREHASH and SECRET are the file's; International's key is $(printf %s "$SECRET" | base64 -d | xxd -p -c 256),
 * the old App's digest ends in `| xxd -p -c 64` in place of `| base64`):
 *   printf %s "$PREHASH" | openssl dgst -sha256 -mac HMAC \
 *     -macopt hexkey:$(printf %s "$SECRET" | xxd -p -c 256) -binary | base64
 *
 * Python (International: base64.b64decode(e["SECRET"]); the old App: .hexdigest()):
 *   python3 -c 'import base64,hashlib,hmac,os; e=os.environ
 *   print(base64.b64encode(hmac.new(e["SECRET"].encode(), e["PREHASH"].encode(), hashlib.sha256).digest()).decode())'
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createCredential, explain, sign, signFeed, verify } from '../../../nodes/lib/signer';
import type { Credential, Scheme } from '../../../nodes/lib/signer';

interface VectorFile {
  readonly secret: string;
  readonly vectors: readonly {
    readonly timestamp: string;
    readonly method: string;
    readonly path: string;
    readonly body: string;
    readonly prehash: string;
    readonly signature: string;
  }[];
  readonly feed?: { readonly timestamp: string; readonly signature: string };
}

const HEADERS: Readonly<Record<string, readonly string[]>> = {
  prime: ['X-CB-ACCESS-KEY', 'X-CB-ACCESS-PASSPHRASE', 'X-CB-ACCESS-SIGNATURE', 'X-CB-ACCESS-TIMESTAMP'],
  international: ['CB-ACCESS-KEY', 'CB-ACCESS-PASSPHRASE', 'CB-ACCESS-SIGN', 'CB-ACCESS-TIMESTAMP'],
  'coinbase-app': ['CB-ACCESS-KEY', 'CB-ACCESS-SIGN', 'CB-ACCESS-TIMESTAMP'],
};

function read(scheme: Scheme): VectorFile {
  const file = path.join(__dirname, '../../../../test/vectors', `${scheme}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as VectorFile;
}

function credentialOf(scheme: Scheme, secret: string): Credential {
  const made = createCredential({
    scheme,
    key: 'access-key',
    secret,
    passphrase: 'words',
    serviceAccountId: 'svc-1',
  });
  assert.ok(made.ok, 'the vector’s secret is a good one');
  return made.credential;
}

const lower = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

describe('signer: known answers of the other schemes', () => {
  for (const scheme of ['prime', 'international', 'coinbase-app'] as const) {
    const file = read(scheme);
    for (const { timestamp, method, path: target, body, prehash, signature } of file.vectors)
      it(`${scheme}: ${timestamp} ${method} ${target}`, () => {
        const credential = credentialOf(scheme, file.secret);
        const request = { method, path: target, body };
        const signed = sign(request, credential, Number(timestamp) * 1000 + 999);
        const [given] = Object.entries(signed).filter(([name]) => /SIGN(?:ATURE)?$/.test(name));
        assert.equal(given?.[1], signature);
        assert.deepEqual(Object.keys(signed).sort(), HEADERS[scheme]);
        assert.ok(Object.values(signed).includes(timestamp));

        const told = explain(request, credential, Number(timestamp) * 1000);
        assert.equal(told.prehash, prehash);
        assert.equal(Object.values(told.parts).join(''), prehash);
        const said = JSON.stringify(told);
        assert.ok(!said.includes(signature) && !said.includes(file.secret), 'explain gives nothing away');

        const received = { ...request, headers: lower(signed) };
        assert.ok(verify(received, credential));
        assert.ok(!verify({ ...received, method: 'PATCH' }, credential));
        assert.ok(!verify({ ...received, path: `/x${target}` }, credential));
        assert.ok(!verify({ ...received, body: `${body} ` }, credential));
        assert.ok(!verify({ ...received, headers: {} }, credential));
      });
  }

  it('the feed of Prime', () => {
    const { secret, feed } = read('prime');
    const subscription = {
      channel: 'orders',
      portfolioId: 'portfolio-1',
      productIds: ['BTC-USD', 'ETH-USD'],
    };
    const credential = credentialOf('prime', secret);
    assert.deepEqual(signFeed(credential, 1_700_000_006_500, subscription), {
      access_key: 'access-key',
      api_key_id: 'svc-1',
      passphrase: 'words',
      signature: feed?.signature,
      timestamp: '1700000006',
    });
    assert.throws(() => signFeed(credential, 1_700_000_006_500), RangeError);
    const made = createCredential({ scheme: 'prime', key: 'k', secret, passphrase: 'p' });
    assert.ok(made.ok);
    assert.throws(() => signFeed(made.credential, 0, subscription), /service account id/);
  });

  it('the feed of International', () => {
    const { secret, feed } = read('international');
    assert.deepEqual(signFeed(credentialOf('international', secret), 1_700_000_006_500), {
      key: 'access-key',
      passphrase: 'words',
      signature: feed?.signature,
      time: '1700000006',
    });
  });

  it('the Coinbase App has no feed', () => {
    assert.throws(
      () => signFeed(credentialOf('coinbase-app', read('coinbase-app').secret), 0),
      /has no feed/,
    );
  });
});
