import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  orderWords,
  type OrderForm,
  type OrderPlace,
  type Typed,
} from '../../../nodes/lib/rules/order-words';

/** As the editor gives the texts of a catalogue. */
const file = 'nodes/coinbase-place-order/locales/en-US/coinbase-place-order.json';
const catalogue = (JSON.parse(readFileSync(file, 'utf8')) as { preview: object }).preview;
const asked = new Set<string>();
function words(key: string, values: Readonly<Record<string, string>> = {}): string {
  let found: unknown = catalogue;
  for (const part of key.split('.')) found = (found as Record<string, unknown>)[part];
  assert.equal(typeof found, 'string', `there is a text ${key}`);
  asked.add(key);
  return String(found).replace(/__(\w+?)__/g, (_whole, name: string) => {
    assert.ok(Object.hasOwn(values, name), `${key} has a value ${name}`);
    return values[name] ?? '';
  });
}

const text = (value: string): Typed => ({ type: 'str', value });
const form: OrderForm = {
  action: text('place'),
  source: 'form',
  product: text('BTC-USD'),
  side: text('buy'),
  orderType: text('market'),
  amount: text('25'),
  amountUnit: 'quote',
  price: text(''),
  stopPrice: text(''),
  stopLimitPrice: text(''),
  timeInForce: 'GTC',
  cancelAfter: 'hour',
  postOnly: false,
  once: 'each',
  key: { type: 'msg', value: '' },
};
const paper: OrderPlace = { money: 'paper', tradingState: '', limits: {} };
const say = (changed: Partial<OrderForm> = {}, place: Partial<OrderPlace> = {}): string =>
  orderWords({ ...form, ...changed }, { ...paper, ...place }, words);

const ROWS: readonly [what: string, changed: Partial<OrderForm>, sentence: string][] = [
  ['a market buy', {}, 'Buy BTC for 25 USD at market, on paper, once for each message.'],
  [
    'one order for a message id',
    { once: 'message' },
    'Buy BTC for 25 USD at market, on paper, at most once per message id.',
  ],
  [
    'one order for a key',
    { once: 'key', key: { type: 'msg', value: 'payload.id' } },
    'Buy BTC for 25 USD at market, on paper, at most once per key (msg.payload.id).',
  ],
  [
    'a sell of coins',
    { side: text('sell'), amount: text('0.5'), amountUnit: 'base' },
    'Sell 0.5 BTC at market, on paper, once for each message.',
  ],
  [
    'percent of what a buy has',
    { amount: text('50'), amountUnit: 'percent' },
    'Buy BTC for 50 % of the available USD at market, on paper, once for each message.',
  ],
  [
    'percent of what a sell has',
    { side: text('sell'), amount: text('100'), amountUnit: 'percent' },
    'Sell 100 % of the available BTC at market, on paper, once for each message.',
  ],
  [
    'a limit order',
    { orderType: text('limit'), price: text('60000') },
    'Buy BTC for 25 USD at 60000 or better, until canceled, on paper, once for each message.',
  ],
  [
    'a limit order for a time, post-only',
    {
      orderType: text('limit'),
      price: text('60000'),
      timeInForce: 'GTT',
      cancelAfter: 'day',
      postOnly: true,
    },
    'Buy BTC for 25 USD at 60000 or better, for a day at most, only if it does not fill at once, on paper, once for each message.',
  ],
  [
    'a price that is not there yet',
    { orderType: text('limit'), timeInForce: 'FOK' },
    'Buy BTC for 25 USD at … or better, at once as a whole or not at all, on paper, once for each message.',
  ],
  [
    'a stop loss',
    {
      side: text('sell'),
      orderType: text('stop-limit'),
      price: text('57900'),
      stopPrice: text('58000'),
      timeInForce: 'IOC',
    },
    'Sell BTC for 25 USD at 57900 or better, once a trade is at or below 58000, at once and the rest canceled, on paper, once for each message.',
  ],
  [
    'a stop entry',
    { orderType: text('stop-limit'), price: text('70000'), stopPrice: text('69000') },
    'Buy BTC for 25 USD at 70000 or better, once a trade is at or above 69000, until canceled, on paper, once for each message.',
  ],
  [
    'a bracket',
    {
      side: text('sell'),
      orderType: text('bracket'),
      price: text('70000'),
      stopPrice: text('58000'),
      stopLimitPrice: text('57000'),
    },
    'Sell BTC for 25 USD at 70000, or at 57000 once a trade reaches 58000, until canceled, on paper, once for each message.',
  ],
  [
    'what the message decides',
    {
      product: { type: 'msg', value: 'topic' },
      side: { type: 'msg', value: 'payload.side' },
      orderType: { type: 'flow', value: 'kind' },
      amount: { type: 'jsonata', value: 'payload * 2' },
      action: { type: 'env', value: 'MODE' },
    },
    'Place or preview, as ${MODE} says: Buy or sell (as msg.payload.side says) coins of msg.topic for what its JSONata gives of its quote currency in the way that flow.kind says, on paper, once for each message.',
  ],
  [
    'percent of a product that the message names',
    { product: { type: 'msg', value: 'topic' }, amountUnit: 'percent' },
    'Buy msg.topic with 25 % of what is available at market, on paper, once for each message.',
  ],
  [
    'a stop whose side the message decides',
    {
      side: { type: 'msg', value: 'side' },
      orderType: text('stop-limit'),
      price: text('1'),
      stopPrice: text('2'),
      timeInForce: 'GTT',
    },
    'Buy or sell (as msg.side says) BTC for 25 USD at 1 or better, once a trade reaches 2, for an hour at most, on paper, once for each message.',
  ],
  [
    'a whole order from the message',
    { source: 'payload', once: 'message' },
    'Place the order that msg.payload holds, on paper, at most once per message id.',
  ],
  [
    'a preview',
    { action: text('preview') },
    'Only preview, place nothing: Buy BTC for 25 USD at market, on paper, once for each message.',
  ],
];

