import assert from 'node:assert/strict';
import { createExchangeCredential } from '../../../nodes/lib/signer';

const key = '0123456789abcdef0123456789abcdef';
/** Begins with "+" and "/" so that each test finds them in place. */
const secret = `+/${Buffer.alloc(64, 0xa7).toString('base64').slice(2)}`;
const passphrase = 'abc4k9q2w';
const good = { key, secret, passphrase };

type Given = Parameters<typeof createExchangeCredential>[0];

function problemsOf(given: Given): string[] {
  const result = createExchangeCredential(given);
  return result.ok ? [] : result.problems.map(({ code }) => code);
}

describe('signer: building an Exchange credential', () => {
  const repairs: [string, Partial<Given>, string[]][] = [
    ['as it should be', {}, []],
    ['blanks around', { key: ` ${key}\n`, secret: `\t${secret} `, passphrase: ` ${passphrase}\r\n` }, []],
    ['a byte order mark', { key: `\ufeff${key}` }, []],
    ['quotes', { key: `"${key}"`, passphrase: `'${passphrase}'` }, ['QUOTES_REMOVED', 'QUOTES_REMOVED']],
    ['typographic quotes', { secret: `“${secret}”` }, ['QUOTES_REMOVED']],
    [
      'a line break inside',
      { secret: `${secret.slice(0, 64)}\n${secret.slice(64)}` },
      ['SECRET_LINES_JOINED'],
    ],
    ['URL-safe', { secret: secret.replace(/\+/g, '-').replace(/\//g, '_') }, ['SECRET_URL_SAFE']],
    ['percent-encoded', { secret: encodeURIComponent(secret) }, ['SECRET_PERCENT_DECODED']],
    ['no padding', { secret: secret.slice(0, -2) }, ['SECRET_PADDED']],
  ];
  for (const [name, change, repaired] of repairs)
    it(`repairs what has one reading: ${name}`, () => {
      const result = createExchangeCredential({ ...good, ...change });
      assert.ok(result.ok);
      assert.equal(result.credential.key, key);
      assert.equal(result.credential.passphrase, passphrase);
      assert.deepEqual(result.credential.secret.export(), Buffer.from(secret, 'base64'));
      assert.deepEqual(
        result.repaired.map(({ code }) => code),
        repaired,
      );
    });

  const refusals: [string, Partial<Given>, string[]][] = [
    [
      'nothing at all',
      { key: '', secret: '', passphrase: '' },
      ['FIELD_EMPTY', 'FIELD_EMPTY', 'FIELD_EMPTY'],
    ],
    ['blanks for a key', { key: '  \n' }, ['FIELD_EMPTY']],
    ['a blank inside the secret', { secret: secret.replace('/', ' ') }, ['SECRET_BLANKS']],
    ['another alphabet', { secret: secret.replace('+', 'é') }, ['SECRET_NOT_BASE64']],
    ['a control character', { secret: secret.replace('+', '\u0000') }, ['SECRET_NOT_BASE64']],
    ['padding in the middle', { secret: `${secret}${secret}` }, ['SECRET_NOT_BASE64']],
    ['one character short', { secret: secret.slice(1) }, ['SECRET_LENGTH']],
    ['one character long', { secret: `A${secret}` }, ['SECRET_LENGTH']],
    ['the secret of the old v2 API', { secret: 'k'.repeat(32) }, ['SECRET_LENGTH']],
    ['a key of two lines', { key: `${key}\n${key}` }, ['FIELD_UNSENDABLE']],
    ['a passphrase with a line break inside', { passphrase: 'one\ntwo' }, ['FIELD_UNSENDABLE']],
    ['a passphrase outside Latin-1', { passphrase: '東京' }, ['FIELD_UNSENDABLE']],
    ['10 MB for a passphrase', { passphrase: 'p'.repeat(10_000_000) }, ['FIELD_TOO_LONG']],
    ['10 MB of blanks and a letter', { secret: `${' '.repeat(10_000_000)}x` }, ['SECRET_LENGTH']],
    ['a placeholder', { key: 'your-api-key' }, ['PLACEHOLDER']],
    ['key and passphrase swapped', { key: passphrase, passphrase: key }, ['KEY_PASSPHRASE_SWAPPED']],
    [
      'secret and passphrase swapped',
      { secret: passphrase, passphrase: secret },
      ['SECRET_PASSPHRASE_SWAPPED'],
    ],
    ['key and secret swapped', { key: secret, secret: key }, ['KEY_SECRET_SWAPPED']],
    ['a CDP key', { key: 'organizations/a/apiKeys/b', passphrase: '' }, ['CDP_KEY']],
    [
      'a CDP key id without passphrase',
      { key: '01234567-89ab-cdef-0123-456789abcdef', passphrase: '' },
      ['CDP_KEY'],
    ],
    [
      'a PEM for a secret',
      { secret: '-----BEGIN EC PRIVATE KEY-----\nAA==\n-----END EC PRIVATE KEY-----' },
      ['CDP_KEY'],
    ],
    ['two things at once', { key: 'a b', secret: 'short' }, ['FIELD_UNSENDABLE', 'SECRET_LENGTH']],
  ];
  for (const [name, change, codes] of refusals)
    it(`refuses ${name}, and says so without repeating it`, () => {
      const given = { ...good, ...change };
      assert.deepEqual(problemsOf(given), codes);
      const result = createExchangeCredential(given);
      const said = JSON.stringify(result);
      for (const hidden of [secret, passphrase, given.secret, given.passphrase].filter(
        (text) => text.length > 6,
      ))
        assert.ok(!said.includes(hidden), 'a part of the credential is told');
    });

  it('takes passphrases that people choose', () => {
    for (const words of [
      'my-dog-rex',
      'p w d',
      'ä-ö',
      'xxx',
      'changeme',
      'a:b=c;d',
      '${X}',
      "it's",
      '1234567',
    ])
      assert.deepEqual(problemsOf({ ...good, passphrase: words }), [], words);
  });

  it('values that are no text count as empty', () => {
    const odds: unknown[] = [undefined, null, 7, {}, ['x'], true];
    for (const odd of odds)
      assert.deepEqual(problemsOf({ ...good, passphrase: odd as string }), ['FIELD_EMPTY']);
  });
});
