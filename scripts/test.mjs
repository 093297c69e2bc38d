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
// As test/patience.ts has it for what tests wait for themselves.
const { timeout } = createRequire(import.meta.url)('../.mocharc.json');
const limit = ['--timeout', String(timeout * Math.max(1, Number(process.env.SLOW) || 1))];

/**
 * What runs one after the other, lane beside lane: most tests wait for another process most of the time. The browser tests
 * of the two versions of Node-RED part by their titles, so that none is left out.
 */
const lanes = [
  [{ folders: ['editor'], options: ['--fgrep', 'Node-RED 4'] }, { folders: ['flows', 'package', 'start'] }],
  [{ folders: ['editor'], options: ['--fgrep', 'Node-RED 4', '--invert'] }, { folders: ['nodes'] }],
];
const elsewhere = new Set(lanes.flat().flatMap(({ folders }) => folders));
lanes.push([{ folders: foldersOfTests().filter((name) => !elsewhere.has(name)) }]);

if (named.length > 0) process.exitCode = await run(named, process.env.TEST_SUMMARY);
else await runLanes();

async function runLanes() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'coinbase-test-'));
  try {
    const runs = (await Promise.all(lanes.map((lane, at) => runLane(lane, folder, at)))).flat();
    for (const { log } of runs) process.stdout.write(Buffer.concat(log ?? []));
    const total = runs.map(({ summary }) => countsIn(summary)).reduce(add);
    for (const { title, reason } of total.broken) console.log(`\n  failed: ${title}\n    ${reason}`);
    console.log(`\n  ${total.passed} passing, ${total.failed} failing in all ${lanes.length} lanes`);
    const file = process.env.TEST_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify(total));
    process.exitCode = runs.find(({ code }) => code !== 0)?.code ?? 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runLane(lane, folder, at) {
  const runs = [];
  for (const { folders, options = [] } of lane) {
    const files = folders.map((name) => `dist/test/${name}/**/*.test.js`);
    const summary = path.join(folder, `${at}-${runs.length}.json`);
    // The first lane is printed as it comes.
    const log = at > 0 ? [] : undefined;
    const code = await run([...options, ...files], summary, log);
    runs.push({ code, summary, log });
  }
  return runs;
}

function foldersOfTests() {
  return readdirSync(path.join(root, 'dist', 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** @param log takes what it prints, so that two reports are not mixed; without it, it is printed as it comes. */
function run(args, summary, log) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mocha, ...limit, ...args], {
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
    return {
      passed: 0,
      failed: 1,
      pending: 0,
      broken: [{ title: 'a lane', reason: 'it did not come to its end' }],
    };
  }
}

function add(a, b) {
  const [passed, failed, pending] = ['passed', 'failed', 'pending'].map((name) => a[name] + b[name]);
  return { passed, failed, pending, broken: [...a.broken, ...b.broken] };
}
