import assert from 'node:assert/strict';
import { inEnglish } from '../../../../nodes/lib/sentences';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import {
  checkLimitField,
  limitNames,
  liveDefaults,
  parseLimits,
  type LimitFieldName,
  type LimitSettings,
} from '../../../../nodes/lib/rules/limits';

const good: readonly (readonly [LimitFieldName, string, Partial<LimitSettings>])[] = [
  ['allowedProducts', 'BTC-USD, ETH-EUR', { allowedProducts: ['BTC-USD', 'ETH-EUR'] }],
  ['allowedSides', 'sell', { allowedSides: ['sell'] }],
  ['allowedSides', 'buy sell', { allowedSides: ['buy', 'sell'] }],
  ['maxOrderValue', ' 100.50 ', { maxOrderValue: '100.5' }],
  ['maxOrderValue', 'USD 100, EUR=90', { maxOrderValue: { USD: '100', EUR: '90' } }],
  ['maxOrderSize', 'BTC 0.01; ETH: 0.5', { maxOrderSize: { BTC: '0.01', ETH: '0.5' } }],
  ['maxPosition', 'BTC 0.01', { maxPosition: { BTC: '0.01' } }],
  ['maxPosition', '1INCH 5', { maxPosition: { '1INCH': '5' } }],
  ['maxDailyLoss', '1', { maxDailyLoss: '1' }],
  ['maxOpenOrders', '20', { maxOpenOrders: 20 }],
  ['maxOrdersPerDay', '100000', { maxOrdersPerDay: 100_000 }],
  ['cooldown', '0.5', { cooldownMs: 500 }],
  ['duplicateWindow', '86400', { duplicateWindowMs: 86_400_000 }],
  ['priceCollar', '100', { priceCollar: '100' }],
  ['timeZone', 'Europe/Berlin', { timeZone: 'Europe/Berlin' }],
];

const bad: readonly (readonly [LimitFieldName, string])[] = [
  ['allowedProducts', 'btc-usd'],
  ['allowedSides', 'both'],
  ['maxOrderValue', '0'],
  ['maxOrderValue', '1,5'],
  ['maxOrderValue', '-1'],
  ['maxOrderValue', '1e3'],
  ['maxOrderValue', 'usd 100'],
  ['maxOrderValue', 'USD'],
  ['maxOrderSize', '0.5'],
  ['maxOrderSize', 'BTC 1, BTC 2'],
  ['maxOrderSize', 'BTC 1 2'],
  ['maxPosition', 'BTC 0'],
  ['maxOpenOrders', '0'],
  ['maxOpenOrders', '1.5'],
  ['maxOrdersPerMinute', '100001'],
  ['cooldown', '86401'],
  ['cooldown', '0.0001'],
  ['priceCollar', '100.01'],
  ['staleMarketData', 'soon'],
  ['timeZone', 'Mars/Olympus'],
  ['maxOrderValue', '${LIMIT}'],
];

describe('a limit field', () => {
  for (const [name, text, settings] of good)
    it(`${name} takes ${text}`, () => {
      assert.equal(checkLimitField(name, text), undefined);
      assert.deepEqual(parseLimits({ [name]: text }, 'paper'), { timeZone: 'UTC', ...settings });
    });

  for (const [name, text] of bad)
    it(`${name} refuses ${text}, in the form and at work`, () => {
      const reason = checkLimitField(name, text);
      assert.ok(reason);
      assert.throws(
        () => parseLimits({ [name]: text }, 'live'),
        (thrown) => {
          assert.ok(thrown instanceof CoinbaseError);
          const { code, details, message } = thrown;
          assert.deepEqual([code, details['field'], details['limit']], ['LIMIT_EXCEEDED', name, text]);
          return message.includes(inEnglish(reason));
        },
      );
    });

  it('of another type than text is read where it is a number, else refused', () => {
    const parse = (value: unknown) => parseLimits({ maxOpenOrders: value as string }, 'paper').maxOpenOrders;
    assert.equal(parse(7), 7);
    for (const value of [{}, true, [5]]) assert.throws(() => parse(value), /LIMIT_EXCEEDED/);
  });
});

describe('the limits of an account that nobody set', () => {
  it('are none on paper', () => {
    assert.deepEqual(parseLimits({}, 'paper'), { timeZone: 'UTC' });
  });

  it('are the live defaults on a live account, each readable', () => {
    const settings = parseLimits({}, 'live');
    assert.deepEqual(parseLimits(liveDefaults, 'paper'), settings);
    assert.deepEqual(settings.maxOrderValue, {
      USD: '100',
      USDC: '100',
      USDT: '100',
      EUR: '100',
      GBP: '100',
    });
    assert.equal(settings.maxOrdersPerMinute, 6);
  });

  it('stay for the fields that are absent, and go for the one that is emptied', () => {
    const settings = parseLimits({ maxOrderValue: '', maxOrdersPerDay: '3' }, 'live');
    assert.deepEqual(
      [settings.maxOrderValue, settings.maxOrdersPerDay, settings.maxOpenOrders],
      [undefined, 3, 20],
    );
  });

  it('are all gone when every field is emptied', () => {
    const empty = Object.fromEntries(limitNames.map((name) => [name, '  ']));
    assert.deepEqual(parseLimits(empty, 'live'), { timeZone: 'UTC' });
  });
});
