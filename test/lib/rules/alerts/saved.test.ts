import assert from 'node:assert/strict';
import { leftOn, restoredBook, savedBook } from '../../../../nodes/lib/rules/alerts';
import { Stream } from './stream';

const above = { condition: 'above', level: '100' };

describe('alerts over a restart', () => {
  it('stay triggered and say so no second time', () => {
    const stream = new Stream(above).give(99, 101);
    const triggeredAt = stream.moment.now;
    assert.deepEqual(stream.told(), ['triggered 101']);
    stream.restart(3_600_000).give(102);
    assert.deepEqual(stream.told(), []);
    stream.give(100);
    const [cleared] = stream.events;
    assert.deepEqual(stream.told(), ['cleared 100']);
    assert.equal(cleared?.since, triggeredAt);
    assert.equal(cleared?.reading?.level?.toFixed(), '100');
  });

  it('see what was crossed meanwhile, and tell the value from before', () => {
    const stream = new Stream(above).give(99).restart(3_600_000).give(101);
    assert.equal(stream.events[0]?.previous?.toFixed(), '99');
    assert.deepEqual(stream.told(), ['triggered 101']);
  });

  it('keep an extreme, a side, and what is spent, outside or disarmed', () => {
    assert.deepEqual(
      new Stream({ condition: 'falls', by: '5' }).give(100, 103).restart().give('98.01', 98).told(),
      ['triggered 98'],
    );
    assert.deepEqual(new Stream({ condition: 'either', level: '100' }).give(99).restart().give(101).told(), [
      'triggered 101',
      'cleared 101',
    ]);
    for (const [phase, stream] of [
      ['spent', new Stream({ ...above, repeat: 'once' }).give(99, 101, 99)],
      ['outside', new Stream(above).give(101)],
      ['disarmed', new Stream(above).command('disarm').give(99)],
      ['waiting', new Stream(above).command('disarm', '').command('arm', '')],
    ] as const)
      assert.equal(stream.restart().phase, phase);
    const all = new Stream(above).command('disarm').restart().give(99, 101);
    assert.deepEqual(all.told(), [], 'a command to all is kept as well');
  });

  it('keep for which level they were', () => {
    const stream = new Stream({ ...above, repeat: 'level' }).give(99, 101, 99).restart().give(99, 101);
    stream.with(99, { level: '50' });
    assert.deepEqual(stream.told(), ['triggered 101', 'cleared 99']);
    assert.equal(stream.phase, 'outside');
  });

  it('count a cool-down on while nothing runs', () => {
    const cooling = (): Stream => {
      const stream = new Stream({ ...above, coolDown: '60' }).give(99, 101).wait(10_000).give(99);
      stream.told();
      return stream;
    };
    assert.deepEqual(cooling().restart(30_000).wait(19_999).give(101, 99).told(), []);
    assert.deepEqual(cooling().restart(30_000).wait(20_000).give(101).told(), ['triggered 101']);
    assert.deepEqual(cooling().restart(3_600_000).give(101).told(), ['triggered 101']);
    const setBack = cooling().restart(-3_600_000).wait(49_999).give(101, 99);
    assert.deepEqual(setBack.told(), [], 'the clock was set back: what was left of it is left');
    assert.deepEqual(setBack.wait(1).give(101).told(), ['triggered 101']);
  });

  it('say nothing at the end of a cool-down of a value from before', () => {
    const stream = new Stream({ ...above, coolDown: '60' }).give(99, 101, 99, 101);
    stream.told();
    assert.deepEqual(stream.restart(1000).wait(100_000).told(), []);
  });

  it('begin a confirmation anew', () => {
    const stream = new Stream({ ...above, confirm: 'seconds', confirmFor: '10' })
      .give(99, 101)
      .restart(60_000);
    assert.deepEqual([stream.wait(60_000).told(), stream.phase], [[], 'armed']);
    assert.deepEqual(stream.give(101).wait(10_000).told(), ['triggered 101 by time']);
  });

  it('count a silence from the start', () => {
    const stream = new Stream({ condition: 'silent', silenceSeconds: '10' })
      .give(1)
      .restart(3_600_000)
      .wait(9999);
    assert.deepEqual(stream.told(), []);
    assert.deepEqual(stream.wait(1).told(), ['triggered by time']);
    assert.deepEqual(stream.restart().wait(60_000).told(), [], 'once, over a restart too');
  });

  it('know a moving window, with what has passed', () => {
    const moved = (): Stream =>
      new Stream({ condition: 'moves', by: '10', windowSeconds: '60' }).give(100).wait(1000);
    assert.deepEqual(moved().restart(59_000).give(110).told(), ['triggered 110']);
    assert.deepEqual(moved().restart(59_001).give(110).told(), []);
    assert.deepEqual(moved().restart(0, false).give(110).told(), [], 'where it was left out for its size');
  });

  it('keep numbers that no message could bring', () => {
    const wide = { best_bid: '0.' + '1'.repeat(57), best_ask: '9'.repeat(58) };
    const stream = new Stream({ condition: 'spread', by: '3' });
    stream.give({ best_bid: '1', best_ask: '1' }, wide);
    assert.equal(stream.told().length, 1);
    assert.equal(stream.restart().phase, 'triggered');
    assert.deepEqual(stream.give({ best_bid: '1', best_ask: '1' }).told(), ['cleared 0']);
  });

  it('take nothing that is not what was written', () => {
    const stream = new Stream({ condition: 'either', level: '100', coolDown: '9' }).give(99, 101);
    const good = JSON.parse(JSON.stringify(savedBook(stream.book.state, stream.moment, true))) as {
      alerts: Record<string, unknown>[];
    };
    const read = (saved: unknown): unknown => restoredBook(saved, stream.rule, stream.moment);
    assert.ok(read(good));
    const [alert = {}] = good.alerts;
    const trigger = alert.trigger as object;
    const bad: readonly unknown[] = [
      undefined,
      null,
      [],
      'text',
      {},
      { ...good, at: -1 },
      { ...good, at: '5' },
      { ...good, alerts: {} },
      { ...good, alerts: [null] },
      { ...good, alerts: Array.from({ length: 1001 }, () => alert) },
      ...[
        { topic: 5 },
        { phase: 'asleep' },
        { phase: 'constructor' },
        { age: -1 },
        { age: null },
        { age: 1e300 },
        { levels: 5 },
        { levels: { level: 'x' } },
        { last: 5 },
        { last: 'x' },
        { side: 'left' },
        { extreme: {} },
        { lows: 5, highs: [] },
        { lows: [[1]], highs: [] },
        { lows: [[1, '5']] },
        { lows: [[-1, '5']], highs: [] },
        { trigger: 5 },
        { trigger: { ...trigger, age: 'x' } },
        { trigger: { ...trigger, levels: {} } },
        { trigger: { ...trigger, direction: 'sideways' } },
        { trigger: { ...trigger, level: NaN } },
      ].map((change) => ({ ...good, alerts: [{ ...alert, ...change }] })),
    ];
    for (const saved of bad) assert.throws(() => read(saved), Error, JSON.stringify(saved)?.slice(0, 200));
    const triggered = { ...alert, phase: 'triggered' };
    const left = (saved: unknown): unknown => leftOn(saved, stream.moment);
    assert.ok(left({ ...good, alerts: [triggered] }));
    for (const change of [{ topic: 5 }, { last: 'x' }, { trigger: 5 }, { trigger: { ...trigger, at: 'x' } }])
      assert.throws(() => left({ ...good, alerts: [{ ...triggered, ...change }] }), Error);
    for (const saved of [undefined, {}, { ...good, alerts: [null] }]) assert.throws(() => left(saved), Error);
  });
});
