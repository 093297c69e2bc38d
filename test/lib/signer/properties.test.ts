import assert from 'node:assert/strict';
import { createHmac, createSecretKey } from 'node:crypto';
import * as fc from 'fast-check';
import { createExchangeCredential, explain, sign, signFeed, verifyExchange } from '../../../nodes/lib/signer';
import type { ExchangeCredential } from '../../../nodes/lib/signer';

const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH');
const bytes = fc.uint8Array({ minLength: 64, maxLength: 64 });
const nowMs = fc.oneof(
  fc.integer({ min: 0, max: 4_102_444_800_000 }),
  fc.double({ min: 0, max: 8.64e15, noNaN: true }),
);
const oddValue = fc.oneof(
  fc.constantFrom(
    ' ',
    "'",
    '(a)',
    '*',
    'a b',
    'a+b',
    '%20',
    '%',
    '&',
    '=',
    '#',
    '1,2,3',
    '[]',
    'it’s',
    'ü',
    '東京',
    '🚀',
    '\ud800',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.string({ unit: 'grapheme' }),
);
const query = fc
  .array(fc.tuple(fc.string(), oddValue), { maxLength: 5 })
  .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
const path = fc
  .tuple(fc.webPath(), fc.option(query, { nil: undefined }))
  .map(([where, what]) => `/${where.replace(/^\/+/, '')}${what === undefined ? '' : `?${what}`}`);
const body = fc.option(fc.oneof(fc.constant(''), fc.json(), fc.string({ unit: 'binary' })), {
  nil: undefined,
});

/** Without a lone surrogate: such a half has no UTF-8 of its own. */
function isWellFormed(text: string): boolean {
  return Buffer.from(text).toString() === text;
}

function credentialOf(raw: Uint8Array): ExchangeCredential {
  return { scheme: 'exchange', key: 'k', secret: createSecretKey(raw), passphrase: 'p' };
}

/** The same by other means: bytes joined, the raw secret, hex turned to base64. */
function independent(raw: Uint8Array, parts: readonly string[]): string {
  const text = Buffer.concat(parts.map((part) => Buffer.from(part, 'utf8')));
  return Buffer.from(createHmac('sha256', Buffer.from(raw)).update(text).digest('hex'), 'hex').toString(
    'base64',
  );
}

describe('signer: properties', () => {
  it('the signature is that of stamp, method, path and body, whatever they are', () => {
    fc.assert(
      fc.property(bytes, nowMs, method, path, body, (raw, now, verb, target, text) => {
        // Halves of a pair of surrogates meet only where two parts do; text that is sent has none alone.
        fc.pre(isWellFormed(target) && isWellFormed(text ?? ''));
        const request = { method: verb, path: target, ...(text === undefined ? {} : { body: text }) };
        const signed = sign(request, credentialOf(raw), now);
        const stamp = signed['CB-ACCESS-TIMESTAMP'] ?? '';
        assert.match(stamp, /^\d{1,13}$/);
        assert.ok(
          Number(stamp) * 1000 <= now && now < Number(stamp) * 1000 + 1000,
          'the stamp is the second of now',
        );
        assert.equal(signed['CB-ACCESS-SIGN'], independent(raw, [stamp, verb, target, text ?? '']));
        assert.deepEqual(Object.keys(signed).sort(), [
          'CB-ACCESS-KEY',
          'CB-ACCESS-PASSPHRASE',
          'CB-ACCESS-SIGN',
          'CB-ACCESS-TIMESTAMP',
        ]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('explain tells that same prehash and gives away neither secret nor signature', () => {
    fc.assert(
      fc.property(bytes, nowMs, method, path, body, (raw, now, verb, target, text) => {
        const request = { method: verb, path: target, ...(text === undefined ? {} : { body: text }) };
        const credential = credentialOf(raw);
        const told = explain(request, credential, now);
        const signed = sign(request, credential, now);
        assert.equal(told.prehash, `${signed['CB-ACCESS-TIMESTAMP']}${verb}${target}${text ?? ''}`);
        assert.equal(Object.values(told.parts).join(''), told.prehash);
        const all = JSON.stringify(told);
        assert.ok(!all.includes(signed['CB-ACCESS-SIGN'] ?? ''));
        assert.ok(!all.includes(Buffer.from(raw).toString('base64')));
        assert.equal(told.signature.slice(0, 4), signed['CB-ACCESS-SIGN']?.slice(0, 4));
      }),
      { numRuns: 500 },
    );
  });

  it('the server verifies exactly what was signed, and no change of one character', () => {
    fc.assert(
      fc.property(bytes, nowMs, method, path, body, fc.nat(), (raw, now, verb, target, given, at) => {
        const text = given ?? '';
        const credential = credentialOf(raw);
        const headers = Object.fromEntries(
          Object.entries(sign({ method: verb, path: target, body: text }, credential, now)).map(
            ([name, value]) => [name.toLowerCase(), value],
          ),
        );
        const received = { method: verb, path: target, body: text, headers };
        assert.ok(verifyExchange(received, credential));
        const change = (part: string): string => {
          const spot = part === '' ? 0 : at % part.length;
          return `${part.slice(0, spot)}${part[spot] === 'x' ? 'y' : 'x'}${part.slice(spot + 1)}`;
        };
        assert.ok(!verifyExchange({ ...received, method: change(verb) }, credential), 'method');
        assert.ok(!verifyExchange({ ...received, path: change(target) }, credential), 'path');
        assert.ok(!verifyExchange({ ...received, body: change(text) }, credential), 'body');
        for (const name of ['cb-access-timestamp', 'cb-access-sign']) {
          assert.ok(
            !verifyExchange(
              { ...received, headers: { ...headers, [name]: change(headers[name] ?? '') } },
              credential,
            ),
            name,
          );
          assert.ok(
            !verifyExchange({ ...received, headers: { ...headers, [name]: undefined } }, credential),
            `no ${name}`,
          );
        }
        const changed = Uint8Array.from(raw);
        changed[at % 64] = (changed[at % 64] ?? 0) ^ 1;
        assert.ok(!verifyExchange(received, credentialOf(changed)), 'secret');
      }),
      { numRuns: 500 },
    );
  });

  it('the feed’s signature is that of GET /users/self/verify', () => {
    fc.assert(
      fc.property(bytes, nowMs, (raw, now) => {
        const feed = signFeed(credentialOf(raw), now);
        assert.equal(feed.signature, independent(raw, [feed.timestamp, 'GET', '/users/self/verify']));
      }),
      { numRuns: 200 },
    );
  });

  it('a pasted secret gives the same 64 bytes through every damage that has one reading', () => {
    const damage = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `  ${text}\r\n`,
      (text) => `\ufeff"${text}"`,
      (text) => `'${text}'`,
      (text) => `${text.slice(0, 40)}\n${text.slice(40)}`,
      (text) => `${text.slice(0, 64)}\r\n    ${text.slice(64)}`,
      (text) => text.replace(/=/g, ''),
      (text) => text.replace(/\+/g, '-').replace(/\//g, '_'),
      (text) => encodeURIComponent(text),
    );
    fc.assert(
      fc.property(bytes, damage, (raw, harm) => {
        const secret = harm(Buffer.from(raw).toString('base64'));
        const made = createExchangeCredential({ key: 'k', secret, passphrase: 'p' });
        assert.ok(made.ok);
        assert.deepEqual(Uint8Array.from(made.credential.secret.export()), Uint8Array.from(raw));
      }),
      { numRuns: 500 },
    );
  });
});
