import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decimal, decimalText } from '../../../../nodes/lib/rules/decimal';
import { createLots, type Trade } from '../../../../nodes/lib/rules/limits';

const trade = (side: 'buy' | 'sell', size: string, value: string, fee = '0'): Trade => ({
  side,
  size: decimal(size),
  value: decimal(value),
  fee: decimal(fee),
});
const results = (...trades: Trade[]): string[] => {
  const lots = createLots();
  return trades.map((one) => decimalText(lots.add(one)));
};

describe('what a sale realises', () => {
  it('is counted against the oldest purchase, fees of both included', () => {
    const trades = [
      trade('buy', '1', '100', '1'),
      trade('buy', '1', '200', '2'),
      trade('sell', '1', '150', '1'),
      trade('sell', '1', '150', '1'),
    ];
    assert.deepEqual(results(...trades), ['0', '0', '48', '-53']);
  });

  it('takes parts of purchases', () => {
    const trades = [
      trade('buy', '2', '200', '2'),
      trade('buy', '1', '130'),
      trade('sell', '0.5', '45'),
      trade('sell', '2', '200'),
    ];
    assert.deepEqual(results(...trades), ['0', '0', '-5.5', '-16.5']);
  });

  it('of coins whose purchase is not known is its fee alone', () => {
    assert.deepEqual(results(trade('sell', '1', '100', '0.5')), ['-0.5']);
    assert.deepEqual(results(trade('buy', '1', '90'), trade('sell', '2', '200', '1')), ['0', '9']);
  });
});

describe('a copy of purchases', () => {
  it('goes its own way', () => {
    const lots = createLots();
    lots.add(trade('buy', '2', '200'));
    lots.add(trade('sell', '1', '100'));
    const copy = lots.copy();
    assert.equal(decimalText(copy.add(trade('sell', '1', '40'))), '-60');
    copy.add(trade('buy', '1', '10'));
    assert.equal(decimalText(lots.add(trade('sell', '1', '40'))), '-60', 'it is still there');
    assert.equal(decimalText(lots.add(trade('sell', '1', '40'))), '0', 'bought in the copy alone');
  });
});

describe('what sales would lose', () => {
  it('is looked at in the worst order, without a change; gains do not count', () => {
    const lots = createLots();
    lots.add(trade('buy', '1', '100'));
    lots.add(trade('buy', '1', '200'));
    const sales = [trade('sell', '1', '120'), trade('sell', '1', '110')];
    for (const again of [1, 2]) assert.equal(decimalText(lots.expectedLoss(sales)), '170', `look ${again}`);
    assert.equal(decimalText(lots.expectedLoss([trade('sell', '2', '240')])), '60');
    assert.equal(decimalText(lots.add(trade('sell', '1', '120'))), '20');
    assert.equal(decimalText(lots.expectedLoss([trade('buy', '1', '9'), ...sales])), '170');
  });

  it('counts the part of a sale that loses most: it may be filled in part alone', () => {
    const lots = createLots();
    lots.add(trade('buy', '3', '90'));
    lots.add(trade('buy', '1', '10'));
    assert.equal(decimalText(lots.expectedLoss([trade('sell', '4', '88', '1')])), '25');
    assert.equal(decimalText(lots.add(trade('sell', '3', '66', '1'))), '-25');
  });

  it('includes purchases that are on their way', () => {
    const ahead = [trade('buy', '1', '100', '1'), trade('sell', '1', '90', '1')];
    assert.equal(decimalText(createLots().expectedLoss(ahead)), '12');
  });
});

describe('any trades', () => {
  it('realise in all what came in less what the coins sold had cost', () => {
    const amounts = fc.integer({ min: 1, max: 500 }).map(String);
    const trades = fc.array(fc.tuple(fc.boolean(), amounts, amounts, amounts), { maxLength: 40 });
    fc.assert(
      fc.property(trades, (steps) => {
        const lots = createLots();
        const coins: number[] = [];
        let [expected, got] = [0, 0];
        for (const [isBuy, size, price, fee] of steps) {
          const [count, each] = [Number(size), Number(price)];
          const value = String(count * each);
          got += Number(decimalText(lots.add(trade(isBuy ? 'buy' : 'sell', size, value, fee))));
          if (isBuy) for (let n = 0; n < count; n += 1) coins.push(each + Number(fee) / count);
          else {
            const sold = coins.splice(0, count);
            expected += sold.reduce((sum, cost) => sum + each - cost, 0) - Number(fee);
          }
        }
        assert.ok(Math.abs(got - expected) < 1e-6, `${got} instead of ${expected}`);
      }),
      { numRuns: 200 },
    );
  });

  it('never lose more than expected, whichever of them are filled, and in whatever order', () => {
    const small = fc.integer({ min: 1, max: 6 });
    const one = fc.tuple(fc.boolean(), small, fc.integer({ min: 1, max: 20 }), small);
    const many = fc.array(one, { maxLength: 6 });
    const made = ([isBuy, size, price, fee]: readonly [boolean, number, number, number]): Trade =>
      trade(isBuy ? 'buy' : 'sell', String(size), String(size * price), String(fee));
    const filled = fc.tuple(many, fc.shuffledSubarray([0, 1, 2, 3, 4, 5]), many);
    fc.assert(
      fc.property(filled, ([ahead, order, before]) => {
        const lots = createLots();
        for (const step of before) lots.add(made(step));
        const limit = lots.expectedLoss(ahead.map(made));
        const results = order.flatMap((n) => (ahead[n] ? [lots.add(made(ahead[n]))] : []));
        const lost = results.reduce(
          (sum, result) => (result.lt('0') ? sum.minus(result) : sum),
          decimal('0'),
        );
        assert.ok(lost.minus(limit).lt('0.000000001'), `${decimalText(lost)} > ${decimalText(limit)}`);
      }),
      { numRuns: 1000 },
    );
  });
});
