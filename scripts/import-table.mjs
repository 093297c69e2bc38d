// Who may import whom, as an oxlint plugin. Every way to name a module counts, types included.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** This package, as it names itself. */
const name = '@redtrade/node-red-coinbase';

/** Built-in modules that reach nothing outside the process. */
const plain = ['buffer', 'crypto', 'events', 'path', 'stream', 'timers', 'url', 'util'].map(
  (it) => `node:${it}`,
);
const lib = (...parts) => parts.map((part) => `nodes/lib/${part}`);
const palette = [...lib('runtime', 'api', 'streams', 'placement', 'rules', 'signer', 'sentences'), ...plain];
const browser = lib('editor', 'rules', 'signer/recognise', 'sentences');

/**
 * Which files, what they may import besides the files of their own folder. The first row that fits counts. An entry
 * allows the module and what is below it.
 */
export const table = [
  { files: 'nodes/lib/sentences/', may: lib('rules/error-codes') },
  { files: 'nodes/lib/signer/recognise.ts', may: lib('sentences') },
  { files: 'nodes/lib/signer/', may: [...lib('sentences'), 'node:crypto'] },
  { files: 'nodes/lib/rules/decimal.ts', may: ['big.js'] },
  { files: 'nodes/lib/rules/', may: lib('sentences') },
  { files: 'nodes/lib/storage/', may: [...lib('rules', 'sentences'), 'node:fs', 'node:os', ...plain] },
  { files: 'nodes/lib/api/', may: [...lib('signer', 'rules', 'sentences'), 'undici', 'ws', ...plain] },
  { files: 'nodes/lib/placement/', may: lib('api', 'rules', 'storage', 'sentences') },
  { files: 'nodes/lib/streams/', may: lib('api', 'rules') },
  { files: 'nodes/lib/sandbox/engine/', may: lib('rules', 'sandbox/types') },
  {
    files: 'nodes/lib/sandbox/market/',
    may: lib('rules', 'sandbox/types', 'sandbox/random', 'sandbox/engine'),
  },
  {
    files: 'nodes/lib/sandbox/',
    may: [...lib('signer', 'rules', 'storage'), 'node:http', 'node:https', 'node:net', 'ws', ...plain],
  },
  { files: 'nodes/lib/runtime/', may: [...lib('rules', 'storage', 'sentences'), ...plain] },
  { files: 'nodes/lib/editor/sidebar/price-chart.ts', may: [...browser, 'lightweight-charts'] },
  { files: 'nodes/lib/editor/', may: browser },
  { files: 'nodes/coinbase-*/editor.ts', may: [...browser, './config', './upgrades'], own: false },
  { files: 'nodes/coinbase-sandbox/', may: [...palette, ...lib('sandbox')] },
  { files: 'nodes/coinbase-sidebar/', may: [...palette, `${name}/package.json`] },
  { files: 'nodes/coinbase-*/', may: palette },
];

/** @returns why `file` (from the root, with slashes) may not import `name`, or undefined where it may */
export function objection(file, name) {
  if (!file.startsWith('nodes/')) return undefined;
  const row = table.find(({ files }) => fits(file, files));
  if (!row) return `${file} is in no row of the import table (scripts/import-table.mjs)`;
  const target = /^\.\.?(\/|$)/.test(name) ? path.posix.join(path.posix.dirname(file), name) : name;
  const allowed = row.may.map((entry) =>
    entry.startsWith('./') ? path.posix.join(path.posix.dirname(file), entry) : entry,
  );
  if (row.own !== false) allowed.push(ownFolder(file, row.files));
  if (allowed.some((entry) => target === entry || target.startsWith(`${entry}/`))) return undefined;
  return `${row.files} may not import ${target}; see the import table in scripts/import-table.mjs`;
}

function fits(file, files) {
  const pattern = files.replaceAll('.', '\\.').replace('*', '[^/]+');
  return new RegExp(`^${pattern}${files.endsWith('/') ? '' : '$'}`).test(file);
}

function ownFolder(file, files) {
  const depth = files.split('/').length - 1;
  return file.split('/').slice(0, depth).join('/');
}

const rule = {
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const check = (node, source) => {
      const message =
        typeof source?.value === 'string'
          ? objection(file, source.value)
          : 'name the module as a plain string, so that the import table can be checked';
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => node.source && check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
      ImportExpression: (node) => check(node, node.source),
      TSImportType: (node) => check(node, node.source),
      TSExternalModuleReference: (node) => check(node, node.expression),
      CallExpression: (node) => isRequire(node.callee) && check(node, node.arguments[0]),
    };
  },
};

const isRequire = (callee) =>
  callee.name === 'require' || (callee.object?.name === 'require' && callee.property?.name === 'resolve');

export default { meta: { name: 'layers' }, rules: { 'import-table': rule } };
