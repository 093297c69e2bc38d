import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import vm from 'node:vm';
import { buildSync } from 'esbuild';
import { recognise, type Recognised } from '../../../nodes/lib/signer';

const root = path.join(__dirname, '../../../..');

describe('signer: recognise in the browser', () => {
  const bundle = buildSync({
    entryPoints: [path.join(root, 'nodes/lib/signer/recognise.ts')],
    bundle: true,
    write: false,
    metafile: true,
    format: 'iife',
    globalName: 'signer',
    target: 'es2020',
    platform: 'neutral',
    logLevel: 'silent',
  });

  it('needs nothing but its own files and the sentences that it says', () => {
    for (const [file, { imports }] of Object.entries(bundle.metafile.inputs)) {
      assert.match(
        path.relative(root, path.resolve(file)),
        /^nodes\/lib\/(?:signer|sentences)\/|^nodes\/lib\/rules\/error-codes\.ts$/,
      );
      for (const { path: target, external } of imports)
        assert.ok(external !== true, `${file} imports ${target}`);
    }
  });

  it('gives the same answers where neither Node nor a page exists', () => {
    const context = vm.createContext(Object.create(null));
    vm.runInContext(bundle.outputFiles[0]?.text ?? '', context);
    const key = randomBytes(16).toString('hex');
    const secret = randomBytes(64).toString('base64');
    const texts = [
      '',
      'hello',
      key,
      `key=${key}\nsecret=${secret}\npassphrase=words`,
      JSON.stringify({ key, secret }),
      '-----BEGIN EC PRIVATE KEY-----',
    ];
    for (const text of texts) {
      const seen = vm.runInContext(
        `JSON.stringify(signer.recognise(${JSON.stringify(text)}))`,
        context,
      ) as string;
      assert.deepEqual(JSON.parse(seen) as Recognised, recognise(text));
    }
  });
});
