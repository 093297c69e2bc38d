/** Forms as the editor saves them for a node that was just dragged in, with what a test changes. */
import type { Message } from './flow-bench';

export const sandboxNode = (form: Message = {}): Message => ({
  id: 'sbx',
  type: 'coinbase-sandbox',
  name: '',
  port: '',
  seed: '1',
  balance: '',
  rateLimits: false,
  ...form,
});

export const accountNode = (form: Message = {}): Message => ({
  id: 'acc',
  type: 'coinbase-account',
  name: 'mine',
  environment: 'local-sandbox',
  origin: '',
  sandbox: '',
  keyFile: '',
  limiter: 'exchange',
  ...form,
});

export const requestNode = (form: Message = {}): Message => ({
  id: 'n-req',
  type: 'coinbase-signed-request',
  name: '',
  account: 'acc',
  method: 'use',
  path: '',
  pathType: 'str',
  query: '',
  queryType: 'json',
  headers: '',
  headersType: 'json',
  body: 'payload',
  bodyType: 'msg',
  timeout: '',
  explain: false,
  sendRefusals: false,
  allowChanges: false,
  allowTransfers: false,
  ...form,
});

export const placeNode = (form: Message = {}): Message => ({
  id: 'n-place',
  type: 'coinbase-place-order',
  name: '',
  account: 'acc',
  source: 'form',
  product: 'BTC-USD',
  productType: 'str',
  side: 'buy',
  sideType: 'str',
  orderType: 'market',
  orderTypeType: 'str',
  amount: '25',
  amountType: 'str',
  amountUnit: 'quote',
  price: '',
  priceType: 'str',
  stopPrice: '',
  stopPriceType: 'str',
  timeInForce: 'GTC',
  cancelAfter: 'hour',
  postOnly: false,
  stp: 'dc',
  clientOid: '',
  clientOidType: 'str',
  waitFor: 'done',
  waitSeconds: '10',
  afterWait: 'leave',
  raw: false,
  ...form,
});

export const limitForm = {
  orderType: 'limit',
  amount: '0.01',
  amountUnit: 'base',
  price: '1000',
  waitFor: 'accepted',
} as const;

export const listNode = (form: Message = {}): Message => ({
  id: 'n-list',
  type: 'coinbase-list-orders',
  name: '',
  account: 'acc',
  scope: 'list',
  order: '',
  orderType: 'msg',
  status: 'open',
  product: '',
  productType: 'str',
  startDate: '',
  startDateType: 'str',
  endDate: '',
  endDateType: 'str',
  fills: false,
  most: '',
  output: 'array',
  ...form,
});

export const cancelNode = (form: Message = {}): Message => ({
  id: 'n-cancel',
  type: 'coinbase-cancel-order',
  name: '',
  account: 'acc',
  scope: 'id',
  target: 'payload',
  targetType: 'msg',
  ...form,
});
