import assert from 'node:assert/strict';
import { decimal } from '../../../../nodes/lib/rules/decimal';
import {
  evaluate,
  limitNames,
  refusalOf,
  type LimitFacts,
  type LimitName,
  type LimitSettings,
  type LimitVerdict,
} from '../../../../nodes/lib/rules/limits';
import type { OrderIntent } from '../../../../nodes/lib/rules/orders';
import { factsOf, intentOf, market, marketOrder, missing, NOON } from './facts';

type Limit = Omit<LimitSettings, 'timeZone'>;

const look = (limit: Limit, intent: OrderIntent, over?: Partial<LimitFacts>): readonly LimitVerdict[] =>
  evaluate({ timeZone: 'UTC', ...limit }, factsOf(intent, over));

/** Name, limit, order, facts, and the verdict: ok or not, with the value; undefined where it does not limit. */
type Row = readonly [LimitName, Limit, OrderIntent, Partial<LimitFacts>, (readonly [boolean, string])?];

const buy = intentOf();
const sell = intentOf({ side: 'sell' });
const sum = (text: string) => () => decimal(text);
const loss = (before: string, after: string) => () => ({ before: decimal(before), after: decimal(after) });
const stopBuy = intentOf({ stop: 'entry', stop_price: '110', price: '120' });
const stopSell = intentOf({ side: 'sell', stop: 'loss', stop_price: '90', price: '80' });

const bracketSell = intentOf({ side: 'sell', price: '110', stop_price: '95', stop_limit_price: '90' });
const bracketBuy = intentOf({ price: '90', stop_price: '105', stop_limit_price: '110' });

