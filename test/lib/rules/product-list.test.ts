import assert from 'node:assert/strict';
import { MOST_PRODUCTS, readProductList } from '../../../nodes/lib/rules/product-list';

const ids = (value: unknown): readonly string[] => {
  const list = readProductList(value);
  assert.ok(list.kind === 'products', JSON.stringify(list));
  return list.ids;
};
const why = (value: unknown): string => {
  const list = readProductList(value);
  assert.ok(list.kind === 'wrong', JSON.stringify(list));
  return list.why;
};

describe('a list of products', () => {
  it('is written with commas, blanks or lines, or comes as an array; each counts once', () => {
    assert.deepEqual(ids('BTC-USD'), ['BTC-USD']);
    assert.deepEqual(ids(' BTC-USD, ETH-USD;\n SOL-USD\r\nBTC-USD,'), ['BTC-USD', 'ETH-USD', 'SOL-USD']);
    assert.deepEqual(ids(['ETH-BTC', 'BTC-USD', 'ETH-BTC']), ['ETH-BTC', 'BTC-USD']);
    assert.deepEqual(ids(''), []);
    assert.deepEqual(ids([]), []);
  });

  it('says how an id is written that is nearly one', () => {
    assert.match(why('btc-usd'), /it has "btc-usd"; it is written BTC-USD/);
    assert.match(why(['BTC-USD', 5]), /it has 5; a product id looks like BTC-USD/);
    assert.match(why('BTC'), /looks like BTC-USD/);
    for (const other of [undefined, null, 7, {}, true, NaN, 'x'.repeat(1e6), ['__proto__'], [['BTC-USD']]])
      assert.ok(why(other).length < 300);
  });

  it('has a bound', () => {
    const many = Array.from({ length: MOST_PRODUCTS + 1 }, (_, index) => `P${index}-USD`);
    assert.equal(ids(many.slice(1)).length, MOST_PRODUCTS);
    assert.match(why(many), /101 products; 100 are the most/);
    assert.match(why(many.join('\n')), /100 are the most/);
  });
});
