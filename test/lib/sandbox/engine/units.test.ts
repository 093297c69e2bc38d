import assert = require('node:assert/strict');
import fc = require('fast-check');
import {
  feeOn,
  isUnitsText,
  parseUnits,
  unitsFixed,
  unitsText,
  valueOf,
  withoutFee,
} from '../../../../nodes/lib/sandbox/engine';

describe('units', () => {
  it('reads plain decimals only', () => {
    assert.equal(parseUnits('1'), 10n ** 16n);
    assert.equal(parseUnits('-0.0000000000000001'), -1n);
    assert.equal(parseUnits('0.006'), 60000000000000n);
    for (const text of [
      '',
      '.5',
      '5.',
      '01',
      '1e3',
      ' 1',
      '1 ',
      '+1',
      '1,5',
      'NaN',
      '٣',
      '0.00000000000000001',
    ]) {
      assert.equal(isUnitsText(text), false, text);
      assert.throws(() => parseUnits(text), TypeError, text);
    }
    assert.equal(isUnitsText('0.0000000000000001'), true);
    assert.equal(isUnitsText(1), false);
  });

  it("writes the exchange's three formats", () => {
    assert.equal(unitsText(parseUnits('8000')), '8000');
    assert.equal(unitsText(parseUnits('0.0100')), '0.01');
    assert.equal(unitsText(0n), '0');
    assert.equal(unitsText(-5n), '-0.0000000000000005');
    assert.equal(unitsFixed(parseUnits('0.01'), 8), '0.01000000');
    assert.equal(unitsFixed(parseUnits('39.8009947826945'), 16), '39.8009947826945000');
    assert.equal(unitsFixed(parseUnits('0.123456789'), 8), '0.12345678', 'digits past the eighth are cut');
  });

  it('reads back what it writes', () => {
    const any = fc.bigInt({ min: -(10n ** 39n), max: 10n ** 39n });
    fc.assert(
      fc.property(any, (value) => {
        assert.equal(parseUnits(unitsText(value)), value);
        assert.equal(parseUnits(unitsFixed(value, 16)), value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('computes the recorded fee and the recorded funds without fee', () => {
    const value = valueOf(parseUnits('7755.01'), parseUnits('1.02645889'));
    assert.equal(unitsFixed(feeOn(value, parseUnits('0.005')), 16), '39.8009947826945000');
    assert.equal(unitsText(withoutFee(parseUnits('10'), parseUnits('0.003'))), '9.97008973');
  });

  it('rounds a fee half up to one unit', () => {
    assert.equal(feeOn(50n, parseUnits('0.01')), 1n, 'half goes up');
    assert.equal(feeOn(49n, parseUnits('0.01')), 0n, 'less than half goes down');
  });
});
