import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import * as fc from 'fast-check';
import { createCredential, diagnose, sign, verify } from '../../../nodes/lib/signer';
import type { Credential, Finding, ReceivedRequest, Scheme } from '../../../nodes/lib/signer';
import { send, type Mistake } from './mistakes';
import { expectedCodes, pairable } from './mistakes/pairs';
import { clientOf, commonMistakes, schemeMistakes, type OtherScheme } from './mistakes/schemes';
import { patience } from '../../patience';

const nowMs = 1_700_000_000_456;
const key = '0123456789abcdef0123456789abcdef';
const passphrase = 'abc4k9q2w';
/** With "+" and "/" in it, so that a decoder that loses them decodes something else. */
const secret = Buffer.from(Array.from({ length: 64 }, (_, index) => (index * 89 + 251) % 256)).toString(
  'base64',
);

function credentialOf(scheme: Scheme, given = secret): Credential {
  const made = createCredential({ scheme, key, secret: given, passphrase });
  assert.ok(made.ok);
  return made.credential;
}

const order = '{"side":"buy","product_id":"BTC-USD","note":"grün/ü","price":"100.01","size":"0.5"}';
const requests: Readonly<Record<OtherScheme, readonly [string, string, string][]>> = {
  prime: [
    ['GET', '/v1/portfolios', ''],
    ['GET', '/v1/portfolios/p/orders?limit=25&cursor=a%2Bb', ''],
    ['POST', '/v1/portfolios/p/order', order],
  ],
  international: [
    ['GET', '/api/v1/portfolios', ''],
    ['DELETE', '/api/v1/orders?portfolio=p&instrument=BTC-PERP', ''],
    ['POST', '/api/v1/orders', order],
  ],
  'coinbase-app': [
    ['GET', '/v2/user', ''],
    ['GET', '/v2/accounts?starting_after=a%2Bb&limit=100', ''],
    ['GET', '/api/v3/brokerage/orders/historical/batch?limit=10&order_status=OPEN', ''],
    ['POST', '/v2/accounts/a/transactions', order],
  ],
};

/** Makes the mistakes on the request; undefined where one of them cannot be made on it or changes nothing. */
function flawed(
  scheme: OtherScheme,
  request: readonly [string, string, string],
  made: readonly Mistake[],
): ReceivedRequest | undefined {
  const hand = clientOf(scheme, { key, secret, passphrase }, request);
  for (const mistake of made) {
    if (mistake.on !== undefined && !mistake.on(hand)) return undefined;
    // A path mistake of the common kind is made on the path as sent, which has no query then.
    if (mistake.place === 'path' && !schemeMistakes[scheme].includes(mistake) && hand.path.includes('?'))
      return undefined;
    const before = JSON.stringify(send(hand));
    mistake.make(hand);
    if (JSON.stringify(send(hand)) === before) return undefined;
  }
  return send(hand);
}

const codesOf = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code).sort();

function assertSilent(findings: readonly Finding[], received: ReceivedRequest, credential: Credential): void {
  const said = JSON.stringify(findings);
  for (const hidden of [
    secret,
    passphrase,
    ...Object.values(sign(received, credential, nowMs)).filter((text) => text.length > 40),
  ])
    assert.ok(!said.includes(hidden), 'a finding reveals something');
}

for (const scheme of ['prime', 'international', 'coinbase-app'] as const) {
  const credential = credentialOf(scheme);
  const known = { credentials: [credential] };
  const own = schemeMistakes[scheme];
  const common = commonMistakes(scheme);

  describe(`signer: the doctor on ${scheme}`, () => {
    it('has nothing to say about a client that makes no mistake', () => {
      for (const request of requests[scheme]) {
        const received = send(clientOf(scheme, { key, secret, passphrase }, request));
        assert.ok(verify(received, credential));
        assert.deepEqual(diagnose(received, known, nowMs), []);
      }
    });

    for (const mistake of [...own, ...common])
      it(`${mistake.code}: ${mistake.name}`, () => {
        const received = requests[scheme]
          .map((request) => flawed(scheme, request, [mistake]))
          .filter((request) => request !== undefined);
        if (own.includes(mistake)) assert.ok(received.length > 0, 'the mistake is made on some request');
        for (const request of received) {
          const findings = diagnose(request, known, nowMs);
          assert.deepEqual(codesOf(findings), [mistake.code], `${request.method} ${request.path}`);
          assertSilent(findings, request, credential);
        }
      });

    it('names two mistakes at once', () => {
      let pairs = 0;
      for (const [index, first] of own.entries())
        for (const second of [...own.slice(index + 1), ...common]) {
          if (!pairable(first, second) || isStyle(first) || isStyle(second)) continue;
          for (const request of requests[scheme]) {
            const received = flawed(scheme, request, [first, second]);
            if (received === undefined) continue;
            const findings = diagnose(received, known, nowMs);
            const said = `${first.name}, ${second.name} on ${request.join(' ')}`;
            assert.deepEqual(codesOf(findings), styled(expectedCodes(first, second)), said);
            assertSilent(findings, received, credential);
            pairs += 1;
          }
        }
      assert.ok(pairs > 60, `${pairs} pairs`);
    });
  });
}

