// Packs the built tree as npm would publish it: node scripts/pack.mjs FOLDER prints the tarball's path.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm, root } from './setup.mjs';

/** @returns the path of the tarball, which is put into `folder` */
export function pack(folder) {
  const into = ['--pack-destination', folder, '--cache', path.join(folder, 'cache')];
  const [command, args] = npm(['pack', '--ignore-scripts', '--loglevel=error', ...into]);
  const name = execFileSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  return path.join(folder, name.toString().trim());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(pack(process.argv[2]));
