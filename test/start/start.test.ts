import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { freePort } from '../flows/free-port';
import { checkout, temporaryFolder } from '../flows/installed-package';
import { LogLines } from '../flows/log-lines';

const notCopied = new Set(['node_modules', 'dist', '.git', '.node-red', 'test']);

/** `npm start` in a copy of this checkout whose packages are installed. */
describe('npm start', function () {
  this.timeout(60_000);
  let copy: string;
  let flowsFile: string;
  before(() => {
    copy = temporaryFolder('start');
    cpSync(checkout, copy, {
      recursive: true,
      filter: (from) => from === checkout || !notCopied.has(path.relative(checkout, from)),
    });
    symlinkSync(path.join(checkout, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
    flowsFile = path.join(copy, '.node-red/flows.json');
  });

  it('builds, starts, fills a paper order by itself and prints the address to open', async () => {
    const port = await freePort();
    const run = start(port);
    try {
      await run.lines.waitFor(new RegExp(`Open http://127\\.0\\.0\\.1:${port}/ `), 40_000);
      assert.match(
        run.lines.all().join('\n'),
        /An MQTT broker .* runs at mqtt:\/\/127\.0\.0\.1:18830|Port 18830 is busy/,
      );
      const placed = await run.lines.waitFor(/coinbase-place-order.*paper: bought .*\(filled\)/, 10_000);
      assert.match(placed, /\[info\]/);
      const complaints = run.lines.all().filter((line) => /\[(warn|error)\]/.test(line));
      assert.deepEqual(
        complaints.filter((line) => /coinbase|redtrade|Error/.test(line)),
        [],
      );
    } finally {
      run.child.kill('SIGINT');
    }
    assert.equal(await run.ended, 0, 'SIGINT ends it cleanly');
  });

  it('shows every example as a tab, with one account', () => {
    const nodes = JSON.parse(readFileSync(flowsFile, 'utf8')) as { id: string; type: string }[];
    assert.ok(nodes.filter(({ type }) => type === 'tab').length >= 3);
    assert.equal(nodes.filter(({ type }) => type === 'coinbase-account').length, 1);
    assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
  });

  it('keeps what the user made of it', async () => {
    const mine = JSON.stringify([{ id: 'mine', type: 'tab', label: 'My own' }]);
    writeFileSync(flowsFile, mine);
    const run = start(await freePort());
    try {
      await run.lines.waitFor(/\[info\] Started flows/, 40_000);
    } finally {
      run.child.kill('SIGINT');
    }
    await run.ended;
    assert.equal(readFileSync(flowsFile, 'utf8'), mine);
  });

  it('says in one line that the port is busy, before it does anything', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as AddressInfo;
    const run = start(port);
    const code = await run.ended;
    holder.close();
    assert.equal(code, 1);
    assert.deepEqual(run.lines.all(), [`Port ${port} is busy. Choose another one: PORT=1880 npm start`]);
  });

  it('says what is wrong with a port that is none', async () => {
    const run = start('18 80');
    assert.equal(await run.ended, 1);
    assert.deepEqual(run.lines.all(), ['PORT must be a number from 1 to 65535, not "18 80".']);
  });

  function start(port: number | string): {
    child: ChildProcess;
    lines: LogLines;
    ended: Promise<number | null>;
  } {
    const child = spawn(process.execPath, [path.join(copy, 'scripts/start.mjs')], {
      cwd: copy,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines = new LogLines(child.stdout, child.stderr);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, lines, ended };
  }
});
