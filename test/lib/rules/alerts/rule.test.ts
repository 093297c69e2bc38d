import assert from 'node:assert/strict';
import { conditionFields, levelsOf, readCondition, readRule } from '../../../../nodes/lib/rules/alerts';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';

/** The field that is named as wrong; undefined where the form can be read. */
function wrong(form: Readonly<Record<string, unknown>>): unknown {
  try {
    readCondition(readRule(form), form);
    return undefined;
  } catch (thrown) {
    assert.ok(thrown instanceof CoinbaseError, String(thrown));
    assert.equal(thrown.code, 'ALERT_INVALID');
    return thrown.details['field'];
  }
}

const huge = '9'.repeat(10_000_000);
const above = { condition: 'above', level: '100' };
const band = { condition: 'leaves', low: '90', high: '110' };
const onePercent = { hysteresis: '1', hysteresisUnit: 'percent' };
const move = { condition: 'moves', by: '5', windowSeconds: '60' };

describe("an alert's form", () => {
  for (const [what, form, field] of [
    ['no condition', {}, 'condition'],
    ['an unknown one', { condition: 'sideways' }, 'condition'],
    ['one of every object', { condition: 'constructor' }, 'condition'],
    ['a level', above, undefined],
    ['no level', { condition: 'above' }, 'level'],
    ['a level below zero', { ...above, level: '-5.5' }, undefined],
    ['a level of zero', { ...above, level: 0 }, undefined],
    ['a word as level', { ...above, level: 'high' }, 'level'],
    ['NaN as level', { ...above, level: NaN }, 'level'],
    ['an object as level', { ...above, level: { price: 5 } }, 'level'],
    ['a level that is too long', { ...above, level: huge }, 'level'],
    ['a band', band, undefined],
    ['a band of one value', { ...band, low: '110' }, 'high'],
    ['a band upside down', { ...band, low: '120' }, 'high'],
    ['a hysteresis of half the band', { ...band, hysteresis: '10' }, undefined],
    ['a hysteresis of more', { ...band, hysteresis: '10.01' }, 'hysteresis'],
    ['that hysteresis for entering it', { ...band, condition: 'enters', hysteresis: '10.01' }, undefined],
    ['a hysteresis below zero', { ...above, hysteresis: '-1' }, 'hysteresis'],
    ['a hysteresis of zero', { ...above, hysteresis: '0' }, undefined],
    ['a word as hysteresis', { ...above, hysteresis: 'some' }, 'hysteresis'],
    ['an unknown unit of it', { ...above, hysteresis: '1', hysteresisUnit: 'kilo' }, 'hysteresisUnit'],
    ['a percentage of zero as hysteresis', { ...above, level: '0', ...onePercent }, 'hysteresis'],
    [
      'a percentage of a band from zero',
      { ...band, condition: 'enters', low: '0', ...onePercent },
      'hysteresis',
    ],
    ['a percentage of a band up to zero', { ...band, low: '-5', high: '0.0', ...onePercent }, 'hysteresis'],
    [
      'no percentage of zero',
      { ...above, level: '0', hysteresis: '0', hysteresisUnit: 'percent' },
      undefined,
    ],
    [
      'an amount around zero',
      { ...above, level: '0', hysteresis: '0.5', hysteresisUnit: 'amount' },
      undefined,
    ],
    ['a move', move, undefined],
    ['a move of nothing', { ...move, by: '0' }, 'by'],
    ['a move down in form of a sign', { ...move, by: '-5' }, 'by'],
    ['a move of more than all', { ...move, by: '250' }, undefined],
    ['no window', { ...move, windowSeconds: '' }, 'windowSeconds'],
    ['a window of nothing', { ...move, windowSeconds: '0' }, 'windowSeconds'],
    ['a window of thirty days', { ...move, windowSeconds: '2592000' }, undefined],
    ['a window of more', { ...move, windowSeconds: '2592000.001' }, 'windowSeconds'],
    ['an unknown direction', { ...move, direction: 'sideways' }, 'direction'],
    ['a trail', { condition: 'falls', by: '5', byUnit: 'percent' }, undefined],
    ['an unknown unit of it', { condition: 'falls', by: '5', byUnit: 'kilo' }, 'byUnit'],
    ['no width', { condition: 'spread', by: '' }, 'by'],
    ['a silence', { condition: 'silent', silenceSeconds: 0.5 }, undefined],
    ['no silence', { condition: 'silent' }, 'silenceSeconds'],
    ['a confirmation of seconds', { ...above, confirm: 'seconds', confirmFor: '0.5' }, undefined],
    ['a confirmation of no seconds', { ...above, confirm: 'seconds', confirmFor: '0' }, 'confirmFor'],
    ['a confirmation of values', { ...above, confirm: 'updates', confirmFor: '1000000' }, undefined],
    ['a confirmation of half a value', { ...above, confirm: 'updates', confirmFor: '1.5' }, 'confirmFor'],
    ['a confirmation of no values', { ...above, confirm: 'updates', confirmFor: '0' }, 'confirmFor'],
    ['a confirmation of too many', { ...above, confirm: 'updates', confirmFor: '1000001' }, 'confirmFor'],
    ['an unknown confirmation', { ...above, confirm: 'maybe' }, 'confirm'],
    ['a cool-down of nothing', { ...above, coolDown: '0' }, undefined],
    ['a cool-down below zero', { ...above, coolDown: '-1' }, 'coolDown'],
    ['a cool-down in a power of ten', { ...above, coolDown: '1e3' }, 'coolDown'],
    ['an unknown repetition', { ...above, repeat: 'forever' }, 'repeat'],
    ['an unknown first value', { ...above, first: 'maybe' }, 'first'],
    [
      'what its condition does not have',
      { ...above, first: '', low: {}, windowSeconds: 'x', byUnit: 5 },
      undefined,
    ],
  ] as const)
    it(`with ${what}: ${field === undefined ? 'can be watched for' : `${field} is wrong`}`, () =>
      assert.equal(wrong(form), field));

  it('with a time to the microsecond waits at least as long', () => {
    const { policy } = readRule({ ...above, coolDown: '0.0001' });
    assert.equal(policy.coolDownMs, 1);
  });

  it('gives the same condition from its levels as text, whatever it is', () => {
    const levels = { level: '1', low: '-1.5', high: '20', by: '0.25' };
    for (const condition of Object.keys(conditionFields)) {
      const rule = readRule({ condition, byUnit: 'percent', windowSeconds: '60', silenceSeconds: '5' });
      const made = readCondition(rule, levels);
      assert.equal(made.kind, condition);
      assert.deepEqual(readCondition(rule, levelsOf(made)), made);
    }
  });
});
