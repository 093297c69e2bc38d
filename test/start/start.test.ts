import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { freePort } from '../flows/free-port';
import { LogLines } from '../flows/log-lines';
import { generatedCsv, withFile } from '../lib/sandbox/market/recorded';
import { copyOfCheckout } from './copy-of-checkout';
import { patience } from '../patience';

const BUILDING = 'Building ...';

/** `npm start` in a copy of this checkout whose packages are installed. */
describe('npm start', function () {
  this.timeout(patience(60_000));
  let copy: string;
  let flowsFile: string;
  before(() => {
    copy = copyOfCheckout();
    flowsFile = path.join(copy, '.node-red/flows.json');
  });

  it('builds, starts, fills a paper order by itself and prints the address to open', async () => {
    const port = await freePort();
    const run = start(port);
    try {
      await run.lines.waitFor(new RegExp(`Open http://127\\.0\\.0\\.1:${port}/ `), patience(40_000));
      assert.match(
        run.lines.all().join('\n'),
        /An MQTT broker .* runs at mqtt:\/\/127\.0\.0\.1:18830|Port 18830 is busy/,
      );
      assert.ok(run.lines.all().includes(BUILDING));
      const placed = await run.lines.waitFor(
        /coinbase-place-order.*paper: bought .*\(filled\)/,
        patience(10_000),
      );
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

  it('shows every example as a tab, with one account for each face of the sandbox', () => {
    const nodes = JSON.parse(readFileSync(flowsFile, 'utf8')) as { id: string; type: string }[];
    assert.ok(nodes.filter(({ type }) => type === 'tab').length >= 3);
    assert.equal(nodes.filter(({ type }) => type === 'coinbase-account').length, 2);
    assert.equal(new Set(nodes.map(({ id }) => id)).size, nodes.length);
  });

  it('keeps what the user made of it, and builds nothing again', async () => {
    const mine = JSON.stringify([{ id: 'mine', type: 'tab', label: 'My own' }]);
    writeFileSync(flowsFile, mine);
    const run = start(await freePort());
    try {
      await run.lines.waitFor(/\[info\] Started flows/, patience(40_000));
    } finally {
      run.child.kill('SIGINT');
    }
    await run.ended;
    assert.equal(readFileSync(flowsFile, 'utf8'), mine);
    assert.equal(run.lines.all().includes(BUILDING), false);
  });

  it('replays recorded candles for the examples, whose schedules keep up', () =>
    withFile(generatedCsv(600), async (file) => {
      rmSync(flowsFile);
      const run = start(await freePort(), ['--market', file, '--speed', '50']);
      try {
        const told = await run.lines.waitFor(/The sandbox replays/, patience(40_000));
        assert.equal(
          told,
          `The sandbox replays 600 candles of BTC-USD from ${file}, 50 a second: 0.2 minutes from the first order on.`,
        );
        // The generated candles begin at 42252.30; nothing is near that when prices are simulated.
        const bought = await run.lines.waitFor(/paper: bought .*\(filled\)/, patience(40_000));
        const [, btc = '', usd = ''] = /bought (\S+) BTC for (\S+) USD/.exec(bought) ?? [];
        assert.ok(Math.abs(Number(usd) / Number(btc) / 42_252 - 1) < 0.2, bought);
      } finally {
        run.child.kill('SIGINT');
      }
      await run.ended;
      const nodes = JSON.parse(readFileSync(flowsFile, 'utf8')) as { type: string; repeat?: string }[];
      assert.ok(nodes.some(({ type, repeat }) => type === 'inject' && repeat === '0.48'));
      const slower = start(await freePort(), ['--market', file, '--speed', '2']);
      await slower.lines.waitFor(
        /^The flows in \.node-red stay as they are, their schedules too/,
        patience(40_000),
      );
      slower.child.kill('SIGINT');
      await slower.ended;
    }));

  for (const [given, why] of [
    [['--speed', '2'], /^--speed is for a replayed market/],
    [['--colour'], /--colour.*npm start -- \[--market FILE \[--speed X\]\]/],
  ] as const)
    it(`says what is wrong with ${given.join(' ')}`, async () => {
      const run = start(await freePort(), given);
      assert.equal(await run.ended, 1);
      assert.equal(run.lines.all().length, 1);
      assert.match(run.lines.all()[0] ?? '', why);
    });

  it('says what is wrong with the candles before anything starts', async () => {
    const run = start(await freePort(), ['--market', 'nowhere.csv']);
    assert.equal(await run.ended, 1);
    assert.match(run.lines.all().at(-1) ?? '', /^market file .*nowhere\.csv does not exist$/);
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

  it('builds again what was changed since', async () => {
    appendFileSync(path.join(copy, 'nodes/lib/sentences/index.ts'), '\nthis is a mistake\n');
    const run = start(await freePort());
    assert.equal(await run.ended, 1);
    assert.ok(run.lines.all().includes(BUILDING));
    assert.match(run.lines.all().join('\n'), /sentences\/index\.ts.*error TS\d+/);
  });

  function start(
    port: number | string,
    given: readonly string[] = [],
  ): {
    child: ChildProcess;
    lines: LogLines;
    ended: Promise<number | null>;
  } {
    const child = spawn(process.execPath, [path.join(copy, 'scripts/start.mjs'), ...given], {
      cwd: copy,
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines = new LogLines(child.stdout, child.stderr);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    return { child, lines, ended };
  }
});
