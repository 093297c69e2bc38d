import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { parseCredential, recognise } from '../../../nodes/lib/signer';

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
      assert.equal(parsed.product, 'cdp');
      assert.deepEqual(parsed.fits, ['advanced-trade', 'coinbase-app', 'custom']);
      assert.match(parsed.says, /Advanced Trade/);
      assert.deepEqual(parsed.missing, named ? [] : ['key']);
      assert.deepEqual(
        parsed.ok ? [] : parsed.problems.map(({ code }) => code),
        named ? [] : ['FIELD_EMPTY'],
      );
      if (parsed.ok) {
        const { credential } = parsed;
        assert.equal(credential.scheme === 'cdp' && credential.algorithm, algorithm);
        const own = algorithm === 'ES256' ? ec : ed.privateKey;
        assert.ok(createPublicKey(credential.secret).equals(createPublicKey(own)), 'the very key');
        assert.ok([name, id].includes(credential.key));
      }
      if (form !== 'raw Ed25519, 64 bytes' && form !== 'raw Ed25519 with blanks around')
        assert.equal(recognise(text).product, 'cdp', 'the browser sees it too');
      assert.match(parsed.says, new RegExp(algorithm));
    });

  for (const [form, text, code] of [
    ['without its end', sec1.slice(0, 100), 'CUT'],
    ['with its middle cut out', sec1.slice(0, 60) + sec1.slice(100), 'CUT'],
    ['without one of its lines', sec1.replace(/\n.{64}\n/, '\n'), 'PEM_DAMAGED'],
    [
      'of another curve',
      generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
        .privateKey.export({ type: 'sec1', format: 'pem' })
        .toString(),
      'KEY_KIND',
    ],
    [
      'of another kind',
      generateKeyPairSync('rsa', { modulusLength: 1024 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      'KEY_KIND',
    ],
    ['whose halves are of two keys', randomBytes(64).toString('base64'), 'KEY_HALVES'],
  ] as const)
    it(`CDP: a key ${form} is told what is wrong with it`, () => {
      const parsed = parseCredential(`${name}\n${text}`);
      assert.ok(!parsed.ok);
      assert.equal(parsed.product, 'cdp');
      assert.deepEqual(parsed.missing, code === 'CUT' ? ['secret'] : []);
      assert.deepEqual(
        parsed.problems.map((problem) => problem.code),
        code === 'CUT' ? ['PEM_DAMAGED', 'FIELD_EMPTY'] : [code],
      );
      assert.ok(!JSON.stringify([parsed.says, parsed.problems]).includes(text.slice(40, 60)));
    });

  it('an old v2 key is named and its end told', () => {
    const text = `${'a1Z2c3D4'.repeat(2)}\n${'a1Z2c3D4'.repeat(4)}`;
    const parsed = parseCredential(text);
    assert.equal(parsed.product, 'coinbase-app');
    assert.match(parsed.says, /expired/);
    assert.ok(parsed.ok, 'it can still be tried');
    assert.equal(parsed.credential.secret.export().toString(), 'a1Z2c3D4'.repeat(4));
  });

  const prime = { accessKey: 'abcd', signingKey: 'ef+gh/==', passphrase: 'ijkl', svcAccountId: id };
  for (const [form, text] of [
    ['JSON as of the Go SDK', JSON.stringify({ ...prime, portfolioId: 'p', entityId: 'e' })],
    [
      'env lines',
      `PRIME_ACCESS_KEY=abcd\nPRIME_SIGNING_KEY="ef+gh/=="\nPRIME_PASSPHRASE=ijkl\nSVC_ACCOUNT_ID=${id}`,
    ],
    ['labels', `Access key: abcd\nSigning key: ef+gh/==\nPassphrase: ijkl\nService account ID: ${id}`],
  ] as const)
    it(`Prime: ${form}`, () => {
      const parsed = parseCredential(text);
      assert.ok(parsed.ok, JSON.stringify(parsed));
      assert.equal(parsed.product, 'prime');
      assert.deepEqual(parsed.missing, []);
      assert.deepEqual(parsed.fits, ['prime', 'custom']);
      const { credential } = parsed;
      assert.equal(credential.scheme === 'prime' && credential.serviceAccountId, id);
      assert.equal(credential.secret.export().toString(), 'ef+gh/==', 'as printed, not decoded');
    });

  it('Prime: what is missing is named', () => {
    const { missing, product, says } = recognise(JSON.stringify({ accessKey: 'abcd', signingKey: 'efgh' }));
    assert.deepEqual([product, missing], ['prime', ['passphrase']]);
    assert.match(says, /passphrase is still missing/);
  });

  const secret = randomBytes(64).toString('base64');
  for (const [form, text] of [
    ['by its key of 16 characters', JSON.stringify({ key: 'AbCd0123efGh4567', secret, passphrase: 'words' })],
    ['three bare lines', `AbCd0123efGh4567\n${secret}\nwords`],
    ['by its labels', `INTX_KEY=whatever\nINTX_SECRET=${secret}\nINTX_PASSPHRASE=words`],
  ] as const)
    it(`International: ${form}`, () => {
      const parsed = parseCredential(text);
      assert.ok(parsed.ok, JSON.stringify(parsed));
      assert.equal(parsed.product, 'international');
      assert.deepEqual(parsed.fits, ['international', 'custom']);
      assert.equal(parsed.credential.secret.export().toString('base64'), secret);
    });

  it('an Exchange secret is not taken for an Ed25519 key', () => {
    for (let round = 0; round < 50; round += 1)
      assert.equal(parseCredential(randomBytes(64).toString('base64')).product, 'exchange');
  });
});
