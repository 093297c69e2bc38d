import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { upgraded, type Upgrades } from '../../../nodes/lib/rules/upgrades';

const upgrades: Upgrades = [
  { add: { stp: 'dc', limits: {} } },
  { replace: { side: { purchase: 'buy', sale: 'sell' } }, add: { unit: 'base' } },
  { replace: { unit: { base: 'coins' } } },
];

const codeFor = (saved: object): string => {
  try {
    upgraded(upgrades, { ...saved });
    return 'taken';
  } catch (thrown) {
    assert.ok(thrown instanceof CoinbaseError);
    return `${thrown.code}: ${thrown.why}`;
  }
};

describe('versions of saved forms', () => {
  it('take a form from before there were versions through every step', () => {
    const saved = { id: 'n', side: 'purchase' };
    assert.deepEqual(upgraded(upgrades, saved), {
      id: 'n',
      side: 'buy',
      stp: 'dc',
      limits: {},
      unit: 'coins',
      configVersion: 3,
    });
    assert.deepEqual(saved, { id: 'n', side: 'purchase' }, 'what was saved stays as it is');
  });

  it('take a form on from its own version, and never touch what a person chose', () => {
    const saved = { configVersion: 1, side: 'sale', stp: 'cn', unit: 'quote' };
    assert.deepEqual(upgraded(upgrades, saved), { configVersion: 3, side: 'sell', stp: 'cn', unit: 'quote' });
    assert.deepEqual(upgraded(upgrades, { configVersion: 1 }), { unit: 'coins', configVersion: 3 });
  });

  it('leave a form of the newest version alone, whether its version is a number or text', () => {
    for (const configVersion of [3, '3'])
      assert.deepEqual(upgraded(upgrades, { configVersion, unit: 'base' }), {
        configVersion: 3,
        unit: 'base',
      });
  });

  it('keep an empty text, which a person may have chosen, and fill in what is undefined', () => {
    assert.equal(upgraded(upgrades, { stp: '' })['stp'], '');
    assert.equal(upgraded(upgrades, { stp: undefined })['stp'], 'dc');
  });

  it('fill in what a form meant by another property that it left empty', () => {
    const steps: Upgrades = [
      { add: { market: '' } },
      { addWhereEmpty: { market: { prices: 'simulated' } }, add: { prices: 'candles' } },
    ];
    assert.equal(upgraded(steps, {})['prices'], 'simulated');
    assert.equal(upgraded(steps, { configVersion: 1, market: '' })['prices'], 'simulated');
    assert.equal(upgraded(steps, { market: '/data/candles.csv' })['prices'], 'candles');
    assert.equal(upgraded(steps, { market: '', prices: 'live' })['prices'], 'live');
  });

  it('give a property another name, unless something else than text was written over it', () => {
    const steps: Upgrades = [{ rename: { status: 'orderStatus' }, add: { orderStatus: 'open' } }];
    assert.deepEqual(upgraded(steps, { status: 'done' }), { orderStatus: 'done', configVersion: 1 });
    assert.deepEqual(upgraded(steps, { status: { text: 'ready' } }), {
      orderStatus: 'open',
      configVersion: 1,
    });
  });

  it('refuse a newer version, and say both', () => {
    assert.match(codeFor({ configVersion: 4 }), /^CONFIG_VERSION: .*version 4.*up to 3$/);
    assert.match(codeFor({ configVersion: '999999' }), /^CONFIG_VERSION/);
  });

  it('refuse what is no version', () => {
    for (const configVersion of [-1, 1.5, NaN, Infinity, 'one', '1e3', {}, [], true, '9999999', 1e21])
      assert.match(codeFor({ configVersion }), /^CONFIG_VERSION/);
    for (const configVersion of [undefined, null, '', 0]) assert.equal(codeFor({ configVersion }), 'taken');
  });

  it('are not misled by names that every object has', () => {
    const saved = JSON.parse(
      '{"__proto__": {"configVersion": 9}, "constructor": "x", "toString": 1}',
    ) as object;
    const newest = upgraded(upgrades, { ...saved, side: 'constructor' });
    assert.deepEqual([newest['constructor'], newest['side']], ['x', 'constructor']);
    assert.equal(newest['configVersion'], 3);
    assert.equal(({} as Record<string, unknown>)['configVersion'], undefined);
  });
});
