import type { Message } from './flow-bench';
import { alertNode, cancelNode, listNode, marketNode, placeNode, requestNode, switchNode } from './forms';

export interface BadCase {
  readonly title: string;
  /** Of the node that gets the message. */
  readonly id: string;
  readonly msg: Message;
}

const huge = 'x'.repeat(10_000_000);
const digits = '9'.repeat(10_000_000);
const uuid = '132fb6ae-456b-4654-b4e0-d681ac05cea1';
const order = { product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '25' };
const limit = { product_id: 'BTC-USD', side: 'buy', type: 'limit', size: '1', price: '100' };

/** Values that are no amount, whatever the field. */
const badAmounts: readonly unknown[] = [
  NaN,
  Infinity,
  -1,
  0,
  '0',
  '0.000',
  '-5',
  '1e21',
  1e21,
  1e-9,
  0.1 + 0.2,
  '1,5',
  '1 000',
  ' 1',
  '1 ',
  '+1',
  '.5',
  '5.',
  '01',
  '٣',
  '１２',
  '0x10',
  '1_000',
  'NaN',
  'abc',
  true,
  [],
  ['1'],
  {},
  { value: '1' },
  null,
  undefined,
  '',
  digits,
  huge,
  1234567.123456789,
];

const badPayloads: readonly unknown[] = [
  undefined,
  null,
  'buy',
  7,
  true,
  [],
  [order],
  huge,
  new Date(0),
  new Map([['side', 'buy']]),
  Buffer.from('{}'),
  {},
  { ...order, product_id: undefined },
  { ...order, product_id: 'btc-usd' },
  { ...order, product_id: 'BTC/USD' },
  { ...order, product_id: '__proto__' },
  { ...order, product_id: '../orders' },
  { ...order, product_id: huge },
  { ...order, side: 'BUY' },
  { ...order, side: 'hold' },
  { ...order, side: ['buy'] },
  { ...order, side: undefined },
  { ...order, type: 'stop' },
  { ...order, type: 'constructor' },
  { ...order, size: '1' },
  { ...order, price: '5' },
  { ...order, id: 'x' },
  { ...order, status: 'open' },
  { ...order, trade_id: 5 },
  { ...order, extra: 1 },
  { ...order, stop: 'loss' },
  JSON.parse('{"product_id":"BTC-USD","side":"buy","type":"market","funds":"25","__proto__":{"x":1}}'),
  JSON.parse('{"product_id":"BTC-USD","side":"buy","type":"market","funds":"25","constructor":1}'),
  { ...order, client_oid: 'mine' },
  { ...order, client_oid: 5 },
  { ...limit, price: 'NaN' },
  { ...limit, price: 1e21 },
  { ...limit, time_in_force: 'GTT' },
  { ...limit, time_in_force: 'gtc' },
  { ...limit, post_only: 'yes' },
  { ...limit, post_only: true, time_in_force: 'IOC' },
  { ...limit, funds: '5' },
  { ...limit, price: undefined },
];

/** For a request node that takes everything from the message. */
const badRequests: readonly Message[] = [
  {},
  { url: '' },
  { url: 5 },
  { url: null },
  { url: {} },
  { url: ['/accounts'] },
  { url: huge },
  { url: '//evil.example/accounts' },
  { url: 'https://evil.example/accounts' },
  { url: 'http://127.0.0.1:1/accounts' },
  { url: 'file:///etc/passwd' },
  { url: '/../accounts' },
  { url: '/a/%2e%2e/b' },
  { url: '/a\r\nHost: x' },
  { url: '/a\\b' },
  { url: '/a#b' },
  { url: '/%' },
  { url: '/a//b' },
  { url: '/\u0000' },
  { url: '/a%2fb' },
  { url: '/x?y=\ud800' },
  { url: '/accounts', headers: { Authorization: 'Bearer x' } },
  { url: '/accounts', headers: { 'CB-ACCESS-KEY': 'x' } },
  { url: '/accounts', headers: { 'X-CB-ACCESS-SIGNATURE': 'x' } },
  { url: '/accounts', headers: { 'x-cb-access-passphrase': 'x' } },
  { url: '/accounts', headers: { 'X-HTTP-Method-Override': 'POST' } },
  { url: '/accounts', headers: { 'a b': 'x' } },
  { url: '/accounts', headers: { ok: 'x\r\nHost: y' } },
  { url: '/accounts', headers: { ok: {} } },
  { url: '/accounts', headers: 'Host: x' },
  { url: '/accounts', headers: [['a', 'b']] },
  { url: '/accounts', method: 'FETCH' },
  { url: '/accounts', method: 5 },
  { url: '/accounts', method: 'CONNECT' },
  { url: '/accounts', method: ['GET'] },
  { url: '/accounts', method: '__proto__' },
  { url: '/accounts', headers: 'x: y' },
  { url: '/accounts', headers: [] },
  { url: '/accounts', headers: { 'CB-ACCESS-KEY': 'x' } },
  { url: '/accounts', headers: { authorization: 'Bearer x' } },
  { url: '/accounts', headers: { Host: 'evil.example' } },
  { url: '/accounts', headers: { 'content-length': 5 } },
  { url: '/accounts', headers: { 'x-y': 'a\r\nb: c' } },
  { url: '/accounts', headers: { 'x y': 'a' } },
  { url: '/accounts', headers: { 'x-y': {} } },
  { url: '/accounts', headers: { 'x-y': huge } },
  { url: '/orders', method: 'POST', payload: 'no json' },
  { url: '/orders', method: 'POST', payload: 7 },
  { url: '/orders', method: 'POST', payload: true },
  { url: '/orders', method: 'POST', payload: { size: NaN } },
  { url: '/orders', method: 'POST', payload: { size: Infinity } },
  { url: '/orders', method: 'POST', payload: { size: 1n } },
  { url: '/orders', method: 'POST', payload: { run: () => 1 } },
  { url: '/orders', method: 'POST', payload: huge },
  { url: '/orders', method: 'POST', payload: { note: huge } },
  { url: '/orders', method: 'POST', payload: new Map() },
  { url: '/accounts', requestTimeout: NaN },
  { url: '/accounts', requestTimeout: -1 },
  { url: '/accounts', requestTimeout: 'soon' },
  { url: '/accounts', requestTimeout: 1e21 },
  { url: '/accounts', requestTimeout: {} },
  { url: '/accounts', requestTimeout: '0' },
];

