import type { BadCase } from './bad-messages';
import { canary, canaryCredentials } from './canary';
import type { Message } from './flow-bench';
import {
  accountNode,
  alertNode,
  cancelNode,
  limitForm,
  listNode,
  placeNode,
  requestNode,
  sandboxNode,
  switchNode,
} from './forms';

const huge = '9'.repeat(10_000_000);

/** Environment and URL of an account that cannot be used. */
const badPlaces: readonly Message[] = [
  { environment: 'moon' },
  { environment: '__proto__' },
  { environment: 5 },
  { environment: ['exchange'] },
  { environment: {} },
  { origin: 'http://api.exchange.coinbase.com' },
  { origin: 'ftp://127.0.0.1' },
  { origin: 'nonsense' },
  { origin: 5 },
  { origin: {} },
  { origin: 'https://user:pw@127.0.0.1' },
  { origin: 'http://127.0.0.1/path' },
  { origin: 'http://127.0.0.1?x' },
  { origin: '//127.0.0.1' },
  { origin: 'https://api.pro.coinbase.com' },
  { origin: 'https://api.gdax.com' },
  { origin: 'https://public.sandbox.exchange.coinbase.com' },
  { origin: 'https://api.exchange.coinbase.com' },
  { origin: 'https://evil.example' },
  { origin: '${NO_SUCH_ORIGIN_VARIABLE}' },
  { origin: 'http://127.0.0.1:99999' },
  { origin: huge },
  { origin: 'http://127.0.0.1\r\nHost: x' },
  ...['prime', 'international', 'advanced-trade', 'coinbase-app'].flatMap((environment) => [
    { environment, origin: 'https://api.exchange.coinbase.com' },
    { environment, origin: 'https://api.pro.coinbase.com' },
    { environment, origin: 'http://api.prime.coinbase.com' },
    { environment, origin: 'https://user:pw@127.0.0.1' },
    { environment, origin: { href: 'x' } },
  ]),
  // A key of Exchange, which no CDP environment takes.
  { environment: 'advanced-trade' },
  { environment: 'coinbase-app' },
  { environment: 'custom', origin: '' },
  { environment: 'custom', scheme: '' },
  { environment: 'custom', scheme: '__proto__' },
  { environment: 'custom', scheme: 5 },
  { environment: 'custom', scheme: ['cdp'] },
  { environment: 'custom', scheme: 'CDP' },
  { environment: 'custom', scheme: 'cdp' },
  { environment: 'custom', scheme: 'exchange', origin: 'https://api.gdax.com' },
  { keyFile: '/no/such/file' },
  { keyFile: '/' },
  { keyFile: '${NO_SUCH_FILE_VARIABLE}' },
  { keyFile: 'a\u0000b' },
  { keyFile: huge },
];

const badCredentials: readonly Record<string, string>[] = [
  {},
  { coinbaseAccountKey: canary.key },
  { ...canaryCredentials(), coinbaseAccountSecret: 'short' },
  { ...canaryCredentials(), coinbaseAccountSecret: canary.secret.slice(0, 60) },
  { ...canaryCredentials(), coinbaseAccountSecret: huge },
  { ...canaryCredentials(), coinbaseAccountSecret: canary.key, coinbaseAccountKey: canary.secret },
  { ...canaryCredentials(), coinbaseAccountPassphrase: '' },
  { ...canaryCredentials(), coinbaseAccountPassphrase: 'a\r\nb' },
  { ...canaryCredentials(), coinbaseAccountKey: '${NO_SUCH_KEY_VARIABLE}' },
  { ...canaryCredentials(), coinbaseAccountSecret: '${NO_SUCH_SECRET}' },
  { ...canaryCredentials(), coinbaseAccountKey: 'ключ' },
  { ...canaryCredentials(), coinbaseAccountSecret: '-----BEGIN EC PRIVATE KEY-----\nx' },
];

