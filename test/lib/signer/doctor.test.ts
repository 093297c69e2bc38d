import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  createExchangeCredential,
  diagnose,
  doctorCodes,
  sign,
  verifyExchange,
} from '../../../nodes/lib/signer';
import type { Finding, ReceivedRequest } from '../../../nodes/lib/signer';
import { mistakes, send, type HandMadeClient, type Mistake } from './mistakes';
import { expectedCodes, pairable } from './mistakes/pairs';
import { schemeMistakes } from './mistakes/schemes';
import { tokenMistakes } from './mistakes/tokens';
import { patience } from '../../patience';

const nowMs = 1_700_000_000_456;
const key = '0123456789abcdef0123456789abcdef';
/** With "+" and "/" in it, so that a decoder that loses them decodes something else. */
const secret = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 89 + 251) % 256)).toString(
  'base64',
);
const passphrase = 'abc4k9q2w';
const built = createExchangeCredential({ key, secret, passphrase });
assert.ok(built.ok);
const credential = built.credential;
const other = createExchangeCredential({
  key: 'a'.repeat(32),
  secret: Buffer.alloc(64, 7).toString('base64'),
  passphrase: 'other',
});
assert.ok(other.ok);
const known = { credentials: [other.credential, credential] };

const requests: [method: string, path: string, body: string][] = [
  ['GET', '/accounts', ''],
  [
    'GET',
    "/orders?status=open&status=done&product_id=BTC-USD&start=2024-01-02T03%3A04%3A05Z&note=it's%20(a)*",
    '',
  ],
  ['POST', '/orders', '{"side":"buy","product_id":"BTC-USD","note":"grün/ü","price":"100.01","size":"0.5"}'],
  ['DELETE', '/orders/client%3A132fb6ae-456b-4654-b4e0-d681ac05cea1?product_id=BTC-USD&all=%C3%BC', ''],
];

function client([method, path, body]: [string, string, string]): HandMadeClient {
  const stamp = '1700000000';
  return {
    method,
    path,
    body,
    key,
    secret,
    passphrase,
    stamp,
    signed: { stamp, method, path, body },
    hmacKey: Buffer.from(secret, 'base64'),
    join: (...parts) => parts.join(''),
    hash: 'sha256',
    write: (digest) => digest.toString('base64'),
    rename: (name) => name,
    headers: (headers) => headers,
  };
}

/** Makes the mistakes on the request; undefined where one of them cannot be made on it or changes nothing. */
function flawed(request: [string, string, string], made: readonly Mistake[]): ReceivedRequest | undefined {
  const hand = client(request);
  for (const mistake of made) {
    if (mistake.on !== undefined && !mistake.on(hand)) return undefined;
    const before = JSON.stringify(send(hand));
    mistake.make(hand);
    if (JSON.stringify(send(hand)) === before) return undefined;
  }
  return send(hand);
}

const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code).sort();

/** No finding may hold a secret, a passphrase or the signature that would have been right. */
function assertSilent(findings: readonly Finding[], received: ReceivedRequest): void {
  const right = sign(received, credential, nowMs)['CB-ACCESS-SIGN'] ?? '';
  const text = JSON.stringify(findings);
  for (const hidden of [secret, passphrase, right, Buffer.from(right, 'base64').toString('hex')])
    assert.ok(!text.includes(hidden), 'a finding reveals something');
}

describe('signer: the doctor names one mistake', () => {
  for (const mistake of mistakes)
    it(`${mistake.code}: ${mistake.name}`, () => {
      const received = requests
        .map((request) => flawed(request, [mistake]))
        .filter((request) => request !== undefined);
      assert.ok(received.length > 0, 'the mistake is made on some request');
      for (const request of received) {
        const findings = diagnose(request, known, nowMs);
        assert.deepEqual(codesOf(findings), [mistake.code], `${request.method} ${request.path}`);
        assertSilent(findings, request);
      }
    });

  it('an App-style signature', () => {
    const hand = client(requests[2] ?? ['GET', '/', '']);
    hand.hmacKey = Buffer.from(secret);
    hand.write = (digest) => digest.toString('hex');
    assert.deepEqual(codesOf(diagnose(send(hand), known, nowMs)), ['APP_STYLE']);
  });

  it('secret and passphrase, and key and secret, in each other’s place', () => {
    const hand = client(requests[1] ?? ['GET', '/', '']);
    hand.hmacKey = Buffer.from(passphrase, 'base64');
    hand.passphrase = secret;
    assert.deepEqual(codesOf(diagnose(send(hand), known, nowMs)), ['SECRET_PASSPHRASE_SWAPPED']);
    hand.passphrase = passphrase;
    hand.key = secret;
    hand.hmacKey = Buffer.from(key, 'base64');
    assert.deepEqual(codesOf(diagnose(send(hand), known, nowMs)), ['KEY_SECRET_SWAPPED']);
  });

  it('requests signed for other products, or not at all', () => {
    const bare = { method: 'GET', path: '/accounts', body: '' };
    const diagnosed = (headers: ReceivedRequest['headers']): string[] =>
      codesOf(diagnose({ ...bare, headers }, known, nowMs));
    assert.deepEqual(diagnosed({}), ['NOT_SIGNED']);
    assert.deepEqual(diagnosed({ authorization: 'Bearer a.b.c' }), ['JWT_NOT_WANTED']);
    assert.deepEqual(diagnosed({ 'x-cb-access-key': 'k', 'x-cb-access-signature': 's' }), ['PRIME_HEADERS']);
    assert.deepEqual(diagnosed({ cb_access_key: 'k', cb_access_sign: 's' }), ['HEADER_NAME_WRONG']);
  });

  it('the clock is off only past 30 seconds, on either side', () => {
    for (const [off, codes] of [
      [29, []],
      [30, []],
      [31, ['CLOCK_OFF']],
      [-29, []],
      [-31, ['CLOCK_OFF']],
    ] as const) {
      const request = { method: 'GET', path: '/accounts', body: '' };
      const signed = Object.entries(sign(request, credential, 1_700_000_000_000 + off * 1000));
      const headers = Object.fromEntries(signed.map(([name, value]) => [name.toLowerCase(), value]));
      assert.deepEqual(
        codesOf(diagnose({ ...request, headers }, known, 1_700_000_000_000)),
        codes,
        `${off} s`,
      );
    }
  });

  it('says how far the clock is off, and what a time zone looks like', () => {
    const [minute, hours] = [60, -5 * 3600].map((off) => {
      const hand = client(['GET', '/accounts', '']);
      hand.stamp = hand.signed.stamp = String(1_700_000_000 + off);
      return diagnose(send(hand), known, nowMs)[0]?.text ?? '';
    });
    assert.match(minute ?? '', /60 s ahead; 30 s are allowed$/);
    assert.match(hours ?? '', /18000 s behind.*time zone/);
  });

  it('every code of the table is met by a test', () => {
    const elsewhere = [
      'TOO_LONG_TO_EXPLAIN',
      'APP_STYLE',
      'SECRET_PASSPHRASE_SWAPPED',
      'KEY_SECRET_SWAPPED',
      'NOT_SIGNED',
      'JWT_NOT_WANTED',
      'PRIME_HEADERS',
      'PRIME_STYLE',
      'EXCHANGE_STYLE',
      'HMAC_WITH_CDP_KEY',
      'TOKEN_MISSING',
      // By a server that remembers: the sandbox.
      'TOKEN_REPEATED',
    ];
    const met = new Set([
      ...[...mistakes, ...Object.values(schemeMistakes).flat()].map(({ code }) => code as string),
      ...tokenMistakes.map(({ code }) => code as string),
      ...elsewhere,
    ]);
    assert.deepEqual(
      doctorCodes.map(({ code }) => code).filter((code) => !met.has(code)),
      [],
    );
  });
});