const badIds: readonly unknown[] = [
  undefined,
  null,
  '',
  5,
  NaN,
  {},
  [],
  [uuid],
  'mine',
  `${uuid}x`,
  '../orders',
  `client:${uuid}`,
  huge,
  true,
  '__proto__',
];

const badProducts: readonly unknown[] = [
  undefined,
  null,
  '',
  5,
  'btc-usd',
  'BTC',
  'BTC-USD/..',
  '__proto__',
  {},
  ['BTC-USD'],
  huge,
];
const badFilters: readonly unknown[] = [5, 'btc-usd', 'BTC', '__proto__', {}, ['BTC-USD'], huge, NaN];
const badDates: readonly unknown[] = [
  'yesterday',
  NaN,
  Infinity,
  -1,
  5,
  1e21,
  '2020-13-45',
  '2020-01-01T00:00:00',
  {},
  [],
  true,
  huge,
  new Date(NaN),
  '１２３４５６７８９０１２',
];

const badCommands: readonly unknown[] = [
  undefined,
  null,
  '',
  'stop',
  'halt',
  'active\u0000',
  '__proto__',
  huge,
  5,
  true,
  [],
  ['halted'],
  {},
  new Date(0),
  Buffer.from('halted'),
  { state: 'on' },
  { state: 'HALTED' },
  { state: null },
  { state: 'halted', extra: 1 },
  { state: 'halted', release: uuid },
  { state: 'halted', reason: 5 },
  { state: 'halted', reason: 'a\nb' },
  { state: 'halted', reason: huge },
  { reason: 'why' },
  { release: 'mine' },
  { release: uuid },
  { release: [uuid] },
  { release: uuid, reason: 'why' },
  { audit: {} },
  { audit: 'last' },
  { audit: { last: 0 } },
  { audit: { last: 1e21 } },
  { audit: { last: '1.5' } },
  { audit: { last: 1, key: 'x' } },
  { audit: { client_oid: 'x' } },
  { audit: { message: '' } },
  { audit: { key: huge } },
  { audit: { __proto__: null, constructor: 'x' } },
];

/** For a market data node that follows nothing. */
const badMarketCommands: readonly unknown[] = [
  undefined,
  null,
  '',
  'stop',
  'BTC-USD',
  'pause\u0000',
  '__proto__',
  huge,
  5,
  NaN,
  true,
  [],
  ['BTC-USD'],
  {},
  new Date(0),
  new Map([['subscribe', 'BTC-USD']]),
  Buffer.from('pause'),
  { subscribe: [] },
  { subscribe: '' },
  { subscribe: null },
  { subscribe: 'btc-usd' },
  { subscribe: ['BTC-USD', 5] },
  { subscribe: [['BTC-USD']] },
  { subscribe: { id: 'BTC-USD' } },
  { subscribe: 'BTC-USD', pause: true },
  { subscribe: 'BTC-USD', unsubscribe: 'ETH-USD' },
  { subscribe: '../products' },
  { subscribe: huge },
  { subscribe: Array.from({ length: 101 }, (_, index) => `P${index}-USD`) },
  { unsubscribe: [] },
  { unsubscribe: NaN },
  { products: undefined },
  { products: 7 },
  { products: '__proto__' },
  { products: Array.from({ length: 10_001 }, () => 'BTC-USD') },
  { send: true },
  { product_id: 'BTC-USD', price: '5' },
  JSON.parse('{"__proto__":["BTC-USD"]}'),
  { constructor: 'BTC-USD' },
];

