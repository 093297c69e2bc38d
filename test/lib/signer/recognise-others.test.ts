import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
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
      const parsed = parseCredential(text);
      assert.ok(!parsed.ok);
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
