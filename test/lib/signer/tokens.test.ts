/**
 * Tokens of CDP keys, held against OpenSSL and jose. cdp-openssl.json was made so (b64u: base64 -w0 | tr '+/' '-_' |
 * tr -d '='); IN is header and claims, each through b64u, joined by a dot:
 *   EdDSA: openssl pkeyutl -sign -inkey ed.pem -rawin -in IN | b64u
 *   ES256: openssl dgst -sha256 -sign ec.pem -out sig.der IN
 *          openssl asn1parse -inform DER -in sig.der | awk -F: '/INTEGER/{printf "%064s", $4}' | tr ' ' 0 | xxd -r -p | b64u
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as fc from 'fast-check';
import { createCredential, explain, sign, signFeed, verify } from '../../../nodes/lib/signer';
import type { CdpCredential, SignableRequest } from '../../../nodes/lib/signer';
import { signCdp } from '../../../nodes/lib/signer/cdp';

interface Known {
  readonly key: string;
  readonly nonce: string;
  readonly notBefore: number;
  readonly method: string;
  readonly path: string;
  readonly ES256: { readonly privateKey: string; readonly token: string };
  readonly EdDSA: { readonly privateKey: string; readonly token: string };
}
const known = JSON.parse(
  readFileSync(path.join(__dirname, '../../../../test/vectors/cdp-openssl.json'), 'utf8'),
) as Known;

function cdp(key: string, secret: string): CdpCredential {
  const made = createCredential({ scheme: 'cdp', key, secret });
  assert.ok(made.ok, 'the private key is a good one');
  return made.credential;
}

function tokenFor(request: SignableRequest, credential: CdpCredential, nowMs: number): string {
  return (sign(request, credential, nowMs)['Authorization'] ?? '').slice('Bearer '.length);
}

const fresh = {
  ES256: (): string =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' })
      .privateKey.export({ type: 'sec1', format: 'pem' })
      .toString(),
  EdDSA: (): string =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE');
const target = fc.tuple(fc.webPath(), fc.webQueryParameters()).map(([where, what]) => {
  const bare = `/${where.replace(/^\/+/, '')}`;
  return what === '' ? bare : `${bare}?${what}`;
});
const nowMs = fc.integer({ min: 10_000, max: 4_102_444_800_000 });

describe('signer: tokens of CDP keys', () => {
  for (const algorithm of ['ES256', 'EdDSA'] as const) {
    const { privateKey, token } = known[algorithm];
    const request = { method: known.method, path: known.path };

    it(`${algorithm}: a token that OpenSSL signed verifies`, () => {
      const credential = cdp(known.key, privateKey);
      const received = { ...request, body: '', headers: { authorization: `Bearer ${token}` } };
      assert.ok(verify(received, credential, 'api.coinbase.com'));
      assert.ok(!verify(received, credential, 'api.exchange.coinbase.com'), 'host');
      assert.ok(!verify({ ...received, method: 'POST' }, credential), 'method');
      assert.ok(!verify({ ...received, path: '/api/v3/brokerage/orders' }, credential), 'path');
      assert.ok(!verify(received, cdp(known.key, fresh[algorithm]())), 'another key');
      assert.ok(!verify(received, cdp('organizations/a/apiKeys/b', privateKey)), 'another name');
      const worn = { authorization: `Bearer ${token.slice(0, -3)}AAA` };
      assert.ok(!verify({ ...received, headers: worn }, credential), 'a changed signature');
    });

    it(`${algorithm}: OpenSSL accepts our signature`, () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'token-'));
      try {
        const credential = cdp(known.key, privateKey);
        const [header = '', claims = '', signature = ''] = tokenFor(request, credential, 1e12).split('.');
        const raw = Buffer.from(signature, 'base64url');
        assert.equal(raw.length, 64, 'r and s, not DER');
        const file = (name: string, content: string | Buffer): string => {
          writeFileSync(path.join(folder, name), content);
          return path.join(folder, name);
        };
        const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
        const keyFile = file('public.pem', pem);
        const input = file('input', `${header}.${claims}`);
        const proof = file('signature', algorithm === 'ES256' ? derOf(raw) : raw);
        const command =
          algorithm === 'ES256'
            ? ['dgst', '-sha256', '-verify', keyFile, '-signature', proof, input]
            : ['pkeyutl', '-verify', '-pubin', '-inkey', keyFile, '-rawin', '-in', input, '-sigfile', proof];
        assert.match(execFileSync('openssl', command, { encoding: 'utf8' }), /Verified OK|Verified Success/i);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });

    it(`${algorithm}: jose accepts every token, and finds in it what belongs there`, async () => {
      const { jwtVerify } = await import('jose');
      await fc.assert(
        fc.asyncProperty(method, target, nowMs, fc.boolean(), async (verb, where, now, long) => {
          const name = long ? `organizations/${randomUUID()}/apiKeys/${randomUUID()}` : randomUUID();
          const credential = cdp(name, privateKey);
          const made = tokenFor({ method: verb, path: where, host: 'example.org:8443' }, credential, now);
          const { payload, protectedHeader } = await jwtVerify(made, createPublicKey(privateKey), {
            currentDate: new Date(now),
            algorithms: [algorithm],
            issuer: 'cdp',
            subject: name,
          });
          const { nonce, ...header } = protectedHeader;
          assert.deepEqual(header, { alg: algorithm, kid: name, typ: 'JWT' });
          assert.match(String(nonce), /^[0-9a-f]{32}$/);
          const { nbf = 0, exp = 0, uri, ...claims } = payload;
          assert.deepEqual(claims, { iss: 'cdp', sub: name });
          assert.equal(exp - nbf, 120, 'two minutes');
          assert.ok(nbf <= now / 1000 && exp > now / 1000 + 110);
          assert.equal(uri, `${verb} example.org${where.split('?')[0]}`, 'no port, no query');
        }),
        { numRuns: 150 },
      );
    });

    it(`${algorithm}: the token of a feed names no request, and no two are the same`, async () => {
      const { jwtVerify } = await import('jose');
      const credential = cdp(known.key, privateKey);
      const { jwt } = signFeed(credential, 1_700_000_000_000);
      const { payload } = await jwtVerify(jwt, createPublicKey(privateKey), {
        currentDate: new Date(1_700_000_000_000),
      });
      assert.deepEqual(Object.keys(payload), ['iss', 'sub', 'nbf', 'exp']);
      assert.notEqual(jwt, signFeed(credential, 1_700_000_000_000).jwt);
    });

    it(`${algorithm}: explain shows the claims and no token`, () => {
      const credential = cdp(known.key, privateKey);
      const told = explain(request, credential, 1_700_000_005_000);
      assert.match(told.prehash, /^\{"alg":.*\}\.\{"iss":"cdp",.*\}$/);
      assert.match(
        told.prehash,
        /"uri":"GET api\.coinbase\.com\/api\/v3\/brokerage\/orders\/historical\/batch"/,
      );
      assert.equal(told.parts.timestamp, '1700000000');
      assert.match(told.signature, /^.{4}… \(86 characters\)$/);
      assert.ok(!/eyJ[\w-]{8}/.test(JSON.stringify(told)), 'nothing of it is in the form that could be sent');
    });
  }

  it('an Ed25519 token is the very one that OpenSSL makes', () => {
    const { privateKey, token } = known.EdDSA;
    const now = (known.notBefore + 5) * 1000;
    const signed = signCdp(known, cdp(known.key, privateKey), now, known.nonce);
    assert.equal(signed['Authorization'], `Bearer ${token}`);
  });

  it('a request without a host is for the API where such keys are at home', () => {
    const credential = cdp(known.key, known.EdDSA.privateKey);
    const [, claims = ''] = tokenFor({ method: 'GET', path: '/v2/user?a=b' }, credential, 1e12).split('.');
    const { uri } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { uri: string };
    assert.equal(uri, 'GET api.coinbase.com/v2/user');
  });

  it('a time that is none is never signed', () => {
    const credential = cdp(known.key, known.ES256.privateKey);
    for (const now of [NaN, Infinity, -1])
      assert.throws(() => sign({ method: 'GET', path: '/' }, credential, now), RangeError);
  });
});

/** The form in which OpenSSL takes r and s. */
function derOf(raw: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const bare = bytes.subarray(start < 0 ? bytes.length - 1 : start);
    const body = (bare[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bare]) : bare;
    return Buffer.concat([Buffer.of(2, body.length), body]);
  };
  const both = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, both.length), both]);
}
