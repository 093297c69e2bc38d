import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ceilTo, decimal, decimalText, floorTo, isDecimalText } from '../../../nodes/lib/rules/decimal';

describe('a decimal amount', () => {
  for (const text of ['0', '1', '-3', '0.5', '100.00', '123456789012345678901234567890.123456789'])
    it(`is ${text}`, () => assert.equal(isDecimalText(text), true));
  for (const text of [
    '',
    ' 1',
    '1 ',
    '.5',
    '5.',
    '01',
    '+1',
    '1e3',
    '1,5',
    '0x1',
    'NaN',
    'Infinity',
    '--1',
    '１',
    '1'.repeat(61),
    1,
    null,
  ])
    it(`is not ${JSON.stringify(text).slice(0, 20)}`, () => {
      assert.equal(isDecimalText(text), false);
      assert.throws(() => decimal(text as string), TypeError);
    });

  it('has no exponent and no padding as text, however large or small', () => {
    assert.equal(decimalText(decimal('0.00000000000000000100')), '0.000000000000000001');
    assert.equal(decimalText(decimal('100000000000000000000000.10')), '100000000000000000000000.1');
  });

  it('refuses to be mixed with JavaScript numbers', () => {
    const mixed = (): unknown => decimal('0.1').plus(0.2);
    assert.throws(mixed, TypeError);
  });

  const amount = fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.integer({ min: 0, max: 16 }))
    .map(([digits, places]) => decimal(digits.toString()).div(`1${'0'.repeat(places)}`));
  const increment = fc.constantFrom('0.00000001', '0.01', '0.25', '1', '1000', '0.000003', '7').map(decimal);

  it('rounds to the nearest multiples below and above, exact ones staying as they are', () => {
    fc.assert(
      fc.property(amount, increment, (value, step) => {
        const [down, up] = [floorTo(value, step), ceilTo(value, step)];
        assert.ok(down.lte(value) && up.gte(value));
        assert.ok(down.mod(step).eq('0') && up.mod(step).eq('0'));
        assert.ok(up.minus(down).eq(value.mod(step).eq('0') ? '0' : step));
      }),
      { numRuns: 1000 },
    );
  });
});
