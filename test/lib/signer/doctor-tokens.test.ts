import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import * as fc from 'fast-check';
import { createCredential, diagnose, verify } from '../../../nodes/lib/signer';
import type { Finding, Known, ReceivedRequest } from '../../../nodes/lib/signer';
import { sendToken, signRight, tokenMistakes, type TokenClient, type TokenMistake } from './mistakes/tokens';

const nowMs = 1_700_000_003_000;
const name =
  'organizations/11112222-3333-4444-5555-666677778888/apiKeys/99990000-aaaa-bbbb-cccc-ddddeeeeffff';
const pairs = {
  ES256: [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  EdDSA: [0, 1].map(() => generateKeyPairSync('ed25519').privateKey),
};

function client(algorithm: 'ES256' | 'EdDSA'): TokenClient {
  const [key, otherKey] = pairs[algorithm] as [KeyObject, KeyObject];
  const path = '/api/v3/brokerage/orders/historical/batch';
  return {
    method: 'GET',
    path: `${path}?limit=10&order_status=OPEN`,
    algorithm,
    key,
    otherKey,
    header: { alg: algorithm, kid: name, nonce: 'ff', typ: 'JWT' },
    claims: { iss: 'cdp', sub: name, nbf: 1_700_000_000, exp: 1_700_000_120, uri: '' },
    uri: { method: 'GET', scheme: '', host: 'api.coinbase.com', path },
    base64: 'base64url',
    sign: signRight,
    cut: (token) => token,
    write: (token) => `Bearer ${token}`,
  };
}

function known(algorithm: 'ES256' | 'EdDSA'): Known {
  const [key] = pairs[algorithm] as [KeyObject];
  const secret = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  const made = createCredential({ scheme: 'cdp', key: name, secret });
  assert.ok(made.ok);
  return { credentials: [made.credential] };
}

const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code).sort();

function flawed(algorithm: 'ES256' | 'EdDSA', made: readonly TokenMistake[]): ReceivedRequest | undefined {
  const hand = client(algorithm);
  for (const mistake of made) {
    if (mistake.on !== undefined && !mistake.on(hand)) return undefined;
    mistake.make(hand);
  }
  return sendToken(hand);
}

function expected([first, second]: readonly [TokenMistake, TokenMistake]): string[] {
  const all = [first, second];
  const hider = all.find(({ hides }) => hides === true);
  const seen = hider === undefined ? all : all.filter((one) => one === hider || one.place === 'header');
  return [...new Set(seen.map(({ code }) => code as string))].sort();
}

function pairable(first: TokenMistake, second: TokenMistake): boolean {
  const oneUri = [first, second].some(({ place }) => place === 'uri');
  return (
    first.place !== second.place && !(oneUri && [first, second].every(({ place }) => place.startsWith('uri')))
  );
}

for (const algorithm of ['ES256', 'EdDSA'] as const) {
  const all = known(algorithm);

  describe(`signer: the doctor on tokens, ${algorithm}`, () => {
    it('has nothing to say about a client that makes no mistake, nor about a list of requests', () => {
      const hand = client(algorithm);
      assert.deepEqual(diagnose(sendToken(hand), all, nowMs), []);
      const { uri: _uri, ...claims } = hand.claims;
      hand.claims = { ...claims, uris: ['POST api.coinbase.com/x', `GET api.coinbase.com${hand.uri.path}`] };
      const received = sendToken(hand);
      assert.deepEqual(diagnose(received, all, nowMs), []);
      assert.ok(all.credentials.every((credential) => verify(received, credential)));
    });

    for (const mistake of tokenMistakes)
      it(`${mistake.code}: ${mistake.name}`, () => {
        const received = flawed(algorithm, [mistake]);
        if (received === undefined) return assert.equal(algorithm, 'EdDSA');
        const findings = diagnose(received, all, nowMs);
        if (mistake.name === 'key of somebody else') assert.equal(findings.length, 1);
        assert.deepEqual(codesOf(findings), [mistake.code]);
        assert.ok(!/eyJ/.test(JSON.stringify(findings)), 'no token is told');
      });

    it('names two mistakes at once', () => {
      let count = 0;
      for (const [index, first] of tokenMistakes.entries())
        for (const second of tokenMistakes.slice(index + 1).filter((one) => pairable(first, one))) {
          const received = flawed(algorithm, [first, second]);
          if (received === undefined) continue;
          // Of a key that is not known, nobody can check the signature.
          const unknown = [first, second].some(({ code }) => code === 'KEY_UNKNOWN');
          const codes = expected([first, second]).filter(
            (code) => !unknown || !['TOKEN_ALGORITHM', 'TOKEN_DER', 'PRIVATE_KEY_WRONG'].includes(code),
          );
          const said = `${first.name}, ${second.name}`;
          assert.deepEqual(codesOf(diagnose(received, all, nowMs)), codes, said);
          count += 1;
        }
      assert.ok(count > 150, `${count} pairs`);
    });

    it('says what else was sent', () => {
      const bare = { method: 'GET', path: '/x', body: '' };
      const diagnosed = (headers: ReceivedRequest['headers']): string[] =>
        codesOf(diagnose({ ...bare, headers }, all, nowMs));
      assert.deepEqual(diagnosed({}), ['TOKEN_MISSING']);
      assert.deepEqual(diagnosed({ 'cb-access-key': name, 'cb-access-sign': 'x' }), ['HMAC_WITH_CDP_KEY']);
      assert.deepEqual(diagnosed({ authorization: 'Basic abc' }), ['TOKEN_HEADER']);
      assert.deepEqual(diagnosed({ authorization: 'Bearer abc' }), ['TOKEN_UNREADABLE']);
    });

    it('no token is too odd for it', () => {
      const part = fc.oneof(
        fc.string(),
        fc.json().map((text) => Buffer.from(text).toString('base64url')),
        fc.constantFrom('', 'e30', 'W10', 'bnVsbA', 'x'.repeat(9_000)),
      );
      const token = fc.array(part, { maxLength: 5 }).map((parts) => `Bearer ${parts.join('.')}`);
      fc.assert(
        fc.property(fc.oneof(token, fc.string(), fc.array(token)), fc.string(), (authorization, path) => {
          const received = { method: 'GET', path, body: '', headers: { authorization } };
          assert.ok(diagnose(received, all, nowMs).length > 0);
        }),
        { numRuns: 500 },
      );
    });
  });
}
