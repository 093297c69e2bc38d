// Runs the tests in two lanes at once: those that wait for a whole Node-RED or a browser, and all the others. With files
// named, those alone.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const named = process.argv.slice(2);

/** Folders of dist/test whose tests wait for another process most of the time. */
const slow = ['editor', 'flows', 'package', 'start'];

if (named.length > 0) process.exitCode = await run(named, process.env.TEST_SUMMARY);
else await runLanes();

async function runLanes() {
  const others = readdirSync(path.join(root, 'dist', 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !slow.includes(entry.name))
    .map(({ name }) => name);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'coinbase-test-'));
  try {
    const lanes = [others, slow].map((folders, at) => {
      const files = folders.map((name) => `dist/test/${name}/**/*.test.js`);
      return { files, summary: path.join(folder, `${at}.json`), log: at === 0 ? undefined : [] };
    });
    const codes = await Promise.all(lanes.map(({ files, summary, log }) => run(files, summary, log)));
    for (const { log } of lanes) process.stdout.write(Buffer.concat(log ?? []));
    const total = lanes.map(({ summary }) => countsIn(summary)).reduce(add);
    console.log(`\n  ${total.passed} passing, ${total.failed} failing in both lanes`);
    const file = process.env.TEST_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify(total));
    process.exitCode = codes.find((code) => code !== 0) ?? 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param log takes what it prints, so that two reports are not mixed; without it, it is printed as it comes. */
function run(files, summary, log) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mocha, ...files], {
      cwd: root,
      env: { ...process.env, ...(summary && { TEST_SUMMARY: summary }) },
      stdio: log ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    for (const stream of log ? [child.stdout, child.stderr] : []) stream.on('data', (data) => log.push(data));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** A lane that did not come to its end has failed, whatever it counted. */
function countsIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, pending: 0 };
  }
}

function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, pending: a.pending + b.pending };
}