const badSandboxes: readonly Message[] = [
  { port: '-1' },
  { port: '65536' },
  { port: 'eighty' },
  { port: '1e3' },
  { port: '80.5' },
  { port: {} },
  { port: '${NO_SUCH_PORT}' },
  { port: '٣' },
  { seed: 'x' },
  { seed: '1.5' },
  { seed: huge },
  { seed: [] },
  { balance: 'USD' },
  { balance: 'USD=-5' },
  { balance: 'USD=1e21' },
  { balance: 'USD=NaN' },
  { balance: 'USD=1,USD=2' },
  { balance: '__proto__=1' },
  { balance: 'usd=1' },
  { balance: {} },
  { balance: huge },
  { market: '/no/such/candles.csv' },
  { market: 'BTC-GBP=candles.csv' },
  { market: '${NO_SUCH_MARKET}' },
  { market: __filename },
  { market: __dirname },
  { market: 'a\0b' },
  { market: {} },
  { market: huge },
  { market: 'candles.csv', speed: 'fast' },
  { market: 'candles.csv', speed: '0' },
  { market: 'candles.csv', speed: '1e3' },
  { market: 'candles.csv', speed: '1001' },
  { rateLimits: 'off' },
];

const badRequestForms: readonly Message[] = [
  { method: 'FETCH' },
  { method: 5 },
  { method: {} },
  { method: '__proto__' },
  { path: '//evil.example' },
  { path: 'https://evil.example/' },
  { path: '/..' },
  { path: '/a b\n' },
  { path: '${NO_SUCH_PATH}' },
  { path: 7 },
  { pathType: 'cred' },
  { pathType: 5 },
  { pathType: 'jsonata', path: '$$$(' },
  { query: '{bad', queryType: 'json' },
  { query: '5', queryType: 'num' },
  { query: '[1]', queryType: 'json' },
  { query: '{"a":{"b":1}}', queryType: 'json' },
  { headers: '{bad', headersType: 'json' },
  { headers: '[]', headersType: 'json' },
  { headers: '{"Host":"x"}', headersType: 'json' },
  { headers: '{"CB-ACCESS-SIGN":"x"}', headersType: 'json' },
  { method: 'POST', body: '{bad', bodyType: 'json' },
  { method: 'POST', body: 'text', bodyType: 'str' },
  { method: 'PUT', body: '5', bodyType: 'num' },
  ...['0', '-1', '1.5', '1001', 'ten', '1e2', {}, [], true, huge].map((mostPages) => ({
    pages: 'all',
    mostPages,
    method: 'GET',
  })),
  { pages: 'each', mostPages: 'NaN', method: 'GET' },
  { timeout: 'soon' },
  { timeout: '-1' },
  { timeout: '0' },
  { timeout: 'NaN' },
  { timeout: '1e21' },
  { timeout: {} },
  { timeout: huge },
];

const badPlaceForms: readonly Message[] = [
  { source: 'elsewhere' },
  { source: '__proto__' },
  { product: '' },
  { product: 'btc' },
  { product: '${NO_SUCH_PRODUCT}' },
  { product: 5 },
  { productType: 'eval' },
  { side: 'long' },
  { side: '' },
  { orderType: 'stop' },
  { orderType: '' },
  { amount: '' },
  { amount: 'NaN' },
  { amount: '1e21' },
  { amount: '-1' },
  { amount: '٣' },
  { amount: '0' },
  { amount: huge },
  { amount: '1e21', amountType: 'num' },
  { amount: '', amountType: 'msg' },
  { amount: 'a.b.c', amountType: 'msg' },
  { amount: '$number("x")', amountType: 'jsonata' },
  { amount: '(((', amountType: 'jsonata' },
  { amount: 'NO_SUCH_ENV', amountType: 'env' },
  { amount: 'nothing', amountType: 'flow' },
  { amount: 'nothing', amountType: 'global' },
  { amount: 'x[', amountType: 'flow' },
  { amountUnit: 'kilo' },
  { amountUnit: 'percent', amount: '101' },
  { ...limitForm, price: '' },
  { ...limitForm, price: 'NaN' },
  { ...limitForm, timeInForce: 'GTT', cancelAfter: '' },
  { ...limitForm, timeInForce: 'GTT', cancelAfter: 'week' },
  { ...limitForm, orderType: 'stop-limit' },
  { ...limitForm, orderType: 'bracket', stopPrice: '1000.01' },
  { ...limitForm, orderType: 'bracket', stopPrice: '1000.01', stopLimitPrice: huge },
  {
    ...limitForm,
    orderType: 'bracket',
    stopPrice: '1000.01',
    stopLimitPrice: 'payload.none',
    stopLimitPriceType: 'msg',
  },
  { ...limitForm, orderType: 'stop-limit', stopPrice: '1000.01' },
  { ...limitForm, orderType: 'stop-limit', stopPrice: '0' },
  { ...limitForm, orderType: 'stop-limit', stopPrice: huge },
  { ...limitForm, orderType: 'stop-limit', stopPrice: 'payload.none', stopPriceType: 'msg' },
  { stp: 'none' },
  { stp: {} },
  { ...limitForm, postOnly: 'yes' },
  { ...limitForm, postOnly: true, timeInForce: 'FOK' },
  { clientOid: 'mine' },
  { waitFor: 'christmas' },
  { action: '' },
  { action: 'buy' },
  { action: 5 },
  { action: 'what', actionType: 'msg' },
  { action: '', actionType: 'msg' },
  { action: 'preview', actionType: 'moon' },
  { once: 'twice' },
  { once: 5 },
  { once: 'key', key: '' },
  { once: 'key', key: 'nowhere.at.all', keyType: 'msg' },
  { once: 'key', key: 'payload', keyType: 'moon' },
  { once: 'key', key: '${NO_SUCH_KEY_VARIABLE}', keyType: 'str' },
  { once: 'key', key: 'x'.repeat(300), keyType: 'str' },
  { waitSeconds: '-1' },
  { waitSeconds: '0' },
  { waitSeconds: 'NaN' },
  { waitSeconds: '1e9' },
  { waitSeconds: {} },
  { afterWait: 'sell' },
];

