import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Candle } from '../../nodes/lib/rules/market-data';
import { startSandbox, type Sandbox, type SandboxClock } from '../../nodes/lib/sandbox';
import { temporaryFolder } from '../flows/installed-package';
import { aroundEach, deploy, factsOf, helper, type Bench, type Message } from './flow-bench';
import { marketNode } from './forms';
import { faces, loadOn, untilState } from './market-faces';
import { until } from './until';

/** A minute of the exchange. */
const MINUTE_MS = 60_000;

for (const face of faces)
  describe(`candles over deploys and restarts on ${face.environment}`, function () {
    this.timeout(30_000);
    let folder: string;
    let sandbox: Sandbox;
    /** How far the exchange's clock is before this one. */
    let shiftMs: number;
    aroundEach();
    beforeEach(async () => {
      folder = temporaryFolder('candles');
      helper.settings({ userDir: folder });
      // In the middle of a minute.
      shiftMs = 30_000 - (Date.now() % MINUTE_MS);
      const clock: SandboxClock = {
        now: () => Date.now() + shiftMs,
        every(ms, tick) {
          const timer = setInterval(tick, ms);
          return () => clearInterval(timer);
        },
      };
      sandbox = await startSandbox({ marketEveryMs: 0, clock });
    });
    afterEach(async () => {
      await helper.unload();
      await sandbox.close();
    });
    after(() => {
      helper.settings({});
    });

    const file = (): string => path.join(folder, 'coinbase', 'candles', 'n-market.json');
    const kept = (): { products: { product_id: string; candlesToldMs: number }[] } =>
      JSON.parse(readFileSync(file(), 'utf8').slice(17)) as ReturnType<typeof kept>;
    const keptToldMs = (): number | undefined =>
      existsSync(file()) ? kept().products[0]?.candlesToldMs : undefined;

    /** Node-RED starts, with this form. */
    async function start(form: Message = {}): Promise<Bench> {
      const bench = await loadOn(face, sandbox, marketNode({ channel: 'candles', ...form }));
      await untilState(bench, 'live');
      sandbox.moveMarket();
      return bench;
    }
    /** Node-RED stops; the connection is closed a second later. */
    async function stop(): Promise<void> {
      await helper.unload();
      await until('its socket is closed', () => sandbox.feedCounts().open === 0);
    }
    /** The exchange's clock goes on by so many minutes, and there are trades in each. */
    function pass(minutes: number): void {
      for (let n = 0; n < minutes; n += 1) {
        shiftMs += MINUTE_MS;
        for (let moves = 0; moves < 5; moves += 1) sandbox.moveMarket();
      }
    }
    const minute = (at = Date.now() + shiftMs): number => Math.floor(at / MINUTE_MS);
    const toldBy = (bench: Bench): number[] =>
      bench.records.out.map(({ payload }) => minute(Date.parse((payload as Candle).start)));

    it('tells once, in order and as they were, the candles that ended while Node-RED was away', async () => {
      await start();
      const first = minute();
      await until('it is written', () => keptToldMs() === first * MINUTE_MS);
      assert.equal(statSync(file()).mode & 0o777, 0o600);
      await stop();
      pass(3);
      const bench = await start();
      await bench.wait('out', 3);
      assert.deepEqual(toldBy(bench), [first, first + 1, first + 2]);
      const rows = await fetch(`${sandbox.rest}/products/BTC-USD/candles?granularity=60`);
      const right = new Map(((await rows.json()) as number[][]).map(([time, ...row]) => [time, row]));
      for (const { payload, coinbase } of bench.records.out) {
        const { start: began, low, high, open, close, volume } = payload as Candle;
        const figures = [low, high, open, close, volume].map(Number);
        assert.deepEqual(figures, right.get(Date.parse(began) / 1000));
        assert.deepEqual((coinbase as { recovered: boolean }).recovered, true);
        assert.equal((payload as { final: boolean }).final, true);
      }
      assert.ok(!factsOf(bench.records.out[0]).skipped);
      await until('it is written', () => keptToldMs() === (first + 3) * MINUTE_MS);
      await helper.unload();
      const again = await start();
      pass(1);
      await again.wait('out', 1);
      assert.deepEqual(toldBy(again), [first + 3], 'none is told twice');
      assert.deepEqual([...bench.records.caught, ...again.records.caught], []);
    });

    // What is kept is the same on each.
    if (face !== faces[0]) return;

    it('writes down within a second what it told: a killed process tells no candle twice', async () => {
      const first = await start();
      const began = minute();
      pass(1);
      await first.wait('out', 1);
      await until('it is written', () => keptToldMs() === (began + 1) * MINUTE_MS);
      const left = readFileSync(file());
      await helper.unload();
      writeFileSync(file(), left);
      const bench = await start();
      pass(1);
      await bench.wait('out', 1);
      assert.deepEqual([toldBy(first), toldBy(bench)], [[began], [began + 1]]);
    });

    for (const [what, form] of [
      ['another size', { candleSize: '300' }],
      ['something else meanwhile', { channel: 'ticker' }],
    ] as const)
      it(`begins anew after ${what}`, async () => {
        await start();
        await helper.unload();
        await start(form);
        await stop();
        pass(2);
        const bench = await start();
        pass(1);
        await bench.wait('out', 1);
        assert.deepEqual(toldBy(bench), [minute() - 1]);
      });

    it('begins anew, and says so, where its file is not what was written', async () => {
      mkdirSync(path.dirname(file()), { recursive: true });
      writeFileSync(file(), 'something else');
      const bench = await start();
      assert.equal(bench.logs().filter((line) => /begins anew: .*n-market\.json/.test(line)).length, 1);
      await helper.unload();
      assert.equal(keptToldMs(), minute() * MINUTE_MS);
    });

    it('is forgotten with the node, and kept over a deploy', async () => {
      const other = marketNode({ channel: 'candles', id: 'n-other' });
      await loadOn(face, sandbox, marketNode({ channel: 'candles' }), other);
      const files = (): string[] => readdirSync(path.dirname(file())).sort();
      await until('both are written', () => existsSync(file()) && files().length === 2);
      const account = face.account(sandbox);
      await deploy([account, marketNode({ channel: 'candles', products: '' })], 'full');
      assert.deepEqual(files(), ['n-market.json']);
      await deploy([account], 'full');
      assert.deepEqual(files(), []);
    });

    it('is kept under a form of a version that is not known, and forgotten with that too', async () => {
      await start();
      await until('it is written', () => existsSync(file()));
      const account = face.account(sandbox);
      await deploy([account, marketNode({ channel: 'candles', configVersion: 99 })], 'full');
      await deploy([account, marketNode({ channel: 'candles', configVersion: 99, name: 'other' })], 'full');
      assert.ok(existsSync(file()));
      await deploy([account], 'full');
      assert.ok(!existsSync(file()));
    });
  });
