import assert from 'node:assert/strict';
import { phaseAfter, phases, type Sign } from '../../../../nodes/lib/rules/alerts/phases';
import { Stream } from './stream';

const above = { condition: 'above', level: '100' };

describe('an alert', () => {
  it('moves in no other way than this', () => {
    const signs: readonly Sign[] = [
      'beyond',
      'certain',
      'between',
      'back',
      'lost',
      'open',
      'rested',
      'told',
      'level',
      'arm',
      'disarm',
      'rearm',
    ];
    const row = (phase: (typeof phases)[number]): string =>
      signs.flatMap((sign) => phaseAfter(phase, sign) ?? []).join(' ');
    assert.deepEqual(Object.fromEntries(phases.map((phase) => [phase, row(phase)])), {
      waiting: 'outside outside armed armed armed disarmed waiting',
      outside: 'armed disarmed waiting',
      armed: 'confirming triggered disarmed waiting',
      confirming: 'triggered armed armed armed disarmed waiting',
      triggered: 'cooling disarmed waiting',
      cooling: 'armed spent disarmed waiting',
      spent: 'waiting waiting disarmed waiting',
      disarmed: 'waiting',
    });
  });

  it('tells what it compared, where the value came from, and since when', () => {
    const stream = new Stream({ ...above, hysteresis: '1', confirm: 'seconds', confirmFor: '2' }).give(
      99,
      101,
    );
    const onset = stream.moment.now;
    stream.wait(500).give(102).wait(1500).wait(5000).give(98);
    const [triggered, cleared] = stream.events;
    assert.equal(triggered?.reading?.level?.toFixed(), '100');
    assert.equal(triggered?.previous?.toFixed(), '101');
    assert.deepEqual([triggered?.since, triggered?.at], [onset, onset + 2000]);
    assert.equal(cleared?.previous?.toFixed(), '102');
    assert.deepEqual([cleared?.since, cleared?.at], [onset + 2000, onset + 7000], 'since it was triggered');
  });

  it('tells the extreme and the direction of a move and of a trail', () => {
    const tell = (form: Record<string, unknown>, ...values: unknown[]): unknown[] => {
      const reading = new Stream(form).give(...values).events[0]?.reading;
      return [reading?.reference?.toFixed(), reading?.level?.toFixed(), reading?.direction];
    };
    const move = { condition: 'moves', by: '10', windowSeconds: '60' };
    assert.deepEqual(tell(move, 100, 120), ['100', '110', 'up']);
    assert.deepEqual(tell(move, 100, 80), ['100', '90', 'down']);
    assert.deepEqual(tell({ condition: 'falls', by: '5' }, 100, 90), ['100', '95', 'down']);
    assert.deepEqual(tell({ condition: 'rises', by: '5' }, 100, 110), ['100', '105', 'up']);
    assert.deepEqual(tell({ condition: 'either', level: '100' }, 99, 110), [undefined, '100', 'up']);
    assert.deepEqual(tell({ condition: 'leaves', low: '1', high: '9' }, 5, 10), [undefined, '9', undefined]);
    assert.deepEqual(tell({ condition: 'enters', low: '1', high: '9' }, 0, 2), [undefined, '1', undefined]);
  });

  describe('that is to be confirmed', () => {
    const updates = { ...above, confirm: 'updates', confirmFor: '3' };
    const seconds = { ...above, confirm: 'seconds', confirmFor: '10' };

    it('by so many values in a row, counts the first', () => {
      const stream = new Stream(updates).give(99, 101, 102);
      assert.deepEqual([stream.told(), stream.phase], [[], 'confirming']);
      assert.deepEqual(stream.give(103).told(), ['triggered 103']);
    });

    it('by so many values in a row, begins again after one that is not beyond', () =>
      assert.deepEqual(new Stream(updates).give(99, 101, 102, 100, 101, 102).told(), []));

    it('by one value needs no second one', () =>
      assert.deepEqual(new Stream({ ...updates, confirmFor: '1' }).give(99, 101).told(), ['triggered 101']));

    it('for so many seconds, is triggered by the time, with the last value', () => {
      const stream = new Stream(seconds).give(99, 101).wait(5000).give(102).wait(4999);
      assert.deepEqual(stream.told(), []);
      assert.deepEqual(stream.wait(1).told(), ['triggered 102 by time']);
    });

    it('for so many seconds, begins again after a value that is not beyond', () => {
      const stream = new Stream(seconds).give(99, 101).wait(9999).give(100).give(101).wait(9999);
      assert.deepEqual(stream.told(), []);
      assert.deepEqual(stream.wait(1).told(), ['triggered 101 by time']);
    });

    it('for so many seconds, is triggered first where a timer was late and the value is back', () =>
      assert.deepEqual(new Stream(seconds).give(99, 101).pass(10_000).give(99).told(), [
        'triggered 101 by time',
        'cleared 99',
      ]));

    for (const form of [updates, seconds])
      it(`${form.confirm}: begins again after stale data`, () => {
        const stream = new Stream(form).give(99, 101, 102).stale().wait(20_000);
        assert.deepEqual([stream.told(), stream.phase], [[], 'armed']);
        assert.deepEqual(stream.give(103, 104).told(), []);
        assert.equal(stream.phase, 'confirming');
      });

    it('keeps measuring a trail from the same extreme when a confirmation fails', () => {
      const stream = new Stream({ condition: 'falls', by: '5', confirm: 'updates', confirmFor: '2' });
      assert.deepEqual(stream.give(100, 95, 96, 95, 94).told(), ['triggered 94']);
    });
  });

  describe('with a cool-down', () => {
    const form = { ...above, coolDown: '60' };

    it('is not triggered again before it is over, counted from the alert', () => {
      const stream = new Stream(form).give(99, 101).wait(1000).give(99, 101, 99).wait(58_999).give(101, 99);
      assert.deepEqual(stream.told(), ['triggered 101', 'cleared 99']);
      assert.deepEqual(stream.wait(1).give(101).told(), ['triggered 101']);
    });

    it('tells at its end what was held up and still holds', () => {
      const stream = new Stream(form).give(99, 101).wait(1000).give(99, 105).wait(58_999);
      assert.deepEqual(stream.told(), ['triggered 101', 'cleared 99']);
      assert.deepEqual(stream.wait(1).told(), ['triggered 105 by time']);
    });

    it('tells nothing at its end of what is stale by then', () => {
      const stream = new Stream(form).give(99, 101).wait(1000).give(99, 105).stale().wait(100_000);
      assert.deepEqual(stream.told(), ['triggered 101', 'cleared 99']);
      assert.deepEqual(stream.give(105).told(), ['triggered 105']);
    });

    it('confirms what was held up like any other', () => {
      const stream = new Stream({ ...form, confirm: 'seconds', confirmFor: '5' });
      stream.give(99, 101).wait(5000).give(99, 105).wait(60_000);
      assert.deepEqual(stream.told(), ['triggered 101 by time', 'cleared 99']);
      assert.deepEqual(stream.wait(5000).told(), ['triggered 105 by time']);
    });

    it('is over at once when the alert was on for longer', () => {
      const stream = new Stream(form).give(99, 101).wait(60_000).give(99, 101);
      assert.deepEqual(stream.told(), ['triggered 101', 'cleared 99', 'triggered 101']);
    });

    it('tells a crossing back that was held up, of either direction', () => {
      const stream = new Stream({ ...form, condition: 'either' }).give(99, 101).wait(1000).give(98);
      assert.deepEqual(stream.told(), ['triggered 101', 'cleared 101']);
      assert.deepEqual(stream.wait(59_000).told(), ['triggered 98 by time', 'cleared 98 by time']);
    });

    it('measures a trail from its end on', () => {
      const stream = new Stream({ condition: 'falls', by: '5', coolDown: '60' }).give(100, 95, 96, 80);
      assert.deepEqual(stream.told(), ['triggered 95', 'cleared 96']);
      assert.deepEqual(stream.wait(60_000).give('75.01').told(), []);
      assert.deepEqual(stream.give(75).told(), ['triggered 75']);
    });
  });

  describe('that tells once', () => {
    it('is spent when it is over, until it is armed', () => {
      const stream = new Stream({ ...above, repeat: 'once' }).give(99, 101, 99, 101, 99);
      assert.deepEqual([stream.told(), stream.phase], [['triggered 101', 'cleared 99'], 'spent']);
      assert.deepEqual(stream.command('arm').give(101).told(), [], 'the next value tells only the side');
      assert.deepEqual(stream.give(99, 101).told(), ['triggered 101']);
    });

    it('armed while it is on is armed once it is over, for one more', () => {
      const stream = new Stream({ ...above, repeat: 'once' }).give(99, 101).command('arm');
      assert.deepEqual([stream.told(), stream.phase], [['triggered 101'], 'triggered']);
      assert.deepEqual(stream.give(99, 101).told(), ['cleared 99', 'triggered 101']);
      assert.deepEqual([stream.give(99, 101).told(), stream.phase], [['cleared 99'], 'spent']);
    });

    it('armed while it is armed already tells no second time for that', () => {
      const stream = new Stream({ ...above, repeat: 'once' }).give(99).command('arm').give(101, 99, 101);
      assert.deepEqual([stream.told(), stream.phase], [['triggered 101', 'cleared 99'], 'spent']);
    });

    it('armed while it is on waits for its cool-down, and is armed over a restart', () => {
      const stream = new Stream({ ...above, repeat: 'once', coolDown: '60' }).give(99, 101).command('arm');
      assert.deepEqual(stream.restart().give(99, 101).told(), ['triggered 101', 'cleared 99']);
      assert.deepEqual(stream.wait(60_000).told(), ['triggered 101 by time']);
    });

    it('armed while it is on and then disarmed is disarmed', () => {
      const stream = new Stream({ ...above, repeat: 'once' }).give(99, 101).command('arm').command('disarm');
      stream.give(99).command('arm').give(99, 101, 99).told();
      assert.equal(stream.phase, 'spent', 'what was armed ahead is forgotten');
    });

    it('is not armed by another level', () => {
      const stream = new Stream({ ...above, repeat: 'once' }).give(99, 101, 99);
      stream.told();
      assert.deepEqual(
        stream.with(99, { level: '95' }).with(94, { level: '95' }).with(96, { level: '95' }).told(),
        [],
      );
    });

    it('for each level, is armed by another one', () => {
      const stream = new Stream({ ...above, repeat: 'level' }).give(99, 101, 99, 101);
      assert.deepEqual([stream.told(), stream.phase], [['triggered 101', 'cleared 99'], 'spent']);
      const next = { level: '200' };
      assert.deepEqual(stream.with(99, next).with(201, next).told(), ['triggered 201']);
    });

    it('for each level, goes on with another one that came while it was triggered', () => {
      const next = { level: '200' };
      const stream = new Stream({ ...above, repeat: 'level' }).give(99, 101);
      assert.deepEqual(stream.with(150, next).told(), ['triggered 101', 'cleared 150']);
      assert.deepEqual(stream.with(201, next).with(199, next).with(201, next).told(), [
        'triggered 201',
        'cleared 199',
      ]);
    });
  });

  describe('whose level moves', () => {
    it('sees the value cross a moving average', () => {
      const stream = new Stream(above);
      for (const [value, level] of [
        [10, 11],
        [10, 10],
        [10, 9.9],
        [11, 10],
        [10, 10.1],
      ])
        stream.with(value, { level });
      assert.deepEqual(stream.told(), ['triggered 10', 'cleared 10']);
    });

    it('is cleared by a level that goes away from the value', () =>
      assert.deepEqual(new Stream(above).give(99, 101).with(101, { level: '200' }).told(), [
        'triggered 101',
        'cleared 101',
      ]));
  });

  describe('at a command', () => {
    it('disarmed hears no value, and tells that an alert is over', () => {
      const stream = new Stream(above).give(99, 101).command('disarm').give(99, 101);
      assert.deepEqual(
        [stream.told(), stream.phase],
        [['triggered 101', 'cleared 101 by command'], 'disarmed'],
      );
    });

    it('armed begins anew: its next value tells only the side', () => {
      const stream = new Stream(above).give(99).command('disarm').command('arm').give(101);
      assert.deepEqual([stream.told(), stream.phase], [[], 'outside']);
    });

    it('armed while it is armed changes nothing', () =>
      assert.deepEqual(new Stream(above).give(99).command('arm').give(101).told(), ['triggered 101']));

    it('rearmed forgets an alert, its cool-down and the side', () => {
      const stream = new Stream({ ...above, coolDown: '1000' }).give(99, 101).command('rearm');
      assert.deepEqual(stream.told(), ['triggered 101', 'cleared 101 by command']);
      assert.deepEqual(stream.give(102, 99, 101).told(), ['triggered 101']);
    });

    it('rearmed stays disarmed', () => {
      const stream = new Stream(above).give(99).command('disarm').command('rearm').give(99, 101);
      assert.deepEqual([stream.told(), stream.phase], [[], 'disarmed']);
    });

    it('rearmed counts a silence from now', () => {
      const stream = new Stream({ condition: 'silent', silenceSeconds: '10' })
        .give(1)
        .wait(9000)
        .command('rearm');
      assert.deepEqual(stream.wait(9999).told(), []);
      assert.deepEqual(stream.wait(1).told(), ['triggered by time']);
    });

    it('disarmed is not silent, and armed is again', () => {
      const stream = new Stream({ condition: 'silent', silenceSeconds: '10' }).give(1).command('disarm');
      assert.deepEqual(stream.wait(60_000).told(), []);
      assert.deepEqual(stream.command('arm').wait(10_000).told(), ['triggered by time']);
    });
  });
});