const badListForms: readonly Message[] = [
  { scope: 'none' },
  { scope: '__proto__' },
  { status: 'pending' },
  { status: 5 },
  { product: 'btc' },
  { product: '${NO_SUCH_PRODUCT}' },
  { startDate: 'yesterday' },
  { startDate: '2020-13-01' },
  { endDate: '5' },
  { startDate: '2024-01-02', endDate: '2024-01-01' },
  { most: '0' },
  { most: '-1' },
  { most: 'many' },
  { most: '1e3' },
  { most: '1.5' },
  { most: {} },
  { most: huge },
  { scope: 'id', order: '', orderType: 'str' },
];

const badCancelForms: readonly Message[] = [
  { scope: '' },
  { scope: 'everything' },
  { scope: 'toString' },
  { scope: null },
  { scope: 'product', target: '', targetType: 'str' },
  { scope: 'product', target: 'all', targetType: 'str' },
  { target: 'x', targetType: 'str' },
  { target: '${NO_SUCH_ID}', targetType: 'str' },
  { targetType: 'cred' },
];

const badSwitchForms: readonly Message[] = [
  { command: '' },
  { command: 'stop', commandType: 'str' },
  { command: '${NO_SUCH_COMMAND}', commandType: 'str' },
  { command: 5 },
  { command: {} },
  { command: 'payload.none' },
  { commandType: 'cred' },
  { command: '$$(', commandType: 'jsonata' },
  { command: 'nothing', commandType: 'flow' },
  { command: huge, commandType: 'str' },
];

const badAlertForms: readonly Message[] = [
  { condition: '' },
  { condition: 'sideways' },
  { condition: 'constructor' },
  { condition: 5 },
  { condition: {} },
  { value: '' },
  { value: 'none.at.all' },
  { value: '((', valueType: 'jsonata' },
  { value: 'payload', valueType: 'cred' },
  { value: 5 },
  { valueProperty: {} },
  { valueProperty: '${NO_SUCH_FIELD}' },
  { topic: '${NO_SUCH_TOPIC}' },
  { topic: 5 },
  { topic: {} },
  { topics: 'some' },
  { topics: {} },
  { level: '' },
  { level: 'high' },
  { level: 'NaN' },
  { level: '1e999' },
  { level: huge },
  { level: 7 },
  { level: {} },
  { level: '${NO_SUCH_LEVEL}' },
  { level: 'none', levelType: 'msg' },
  { level: 'none', levelType: 'flow' },
  { level: 'NO_SUCH_ENV', levelType: 'env' },
  { level: '$x(', levelType: 'jsonata' },
  { level: '[1]', levelType: 'json' },
  { level: '100', levelType: 'eval' },
  { condition: 'enters', low: '5', high: '5' },
  { condition: 'enters', low: '', high: '5' },
  { condition: 'leaves', low: '6', high: '5' },
  { condition: 'leaves', low: '1', high: '5', hysteresis: '2.1' },
  { condition: 'falls', by: '0' },
  { condition: 'falls', by: '-5' },
  { condition: 'rises', by: '5', byUnit: 'kilo' },
  { condition: 'moves', by: '5', direction: 'sideways' },
  { condition: 'moves', by: '5', windowSeconds: '0' },
  { condition: 'moves', by: '5', windowSeconds: 'NaN' },
  { condition: 'moves', by: '5', windowSeconds: huge },
  { condition: 'silent', silenceSeconds: '' },
  { condition: 'silent', silenceSeconds: '-1' },
  { condition: 'silent', silenceSeconds: '9999999' },
  { condition: 'silent', silenceSeconds: {} },
  { hysteresis: '-1' },
  { hysteresis: 'some' },
  { hysteresis: {} },
  { hysteresis: '1', hysteresisUnit: 'kilo' },
  { confirm: 'maybe' },
  { confirm: 'seconds', confirmFor: '' },
  { confirm: 'seconds', confirmFor: 'soon' },
  { confirm: 'updates', confirmFor: '1.5' },
  { confirm: 'updates', confirmFor: '0' },
  { confirm: 'updates', confirmFor: {} },
  { coolDown: 'long' },
  { coolDown: '-1' },
  { coolDown: '${NO_SUCH_PAUSE}' },
  { repeat: 'forever' },
  { first: 'maybe' },
];