/** Headers of another product: what they join with is a test of its own. */
function isStyle({ place }: Mistake): boolean {
  return place === 'header';
}

function styled(codes: readonly string[]): string[] {
  const style = codes.includes('DIGEST_BASE64') && codes.includes('SECRET_DECODED');
  return style ? ['EXCHANGE_STYLE'] : [...codes];
}

describe('signer: the doctor knows the way of another product', () => {
  const lower = (headers: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  /** Signed as for one product, sent to another that has the same key, secret and passphrase. */
  const misdirected = (from: Scheme, to: Scheme, path: string): string[] => {
    const request = { method: 'GET', path, body: '' };
    const headers = lower(sign(request, credentialOf(from), nowMs));
    return codesOf(diagnose({ ...request, headers }, { credentials: [credentialOf(to)] }, nowMs));
  };

  it('Exchange and Prime', () => {
    assert.deepEqual(misdirected('exchange', 'prime', '/v1/x?a=b'), ['EXCHANGE_STYLE']);
    assert.deepEqual(misdirected('exchange', 'prime', '/v1/x'), ['EXCHANGE_STYLE']);
    assert.deepEqual(misdirected('prime', 'exchange', '/orders?a=b'), ['PRIME_STYLE']);
    assert.deepEqual(misdirected('prime', 'exchange', '/orders'), ['PRIME_STYLE']);
  });

  it('Exchange and International', () => {
    assert.deepEqual(misdirected('exchange', 'international', '/api/v1/x?a=b'), ['QUERY_SIGNED']);
    assert.deepEqual(misdirected('international', 'exchange', '/orders?a=b'), ['QUERY_LEFT_OUT']);
    assert.deepEqual(misdirected('prime', 'international', '/api/v1/x?a=b'), ['PRIME_STYLE']);
  });

  it('the old Coinbase App', () => {
    assert.deepEqual(misdirected('coinbase-app', 'exchange', '/orders?a=b'), ['APP_STYLE', 'HEADER_MISSING']);
    assert.deepEqual(misdirected('exchange', 'coinbase-app', '/v2/x?a=b'), ['EXCHANGE_STYLE']);
  });

  it('a key that is not known either says the product alone', () => {
    const request = { method: 'GET', path: '/v1/x', body: '' };
    const headers = { ...lower(sign(request, credentialOf('exchange'), nowMs)), 'cb-access-key': 'another' };
    assert.deepEqual(
      codesOf(diagnose({ ...request, headers }, { credentials: [credentialOf('prime')] }, nowMs)),
      ['EXCHANGE_HEADERS'],
    );
  });

  it('the window of International is 5 seconds', () => {
    const credential = credentialOf('international');
    const request = { method: 'GET', path: '/api/v1/x', body: '' };
    for (const [off, codes] of [
      [5, []],
      [6, ['CLOCK_OFF']],
      [-5, []],
      [-6, ['CLOCK_OFF']],
    ] as const) {
      const headers = lower(sign(request, credential, 1_700_000_000_000 + off * 1000));
      const findings = diagnose({ ...request, headers }, { credentials: [credential] }, 1_700_000_000_000);
      assert.deepEqual(codesOf(findings), codes, `${off} s`);
    }
  });
});

describe('signer: the doctor on every scheme', () => {
  it('has nothing to say about 10,000 random correct requests, with all keys known at once', function () {
    this.timeout(patience(60_000));
    const pem = (pair: ReturnType<typeof generateKeyPairSync>): string =>
      (pair.privateKey as unknown as { export(how: object): string }).export({
        type: 'pkcs8',
        format: 'pem',
      });
    const made = [
      ...(['exchange', 'prime', 'international', 'coinbase-app'] as const).map((scheme, index) =>
        createCredential({ scheme, key: `${index}`.repeat(32), secret, passphrase }),
      ),
      createCredential({
        scheme: 'cdp',
        key: 'organizations/a/apiKeys/b',
        secret: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
      }),
      createCredential({
        scheme: 'cdp',
        key: 'organizations/a/apiKeys/c',
        secret: pem(generateKeyPairSync('ed25519')),
      }),
    ];
    const credentials = made.map((one) => {
      assert.ok(one.ok);
      return one.credential;
    });
    const target = fc
      .tuple(
        fc.constantFrom('', '/api/v3/x', '/v2'),
        fc.webPath(),
        fc.oneof(fc.constant(''), fc.webQueryParameters()),
      )
      .map(
        ([start, path, query]) => `${start}/${path.replace(/^\/+/, '')}${query === '' ? '' : `?${query}`}`,
      );
    const body = fc.oneof(fc.constant(''), fc.json(), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(
        fc.constantFrom(...credentials),
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
        target,
        body,
        fc.integer({ min: -4_000, max: 4_000 }),
        (credential, method, path, text, offMs) => {
          const request = { method, path, body: text };
          const signed = Object.entries(sign({ ...request, host: 'example.org' }, credential, nowMs + offMs));
          const headers = Object.fromEntries(signed.map(([name, value]) => [name.toLowerCase(), value]));
          const received = { ...request, headers };
          assert.ok(verify(received, credential, 'example.org:8443'));
          assert.deepEqual(diagnose(received, { credentials, host: 'example.org' }, nowMs), []);
        },
      ),
      { numRuns: 10_000 },
    );
  });
});