describe('an order form in plain words', () => {
  for (const [what, changed, sentence] of ROWS)
    it(`says ${what}`, () => assert.equal(say(changed), sentence));

  it('says that it is real money, and the limits that the account sets', () => {
    const limits = { maxOrderValue: { USD: '100', EUR: '90' }, maxOrdersPerDay: 50 };
    assert.equal(
      say({}, { money: 'live', limits }),
      'Buy BTC for 25 USD at market, with REAL MONEY, once for each message. The account allows: 100 USD an order, 50 orders a day.',
    );
    assert.match(
      say({ product: text('BTC-GBP') }, { limits }),
      /allows: no orders in GBP, 50 orders a day\.$/,
    );
    assert.match(say({}, { limits: { maxOrderValue: '70' } }), /allows: 70 USD an order\.$/);
  });

  it('says nothing of money where it is not known whose account it will be', () => {
    assert.equal(say({}, { money: undefined }), 'Buy BTC for 25 USD at market, once for each message.');
  });

  it('says that the account holds orders back', () => {
    assert.match(say({}, { tradingState: 'halted' }), /halted: nothing is placed\.$/);
    assert.match(say({}, { tradingState: 'reducing' }), /only sells are placed\.$/);
  });

  it('has no text in the catalogue that no order says', () => {
    say({ orderType: text('limit'), timeInForce: 'GTT', cancelAfter: 'min' });
    const keys = (of: object, before = ''): string[] =>
      Object.entries(of).flatMap(([name, value]) =>
        typeof value === 'string' ? [before + name] : keys(value as object, `${before}${name}.`),
      );
    assert.deepEqual(
      keys(catalogue).filter((key) => !asked.has(key)),
      [],
    );
  });

  it('survives an imported form that holds nonsense', () => {
    const odd = text('__proto__');
    assert.doesNotThrow(() => say({ product: odd, amount: text('constructor'), key: odd }));
  });
});