const noAccounts: readonly Message[] = [
  { account: '' },
  { account: undefined },
  { account: 'missing' },
  { account: 'disabled' },
  { account: 'sbx-fine' },
  { account: 5 },
  { account: {} },
  { account: '__proto__' },
];

/** Malformed configurations of every node; each is used by one good message that must be refused. */
export function badForms(origin: string): {
  readonly nodes: Message[];
  readonly cases: BadCase[];
  readonly credentials: Record<string, Record<string, string>>;
} {
  const good = { environment: 'exchange-sandbox', origin, limiter: 'off' };
  const nodes: Message[] = [
    accountNode(good),
    accountNode({ ...good, id: 'disabled', d: true }),
    sandboxNode({ id: 'sbx-fine' }),
  ];
  const credentials: Record<string, Record<string, string>> = { acc: canaryCredentials() };
  const cases: BadCase[] = [];
  const use = (
    title: string,
    node: Message,
    payload: unknown = '132fb6ae-456b-4654-b4e0-d681ac05cea1',
  ): void => {
    nodes.push(node);
    const msg = { case: title, url: '/accounts', payload };
    cases.push({ title, id: String(node.id), msg });
  };
  const forms = (what: string, make: (form: Message) => Message, list: readonly Message[]): void =>
    list.forEach((form, index) => use(`${what} ${index}`, make({ ...form, id: `x-${what}-${index}` })));
  forms('request', (form) => requestNode({ path: '/accounts', ...form }), badRequestForms);
  forms('place', placeNode, badPlaceForms);
  forms('list', listNode, badListForms);
  forms('cancel', cancelNode, badCancelForms);
  forms('switch', switchNode, badSwitchForms);
  badAlertForms.forEach((form, index) =>
    use(`alert ${index}`, alertNode({ ...form, id: `x-alert-${index}` }), 1),
  );
  for (const [kind, make] of Object.entries({ requestNode, placeNode, listNode, cancelNode, switchNode }))
    forms(`${kind}-without-account`, make, noAccounts);
  badPlaces.forEach((form, index) => {
    nodes.push(accountNode({ ...good, ...form, id: `x-acc-${index}` }));
    credentials[`x-acc-${index}`] = form.keyFile === undefined ? canaryCredentials() : {};
    use(`place of account ${index}`, requestNode({ id: `x-use-${index}`, account: `x-acc-${index}` }));
  });
  badCredentials.forEach((given, index) => {
    nodes.push(accountNode({ ...good, id: `x-cred-${index}` }));
    credentials[`x-cred-${index}`] = given;
    use(`credential ${index}`, placeNode({ id: `x-cred-use-${index}`, account: `x-cred-${index}` }));
  });
  badSandboxes.forEach((form, index) => {
    nodes.push(
      sandboxNode({ ...form, id: `x-sbx-${index}` }),
      accountNode({ id: `x-sbx-acc-${index}`, sandbox: `x-sbx-${index}` }),
    );
    use(`sandbox ${index}`, requestNode({ id: `x-sbx-use-${index}`, account: `x-sbx-acc-${index}` }));
  });
  return { nodes, cases, credentials };
}
