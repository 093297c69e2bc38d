import assert from 'node:assert/strict';
import { Stream } from './stream';

interface Row {
  readonly what: string;
  readonly form: Readonly<Record<string, unknown>>;
  readonly values: readonly unknown[];
  readonly told: readonly string[];
}

const level = (condition: string, hysteresis = ''): Row['form'] => ({ condition, level: '100', hysteresis });
const band = (condition: string, hysteresis = ''): Row['form'] => ({
  condition,
  low: '90',
  high: '110',
  hysteresis,
});
const trail = (condition: string, by: string, byUnit = 'amount', hysteresis = ''): Row['form'] => ({
  condition,
  by,
  byUnit,
  hysteresis,
});
const move = (direction: string): Row['form'] => ({
  condition: 'moves',
  by: '10',
  windowSeconds: '60',
  direction,
});
const spread = (by: string, byUnit = 'amount', hysteresis = ''): Row['form'] => ({
  condition: 'spread',
  by,
  byUnit,
  hysteresis,
});
const quote = (best_bid: string, best_ask: string): object => ({ best_bid, best_ask });

/** Both sides of every comparison. */
const rows: readonly Row[] = [
  { what: 'above: at the level is not above it', form: level('above'), values: [99, 100], told: [] },
  { what: 'above: a hair above is', form: level('above'), values: [100, '100.00000001'], told: ['triggered 100.00000001'] },
  { what: 'above: cleared at the level', form: level('above'), values: [99, 101, 100], told: ['triggered 101', 'cleared 100'] },
  { what: 'above: not cleared a hair above it', form: level('above'), values: [99, 101, '100.00000001'], told: ['triggered 101'] },
  { what: 'above: not cleared inside the hysteresis', form: level('above', '5'), values: [99, 101, '95.01', 101], told: ['triggered 101'] },
  { what: 'above: cleared by exactly the hysteresis', form: level('above', '5'), values: [99, 101, 95], told: ['triggered 101', 'cleared 95'] },
  { what: 'above: a first value inside the hysteresis is below', form: level('above', '5'), values: [98, 101], told: ['triggered 101'] },
  { what: 'above: a first value above is no alert, and must be back by the hysteresis', form: level('above', '5'), values: [101, 99, 101, 95, 101], told: ['triggered 101'] },
  { what: 'above: a first value at the level is below', form: level('above'), values: [100, 101], told: ['triggered 101'] },
  { what: 'above: a first value can be an alert where the form says so', form: { ...level('above'), first: 'alert' }, values: [101], told: ['triggered 101'] },
  { what: 'above: such a first value at the level is none', form: { ...level('above'), first: 'alert' }, values: [100], told: [] },

  { what: 'below: at the level is not below it', form: level('below'), values: [101, 100], told: [] },
  { what: 'below: a hair below is', form: level('below'), values: [101, '99.99'], told: ['triggered 99.99'] },
  { what: 'below: cleared at the level', form: level('below'), values: [101, 99, 100], told: ['triggered 99', 'cleared 100'] },
  { what: 'below: not cleared inside the hysteresis', form: level('below', '5'), values: [101, 99, '104.99'], told: ['triggered 99'] },
  { what: 'below: cleared by exactly the hysteresis', form: level('below', '5'), values: [101, 99, 105], told: ['triggered 99', 'cleared 105'] },
  { what: 'below: a hysteresis in percent is one of the level', form: { ...level('below', '5'), hysteresisUnit: 'percent' }, values: [101, 99, '104.99', 105], told: ['triggered 99', 'cleared 105'] },
  { what: 'below: works with levels below zero', form: { condition: 'below', level: '-5', hysteresis: '10', hysteresisUnit: 'percent' }, values: [0, '-5', '-5.1', '-4.51', '-4.5'], told: ['triggered -5.1', 'cleared -4.5'] },

  { what: 'either: each crossing is an alert, and over at once without a hysteresis', form: level('either'), values: [99, 101, 102, 99], told: ['triggered 101', 'cleared 101', 'triggered 99', 'cleared 99'] },
  { what: 'either: at the level is no crossing, on from there is', form: level('either'), values: [99, 100, 101], told: ['triggered 101', 'cleared 101'] },
  { what: 'either: back from the level is none', form: level('either'), values: [99, 100, 99], told: [] },
  { what: 'either: a first value at the level has no side yet', form: level('either'), values: [100, 101, 99], told: ['triggered 99', 'cleared 99'] },
  { what: 'either: noise within the hysteresis is one crossing', form: level('either', '5'), values: [99, 101, 99, 104.99, 95.01, 101], told: ['triggered 101'] },
  { what: 'either: over by exactly the hysteresis beyond', form: level('either', '5'), values: [99, 101, 105, 99], told: ['triggered 101', 'cleared 105', 'triggered 99'] },
  { what: 'either: over by exactly the hysteresis on the old side', form: level('either', '5'), values: [99, 101, 95, 101], told: ['triggered 101', 'cleared 95', 'triggered 101'] },

  { what: 'enters: the edges are inside', form: band('enters'), values: [89, 90], told: ['triggered 90'] },
  { what: 'enters: the upper edge too', form: band('enters'), values: [111, 110], told: ['triggered 110'] },
  { what: 'enters: a hair outside is not', form: band('enters'), values: [89, '89.99', '110.01'], told: [] },
  { what: 'enters: jumping over the band is not', form: band('enters'), values: [80, 120], told: [] },
  { what: 'enters: cleared a hair outside', form: band('enters'), values: [89, 90, '89.99'], told: ['triggered 90', 'cleared 89.99'] },
  { what: 'enters: not cleared inside the hysteresis', form: band('enters', '5'), values: [89, 90, '85.01', '114.99'], told: ['triggered 90'] },
  { what: 'enters: cleared by exactly the hysteresis, below', form: band('enters', '5'), values: [89, 90, 85], told: ['triggered 90', 'cleared 85'] },
  { what: 'enters: cleared by exactly the hysteresis, above', form: band('enters', '5'), values: [89, 90, 115], told: ['triggered 90', 'cleared 115'] },

  { what: 'leaves: the edges are inside', form: band('leaves'), values: [100, 90, 110], told: [] },
  { what: 'leaves: a hair below is outside', form: band('leaves'), values: [100, '89.99'], told: ['triggered 89.99'] },
  { what: 'leaves: a hair above is outside', form: band('leaves'), values: [100, '110.01'], told: ['triggered 110.01'] },
  { what: 'leaves: cleared at the edge', form: band('leaves'), values: [100, 89, 90], told: ['triggered 89', 'cleared 90'] },
  { what: 'leaves: the other side is still outside', form: band('leaves'), values: [100, 89, 111], told: ['triggered 89'] },
  { what: 'leaves: not cleared inside the hysteresis', form: band('leaves', '5'), values: [100, 89, '94.99', '105.01'], told: ['triggered 89'] },
  { what: 'leaves: cleared by exactly the hysteresis, low', form: band('leaves', '5'), values: [100, 89, 95], told: ['triggered 89', 'cleared 95'] },
  { what: 'leaves: cleared by exactly the hysteresis, high', form: band('leaves', '5'), values: [100, 111, 105], told: ['triggered 111', 'cleared 105'] },

  { what: 'moves: up by exactly the percentage', form: move('up'), values: [100, '109.99', 110], told: ['triggered 110'] },
  { what: 'moves: up is measured from the lowest', form: move('up'), values: [100, 95, '104.49', '104.5'], told: ['triggered 104.5'] },
  { what: 'moves: up does not see a fall', form: move('up'), values: [100, 50], told: [] },
  { what: 'moves: down by exactly the percentage of the highest', form: move('down'), values: [90, 100, '90.01', 90], told: ['triggered 90'] },
  { what: 'moves: down does not see a rise', form: move('down'), values: [100, 200], told: [] },
  { what: 'moves: either sees both', form: move('either'), values: [100, 90, 100], told: ['triggered 90'] },
  { what: 'moves: a percentage of zero is none', form: move('either'), values: [0, 5], told: [] },
  { what: 'moves: nothing is a percentage of zero, also where other values came before', form: move('up'), values: [1, 0, 5], told: [] },
  { what: 'moves: below zero a percentage is one of the size', form: move('up'), values: [-100, '-90.01', -90], told: ['triggered -90'] },

  { what: 'falls: by exactly the amount from the highest since armed', form: trail('falls', '5'), values: [100, 103, '98.01', 98], told: ['triggered 98'] },
  { what: 'falls: a rise is none', form: trail('falls', '5'), values: [100, 200], told: [] },
  { what: 'falls: by exactly the percentage', form: trail('falls', '5', 'percent'), values: [200, '190.01', 190], told: ['triggered 190'] },
  { what: 'falls: cleared above the level, then measured from there', form: trail('falls', '5'), values: [100, 95, 95, '95.01', '90.02', '90.01'], told: ['triggered 95', 'cleared 95.01', 'triggered 90.01'] },
  { what: 'falls: not cleared inside the hysteresis', form: trail('falls', '5', 'amount', '2'), values: [100, 95, '96.99'], told: ['triggered 95'] },
  { what: 'falls: cleared by exactly the hysteresis', form: trail('falls', '5', 'amount', '2'), values: [100, 95, 97], told: ['triggered 95', 'cleared 97'] },
  { what: 'falls: the highest does not move while it is triggered', form: trail('falls', '5', 'amount', '20'), values: [100, 95, 110, 106, 115], told: ['triggered 95', 'cleared 115'] },
  { what: 'falls: a percentage of zero is none', form: trail('falls', '5', 'percent'), values: [0, -1], told: [] },
  { what: 'rises: by exactly the amount from the lowest since armed', form: trail('rises', '5'), values: [100, 97, '101.99', 102], told: ['triggered 102'] },
  { what: 'rises: a fall is none', form: trail('rises', '5'), values: [100, 1], told: [] },
  { what: 'rises: by exactly the percentage', form: trail('rises', '5', 'percent'), values: [200, '209.99', 210], told: ['triggered 210'] },
  { what: 'rises: cleared below the level', form: trail('rises', '5'), values: [100, 105, 105, '104.99'], told: ['triggered 105', 'cleared 104.99'] },

  { what: 'spread: as wide is not wider', form: spread('2'), values: [quote('99', '100'), quote('99', '101')], told: [] },
  { what: 'spread: a hair wider is', form: spread('2'), values: [quote('99', '100'), quote('99', '101.01')], told: ['triggered 2.01'] },
  { what: 'spread: cleared when as wide', form: spread('2'), values: [quote('99', '100'), quote('99', '102'), quote('99', '101')], told: ['triggered 3', 'cleared 2'] },
  { what: 'spread: not cleared inside the hysteresis', form: spread('2', 'amount', '0.5'), values: [quote('99', '100'), quote('99', '102'), quote('99', '100.51')], told: ['triggered 3'] },
  { what: 'spread: cleared by exactly the hysteresis', form: spread('2', 'amount', '0.5'), values: [quote('99', '100'), quote('99', '102'), quote('99', '100.5')], told: ['triggered 3', 'cleared 1.5'] },
  { what: 'spread: a percentage is one of the middle', form: spread('2', 'percent'), values: [quote('100', '100'), quote('99', '101'), quote('98.99', '101.01')], told: ['triggered 2.02'] },
  { what: 'spread: a crossed book is not wide', form: spread('2'), values: [quote('99', '100'), quote('105', '99')], told: [] },
  { what: 'spread: a first wide one is no alert', form: spread('2'), values: [quote('99', '105'), quote('99', '100'), quote('99', '105')], told: ['triggered 6'] },
]; // prettier-ignore

