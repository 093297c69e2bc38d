// Makes a checkout ready: installs where node_modules does not match its lock, then builds what changed since. With
// --tests also installs what the tests keep in folders of their own. Does nothing twice; git stays clean.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Throws nothing: a failed step is told in one line and ends the process. */
export function setup({ tests = false } = {}) {
  for (const folder of [root, ...(tests ? foldersWithLock(path.join(root, 'test')) : [])]) install(folder);
  if (!isBuilt()) step('Building', process.execPath, [path.join(root, 'scripts', 'build.mjs')], root);
}

/** What a build is made of, and what it makes. */
const sources = ['nodes', 'test', 'scripts', 'tsconfig.json', 'package.json', 'package-lock.json'];
const built = path.join(root, 'dist', 'built-from');

function isBuilt() {
  const whole = existsSync(built) && existsSync(path.join(root, 'resources'));
  return whole && readFileSync(built, 'utf8') === fingerprint();
}

/** Keeps what dist/ was built from, so that nothing is built again before it changes. */
export function rememberBuild(from) {
  writeFileSync(built, from);
}

/** Stands for every source by its name, size and time of change. */
export function fingerprint() {
  const hash = createHash('sha256');
  const add = (file) => {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat || path.basename(file) === 'node_modules') return;
    if (stat.isDirectory()) for (const name of readdirSync(file).sort()) add(path.join(file, name));
    else hash.update(`${path.relative(root, file)} ${stat.size} ${stat.mtimeMs}\n`);
  };
  for (const source of sources) add(path.join(root, source));
  return hash.digest('hex');
}

function install(folder) {
  if (isLink(path.join(folder, 'node_modules')) || isInstalled(folder)) return;
  const [command, args] = npm(['ci', '--no-progress', '--loglevel=error']);
  step(`Installing ${path.relative(root, folder) || 'the packages'}`, command, args, folder);
}

/** A link leads to the packages of another checkout, which are its own to keep. */
function isLink(folder) {
  return lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Whether every package of the lock is there in its version; those for other machines may be absent. */
export function isInstalled(folder) {
  const installed = path.join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = packagesOf(installed);
  const want = packagesOf(path.join(folder, 'package-lock.json'));
  const missing = Object.entries(want).some(([where, { version, integrity, optional, link }]) =>
    where === '' || link
      ? false
      : have[where]
        ? have[where].version !== version || have[where].integrity !== integrity
        : !optional,
  );
  return !missing && Object.keys(have).every((where) => want[where]);
}

const packagesOf = (lock) => JSON.parse(readFileSync(lock, 'utf8')).packages;

function foldersWithLock(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map((entry) => path.join(folder, entry.name))
    .flatMap((inner) => [
      ...(existsSync(path.join(inner, 'package-lock.json')) ? [inner] : []),
      ...foldersWithLock(inner),
    ]);
}

/** The npm that runs this script. Never the older one that Node-RED 4 brings: it is replaced by what it installs. */
export function npm(args) {
  const running = process.env.npm_execpath;
  const own = path.join(root, 'node_modules') + path.sep;
  return running && !running.startsWith(own) ? [process.execPath, [running, ...args]] : ['npm', args];
}

function step(name, command, args, cwd) {
  console.log(`${name} ...`);
  const outside = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.endsWith(path.join('node_modules', '.bin')));
  const env = { ...process.env, PATH: outside.join(path.delimiter) };
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status === 0) return;
  console.error(`${name} failed${error ? `: ${error.message}` : ''}.`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setup({ tests: process.argv.includes('--tests') });