describe('signer: the doctor names two mistakes at once', () => {
  for (const [index, first] of mistakes.entries())
    it(`${first.code} (${first.name}) with each that can join it`, () => {
      let pairs = 0;
      for (const second of mistakes.slice(index + 1).filter((mistake) => pairable(first, mistake)))
        for (const request of requests) {
          const received = flawed(request, [first, second]);
          if (received === undefined) continue;
          const findings = diagnose(received, known, nowMs);
          assert.deepEqual(
            codesOf(findings),
            expectedCodes(first, second),
            `${second.name} on ${request.join(' ')}`,
          );
          assertSilent(findings, received);
          pairs += 1;
        }
      if (index < mistakes.length / 2) assert.ok(pairs > 0);
    });
});

describe('signer: the doctor has nothing to say', () => {
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE');
  const path = fc.webPath().map((text) => `/${text.replace(/^\/+/, '')}`);
  const query = fc.oneof(
    fc.constant(''),
    fc.webQueryParameters().map((text) => `?${text}`),
  );
  const body = fc.oneof(fc.constant(''), fc.json(), fc.string({ unit: 'grapheme' }));

  it('about 10,000 random correct requests', function () {
    this.timeout(patience(30_000));
    fc.assert(
      fc.property(
        method,
        path,
        query,
        body,
        fc.integer({ min: -29_000, max: 29_000 }),
        (verb, where, what, text, offMs) => {
          const request = { method: verb, path: where + what, body: text };
          const signed = Object.entries(sign(request, credential, nowMs + offMs));
          const received = {
            ...request,
            headers: Object.fromEntries(signed.map(([name, value]) => [name.toLowerCase(), value])),
          };
          assert.ok(verifyExchange(received, credential));
          assert.deepEqual(diagnose(received, known, nowMs), []);
        },
      ),
      { numRuns: 10_000 },
    );
  });

  it('that is not so about any request with one byte changed', () => {
    fc.assert(
      fc.property(method, path, query, body, fc.nat(), (verb, where, what, text, at) => {
        const request = { method: verb, path: where + what, body: text };
        const signed = Object.entries(sign(request, credential, nowMs));
        const headers = Object.fromEntries(signed.map(([name, value]) => [name.toLowerCase(), value]));
        const spot = at % request.path.length;
        const changed = `${request.path.slice(0, spot)}~${request.path.slice(spot + 1)}`;
        fc.pre(changed !== request.path);
        assert.ok(diagnose({ ...request, path: changed, headers }, known, nowMs).length > 0);
      }),
      { numRuns: 200 },
    );
  });

  it('and no request is too odd for it', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('NaN', '1e400', '-1', '0', '%', '?&=', '//', '{"__proto__":1}', '[[[', '"'),
    );
    const header = fc.option(fc.oneof(text, fc.array(text)), { nil: undefined });
    fc.assert(
      fc.property(
        text,
        text,
        text,
        fc.array(header, { minLength: 4, maxLength: 4 }),
        (verb, where, body_, values) => {
          const [sent, given, stamp, words] = values;
          const headers = {
            'cb-access-key': sent ?? key,
            'cb-access-sign': given,
            'cb-access-timestamp': stamp,
            'cb-access-passphrase': words,
          };
          const findings = diagnose({ method: verb, path: where, body: body_, headers }, known, nowMs);
          assert.ok(findings.length > 0);
        },
      ),
      { numRuns: 500 },
    );
  });
});