/** What no alert can watch. */
const badValues: readonly unknown[] = [
  undefined,
  null,
  '',
  ' ',
  NaN,
  Infinity,
  -Infinity,
  1e300,
  1e-300,
  'NaN',
  'unavailable',
  '1,5',
  '1 000',
  '+1',
  '.5',
  '5.',
  '01',
  '0x10',
  '1e999',
  '٣',
  '１２',
  true,
  10n,
  [],
  [100],
  {},
  { value: 1 },
  { price: NaN },
  { price: {} },
  { price: huge },
  JSON.parse('{"__proto__":{"price":"1"}}'),
  Object.create({ price: '1' }),
  new Date(0),
  new Map([['price', 1]]),
  Buffer.from('5'),
  digits,
  huge,
];

const badSpreads: readonly unknown[] = [
  5,
  '5',
  null,
  {},
  { best_bid: '1' },
  { best_ask: '1' },
  { best_bid: 'x', best_ask: '1' },
  { best_bid: 1, best_ask: NaN },
  { best_bid: [], best_ask: {} },
  { bids: [], asks: [] },
  { bids: [[]], asks: [[]] },
  { bids: {}, asks: 5 },
  Object.create({ best_bid: '1', best_ask: '2' }),
  huge,
];

const badControls: readonly unknown[] = [
  null,
  '',
  'halt',
  'armed',
  'toString',
  huge,
  5,
  true,
  {},
  ['arm'],
  NaN,
];

/** Malformed messages for every node; each must be refused before anything leaves. */
export function badMessages(): { readonly nodes: Message[]; readonly cases: BadCase[] } {
  const cases: BadCase[] = [];
  const add = (id: string, what: string, msgs: readonly Message[]): void => {
    msgs.forEach((msg, index) =>
      cases.push({ title: `${what} ${index}`, id, msg: { ...msg, case: `${id}${index}` } }),
    );
  };
  const payloads = (values: readonly unknown[]): Message[] => values.map((payload) => ({ payload }));
  add('n-payload', 'order payload', payloads(badPayloads));
  add('n-amount', 'amount', payloads(badAmounts));
  add('n-price', 'price', payloads(badAmounts));
  add(
    'n-action',
    'action',
    payloads([undefined, null, '', 'Place', 'PREVIEW', true, 1, {}, ['place'], 'preview ']),
  );
  add('n-percent', 'percent', payloads(['101', 100.5, '-1', '0']));
  add('n-req', 'request', badRequests);
  add('n-cancel', 'cancel id', payloads(badIds));
  add('n-cancel-product', 'cancel product', payloads(badProducts));
  add('n-one', 'order id', payloads(badIds));
  add('n-switch', 'command', payloads(badCommands));
  add('n-market', 'market command', payloads(badMarketCommands));
  add('n-value', 'value', payloads(badValues));
  add('n-spread', 'spread', payloads(badSpreads));
  add('n-level', 'level', payloads(badValues));
  add(
    'n-control',
    'control',
    badControls.map((control) => ({ payload: 1, control })),
  );
  add('n-control', 'topic', [{ payload: 1, topic: huge }]);
  add('n-filter', 'product filter', payloads(badFilters));
  add('n-date', 'date', payloads(badDates));
  const fromMsg = (name: string): Message => ({ [name]: 'payload', [`${name}Type`]: 'msg' });
  const nodes = [
    placeNode({ id: 'n-payload', source: 'payload' }),
    placeNode({ id: 'n-amount', ...fromMsg('amount') }),
    placeNode({ id: 'n-price', orderType: 'limit', amount: '1', amountUnit: 'base', ...fromMsg('price') }),
    placeNode({ id: 'n-action', ...fromMsg('action') }),
    placeNode({ id: 'n-percent', amountUnit: 'percent', ...fromMsg('amount') }),
    requestNode(),
    cancelNode(),
    cancelNode({ id: 'n-cancel-product', scope: 'product' }),
    switchNode(),
    marketNode({ products: '' }),
    alertNode({ id: 'n-value' }),
    alertNode({ id: 'n-spread', condition: 'spread', by: '1' }),
    alertNode({ id: 'n-level', level: 'payload', levelType: 'msg' }),
    alertNode({ id: 'n-control' }),
    listNode({ id: 'n-one', scope: 'id', ...fromMsg('order') }),
    listNode({ id: 'n-filter', ...fromMsg('product') }),
    listNode({ id: 'n-date', ...fromMsg('startDate') }),
  ];
  return { nodes, cases };
}