describe('a condition', () => {
  for (const { what, form, values, told } of rows)
    it(what, () => assert.deepEqual(new Stream(form).give(...values).told(), told));

  describe('moves within a window', () => {
    const rise = (): Stream => new Stream({ ...move('up'), windowSeconds: '60' }).give(100);

    it('counts a value for the whole window', () =>
      assert.deepEqual(rise().wait(60_000).give(110).told(), ['triggered 110']));

    it('and not a millisecond longer', () => assert.deepEqual(rise().wait(60_001).give(110).told(), []));

    it('lets go what is old by the time of day alone: the machine slept, or its clock was wrong until now', () => {
      const night = 8 * 3_600_000;
      assert.deepEqual(rise().setClock(night).give(110).told(), []);
      assert.deepEqual(rise().restart().setClock(night).give(110).told(), [], 'set after a start');
      assert.deepEqual(rise().setClock(night).restart().give(110).told(), [], 'slept before a restart');
      assert.deepEqual(rise().setClock(-night).give(110).told(), ['triggered 110'], 'set back');
      assert.deepEqual(rise().setClock(-night).wait(60_001).give(110).told(), [], 'set back, and old');
    });

    it('is cleared when the window has moved on', () => {
      const stream = rise().wait(1000).give(110).wait(58_999).give(110).wait(1).give(110);
      assert.deepEqual(stream.told(), ['triggered 110']);
      assert.deepEqual(stream.wait(1).give(110).told(), ['cleared 110']);
    });
  });

  describe('no data for', () => {
    const silence = (): Stream => new Stream({ condition: 'silent', silenceSeconds: '10' });

    it('counts from the start, where nothing ever comes', () => {
      const stream = silence().wait(9999);
      assert.deepEqual(stream.told(), []);
      assert.deepEqual(stream.wait(1).told(), ['triggered by time']);
      assert.equal(stream.wait(100_000).told().length, 0, 'once');
    });

    it('counts from the last message, and is over with the next', () => {
      const stream = silence().wait(9999).give(5).wait(9999).give(6).wait(9999);
      assert.deepEqual(stream.told(), []);
      assert.deepEqual(stream.wait(1).told(), ['triggered 6 by time']);
      assert.deepEqual(stream.give(7).told(), ['cleared 7']);
      assert.deepEqual(stream.wait(10_000).told(), ['triggered 7 by time']);
    });

    it('takes stale data for none', () => {
      const stream = silence().give(5).wait(6000).stale().wait(3999).stale();
      assert.deepEqual(stream.told(), []);
      assert.deepEqual(stream.wait(1).told(), ['triggered by time']);
      assert.deepEqual(stream.stale().wait(1).told(), [], 'stale data does not end a silence');
    });

    it('does not count what a late timer would have hidden', () => {
      const stream = silence().give(5).pass(10_000).give(6);
      assert.deepEqual(stream.told(), ['triggered 5 by time', 'cleared 6']);
    });

    it('says since when nothing came', () => {
      const stream = silence().wait(500).give(5);
      const { now } = stream.moment;
      const [event] = stream.wait(20_000).events;
      assert.deepEqual([event?.since, event?.at], [now, now + 10_000]);
      assert.equal(event?.reading?.level?.toFixed(), '10', 'the seconds');
    });
  });
});
