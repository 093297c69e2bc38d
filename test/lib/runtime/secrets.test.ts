import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { isPermitted, keyFingerprint, livePermit, readKeyFile, secretText } from '../../../nodes/lib/runtime';

const invalid = (why: RegExp) => (error: unknown) =>
  error instanceof CoinbaseError && error.code === 'CREDENTIAL_INVALID' && why.test(error.message);

describe('secrets', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'coinbase-secrets-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('are text, or nothing, or named by the variable that is not set', () => {
    assert.equal(secretText('a b', 'key'), 'a b');
    assert.equal(secretText(undefined, 'key'), '');
    assert.throws(() => secretText(5, 'key'), invalid(/not text/));
    assert.throws(() => secretText('${MY_KEY}', 'key'), invalid(/MY_KEY, which is not set/));
  });

  it('come from a small file, relative to the user directory, without its byte order mark', async () => {
    await writeFile(path.join(folder, 'key.json'), '\ufeff{}');
    assert.equal(await readKeyFile('key.json', folder), '{}');
    assert.equal(await readKeyFile(path.join(folder, 'key.json'), '/elsewhere'), '{}');
  });

  it('do not come from what is no small text file, and the text says why', async () => {
    await mkdir(path.join(folder, 'folder'));
    await writeFile(path.join(folder, 'empty'), ' \n');
    await writeFile(path.join(folder, 'large'), 'x'.repeat(70_000));
    await assert.rejects(readKeyFile('none', folder), invalid(/does not exist/));
    await assert.rejects(readKeyFile('folder', folder), invalid(/is not a file/));
    await assert.rejects(readKeyFile('empty', folder), invalid(/is empty/));
    await assert.rejects(readKeyFile('large', folder), invalid(/more than 65536 bytes/));
    await assert.rejects(readKeyFile('${KEY_FILE}', folder), invalid(/KEY_FILE, which is not set/));
    await assert.rejects(readKeyFile('a\0b', folder), invalid(/control character/));
  });
});

describe('the live permit', () => {
  const origin = 'https://api.exchange.coinbase.com';
  const fingerprint = keyFingerprint('a key');

  it('is bound to one key at one URL', () => {
    const permit = livePermit(fingerprint, origin);
    assert.equal(isPermitted(permit, fingerprint, origin), true);
    assert.equal(isPermitted(permit, keyFingerprint('b key'), origin), false);
    assert.equal(isPermitted(permit, fingerprint, `${origin}:8443`), false);
    for (const wrong of ['', 'true', undefined, true, permit.slice(1), `${permit}0`])
      assert.equal(isPermitted(wrong, fingerprint, origin), false);
  });

  it('has a fingerprint that tells keys apart and shows none', () => {
    assert.match(fingerprint, /^[0-9a-f]{16}$/);
    assert.notEqual(keyFingerprint('a key'), keyFingerprint('a key '));
  });
});
