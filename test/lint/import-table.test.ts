import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkout, temporaryFolder } from '../flows/installed-package';
import { patience } from '../patience';

/** Each row of the table: a file, what it may import, what it may not. */
const rows: readonly { file: string; may: readonly string[]; mayNot: readonly string[] }[] = [
  {
    file: 'nodes/lib/signer/probe.ts',
    may: ['./types', './doctor/codes', 'node:crypto'],
    mayNot: ['../rules/errors', '../api', 'undici', 'node:fs', 'node:http', 'crypto'],
  },
  {
    file: 'nodes/lib/signer/recognise.ts',
    may: ['./shapes'],
    mayNot: ['node:crypto', 'node:buffer', '../rules/errors'],
  },
  {
    file: 'nodes/lib/rules/probe.ts',
    may: ['./decimal'],
    mayNot: ['big.js', 'node:crypto', '../signer', '../storage/log', '../api'],
  },
  { file: 'nodes/lib/rules/decimal.ts', may: ['big.js'], mayNot: ['node:util'] },
  {
    file: 'nodes/lib/storage/probe.ts',
    may: ['../rules/errors', 'node:fs', 'node:fs/promises', './file'],
    mayNot: ['../signer', '../api', 'undici', 'node:http'],
  },
  {
    file: 'nodes/lib/api/probe.ts',
    may: ['../signer', '../rules/decimal', 'undici', 'ws', './exchange/wire'],
    mayNot: ['../storage/file', '../placement', '../sandbox', '../runtime', 'node:fs', 'node:http'],
  },
  {
    file: 'nodes/lib/api/exchange/probe.ts',
    may: ['../../signer', '../../rules/decimal', '../pool'],
    mayNot: ['../../sandbox/types', '../../placement'],
  },
  {
    file: 'nodes/lib/streams/probe.ts',
    may: ['../api', '../rules/candles', './types'],
    mayNot: ['../placement', '../signer', '../runtime', '../sandbox', 'undici', 'ws', 'node:timers'],
  },
  {
    file: 'nodes/lib/placement/probe.ts',
    may: ['../api', '../rules/orders', '../storage/file'],
    mayNot: ['../signer', '../sandbox', 'undici', 'ws', 'node:fs', 'node:crypto', '../runtime'],
  },
  {
    file: 'nodes/lib/sandbox/server/probe.ts',
    may: [
      '../../signer',
      '../../rules/errors',
      '../../storage/file',
      'node:http',
      'node:https',
      'ws',
      '../engine',
    ],
    mayNot: ['../../api', '../../placement', '../../runtime', 'undici', 'node:http2'],
  },
  {
    file: 'nodes/lib/sandbox/engine/probe.ts',
    may: ['./units', '../../rules/decimal'],
    mayNot: ['../server/routes', 'node:http', 'node:crypto', '../../storage/file'],
  },
  {
    file: 'nodes/lib/sandbox/market/probe.ts',
    may: ['../engine/units', '../random'],
    mayNot: ['../server/routes', 'node:timers', 'ws'],
  },
  {
    file: 'nodes/lib/runtime/probe.ts',
    may: ['../rules/errors', '../storage/file'],
    mayNot: ['../api', '../signer', '../placement', '../sandbox', 'undici', 'node:fs'],
  },
  {
    file: 'nodes/lib/editor/sidebar/price-chart.ts',
    may: ['lightweight-charts', './chart-colours', '../../rules/market-data'],
    mayNot: ['../../api', 'undici', 'node:crypto'],
  },
  {
    file: 'nodes/lib/editor/sidebar/probe.ts',
    may: ['./dom', '../ask', '../../rules/sidebar-view'],
    mayNot: ['lightweight-charts', '../../runtime', '../../../coinbase-sidebar/look'],
  },
  {
    file: 'nodes/lib/editor/probe.ts',
    may: ['../rules/error-codes', '../signer/recognise', './form'],
    mayNot: ['../signer', '../signer/sign', '../runtime', 'node:crypto', '../api'],
  },
  {
    file: 'nodes/coinbase-account/editor.ts',
    may: ['../lib/editor/form', '../lib/rules/decimal', '../lib/signer/recognise', './config'],
    mayNot: ['../lib/signer', '../lib/runtime', '../lib/api', './coinbase-account', 'node:path'],
  },
  {
    file: 'nodes/coinbase-account/probe.ts',
    may: [
      '../lib/runtime',
      '../lib/api',
      '../lib/placement',
      '../lib/streams',
      '../lib/rules/errors',
      '../lib/signer',
      './config',
    ],
    mayNot: [
      '../coinbase-sandbox/config',
      '../lib/sandbox',
      'undici',
      'ws',
      'node:fs',
      '../lib/storage/file',
    ],
  },
  {
    file: 'nodes/coinbase-sandbox/probe.ts',
    may: ['../lib/sandbox', '../lib/runtime'],
    mayNot: ['../coinbase-account/config', 'undici', 'ws', 'node:fs'],
  },
  { file: 'nodes/lib/nowhere/probe.ts', may: [], mayNot: ['./a', '../rules/errors'] },
];

