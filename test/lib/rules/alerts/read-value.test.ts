import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { measured, readSpread, readValue } from '../../../../nodes/lib/rules/alerts';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';

const refusal = (read: () => unknown): string => {
  try {
    read();
  } catch (thrown) {
    assert.ok(thrown instanceof CoinbaseError);
    assert.equal(thrown.code, 'VALUE_INVALID');
    return thrown.why;
  }
  return assert.fail('it was read');
};

describe('the value of a message', () => {
  for (const [given, text] of [
    [21.5, '21.5'],
    ['21.5', '21.5'],
    [' 21.50\n', '21.5'],
    [-3, '-3'],
    [0, '0'],
    [-0, '0'],
    [0.1 + 0.2, '0.30000000000000004'],
    [1e-7, '0.0000001'],
    [1.25e-9, '0.00000000125'],
    [-2.5e-7, '-0.00000025'],
    [1e21, '1000000000000000000000'],
    [1.5e22, '15000000000000000000000'],
    ['1e-07', '0.0000001'],
    ['1.5E+3', '1500'],
    ['0e5', '0'],
    ['69999.99999999', '69999.99999999'],
  ] as const)
    it(`${JSON.stringify(given)} is ${text}`, () => assert.equal(measured(given)?.toFixed(), text));

  for (const given of [
    NaN,
    Infinity,
    -Infinity,
    1e300,
    1e-300,
    '',
    ' ',
    'abc',
    '1,5',
    '1 000',
    '.5',
    '5.',
    '+5',
    '01',
    '0x10',
    '1e999',
    '٣',
    '1'.repeat(61),
    '1'.repeat(10_000_000),
    null,
    undefined,
    true,
    10n,
    [5],
    {},
    new Date(0),
    Buffer.from('5'),
    Object.assign(Object.create({ price: 5 }) as object, {}),
  ] as readonly unknown[])
    it(`${inspect(given).slice(0, 30)} is none`, () => {
      assert.equal(measured(given), undefined);
      const why = refusal(() => readValue(given, 'price'));
      assert.ok(why.length < 200, why);
    });

  it('reads any number that JavaScript can write in 60 digits, exactly', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const read = measured(number);
        const size = Math.abs(number);
        assert.ok(read || size < 1e-30 || size > 1e30, `${number} is a number`);
        if (read) assert.ok(Number(read.toFixed()) === number, `${number} is not ${read.toFixed()}`);
      }),
      { numRuns: 2000 },
    );
  });

  it('is a field of an object, however deep, its own and of any context', () => {
    const value = (object: unknown, field: string): string | undefined =>
      readValue(object, field).value?.toFixed();
    assert.equal(value({ price: '5' }, 'price'), '5');
    assert.equal(value({ a: { b: [{ c: 7 }] } }, 'a.b.0.c'), '7');
    assert.equal(value(runInNewContext('({ price: 5 })'), 'price'), '5');
    assert.equal(value(5, 'price'), '5', 'a number has no fields');
    for (const field of ['bid', '__proto__', 'constructor.name', 'price.length', 'price.x'])
      assert.match(
        refusal(() => readValue({ price: '5' }, field)),
        /of the value is nothing, which is no number/,
      );
  });

  for (const [what, given] of [
    ['a ticker', { best_bid: '99', best_ask: '101' }],
    ['a ticker of the REST API', { bid: '99', ask: '101' }],
    ['a book', { bids: [{ price: '99', size: '1' }], asks: [{ price: '101', size: '1' }] }],
    ['a book of the REST API', { bids: [['99', '1', 1]], asks: [['101', '1', 1]] }],
  ] as const)
    it(`has a spread in ${what}`, () => {
      const { value, middle } = readSpread(given);
      assert.deepEqual([value?.toFixed(), middle?.toFixed()], ['2', '100']);
    });

  for (const [given, why] of [
    [5, /best_bid, and the value is 5 without/],
    [undefined, /best_bid, and the value is nothing/],
    [{ best_bid: '1' }, /best_ask, and the value is an object without/],
    [{ best_bid: 'x', best_ask: '1' }, /"x" as its best_bid/],
    [{ bids: [], asks: [] }, /without a best_bid/],
    [Object.create({ best_bid: '1', best_ask: '2' }), /without a best_bid/],
  ] as const)
    it(`has no spread: ${String(why)}`, () =>
      assert.match(
        refusal(() => readSpread(given)),
        why,
      ));
});
