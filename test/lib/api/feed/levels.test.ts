import assert from 'node:assert/strict';
import fc from 'fast-check';
import { amountText } from '../../../../nodes/lib/api/feed/amount-text';
import { comparePrices, createLevels } from '../../../../nodes/lib/api/feed/levels';
import { amount } from '../../../../nodes/lib/api/wire-values';
import { decimal } from '../../../../nodes/lib/rules/decimal';

const digits = fc.stringMatching(/^(?:0|[1-9]\d{0,20})(?:\.\d{1,20})?$/);
/** Few prices, many of them the same number in JavaScript although they differ. */
const close = fc
  .tuple(fc.constantFrom('9007199254740993', '9007199254740992', '0.1', '0.10', '10', '9'), fc.nat(3))
  .map(([whole, more]) => (whole.includes('.') ? `${whole}000000000000000000${more}` : `${whole}.${more}`));
const price = fc.oneof(digits, close);

describe('an amount of a feed', () => {
  it('is read as everywhere else', () => {
    const foreign = fc.oneof(
      digits,
      fc.string({ maxLength: 8 }),
      fc.stringMatching(/^-?[0-9.]{0,12}$/),
      fc.double(),
      fc.constantFrom(
        null,
        undefined,
        {},
        [],
        '1e5',
        ' 1',
        '00.5',
        '0'.repeat(61),
        '5.',
        '.5',
        '-0',
        '-1.50',
      ),
    );
    fc.assert(
      fc.property(foreign, (value) => {
        assert.equal(amountText(value), amount(value));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the levels of a book', () => {
  it('are in the order of their exact prices', () => {
    fc.assert(
      fc.property(price, price, (first, second) => {
        const [a, b] = [amountText(first) ?? '', amountText(second) ?? ''];
        assert.equal(Math.sign(comparePrices(a, b)), decimal(a).cmp(b));
      }),
      { numRuns: 2000 },
    );
  });

  it('are what a map of prices comes to, after whatever is set', () => {
    const change = fc.record({ price, size: fc.constantFrom('0', '0.000', '1', '2.50') });
    fc.assert(
      fc.property(fc.constantFrom('buy', 'sell'), fc.array(change), fc.array(change), (side, first, then) => {
        const levels = createLevels(side);
        const all = new Map<string, string>();
        const exact = (rows: typeof first): { price: string; size: string }[] =>
          rows.map((row) => ({ price: amountText(row.price) ?? '', size: amountText(row.size) ?? '' }));
        levels.replace(exact(first));
        for (const row of exact(then)) levels.set(row.price, row.size);
        for (const row of [...exact(first), ...exact(then)]) all.set(row.price, row.size);
        const expected = [...all]
          .filter(([, size]) => size !== '0')
          .sort(([a], [b]) => (side === 'buy' ? decimal(b).cmp(a) : decimal(a).cmp(b)))
          .map(([at, size]) => ({ price: at, size }));
        assert.deepEqual(levels.top(Infinity), expected);
        assert.deepEqual(levels.top(2), expected.slice(0, 2));
        assert.equal(levels.best, expected[0]?.price);
        assert.equal(levels.count, expected.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('are told as copies', () => {
    const levels = createLevels('buy');
    levels.replace([{ price: '1', size: '1' }]);
    const told = levels.top(1);
    Object.assign(told[0] ?? {}, { size: '7' });
    levels.set('1', '2');
    assert.deepEqual(levels.top(1), [{ price: '1', size: '2' }]);
    assert.deepEqual(told, [{ price: '1', size: '7' }]);
  });
});