/** Every way to name a module. */
const ways: readonly ((name: string) => string)[] = [
  (name) => `import { a } from '${name}';\nvoid a;\n`,
  (name) => `import type { A } from '${name}';\nexport let a: A;\n`,
  (name) => `import a = require('${name}');\nvoid a;\n`,
  (name) => `export { a } from '${name}';\n`,
  (name) => `export * from '${name}';\n`,
  (name) => `void import('${name}');\n`,
  (name) => `void require('${name}');\n`,
  (name) => `void require.resolve('${name}');\n`,
  (name) => `export type A = import('${name}').A;\n`,
  (name) => `const name = '${name}';\nvoid require(name);\n`,
];

describe('the linter', function () {
  this.timeout(patience(30_000));
  let folder: string;
  before(() => {
    folder = temporaryFolder('lint');
    mkdirSync(path.join(folder, 'scripts'));
    for (const file of ['.oxlintrc.json', 'scripts/import-table.mjs'])
      copyFileSync(path.join(checkout, file), path.join(folder, file));
    write('tsconfig.json', '{ "compilerOptions": { "strict": true, "types": [] }, "include": ["nodes"] }');
  });
  afterEach(() => rmSync(path.join(folder, 'nodes'), { recursive: true, force: true }));

  it('keeps to the import table: every row lets through what it names and nothing else', () => {
    for (const { file, may, mayNot } of rows) {
      write(file, [...may, ...mayNot].map((name) => `import '${name}';`).join('\n'));
    }
    const found = complaints('layers(import-table)');
    const expected = rows.flatMap(({ file, may, mayNot }) =>
      mayNot.map((_, index) => `${file}:${may.length + index + 1}`),
    );
    assert.deepEqual(found.sort(), expected.sort());
  });

  it('sees every way to name a module', () => {
    ways.forEach((way, index) => write(`nodes/lib/rules/way-${index}.ts`, way('undici')));
    const files = new Set(complaints('layers(import-table)').map((place) => place.split(':')[0]));
    assert.deepEqual(
      ways.map((_, index) => index).filter((index) => !files.has(`nodes/lib/rules/way-${index}.ts`)),
      [],
    );
  });

  it('stops a promise that nobody waits for, a console call, an any and an incomplete switch', () => {
    write('nodes/lib/rules/floating.ts', 'async function f(): Promise<void> {}\nf();\nexport {};\n');
    write('nodes/lib/rules/loud.ts', "console.log('x');\nexport {};\n");
    write('nodes/lib/rules/loose.ts', 'export const a: any = 1;\n');
    write(
      'nodes/lib/rules/partial.ts',
      "export function f(x: 'a' | 'b'): number {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n",
    );
    assert.deepEqual(complaints('typescript(no-floating-promises)'), ['nodes/lib/rules/floating.ts:2']);
    assert.deepEqual(complaints('eslint(no-console)'), ['nodes/lib/rules/loud.ts:1']);
    assert.deepEqual(complaints('typescript(no-explicit-any)'), ['nodes/lib/rules/loose.ts:1']);
    assert.deepEqual(complaints('typescript(switch-exhaustiveness-check)'), ['nodes/lib/rules/partial.ts:2']);
  });

  function write(file: string, text: string): void {
    const target = path.join(folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** `file:line` of each complaint by that rule, from the same command that `npm run lint` runs. */
  function complaints(rule: string): string[] {
    const oxlint = path.join(checkout, 'node_modules/oxlint/bin/oxlint');
    // oxlint finds its type-aware half through the PATH, as in an npm script.
    const PATH = [path.join(checkout, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [oxlint, '--type-aware', '--deny-warnings', '--format', 'json', 'nodes'],
      { cwd: folder, encoding: 'utf8', timeout: 20_000, env: { ...process.env, PATH } },
    );
    assert.equal(status, 1, `the linter must fail: ${stdout}${stderr}`);
    assert.match(stdout, /^\{/, 'the linter must report');
    const report = JSON.parse(stdout) as {
      diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[];
    };
    return report.diagnostics
      .filter(({ code }) => code === rule)
      .map(({ filename, labels }) => `${filename}:${labels[0]?.span.line}`);
  }
});
