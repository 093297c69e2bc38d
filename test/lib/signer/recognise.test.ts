import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { parseCredential, recognise } from '../../../nodes/lib/signer';
import { cpuMs } from '../../cpu-time';

const key = randomBytes(16).toString('hex');
const secret = secretWithEverySymbol();
const passphrase = 'k2p:9x=q7w';
const triple = { key, secret, passphrase };

/**
 * A secret that has "+" and "/" in it, so that a form that loses them shows. Not at its beginning: a blank there is no
 * part of what was pasted.
 */
function secretWithEverySymbol(): string {
  for (;;) {
    const text = randomBytes(64).toString('base64');
    if (text.includes('+') && text.includes('/') && !/^[+/]/.test(text)) return text;
  }
}

/** Complete triples in every usual layout. */
const wholeForms: Record<string, string> = {
  'JSON as the sandbox command prints it': JSON.stringify({
    rest: 'http://127.0.0.1:1',
    feed: 'ws://127.0.0.1:1',
    ...triple,
  }),
  'JSON, indented': JSON.stringify(triple, null, 2),
  'JSON with apiKey, apiSecret, apiPassphrase': JSON.stringify({
    apiKey: key,
    apiSecret: secret,
    apiPassphrase: passphrase,
  }),
  'JSON with api_key, b64secret, pass_phrase': JSON.stringify({
    api_key: key,
    api_secret: secret,
    pass_phrase: passphrase,
  }),
  'JSON with CB-ACCESS names': JSON.stringify({
    'CB-ACCESS-KEY': key,
    SECRET: secret,
    'CB-ACCESS-PASSPHRASE': passphrase,
  }),
  'JSON one level down, with a nickname': JSON.stringify({ coinbase: { nickname: 'mine', ...triple } }),
  'JSON in a list': JSON.stringify([triple]),
  'JSON with escaped slashes': JSON.stringify(triple).replace(/\//g, '\\/'),
  'JSON in a JSON string': JSON.stringify(JSON.stringify(triple)),
  'JSON with a last comma': `{\n "key": "${key}",\n "secret": "${secret}",\n "passphrase": "${passphrase}",\n}`,
  'JSON broken, in one line': `{"key":"${key}","secret":"${secret}","passphrase":"${passphrase}",}`,
  'JSON with a BOM': `\ufeff${JSON.stringify(triple)}`,
  'JavaScript object': `const account = {\n  key: '${key}',\n  secret: '${secret}', // the long one\n  passphrase: '${passphrase}',\n};`,
  'JavaScript object in one line': `{ key: '${key}', secret: '${secret}', passphrase: '${passphrase}' }`,
  'JavaScript constants': `const API_KEY = "${key}";\nconst API_SECRET = "${secret}";\nconst PASSPHRASE = "${passphrase}";`,
  'Python assignments': `api_key = '${key}'\napi_secret = '${secret}'\napi_pass = '${passphrase}'`,
  'env lines': `COINBASE_API_KEY=${key}\nCOINBASE_API_SECRET=${secret}\nCOINBASE_PASSPHRASE=${passphrase}\n`,
  'env lines with quotes, CRLF and comments': `# my key\r\nKEY="${key}"\r\n\r\nSECRET="${secret}" # long\r\nPASSPHRASE="${passphrase}"\r\n`,
  'shell exports': `export CB_KEY='${key}'\nexport CB_SECRET='${secret}'\nexport CB_PASSPHRASE='${passphrase}'`,
  'one shell line': `CB_KEY=${key} CB_SECRET=${secret} CB_PASSPHRASE=${passphrase} node bot.js`,
  'one docker line': `docker run -e CB_KEY=${key} -e CB_SECRET=${secret} -e CB_PASSPHRASE=${passphrase} image`,
  'Windows set': `set KEY=${key}\r\nset SECRET=${secret}\r\nset PASSPHRASE=${passphrase}`,
  PowerShell: `$env:KEY = "${key}"\n$env:SECRET = "${secret}"\n$env:PASSPHRASE = "${passphrase}"`,
  YAML: `coinbase:\n  key: ${key}\n  secret: ${secret}\n  passphrase: ${passphrase}\n`,
  'YAML list as in docker compose': `environment:\n  - CB_KEY=${key}\n  - CB_SECRET=${secret}\n  - CB_PASSPHRASE=${passphrase}\n`,
  'YAML quoted': `key: "${key}"\nsecret: "${secret}"\npassphrase: '${passphrase}'\n`,
  'labels as on a page': `API key: ${key}\nAPI secret: ${secret}\nPassphrase: ${passphrase}`,
  'labels on lines of their own': `API Key\n${key}\nAPI Secret\n${secret}\nPassphrase\n${passphrase}`,
  'labels with a colon, values below': `Key:\n  ${key}\nSecret:\n  ${secret}\nPassphrase:\n  ${passphrase}`,
  'labels and tabs': `Key\t${key}\nSecret\t${secret}\nPassphrase\t${passphrase}`,
  'labels, other order, blanks around': `\n\n   Passphrase :  ${passphrase}  \n  Secret : ${secret} \n\n Key : ${key}\n`,
  'labels in a Markdown list': `- Key: ${key}\n- Secret: ${secret}\n- Passphrase: ${passphrase}`,
  'three bare lines': `${key}\n${secret}\n${passphrase}`,
  'three bare lines, other order': `${passphrase}\n${key}\n${secret}\n`,
  'three bare lines, CRLF and empty lines between': `${key}\r\n\r\n${secret}\r\n\r\n${passphrase}\r\n`,
  'three bare words': `${key} ${secret} ${passphrase}`,
  'three bare words with commas': `${key}, ${secret}, ${passphrase}`,
  'three bare lines in quotes': `"${key}"\n"${secret}"\n"${passphrase}"`,
  'one line with literal line breaks': `KEY=${key}\\nSECRET=${secret}\\nPASSPHRASE=${passphrase}`,
  'a secret that a terminal broke in two': `Key: ${key}\nSecret: ${secret.slice(0, 70)}\n${secret.slice(70)}\nPassphrase: ${passphrase}`,
  'a bare secret broken in two': `${key}\n${secret.slice(0, 70)}\n${secret.slice(70)}\n${passphrase}`,
  'a secret in the URL-safe alphabet': `key=${key}\nsecret=${secret.replace(/\+/g, '-').replace(/\//g, '_')}\npassphrase=${passphrase}`,
  'a percent-encoded secret': `key=${key}\nsecret=${encodeURIComponent(secret)}\npassphrase=${passphrase}`,
  'a secret without its padding': `key=${key}\nsecret=${secret.slice(0, -2)}\npassphrase=${passphrase}`,
  'headers and a secret': `CB-ACCESS-KEY: ${key}\nCB-ACCESS-PASSPHRASE: ${passphrase}\nCB-ACCESS-TIMESTAMP: 1700000000\nsecret: ${secret}`,
};

describe('signer: recognising a pasted Exchange credential', () => {
  for (const [form, text] of Object.entries(wholeForms))
    it(form, () => {
      const seen = recognise(text);
      assert.equal(seen.product, 'exchange');
      assert.deepEqual(seen.fields, triple);
      assert.deepEqual(seen.missing, []);
      assert.deepEqual(seen.problems, []);
      assert.deepEqual(seen.fits, ['exchange', 'exchange-sandbox', 'custom']);
      const parsed = parseCredential(text);
      assert.ok(parsed.ok);
      assert.equal(parsed.credential.secret.export().toString('base64'), secret);
      assert.equal(parsed.credential.key, key);
      assert.equal(parsed.credential.passphrase, passphrase);
    });

  const parts: [string, string, string[]][] = [
    ['the key alone', key, ['secret', 'passphrase']],
    ['the secret alone', secret, ['key', 'passphrase']],
    ['a labelled passphrase alone', `passphrase: ${passphrase}`, ['key', 'secret']],
    ['key and secret', `${key}\n${secret}`, ['passphrase']],
    ['JSON without passphrase', JSON.stringify({ key, secret }), ['passphrase']],
    ['JSON with an empty passphrase', JSON.stringify({ key, secret, passphrase: '' }), ['passphrase']],
    ['secret and passphrase', `secret=${secret}\npassphrase=${passphrase}`, ['key']],
  ];
  for (const [form, text, missing] of parts)
    it(`in part: ${form}`, () => {
      const seen = recognise(text);
      assert.equal(seen.product, 'exchange');
      assert.deepEqual(seen.missing, missing);
      for (const part of missing) assert.match(seen.says, new RegExp(part));
      const parsed = parseCredential(text);
      assert.ok(!parsed.ok);
      assert.deepEqual(
        parsed.problems.map(({ code }) => code),
        missing.map(() => 'FIELD_EMPTY'),
      );
    });

  const damaged: [string, string, string][] = [
    ['a secret cut short', JSON.stringify({ ...triple, secret: secret.slice(0, 80) }), 'SECRET_LENGTH'],
    ['a bare secret cut short', `${key}\n${secret.slice(0, 70)}\n${passphrase}`, 'SECRET_LENGTH'],
    [
      'a secret whose plus became a blank',
      JSON.stringify({ ...triple, secret: secret.replace(/\+/g, ' ') }),
      'SECRET_BLANKS',
    ],
    [
      'a secret with a stray letter',
      JSON.stringify({ ...triple, secret: secret.replace('+', '§') }),
      'SECRET_NOT_BASE64',
    ],
    [
      'a placeholder for the passphrase',
      `key=${key}\nsecret=${secret}\npassphrase=<your passphrase>`,
      'PLACEHOLDER',
    ],
    ['a masked secret', `key: ${key}\nsecret: ••••••••••\npassphrase: ${passphrase}`, 'PLACEHOLDER'],
    [
      'two keys',
      `key=${key}\nsecret=${secret}\npassphrase=${passphrase}\nkey=${randomBytes(16).toString('hex')}`,
      'SEVERAL_VALUES',
    ],
    [
      'key and passphrase swapped',
      JSON.stringify({ key: 'words', secret, passphrase: key }),
      'KEY_PASSPHRASE_SWAPPED',
    ],
    [
      'secret and passphrase swapped',
      JSON.stringify({ key, secret: passphrase, passphrase: secret }),
      'SECRET_PASSPHRASE_SWAPPED',
    ],
    [
      'key and secret swapped',
      JSON.stringify({ key: secret, secret: key, passphrase }),
      'KEY_SECRET_SWAPPED',
    ],
    [
      'a passphrase no header can carry',
      JSON.stringify({ ...triple, passphrase: 'pass\u0007word' }),
      'FIELD_UNSENDABLE',
    ],
  ];
  for (const [form, text, code] of damaged)
    it(`damaged: ${form}`, () => {
      for (const { problems, product } of [recognise(text), parsedProblems(text)]) {
        assert.equal(product, 'exchange');
        assert.deepEqual(
          problems.map((problem) => problem.code),
          [code],
        );
      }
      assertSilent(text);
    });

  it('texts that are no credential stay unknown, whatever they are', () => {
    const texts = [
      '',
      '   ',
      'hello',
      'null',
      '[]',
      '{}',
      '"x"',
      '12',
      '{{{',
      'a=b',
      '-----BEGIN PUBLIC KEY-----',
      '${COINBASE_KEY}',
      'x'.repeat(10_000_000),
      ' '.repeat(60_000) + 'x',
      '"'.repeat(60_000),
      '\\n'.repeat(30_000),
      'key '.repeat(16_000),
      'a='.repeat(30_000),
      '{"__proto__":{"x":"y"}}',
    ];
    for (const text of texts) {
      const started = cpuMs();
      assert.ok(!parseCredential(text).ok, text.slice(0, 40));
      assert.equal(recognise(text).product, 'unknown', text.slice(0, 40));
      const ms = cpuMs() - started;
      assert.ok(ms < 500, `${text.slice(0, 20)} took ${ms} ms`);
    }
    assert.equal(recognise(undefined as unknown as string).product, 'unknown');
  });
});

describe('signer: recognising anything', () => {
  it('never throws, never invents, and never tells what it found', () => {
    const label = fc.constantFrom('key', 'API secret', 'passphrase', 'name', 'privateKey', 'x', '');
    const value = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.constantFrom(key, secret, passphrase, '-----BEGIN EC PRIVATE KEY-----', '{', '"'),
    );
    const line = fc
      .tuple(label, fc.constantFrom(':', '=', ' ', ': "', "='"), value)
      .map((pieces) => pieces.join(''));
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      fc.array(line).map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        const parsed = parseCredential(pasted);
        const seen = recognise(pasted);
        for (const found of Object.values(seen.fields))
          if (found.length > 8) assert.ok(!parsed.says.includes(found));
        assert.deepEqual(
          seen.missing.filter((part) => seen.fields[part] !== undefined),
          [],
        );
        if (parsed.ok) assert.deepEqual(parsed.missing, []);
      }),
      { numRuns: 2_000 },
    );
  });
});

function parsedProblems(text: string): { product: string; problems: readonly { code: string }[] } {
  const parsed = parseCredential(text);
  assert.ok(!parsed.ok);
  return parsed;
}

/** Nothing that is said holds any part of the credential. */
function assertSilent(text: string): void {
  const parsed = parseCredential(text);
  const said = JSON.stringify([parsed.says, parsed.ok ? [] : parsed.problems]);
  for (const part of [key, secret.slice(0, 20), passphrase]) assert.ok(!said.includes(part));
}
