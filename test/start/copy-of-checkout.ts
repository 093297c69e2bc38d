import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { checkout, temporaryFolder } from '../flows/installed-package';

const notCopied = new Set(['node_modules', 'dist', '.git', '.node-red', 'test']);

/** A copy of this checkout whose packages are installed, for `npm start`; it goes when the process ends. */
export function copyOfCheckout(): string {
  const copy = temporaryFolder('start');
  cpSync(checkout, copy, {
    recursive: true,
    filter: (from) => from === checkout || !notCopied.has(path.relative(checkout, from)),
  });
  symlinkSync(path.join(checkout, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  return copy;
}
