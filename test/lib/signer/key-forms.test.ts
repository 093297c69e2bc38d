import assert from 'node:assert/strict';
import { createCredential, parseCredential, recognise, sign } from '../../../nodes/lib/signer';
import { keyForms, keyName } from './key-forms';

const request = { method: 'GET', path: '/api/v3/brokerage/accounts', host: 'api.coinbase.com' };

/** What the form and the flow are told of a key in each form that people paste. */
describe('signer: the forms of a CDP key', () => {
  for (const { form, key, secret, ours, isFile } of keyForms()) {
    const signs = ours === 'ES256' || ours === 'EdDSA';
    it(`${form}: ${ours}, typed into its field`, () => {
      const made = createCredential({ scheme: 'cdp', key: key ?? keyName, secret });
      if (signs) {
        assert.ok(made.ok, form);
        assert.equal(made.credential.algorithm, ours);
        assert.match(sign(request, made.credential, 0)['Authorization'] ?? '', /^Bearer \S+\.\S+\.\S{86}$/);
        return;
      }
      assert.ok(!made.ok, form);
      const [code, kind = ''] = ours.split(': ');
      assert.deepEqual(
        made.problems.map((problem) => problem.code),
        [code],
      );
      assert.ok(made.problems[0]?.text.includes(kind), made.problems[0]?.text);
      for (const part of [key ?? keyName, secret]
        .map((one) => one.slice(5, 35))
        .filter((one) => one.length > 10))
        assert.ok(!JSON.stringify(made).includes(part), 'never told');
    });

    if (key !== undefined && isFile !== true) continue;
    it(`${form}: ${ours}, pasted ${isFile ? 'as it is' : 'with its name'}`, () => {
      const text = isFile ? secret : `${keyName}\n${secret}`;
      const parsed = parseCredential(text);
      assert.equal(parsed.product, 'cdp');
      if (signs)
        assert.ok(parsed.ok && parsed.credential.scheme === 'cdp' && parsed.credential.algorithm === ours);
      else assert.equal(parsed.ok ? '' : parsed.problems[0]?.code, ours.split(': ')[0]);
      assert.equal(recognise(text).product, 'cdp', 'the browser sees it too');
    });
  }

  // Of a short name the text alone cannot tell what it is of; no PEM is left in the field of the key, no file in any.
  const told = keyForms().filter(
    ({ key = '', secret }) => key.length > 40 && !key.includes('BEGIN') && !secret.startsWith('{'),
  );
  for (const { form, key = '', secret, ours } of told)
    it(`${form}: the form says so as well, and leaves the values as they are`, () => {
      const { product, fields, problems } = recognise(JSON.stringify({ key, secret }));
      assert.equal(product, 'cdp');
      assert.deepEqual(
        problems.map(({ code }) => code),
        [ours.split(': ')[0]],
      );
      assert.deepEqual([fields.key, fields.secret?.trim()], [key, secret.trim()]);
    });

  it('sets key and private half right where no label claims that one is the other', () => {
    for (const { key, secret } of keyForms().filter(({ ours }) => ours.includes('SWAPPED'))) {
      const parsed = parseCredential(`${key}\n${secret}`);
      assert.ok(parsed.ok, JSON.stringify(parsed));
      assert.equal(parsed.credential.key, secret);
    }
  });

  it('says what a PEM is that cannot sign, also where it stands alone', () => {
    for (const { secret, ours } of keyForms().filter((one) => /a public key|encrypted/.test(one.ours))) {
      const parsed = parseCredential(secret);
      assert.ok(!parsed.ok);
      assert.ok(
        parsed.problems.some(({ text }) => text.includes(ours.split(': ')[1] ?? '')),
        ours,
      );
      assert.ok(!JSON.stringify(parsed).includes(secret.slice(40, 70)), 'never told');
    }
  });

  it('names an old key of the Coinbase App, which ended', () => {
    const made = createCredential({ scheme: 'cdp', key: 'a1Z2c3D4a1Z2c3D4', secret: 'a1Z2c3D4'.repeat(4) });
    assert.deepEqual(made.ok ? [] : made.problems.map(({ code }) => code), ['LEGACY_KEY']);
  });
});