const rows: readonly Row[] = [
  ['allowedProducts', { allowedProducts: ['BTC-USD'] }, buy, {}, [true, 'BTC-USD']],
  ['allowedProducts', { allowedProducts: ['ETH-USD'] }, buy, {}, [false, 'BTC-USD']],
  ['allowedSides', { allowedSides: ['buy'] }, buy, {}, [true, 'buy']],
  ['allowedSides', { allowedSides: ['buy'] }, sell, {}, [false, 'sell']],

  ['maxOrderValue', { maxOrderValue: '100' }, buy, {}, [true, '100 USD']],
  ['maxOrderValue', { maxOrderValue: '99.99' }, buy, {}, [false, '100 USD']],
  ['maxOrderValue', { maxOrderValue: '99' }, intentOf({ side: 'sell', price: '1' }), {}, [true, '99 USD']],
  ['maxOrderValue', { maxOrderValue: '98' }, intentOf({ side: 'sell', price: '1' }), {}, [false, '99 USD']],
  ['maxOrderValue', { maxOrderValue: '101' }, marketOrder({ size: '1' }), {}, [true, '101 USD']],
  ['maxOrderValue', { maxOrderValue: '100.99' }, marketOrder({ size: '1' }), {}, [false, '101 USD']],
  ['maxOrderValue', { maxOrderValue: '98' }, marketOrder({ size: '1', side: 'sell' }), {}, [false, '99 USD']],
  ['maxOrderValue', { maxOrderValue: '25' }, marketOrder({ funds: '25' }), {}, [true, '25 USD']],
  ['maxOrderValue', { maxOrderValue: '120' }, stopBuy, {}, [true, '120 USD']],
  ['maxOrderValue', { maxOrderValue: '119' }, stopBuy, {}, [false, '120 USD']],
  ['maxOrderValue', { maxOrderValue: '90' }, stopSell, { market: missing }, [true, '90 USD']],
  ['maxOrderValue', { maxOrderValue: '89' }, stopSell, { market: missing }, [false, '90 USD']],
  ['maxOrderValue', { maxOrderValue: '110' }, bracketSell, {}, [true, '110 USD']],
  ['maxOrderValue', { maxOrderValue: '109' }, bracketSell, {}, [false, '110 USD']],
  ['maxOrderValue', { maxOrderValue: '110' }, bracketBuy, { market: missing }, [true, '110 USD']],
  ['maxOrderValue', { maxOrderValue: '109' }, bracketBuy, { market: missing }, [false, '110 USD']],
  ['maxOrderValue', { maxOrderValue: { USD: '100' } }, buy, {}, [true, '100 USD']],
  ['maxOrderValue', { maxOrderValue: { EUR: '1000' } }, buy, {}, [false, '100 USD']],

  ['maxOrderSize', { maxOrderSize: { BTC: '1' } }, buy, {}, [true, '1 BTC']],
  ['maxOrderSize', { maxOrderSize: { BTC: '0.99' } }, buy, {}, [false, '1 BTC']],
  ['maxOrderSize', { maxOrderSize: { BTC: '2' } }, marketOrder({ funds: '202' }), {}, [true, '2 BTC']],
  ['maxOrderSize', { maxOrderSize: { BTC: '1.9' } }, marketOrder({ funds: '202' }), {}, [false, '2 BTC']],
  ['maxOrderSize', { maxOrderSize: { ETH: '0.1' } }, buy, {}],

  ['maxDailyValue', { maxDailyValue: '500' }, buy, { valueToday: sum('400') }, [true, '500 USD']],
  ['maxDailyValue', { maxDailyValue: '500' }, buy, { valueToday: sum('400.01') }, [false, '500.01 USD']],
  ['maxDailyValue', { maxDailyValue: { USDC: '500' } }, buy, {}, [false, '100 USD']],

  ['maxDailyLoss', { maxDailyLoss: '50' }, sell, { lossToday: loss('40', '50') }, [true, '50 USD']],
  ['maxDailyLoss', { maxDailyLoss: '50' }, sell, { lossToday: loss('40', '50.01') }, [false, '50.01 USD']],
  ['maxDailyLoss', { maxDailyLoss: '50' }, buy, { lossToday: loss('49.99', '49.99') }, [true, '49.99 USD']],
  ['maxDailyLoss', { maxDailyLoss: '50' }, buy, { lossToday: loss('50', '50') }, [false, '50 USD']],
  ['maxDailyLoss', { maxDailyLoss: '50' }, buy, { lossToday: loss('-9', '-9') }, [true, '-9 USD']],

  ['maxPosition', { maxPosition: { BTC: '3' } }, buy, { position: sum('2') }, [true, '3 BTC']],
  ['maxPosition', { maxPosition: { BTC: '3' } }, buy, { position: sum('2.1') }, [false, '3.1 BTC']],
  ['maxPosition', { maxPosition: { BTC: '3' } }, sell, { position: sum('9') }],
  ['maxPosition', { maxPosition: { USD: '1000' } }, sell, { position: sum('900') }, [true, '1000 USD']],
  ['maxPosition', { maxPosition: { USD: '1000' } }, sell, { position: sum('901') }, [false, '1001 USD']],

  ['maxOpenOrders', { maxOpenOrders: 3 }, buy, { openOrders: () => 2 }, [true, '3']],
  ['maxOpenOrders', { maxOpenOrders: 3 }, buy, { openOrders: () => 3 }, [false, '4']],
  ['maxOpenOrders', { maxOpenOrders: 3 }, marketOrder({ size: '1' }), { openOrders: () => 9 }],
  ['maxOpenOrders', { maxOpenOrders: 3 }, intentOf({ time_in_force: 'IOC' }), { openOrders: () => 9 }],

  ['maxOrdersPerMinute', { maxOrdersPerMinute: 2 }, buy, { ordersLastMinute: () => 1 }, [true, '2']],
  ['maxOrdersPerMinute', { maxOrdersPerMinute: 2 }, buy, { ordersLastMinute: () => 2 }, [false, '3']],
  ['maxOrdersPerDay', { maxOrdersPerDay: 2 }, buy, { ordersToday: () => 1 }, [true, '2']],
  ['maxOrdersPerDay', { maxOrdersPerDay: 2 }, buy, { ordersToday: () => 2 }, [false, '3']],

  ['cooldown', { cooldownMs: 1000 }, buy, {}, [true, 'none before']],
  ['cooldown', { cooldownMs: 1000 }, buy, { sinceSideMs: () => 1000 }, [true, '1 s']],
  ['cooldown', { cooldownMs: 1000 }, buy, { sinceSideMs: () => 999 }, [false, '0.999 s']],
  ['duplicateWindow', { duplicateWindowMs: 1000 }, buy, { sinceSameMs: () => 1000 }, [true, '1 s']],
  ['duplicateWindow', { duplicateWindowMs: 1000 }, buy, { sinceSameMs: () => 999.9 }, [false, '0.999 s']],

  ['priceCollar', { priceCollar: '5' }, intentOf({ price: '106.05' }), {}, [true, '5 %']],
  ['priceCollar', { priceCollar: '5' }, intentOf({ price: '106.06' }), {}, [false, '5.01 %']],
  ['priceCollar', { priceCollar: '5' }, intentOf({ price: '95.95' }), {}, [true, '5 %']],
  ['priceCollar', { priceCollar: '5' }, intentOf({ price: '95.94' }), {}, [false, '5.01 %']],
  ['priceCollar', { priceCollar: '5' }, { ...sell, price: '94.05' }, {}, [true, '5 %']],
  ['priceCollar', { priceCollar: '5' }, { ...sell, price: '94.04' }, {}, [false, '5.0102 %']],
  ['priceCollar', { priceCollar: '11.1112' }, stopSell, {}, [true, '11.1112 %']],
  ['priceCollar', { priceCollar: '11' }, stopSell, {}, [false, '11.1112 %']],
  ['priceCollar', { priceCollar: '10' }, { ...stopBuy, price: '111' }, {}, [true, '10 %']],
  ['priceCollar', { priceCollar: '9.9' }, { ...stopBuy, price: '111' }, {}, [false, '10 %']],
  ['priceCollar', { priceCollar: '11.1112' }, bracketSell, {}, [true, '11.1112 %']],
  ['priceCollar', { priceCollar: '11.1' }, bracketSell, {}, [false, '11.1112 %']],
  ['priceCollar', { priceCollar: '11' }, bracketBuy, {}, [true, '10.8911 %']],
  ['priceCollar', { priceCollar: '9' }, { ...bracketBuy, price: '100' }, {}, [true, '5 %']],
  ['priceCollar', { priceCollar: '4' }, { ...bracketBuy, price: '100' }, {}, [false, '5 %']],
  ['priceCollar', { priceCollar: '1' }, marketOrder({ size: '1' }), {}, [true, '1 %']],
  ['priceCollar', { priceCollar: '0.9' }, marketOrder({ size: '1', side: 'sell' }), {}, [false, '1 %']],

  ['staleMarketData', { staleMarketDataMs: 5000 }, buy, { time: () => NOON + 5000 }, [true, '5 s']],
  ['staleMarketData', { staleMarketDataMs: 5000 }, buy, { time: () => NOON + 5000.1 }, [false, '5.001 s']],
  ['staleMarketData', { staleMarketDataMs: 5000 }, buy, { time: () => NOON - 9000 }, [true, '0 s']],
];

