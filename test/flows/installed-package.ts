import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The checkout. Compiled tests run from dist/test/flows. */
export const checkout = path.resolve(__dirname, '../../..');

export const packageName = '@redtrade/node-red-coinbase';

/** What this package's package.json says, as far as tests look. */
export interface Manifest {
  readonly 'node-red': {
    readonly nodes: Readonly<Record<string, string>>;
    readonly plugins: Readonly<Record<string, string>>;
    readonly version: string;
  };
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The packed package, packed once for all jobs of a run. */
let tarball = process.env['PACKED_TARBALL'];

/** A temporary folder that goes when the test run ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `coinbase-${name}-`));
  leftovers.push(folder);
  return folder;
}

const leftovers: string[] = [];
process.once('exit', () => leftovers.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Path of the packed package. */
export function packedTarball(): string {
  tarball ??= execFileSync(
    process.execPath,
    [path.join(checkout, 'scripts/pack.mjs'), temporaryFolder('pack')],
    { encoding: 'utf8' },
  ).trim();
  return tarball;
}

/**
 * Installs the packed tarball into `folder`/node_modules as a user would have it: with its runtime dependencies (and
 * theirs) beside it and nothing else, so that a forgotten file or an undeclared import shows.
 * @returns the installed package's folder
 */
export function installPackage(folder: string): string {
  const modules = path.join(folder, 'node_modules');
  const target = path.join(modules, packageName);
  mkdirSync(target, { recursive: true });
  execFileSync('tar', ['-xzf', packedTarball(), '-C', target, '--strip-components=1']);
  copyDependencies(target, modules);
  return target;
}

function copyDependencies(from: string, modules: string): void {
  for (const name of Object.keys(manifestOf(from).dependencies ?? {})) {
    const target = path.join(modules, name);
    if (existsSync(target)) continue;
    cpSync(path.join(checkout, 'node_modules', name), target, { recursive: true, dereference: true });
    copyDependencies(target, modules);
  }
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}
