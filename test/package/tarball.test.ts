import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { installPackage, packageName, temporaryFolder } from '../flows/installed-package';
import { patience } from '../patience';

/** The forum's own request; the signature is the one the thread gives. */
const useSigner = `
  const made = signer.createExchangeCredential({
    key: 'k', passphrase: 'p',
    secret: 'Be0gsYS52jo0NG2EwU7JCE/jXSozFlKusQ4qYitXkdIhaOGburNFfjYBO/mIZfymMreLm81AZLKnHEZcH6mXow==',
  });
  const headers = signer.sign({ method: 'GET', path: '/accounts' }, made.credential, 1643877611000);
  console.log(headers['CB-ACCESS-SIGN']);
`;
const forumSignature = '5MRIa5n4rIupKQD/O/uhbP/QcQO4RTdnQdib5KhH8vQ=';

const useSandbox = `
  const sandbox = await startSandbox({ port: 0 });
  const answer = await fetch(sandbox.rest + '/time');
  await sandbox.close();
  console.log(answer.status);
`;

describe('the packed tarball', function () {
  this.timeout(patience(30_000));
  let folder: string;
  let installed: string;
  before(() => {
    folder = temporaryFolder('tarball');
    installed = installPackage(folder);
  });

  it('holds what a user needs and nothing of the tests or the sources', () => {
    const top = readdirSync(installed).sort();
    assert.deepEqual(top, [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'examples',
      'package.json',
      'resources',
    ]);
    assert.deepEqual(readdirSync(path.join(installed, 'dist')), ['nodes']);
    const files = allFiles(installed);
    const strange = files.filter(
      (file) => !/\.(js|d\.ts|html|json|svg|md|png)$|^LICENSE$|\.LICENSE\.txt$/.test(file),
    );
    assert.deepEqual(strange, []);
    assert.deepEqual(
      files.filter((file) => /\.test\.|(?<!\.d)\.ts$|\.map$|tsconfig|package-lock/.test(file)),
      [],
    );
  });

  it('keeps the chart of the sidebar small: the library and little else', () => {
    const { size } = statSync(path.join(installed, 'resources/coinbase-chart.js'));
    assert.ok(size < 190_000, `${size} bytes`);
  });

  it('names no machine: no path of the one that built it', () => {
    for (const file of allFiles(installed).filter((name) => /\.(js|ts|html|json|md)$/.test(name))) {
      const text = readFileSync(path.join(installed, file), 'utf8');
      assert.ok(!text.includes(process.cwd()), file);
    }
  });

  it('gives the signer to a bot that requires it and to one that imports it', () => {
    const required = `const signer = require('${packageName}/signer');${useSigner}`;
    const imported = `import * as signer from '${packageName}/signer';${useSigner}`;
    assert.equal(run(['-e', required]), forumSignature);
    assert.equal(run(['--input-type=module', '-e', imported]), forumSignature);
  });

  it('gives the sandbox to a test that requires it and to one that imports it', () => {
    const required = `const { startSandbox } = require('${packageName}/sandbox');(async () => {${useSandbox}})()`;
    const imported = `import { startSandbox } from '${packageName}/sandbox';${useSandbox}`;
    assert.equal(run(['-e', required]), '200');
    assert.equal(run(['--input-type=module', '-e', imported]), '200');
  });

  it('keeps everything else to itself', () => {
    for (const inner of ['dist/nodes/lib/api/index.js', 'dist/nodes/lib/signer/sign.js', '']) {
      const name = path.posix.join(packageName, inner);
      assert.throws(() => run(['-e', `require('${name}')`]), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
    }
  });

  it('runs the sandbox as a command that says where it listens and stops on SIGINT', async () => {
    const { bin } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
    };
    const command = bin['coinbase-sandbox'];
    assert.ok(command);
    const script = path.join(installed, command);
    assert.match(readFileSync(script, 'utf8'), /^#!\/usr\/bin\/env node\n/);
    const child = spawn(process.execPath, [script, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    try {
      const line = await new Promise<string>((resolve) =>
        createInterface({ input: child.stdout }).once('line', resolve),
      );
      const { rest } = JSON.parse(line) as { rest: string };
      assert.match(rest, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.equal((await fetch(`${rest}/time`)).status, 200);
    } finally {
      child.kill('SIGINT');
    }
    assert.equal(await ended, 0);
  });

  function run(args: string[]): string {
    return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  }
});

function allFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}
