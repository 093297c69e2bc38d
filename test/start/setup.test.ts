import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout, temporaryFolder } from '../flows/installed-package';

interface Locked {
  readonly version: string;
  readonly integrity: string;
  readonly optional?: boolean;
}

const a: Locked = { version: '1.0.0', integrity: 'sha512-a' };
const b: Locked = { version: '2.0.0', integrity: 'sha512-b' };

/** What the lock asks for, what is installed, and whether nothing needs to be done. */
const cases: readonly [what: string, want: object, have: object | undefined, installed: boolean][] = [
  ['everything is there', { a, b }, { a, b }, true],
  ['nothing is installed', { a }, undefined, false],
  ['a package is missing', { a, b }, { a }, false],
  ['a package of another machine is missing', { a, b: { ...b, optional: true } }, { a }, true],
  ['a package has another version', { a }, { a: { ...a, version: '1.0.1' } }, false],
  ['a package has another content', { a }, { a: { ...a, integrity: 'sha512-x' } }, false],
  ['an optional package has another version', { a: { ...a, optional: true } }, { a: b }, false],
  ['a package is too many', { a }, { a, b }, false],
];

describe('the set-up', () => {
  let folder: string;
  let isInstalled: (folder: string) => boolean;
  before(async () => {
    folder = temporaryFolder('setup');
    const script = pathToFileURL(path.join(checkout, 'scripts/setup.mjs')).href;
    ({ isInstalled } = (await import(script)) as { isInstalled: typeof isInstalled });
  });

  for (const [what, want, have, installed] of cases) {
    it(`${installed ? 'does nothing' : 'installs'} when ${what}`, () => {
      const modules = path.join(folder, 'node_modules');
      rmSync(modules, { recursive: true, force: true });
      write(path.join(folder, 'package-lock.json'), { '': { version: '0.1.0' }, ...want });
      if (have) {
        mkdirSync(modules);
        write(path.join(modules, '.package-lock.json'), have);
      }
      assert.equal(isInstalled(folder), installed);
    });
  }

  function write(file: string, packages: object): void {
    writeFileSync(file, JSON.stringify({ lockfileVersion: 3, packages }));
  }
});