describe('a limit', () => {
  for (const [rule, limit, intent, facts, expected] of rows) {
    const what = `${JSON.stringify(limit)} ${intent.side} ${intent.type}: ${expected?.join(' ') ?? 'no limit'}`;
    it(what, () => {
      const found = look(limit, intent, facts).map((it) => [it.rule, it.ok, it.value]);
      assert.deepEqual(found, expected ? [[rule, ...expected]] : []);
    });
  }

  it('of every kind is looked at on both sides', () => {
    for (const name of limitNames)
      for (const ok of [true, false])
        assert.ok(
          rows.some(([rule, , , , expected]) => rule === name && expected?.[0] === ok),
          `${name} is never ${String(ok)}`,
        );
  });

  it('that needs a figure which nobody has refuses, and says which and why', () => {
    const everything: Limit = {
      maxDailyValue: '1000',
      maxDailyLoss: '1000',
      maxPosition: { BTC: '1000' },
      maxOpenOrders: 1000,
      maxOrdersPerMinute: 1000,
      maxOrdersPerDay: 1000,
      cooldownMs: 1,
      duplicateWindowMs: 1,
      priceCollar: '100',
      staleMarketDataMs: 1e6,
    };
    const nothing: Partial<LimitFacts> = {
      market: missing,
      time: missing,
      ordersLastMinute: missing,
      ordersToday: missing,
      valueToday: missing,
      lossToday: missing,
      sinceSideMs: missing,
      sinceSameMs: missing,
      openOrders: missing,
      position: missing,
    };
    const verdicts = look(everything, buy, nothing);
    assert.equal(verdicts.length, Object.keys(everything).length);
    for (const { rule, ok, value, why } of verdicts)
      assert.deepEqual([rule, ok, value, why], [rule, false, 'unknown', 'nobody answers']);
  });

  it('has no market without a price or a time', () => {
    const none = { market: () => ({ ...market, ask: '0', time: '' }) };
    const values = look({ maxOrderValue: '1', staleMarketDataMs: 1 }, marketOrder({ size: '1' }), none);
    assert.deepEqual(
      values.map(({ value, why }) => [value, why]),
      [
        ['unknown', 'BTC-USD has no price at the moment'],
        ['unknown', 'the market of BTC-USD tells no time'],
      ],
    );
  });

  it('shows an amount just above it as above it', () => {
    const [verdict] = look({ maxOrderValue: '100' }, intentOf({ size: '1.0000000000001' }));
    assert.deepEqual([verdict?.ok, verdict?.value], [false, '100.00000001 USD']);
  });
});

describe('the refusal of limits', () => {
  const ids = { client_oid: 'c', product_id: 'BTC-USD' };

  it('is the first that failed, with all verdicts', () => {
    const verdicts = look({ maxOrderValue: '100', maxOrderSize: { BTC: '0.5' }, cooldownMs: 5 }, buy);
    const error = refusalOf(verdicts, ids);
    assert.equal(error?.code, 'LIMIT_EXCEEDED');
    const expected = { rule: 'maxOrderSize', limit: '0.5 BTC', value: '1 BTC', sent: false, ...ids };
    assert.deepEqual(error.details, { ...expected, limits: verdicts });
    assert.match(error.message, /maxOrderSize is 0\.5 BTC, with this order it would be 1 BTC/);
  });

  it('says which figure is missing', () => {
    const error = refusalOf(look({ priceCollar: '5' }, buy, { market: missing }), ids);
    assert.match(error?.message ?? '', /priceCollar \(5 %\) cannot be checked, because nobody answers/);
  });

  it('is none for an order that passes', () => {
    assert.equal(refusalOf(look({ maxOrderValue: '100' }, buy), ids), undefined);
    assert.equal(refusalOf([], ids), undefined);
  });
});
