// Builds dist/: tsc file by file, then one .html a node from its typed editor.ts and its form.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const nodes = path.join(root, 'nodes');
const dist = path.join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
compile();
await Promise.all(
  readdirSync(nodes)
    .filter((name) => existsSync(path.join(nodes, name, 'editor.ts')))
    .map(joinEditor),
);

function compile() {
  const tsc = path.join(
    path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  );
  execFileSync(process.execPath, [tsc, '-p', root], { stdio: 'inherit', cwd: root });
}

/** Node-RED wants NAME.html beside NAME.js: the script, then the form; labels and help come from locales/. */
async function joinEditor(name) {
  const folder = path.join(nodes, name);
  const out = path.join(dist, 'nodes', name);
  const { outputFiles } = await build({
    entryPoints: [path.join(folder, 'editor.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    tsconfig: path.join(nodes, 'lib', 'editor', 'tsconfig.json'),
  });
  mkdirSync(out, { recursive: true });
  const script = `<script type="text/javascript">\n${outputFiles[0].text}</script>\n`;
  writeFileSync(
    path.join(out, `${name}.html`),
    script + readFileSync(path.join(folder, 'editor.html'), 'utf8'),
  );
  for (const extra of ['locales', 'icons']) {
    if (existsSync(path.join(folder, extra)))
      cpSync(path.join(folder, extra), path.join(out, extra), { recursive: true });
  }
}
