import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
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

let tarball: string | undefined;

/** A temporary folder that goes when the test run ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), `coinbase-${name}-`));
  leftovers.push(folder);
  return folder;
}

const leftovers: string[] = [];
process.once('exit', () => leftovers.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Path of the packed package: `npm pack` of the built tree, once a test run. */
export function packedTarball(): string {
  if (tarball) return tarball;
  const folder = temporaryFolder('pack');
  const cache = path.join(folder, 'cache');
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder, '--cache', cache];
  execFileSync(...npm(pack), { cwd: checkout, stdio: ['ignore', 'ignore', 'inherit'] });
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  if (!name) throw new Error('npm pack made no tarball');
  tarball = path.join(folder, name);
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

/** npm as it was started, or else the one in the PATH: Node-RED 4 brings an older npm into node_modules/.bin. */
function npm(args: string[]): [string, string[]] {
  const started = process.env['npm_execpath'];
  return started ? [process.execPath, [started, ...args]] : ['npm', args];
}
