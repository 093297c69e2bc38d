// Runs the tests in several lanes at once. With files named, those alone.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const named = process.argv.slice(2);

/**
 * Side by side: most tests wait for another process most of the time. The browser tests of the two versions of Node-RED
 * part by their titles, so that none is left out.
 */
const lanes = [
  { folders: ['editor'], options: ['--fgrep', 'Node-RED 4'] },
  { folders: ['editor'], options: ['--fgrep', 'Node-RED 4', '--invert'] },
  { folders: ['flows', 'package', 'start'] },
  { folders: ['nodes'] },
];
const elsewhere = new Set(lanes.flatMap(({ folders }) => folders));
lanes.push({ folders: foldersOfTests().filter((name) => !elsewhere.has(name)) });

if (named.length > 0) process.exitCode = await run(named, process.env.TEST_SUMMARY);
else await runLanes();

async function runLanes() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'coinbase-test-'));
  try {
    const runs = lanes.map(({ folders, options = [] }, at) => {
      const files = folders.map((name) => `dist/test/${name}/**/*.test.js`);
      // The first one is printed as it comes.
      return {
        args: [...options, ...files],
        summary: path.join(folder, `${at}.json`),
        log: at > 0 ? [] : undefined,
      };
    });
    const codes = await Promise.all(runs.map(({ args, summary, log }) => run(args, summary, log)));
    for (const { log } of runs) process.stdout.write(Buffer.concat(log ?? []));
    const total = runs.map(({ summary }) => countsIn(summary)).reduce(add);
    console.log(`\n  ${total.passed} passing, ${total.failed} failing in all ${lanes.length} lanes`);
    const file = process.env.TEST_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify(total));
    process.exitCode = codes.find((code) => code !== 0) ?? 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function foldersOfTests() {
  return readdirSync(path.join(root, 'dist', 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** @param log takes what it prints, so that two reports are not mixed; without it, it is printed as it comes. */
function run(args, summary, log) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mocha, ...args], {
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
