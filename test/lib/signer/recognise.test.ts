import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { parseCredential, recognise } from '../../../nodes/lib/signer';

const key = randomBytes(16).toString('hex');
const secret = secretWithEverySymbol();
const passphrase = 'k2p:9x=q7w';
const triple = { key, secret, passphrase };

/** A secret that has "+" and "/" in it, so that a form that loses them shows. */
function secretWithEverySymbol(): string {
  for (;;) {
    const text = randomBytes(64).toString('base64');
    if (text.includes('+') && text.includes('/')) return text;
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
      assert.deepEqual(seen.fits, ['exchange', 'exchange-sandbox']);
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
      const started = process.hrtime.bigint();
      assert.ok(!parseCredential(text).ok, text.slice(0, 40));
      assert.equal(recognise(text).product, 'unknown', text.slice(0, 40));
      const ms = Number(process.hrtime.bigint() - started) / 1e6;
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

describe('signer: recognising credentials of other Coinbase products', () => {
  const name = `organizations/${randomUUID()}/apiKeys/${randomUUID()}`;
  const id = randomUUID();
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const sec1 = ec.export({ type: 'sec1', format: 'pem' }).toString();
  const pkcs8 = ec.export({ type: 'pkcs8', format: 'pem' }).toString();
  const ed = generateKeyPairSync('ed25519');
  const edPem = ed.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const jwk = ed.privateKey.export({ format: 'jwk' });
  const seed = Buffer.from(jwk.d ?? '', 'base64url');
  const ed64 = Buffer.concat([seed, Buffer.from(jwk.x ?? '', 'base64url')]).toString('base64');
  const file = { name, privateKey: sec1 };

  const forms: [string, string, 'ES256' | 'EdDSA', boolean][] = [
    ['key file with name', JSON.stringify(file, null, 2), 'ES256', true],
    ['key file with id', JSON.stringify({ id, privateKey: ed64 }), 'EdDSA', true],
    [
      'key file with id and a seed',
      JSON.stringify({ id, privateKey: seed.toString('base64') }),
      'EdDSA',
      true,
    ],
    [
      'key file of the first generation',
      JSON.stringify({
        name,
        principal: 'organizations/x',
        principalType: 'USER',
        publicKey: '-----BEGIN EC PUBLIC KEY-----\nMFk=\n-----END EC PUBLIC KEY-----\n',
        privateKey: sec1,
        createTime: '2024-01-01',
        projectId: id,
        nickname: 'n',
        scopes: ['view'],
        allowedIps: [],
        keyType: 'TRADING_KEY',
        enabled: true,
      }),
      'ES256',
      true,
    ],
    [
      'key file with a BOM and CRLF',
      `\ufeff${JSON.stringify(file, null, 2).replace(/\n/g, '\r\n')}`,
      'ES256',
      true,
    ],
    ['key file with real line breaks inside', `{"name": "${name}", "privateKey": "${sec1}"}`, 'ES256', true],
    ['SEC1 PEM', sec1, 'ES256', false],
    ['PKCS#8 PEM', pkcs8, 'ES256', false],
    ['Ed25519 PKCS#8 PEM', edPem, 'EdDSA', false],
    ['PEM with CRLF and BOM', `\ufeff${sec1.replace(/\n/g, '\r\n')}`, 'ES256', false],
    ['PEM with literal line breaks', sec1.replace(/\n/g, '\\n'), 'ES256', false],
    ['PEM with doubly escaped line breaks', sec1.replace(/\n/g, '\\\\n'), 'ES256', false],
    ['PEM in quotes with literal line breaks', `"${sec1.replace(/\n/g, '\\n')}"`, 'ES256', false],
    ['PEM with line breaks lost', sec1.replace(/\n/g, ''), 'ES256', false],
    ['PEM with line breaks turned to blanks', sec1.replace(/\n/g, ' '), 'ES256', false],
    ['PEM without the last line break', sec1.trimEnd(), 'ES256', false],
    ['PEM indented', sec1.replace(/^/gm, '    '), 'ES256', false],
    [
      'PEM after OpenSSL’s parameters',
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${sec1}`,
      'ES256',
      false,
    ],
    [
      'env lines with a PEM in quotes',
      `COINBASE_KEY_NAME="${name}"\nCOINBASE_PRIVATE_KEY="${sec1.replace(/\n/g, '\\n')}"`,
      'ES256',
      true,
    ],
    ['labelled lines', `API key name: ${name}\nPrivate key:\n${sec1}`, 'ES256', true],
    ['name and PEM', `${name}\n${pkcs8}`, 'ES256', true],
    ['raw Ed25519, 64 bytes', ed64, 'EdDSA', false],
    ['raw Ed25519, 32 bytes', seed.toString('base64'), 'EdDSA', false],
    ['raw Ed25519 with blanks around', `\n ${ed64} \r\n`, 'EdDSA', false],
    ['id and raw Ed25519', `${id}\n${ed64}`, 'EdDSA', true],
    ['labelled id and secret', `API key ID: ${id}\nSecret: ${ed64}`, 'EdDSA', true],
  ];
  for (const [form, text, algorithm, named] of forms)
    it(`CDP: ${form}`, () => {
      const parsed = parseCredential(text);
      assert.ok(!parsed.ok);
      assert.equal(parsed.product, 'cdp');
      assert.deepEqual(parsed.fits, []);
      assert.match(parsed.says, /Advanced Trade/);
      assert.deepEqual(parsed.missing, named ? [] : ['key']);
      assert.deepEqual(
        parsed.problems.map(({ code }) => code),
        ['CDP_KEY'],
      );
      if (form !== 'raw Ed25519, 64 bytes' && form !== 'raw Ed25519 with blanks around')
        assert.equal(recognise(text).product, 'cdp', 'the browser sees it too');
      assert.match(parsed.says, new RegExp(algorithm));
    });

  for (const [form, text] of [
    ['without its end', sec1.slice(0, 100)],
    ['with its middle cut out', sec1.slice(0, 60) + sec1.slice(100)],
    [
      'of another curve',
      generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
        .privateKey.export({ type: 'sec1', format: 'pem' })
        .toString(),
    ],
  ] as const)
    it(`CDP: a PEM ${form} is named as damaged`, () => {
      const parsed = parsedProblems(text);
      assert.equal(parsed.product, 'cdp');
      assert.deepEqual(
        parsed.problems.map(({ code }) => code),
        ['PEM_DAMAGED', 'CDP_KEY'],
      );
    });

  it('an old v2 key is named and its end told', () => {
    const text = `${'a1Z2c3D4'.repeat(2)}\n${'a1Z2c3D4'.repeat(4)}`;
    assert.equal(recognise(text).product, 'coinbase-app-legacy');
    assert.match(recognise(text).says, /expired/);
    assert.ok(!parseCredential(text).ok);
  });

  it('a Prime key is named', () => {
    const text = JSON.stringify({
      accessKey: 'abcd',
      signingKey: 'efgh',
      passphrase: 'ijkl',
      svcAccountId: id,
    });
    assert.equal(recognise(text).product, 'prime');
    assert.deepEqual(recognise(text).missing, []);
  });

  it('an Exchange secret is not taken for an Ed25519 key', () => {
    for (let round = 0; round < 50; round += 1)
      assert.equal(parseCredential(randomBytes(64).toString('base64')).product, 'exchange');
  });
});
