import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { createCredential, explain, parseCredential, sign, verify } from '../../../nodes/lib/signer';
import type { Credential, GivenCredential } from '../../../nodes/lib/signer';

const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH');
const nowMs = fc.oneof(
  fc.integer({ min: 0, max: 4_102_444_800_000 }),
  fc.double({ min: 0, max: 8.64e15, noNaN: true }),
);
const value = fc.oneof(
  fc.constantFrom(
    ' ',
    "'",
    '(a)',
    '*',
    'a+b',
    '%20',
    '%',
    '&',
    '=',
    '?',
    '1,2,3',
    '[]',
    '/',
    'ü',
    '東京',
    '🚀',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.string({ unit: 'grapheme' }),
);
const query = fc
  .array(fc.tuple(fc.string({ unit: 'grapheme' }), value), { maxLength: 4 })
  .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
const target = fc
  .tuple(fc.constantFrom('', '/v2', '/api/v3', '/v1'), fc.webPath(), fc.option(query, { nil: undefined }))
  .map(
    ([start, path, what]) => `${start}/${path.replace(/^\/+/, '')}${what === undefined ? '' : `?${what}`}`,
  );
const body = fc.oneof(fc.constant(''), fc.json(), fc.string({ unit: 'grapheme' }));
/** Printable, without blanks and nothing that copying would have put there. */
const printed = fc.stringMatching(/^[A-Za-z0-9+/=_-]{8,90}$/);
const bytes = fc.uint8Array({ minLength: 16, maxLength: 64 });

/** What each API documents, in words of its own: what is signed, with which bytes, how it is written. */
const rules = {
  prime: { key: (text: string) => Buffer.from(text), cut: () => true, write: 'base64' },
  international: { key: (text: string) => Buffer.from(text, 'base64'), cut: () => true, write: 'base64' },
  'coinbase-app': {
    key: (text: string) => Buffer.from(text),
    cut: (path: string) => path.startsWith('/api/v3/'),
    write: 'hex',
  },
} as const;

function made(given: GivenCredential): Credential {
  const result = createCredential(given);
  assert.ok(result.ok, JSON.stringify(result));
  return result.credential;
}

describe('signer: properties of the schemes with a shared secret', () => {
  for (const scheme of ['prime', 'international', 'coinbase-app'] as const) {
    const rule = rules[scheme];
    const secret =
      scheme === 'international' ? bytes.map((raw) => Buffer.from(raw).toString('base64')) : printed;

    it(`${scheme}: the signature is that of the documented parts, whatever they are`, () => {
      fc.assert(
        fc.property(secret, nowMs, method, target, body, (text, now, verb, path, content) => {
          const credential = made({ scheme, key: 'k', secret: text, passphrase: 'p' });
          const request = { method: verb, path, body: content };
          const headers = Object.entries(sign(request, credential, now));
          const stamp = String(Math.floor(now / 1000));
          const [where] = path.split('?');
          const prehash = [stamp, verb, rule.cut(path) ? where : path, content].join('');
          const digest = createHmac('sha256', rule.key(text)).update(Buffer.from(prehash)).digest();
          const values = headers.map(([, value]) => value);
          assert.ok(values.includes(Buffer.from(digest).toString(rule.write)));
          assert.ok(values.includes(stamp));
          assert.equal(explain(request, credential, now).prehash, prehash);

          const received = {
            ...request,
            headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
          };
          assert.ok(verify(received, credential));
          assert.ok(!verify({ ...received, body: `${content}x` }, credential));
          assert.ok(!verify({ ...received, method: `${verb}X` }, credential));
          const other = made({ scheme, key: 'k', secret: `AAAA${text}`, passphrase: 'p' });
          assert.ok(!verify(received, other));
        }),
        { numRuns: 700 },
      );
    });
  }

  it('a Prime signing key is used as it was pasted, whatever it looks like', () => {
    fc.assert(
      fc.property(printed, fc.boolean(), (text, labelled) => {
        // A value that begins like a label of its own cannot be told from one.
        fc.pre(!labelled || !/^[\w .-]+[=:]/.test(text));
        const pasted = labelled
          ? `Access key: k3y\nSigning key: ${text}\nPassphrase: words`
          : JSON.stringify({ accessKey: 'k3y', signingKey: text, passphrase: 'words' });
        const parsed = parseCredential(pasted);
        // What stands in examples for a value is refused.
        fc.pre(parsed.ok || !parsed.problems.some(({ code }) => code === 'PLACEHOLDER'));
        assert.ok(parsed.ok, JSON.stringify(parsed));
        assert.equal(parsed.product, 'prime');
        assert.equal(parsed.credential.secret.export().toString(), text);
      }),
      { numRuns: 500 },
    );
  });
});
