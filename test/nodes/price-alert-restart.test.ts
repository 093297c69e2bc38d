import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../flows/installed-package';
import { alertOf, loadAlerts } from './alert-bench';
import { aroundEach, flowOf, helper, type Message } from './flow-bench';
import { alertNode } from './forms';
import { until } from './until';

describe('a price alert over deploys and restarts', () => {
  let folder: string;
  aroundEach();
  beforeEach(() => {
    folder = temporaryFolder('alerts');
    helper.settings({ userDir: folder });
  });
  after(() => {
    helper.settings({});
  });

  const file = (): string => path.join(folder, 'coinbase', 'alerts', 'n-alert.json');
  const files = (): string[] => readdirSync(path.dirname(file()));
  const kept = (): { alerts: { topic: string; phase: string; extreme?: string }[] } =>
    JSON.parse(readFileSync(file(), 'utf8').slice(17)) as ReturnType<typeof kept>;

  it('stays triggered, tells nothing a second time, and is cleared then', async () => {
    const first = await loadAlerts([alertNode()]);
    await first.give(99, 101);
    assert.deepEqual(first.told(), ['triggered 101']);
    await helper.unload();
    const second = await loadAlerts([alertNode()]);
    await second.give(102, 103);
    assert.deepEqual(second.told(), []);
    await second.give(100);
    const [message] = second.records.out;
    assert.equal(alertOf(message).since, '2023-11-14T22:13:20.000Z', 'when it was triggered');
    assert.deepEqual(second.told(), ['cleared 100']);
  });

  it('tells what was crossed meanwhile, with the value from before', async () => {
    const first = await loadAlerts([alertNode()]);
    await first.giveAll({ topic: 'a', payload: 98 });
    await helper.unload();
    const second = await loadAlerts([alertNode({ name: 'another name', x: 5, wires: [['rec-out']] })]);
    await second.giveAll({ topic: 'a', payload: 101 });
    assert.equal(alertOf(second.records.out[0]).previous, '98');
    assert.deepEqual(second.told(), ['triggered 101 a']);
  });

  for (const [what, form] of [
    ['level', { level: '100.5' }],
    ['condition', { condition: 'either' }],
    ['hysteresis', { hysteresis: '1' }],
    ['value', { valueProperty: 'bid' }],
  ] as const)
    it(`begins anew with another ${what}`, async () => {
      const first = await loadAlerts([alertNode()]);
      await first.give(99);
      await helper.unload();
      const second = await loadAlerts([alertNode(form)]);
      await second.give(101);
      assert.deepEqual(second.told(), [], 'the first value tells only the side');
    });

  it('with another condition tells once that what was on is over', async () => {
    const wires = [['rec-out'], ['rec-out']];
    const first = await loadAlerts([alertNode({ wires, topics: 'each' })]);
    await first.giveAll(
      ...['a', 'b', 'c'].map((topic) => ({ topic, payload: 99 })),
      ...['a', 'b'].map((topic) => ({ topic, payload: 101 })),
    );
    assert.deepEqual(first.told(), ['triggered 101 a', 'triggered 101 b']);
    await helper.unload();
    const form = { wires, name: 'new', condition: 'below', level: '50', topics: 'each' };
    const second = await loadAlerts([alertNode(form)]);
    const [message] = await second.wait('out', 2);
    assert.deepEqual([message?.topic, message?.payload], ['a', '101']);
    const at = '2023-11-14T22:13:20.000Z';
    assert.deepEqual(message?.alert, {
      name: 'new',
      condition: 'above',
      event: 'cleared',
      by: 'command',
      topic: 'a',
      value: '101',
      level: '100',
      since: at,
      at,
    });
    assert.deepEqual(second.told(), ['cleared 101 a by command', 'cleared 101 b by command']);
    await helper.unload();
    const third = await loadAlerts([alertNode({ ...form, level: '40' })]);
    await third.giveAll({ topic: 'a', payload: 60 }, { topic: 'a', payload: 39 });
    assert.deepEqual(third.told(), ['triggered 39 a'], 'once');
  });

  it('is in a file of its own for its owner alone, at once after an alert and at most once a second', async () => {
    const bench = await loadAlerts([alertNode()]);
    await bench.give(99);
    await bench.clock.advance(0);
    await written(() => kept().alerts[0]?.phase === 'armed');
    assert.equal(statSync(file()).mode & 0o777, 0o600);
    await bench.give(101);
    await bench.clock.advance(999);
    assert.equal(kept().alerts[0]?.phase, 'armed');
    await bench.clock.advance(1);
    await written(() => kept().alerts[0]?.phase === 'triggered');
    assert.deepEqual(files(), ['n-alert.json']);
  });

  it('does not write every value: a memory card wears out', async () => {
    const bench = await loadAlerts([alertNode({ level: '1000' })]);
    await bench.give(99);
    await bench.clock.advance(0);
    await written(() => kept().alerts.length === 1);
    const before = statSync(file()).mtimeMs;
    for (let n = 0; n < 50; n += 1) {
      await bench.give(100 + n);
      await bench.clock.advance(1000);
    }
    assert.equal(statSync(file()).mtimeMs, before);
    await bench.clock.advance(10_000);
    await written(() => statSync(file()).mtimeMs > before);
  });

  it('writes what a fall is measured from within five seconds: a killed process forgets no high', async () => {
    const form = { condition: 'falls', by: '50' };
    const bench = await loadAlerts([alertNode(form)]);
    await bench.give(99);
    await bench.clock.advance(0);
    await written(() => kept().alerts.length === 1);
    const before = statSync(file()).mtimeMs;
    await bench.give(149);
    await bench.clock.advance(4999);
    assert.equal(statSync(file()).mtimeMs, before, 'not every value');
    await bench.clock.advance(1);
    await written(() => kept().alerts[0]?.extreme === '149');
    const left = readFileSync(file());
    await helper.unload();
    writeFileSync(file(), left);
    const next = await loadAlerts([alertNode(form)]);
    await next.give(75, 74);
    assert.deepEqual(next.told(), ['triggered 74'], 'half of 149');
  });

  for (const [what, text] of [
    ['is no text', '\u0000\u0001\u0002'],
    ['is empty', ''],
    ['is cut off', '0123456789abcdef {"finge'],
    ['has another checksum', '0123456789abcdef {}\n'],
    ['is a whole other file', `${'x'.repeat(70)}\n`.repeat(100_000)],
  ] as const)
    it(`begins anew where its file ${what}, says so, and keeps on keeping`, async () => {
      mkdirSync(path.dirname(file()), { recursive: true });
      writeFileSync(file(), text);
      const bench = await loadAlerts([alertNode()]);
      assert.equal(bench.logs().filter((line) => /begins anew: .*n-alert\.json/.test(line)).length, 1);
      await bench.give(99, 101);
      assert.deepEqual(bench.told(), ['triggered 101']);
      await helper.unload();
      assert.equal(kept().alerts[0]?.phase, 'triggered');
    });

  it('begins anew where its file has good lines of something else', async () => {
    const bench = await loadAlerts([alertNode()]);
    await bench.give(99);
    await helper.unload();
    const line = readFileSync(file(), 'utf8');
    writeFileSync(file(), line + line);
    const next = await loadAlerts([alertNode()]);
    assert.equal(next.logs().filter((text) => /begins anew/.test(text)).length, 1);
    await next.give(101);
    assert.deepEqual(next.told(), []);
  });

  it('goes on in memory where its folder cannot be written, and warns once', async () => {
    const blocked = path.join(folder, 'file');
    writeFileSync(blocked, '');
    helper.settings({ userDir: blocked });
    const bench = await loadAlerts([alertNode()]);
    for (let n = 0; n < 3; n += 1) {
      await bench.give(99, 101);
      await bench.clock.advance(2000);
    }
    const warnings = (): number => bench.logs().filter((line) => /kept in memory alone/.test(line)).length;
    await until('a warning', () => warnings() > 0);
    await helper.unload();
    assert.deepEqual(bench.told().length, 5);
    assert.equal(warnings(), 1);
  });

  it('goes on in memory where there is no user directory, and warns once', async () => {
    helper.settings({ userDir: undefined });
    const bench = await loadAlerts([alertNode()]);
    await bench.give(99, 101, 99, 101);
    assert.deepEqual(bench.told().length, 3);
    assert.equal(bench.logs().filter((line) => /has no user directory/.test(line)).length, 1);
  });

  it('is forgotten with the node', async () => {
    const other = { ...alertNode(), id: 'n-other' };
    const bench = await loadAlerts([alertNode(), other]);
    await bench.give(99);
    bench.send('n-other', { payload: 1 });
    await bench.wait('completed', 2);
    await helper.setFlows(flowOf([alertNode(), other]), 'full');
    assert.deepEqual(files().sort(), ['n-alert.json', 'n-other.json']);
    await helper.setFlows(flowOf([alertNode()]), 'full');
    assert.deepEqual(files(), ['n-alert.json']);
  });

  it('is forgotten with the node, also when its form became wrong before', async () => {
    const bench = await loadAlerts([alertNode()]);
    await bench.give(99);
    await helper.setFlows(flowOf([alertNode({ level: '101', repeat: 'forever' })]), 'full');
    assert.deepEqual(files(), ['n-alert.json']);
    await helper.setFlows(flowOf([]), 'full');
    assert.deepEqual(files(), []);
  });

  it('has a file for an id of any kind, in its folder', async () => {
    const id = '../..\\evil/\ud800 ü';
    const bench = await loadAlerts([alertNode({ id })]);
    bench.send(id, { payload: 1 });
    await bench.wait('completed', 1);
    await helper.unload();
    const [name = '', ...rest] = files();
    assert.deepEqual([rest, readdirSync(folder)], [[], ['coinbase']]);
    assert.match(name, /^[\w.%-]+\.json$/);
  });

  it('keeps a thousand topics in a file that it can read again', async () => {
    const bench = await loadAlerts([alertNode({ condition: 'moves', by: '5', windowSeconds: '60' })]);
    const all: Message[] = Array.from({ length: 1000 }, (_, n) => ({
      topic: '\u0001'.repeat(250) + n,
      payload: 100,
    }));
    await bench.giveAll(...all);
    await helper.unload();
    const next = await loadAlerts([alertNode({ condition: 'moves', by: '5', windowSeconds: '60' })]);
    assert.deepEqual(
      next.logs().filter((line) => /begins anew/.test(line)),
      [],
    );
    await next.giveAll({ topic: 'one more', payload: 1 });
    assert.equal(next.records.caught.length, 1, 'all are there');
  });

  /** Real files are written by a real disk: the clock of the test has no part in that. */
  async function written(isThere: () => boolean): Promise<void> {
    const until = Date.now() + 10_000;
    for (;;) {
      try {
        if (isThere()) return;
      } catch (thrown) {
        if (Date.now() > until) throw thrown;
      }
      assert.ok(Date.now() < until, 'it is written in time');
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('cannot be read by anybody else from the start', async () => {
    chmodSync(folder, 0o755);
    const bench = await loadAlerts([alertNode()]);
    await bench.give(99);
    await helper.unload();
    assert.equal(statSync(path.dirname(file())).mode & 0o077, 0);
  });
});
