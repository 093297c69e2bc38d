// Builds dist/: tsc file by file, then one .html a node or plugin from its typed editor.ts, the shared style and its form.
// Builds resources/: what the editor loads later, the sidebar's chart with its library.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLocales } from './locales.mjs';
import { fingerprint, rememberBuild } from './setup.mjs';

const require = createRequire(import.meta.url);
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const nodes = path.join(root, 'nodes');
const editor = path.join(nodes, 'lib', 'editor');
const dist = path.join(root, 'dist');
const resources = path.join(root, 'resources');
/** Whose catalogue has the sentences: no form and no sidebar can do without this node. */
const SPEAKER = 'coinbase-account';
const forBrowsers = {
  bundle: true,
  target: 'es2020',
  charset: 'utf8',
  tsconfig: path.join(editor, 'tsconfig.json'),
};

// What changes while it builds is built the next time.
const from = fingerprint();
for (const made of [dist, resources]) rmSync(made, { recursive: true, force: true });
compile();
await Promise.all([
  ...readdirSync(nodes)
    .filter((name) => existsSync(path.join(nodes, name, 'editor.ts')))
    .map(joinEditor),
  bundleChart(),
]);
rememberBuild(from);

function compile() {
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  execFileSync(process.execPath, [tsc, '-p', root], { stdio: 'inherit', cwd: root });
}

/**
 * Node-RED wants NAME.html beside NAME.js: the script, then the form (a plugin has none); labels, help and icons lie
 * beside it. Names in the script stay as they are written: the flow library reads the call of registerType in it.
 */
async function joinEditor(name) {
  const folder = path.join(nodes, name);
  const out = path.join(dist, 'nodes', name);
  const { outputFiles } = await build({
    ...forBrowsers,
    entryPoints: [path.join(folder, 'editor.ts')],
    write: false,
    format: 'iife',
  });
  const isNode = existsSync(path.join(folder, 'editor.html'));
  const form = isNode ? readFileSync(path.join(folder, 'editor.html'), 'utf8') : '';
  const style = readFileSync(path.join(editor, isNode ? 'form.css' : 'sidebar/sidebar.css'), 'utf8');
  mkdirSync(out, { recursive: true });
  writeFileSync(
    path.join(out, `${name}.html`),
    `<script type="text/javascript">\n${outputFiles[0].text}</script>\n<style>\n${style}</style>\n${form}`,
  );
  const { english } = require(path.join(dist, 'nodes', 'lib', 'sentences'));
  writeLocales(nodes, name, out, name === SPEAKER ? english : undefined);
  const icons = path.join(folder, 'icons');
  if (existsSync(icons)) cpSync(icons, path.join(out, 'icons'), { recursive: true });
}

/** The library's own licence and notice go with it; its banner stays in the file. */
async function bundleChart() {
  await build({
    ...forBrowsers,
    entryPoints: [path.join(editor, 'sidebar', 'price-chart-resource.ts')],
    outfile: path.join(resources, 'coinbase-chart.js'),
    format: 'iife',
    minify: true,
    legalComments: 'inline',
  });
  const library = path.dirname(require.resolve('lightweight-charts/package.json'));
  const notice = readFileSync(path.join(editor, 'sidebar', 'price-chart-notice.txt'), 'utf8');
  const licence = readFileSync(path.join(library, 'LICENSE'), 'utf8');
  writeFileSync(path.join(resources, 'coinbase-chart.LICENSE.txt'), `${notice}\n${licence}`);
}
