// Runs the tests in several jobs, some at once. With files named, those alone.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { pack } from './pack.mjs';
import { root } from './setup.mjs';

const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const { timeout } = JSON.parse(readFileSync(path.join(root, '.mocharc.json'), 'utf8'));
const named = process.argv.slice(2);

/**
 * The longest first. The browser tests of the two versions of Node-RED part by their titles, so that none is left out;
 * folders that are not named here are a job together.
 */
const jobs = [
  { folders: ['editor'], options: ['--fgrep', 'Node-RED 4', '--invert'] },
  { folders: ['editor'], options: ['--fgrep', 'Node-RED 4'] },
  { folders: ['lib/placement'] },
  { folders: ['lib'], options: ['--ignore', 'dist/test/lib/placement/**'] },
  { folders: ['flows'] },
  { folders: ['nodes'] },
  { folders: ['start', 'package'] },
];
const elsewhere = new Set(jobs.flatMap(({ folders }) => folders));
jobs.push({ folders: foldersOfTests().filter((name) => !elsewhere.has(name)) });

const cores = os.availableParallelism();
/** Most tests wait for another process part of the time. */
const AT_ONCE = cores + 3;

if (named.length > 0) process.exitCode = await run(named, { slow: 1, summary: process.env.TEST_SUMMARY });
else await runJobs();

async function runJobs() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'coinbase-test-'));
  try {
    process.env.PACKED_TARBALL = pack(folder);
    const left = jobs.map((job, at) => ({ ...job, summary: path.join(folder, `${at}.json`) }));
    const runs = [];
    const work = async () => {
      for (let job = left.shift(); job; job = left.shift()) runs.push(await runJob(job));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    for (const { title, seconds } of runs) console.log(`  ${seconds} s: ${title}`);
    const total = runs.map(({ counts }) => counts).reduce(add);
    for (const { title, reason } of total.broken) console.log(`\n  failed: ${title}\n    ${reason}`);
    console.log(`\n  ${total.passed} passing, ${total.failed} failing in all`);
    const file = process.env.TEST_SUMMARY;
    if (file) writeFileSync(file, JSON.stringify(total));
    process.exitCode = runs.find(({ code }) => code !== 0)?.code ?? 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runJob({ folders, options = [], summary }) {
  const title = [...folders, ...options].join(' ');
  const files = folders.map((name) => `dist/test/${name}/**/*.test.js`);
  const [began, log] = [performance.now(), []];
  const code = await run([...options, ...files], { slow: AT_ONCE / cores, summary, log });
  process.stdout.write(Buffer.concat(log));
  const seconds = Math.round((performance.now() - began) / 1000);
  return { code, seconds, title, counts: countsIn(summary, title) };
}

function foldersOfTests() {
  const files = readdirSync(path.join(root, 'dist', 'test'), { recursive: true });
  return [
    ...new Set(files.filter((file) => file.endsWith('.test.js')).map((file) => file.split(path.sep)[0])),
  ];
}

/**
 * @param slow by how many times it is slower than alone; what SLOW says counts for more.
 * @param log takes what it prints, so that two reports are not mixed; without it, it is printed as it comes.
 */
function run(args, { slow, summary, log }) {
  const times = Math.max(slow, Number(process.env.SLOW) || 1);
  const limit = ['--timeout', String(timeout * times)];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mocha, ...limit, ...args], {
      cwd: root,
      env: { ...process.env, SLOW: String(times), ...(summary && { TEST_SUMMARY: summary }) },
      stdio: log ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    for (const stream of log ? [child.stdout, child.stderr] : []) stream.on('data', (data) => log.push(data));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** A job that did not come to its end has failed, whatever it counted. */
function countsIn(file, title) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {
      passed: 0,
      failed: 1,
      pending: 0,
      broken: [{ title, reason: 'it did not come to its end' }],
    };
  }
}

function add(a, b) {
  const [passed, failed, pending] = ['passed', 'failed', 'pending'].map((name) => a[name] + b[name]);
  return { passed, failed, pending, broken: [...a.broken, ...b.broken] };
}
