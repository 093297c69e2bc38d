// Builds dist/: tsc file by file, then one .html a node from its typed editor.ts, the shared style and its form.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const nodes = path.join(root, 'nodes');
const dist = path.join(root, 'dist');
const style = readFileSync(path.join(nodes, 'lib', 'editor', 'form.css'), 'utf8');

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

/**
 * Node-RED wants NAME.html beside NAME.js: the script, then the form; labels, help and icons lie beside it. Names in
 * the script stay as they are written: the flow library reads the call of registerType in it.
 */
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
  const form = readFileSync(path.join(folder, 'editor.html'), 'utf8');
  mkdirSync(out, { recursive: true });
  writeFileSync(
    path.join(out, `${name}.html`),
    `<script type="text/javascript">\n${outputFiles[0].text}</script>\n<style>\n${style}</style>\n${form}`,
  );
  for (const extra of ['locales', 'icons']) {
    const from = path.join(folder, extra);
    if (existsSync(from)) cpSync(from, path.join(out, extra), { recursive: true });
  }
}
