/** The foreign clients behind one face, so that each runs through the same steps. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sandbox } from '../../nodes/lib/sandbox';

export interface WireOrder {
  readonly id: string;
  readonly status: string;
  readonly price?: string;
  readonly size?: string;
  readonly client_oid?: string;
  readonly specified_funds?: string;
  readonly done_reason?: string;
}

type Fields = Readonly<Record<string, string>>;

export interface ForeignClient {
  time(): Promise<{ readonly epoch: number }>;
  products(): Promise<readonly { readonly id: string }[]>;
  accounts(): Promise<readonly Fields[]>;
  place(order: Fields): Promise<WireOrder>;
  order(id: string): Promise<WireOrder>;
  orders(filter: Fields): Promise<readonly WireOrder[]>;
  cancel(id: string): Promise<string>;
  cancelAll(): Promise<readonly string[]>;
  fills(filter: Fields): Promise<readonly unknown[]>;
}

/** The clients have a package.json of their own, beside this file's source. */
const load = createRequire(path.resolve(__dirname, '../../../test/clients/package.json'));

type Method = (...given: unknown[]) => Promise<unknown>;
type Methods = Readonly<Record<string, Method>>;

/** Calls a method of a client that we have no types for. */
async function call<T>(target: unknown, name: string, ...given: unknown[]): Promise<T> {
  const method = (target as Methods)[name];
  if (!method) throw new Error(`the client has no method ${name}`);
  return (await method.apply(target, given)) as T;
}

/** Coinbase's own client of the Pro days. */
export async function officialCoinbasePro({
  rest,
  key,
  secret,
  passphrase,
}: Sandbox): Promise<ForeignClient> {
  const { AuthenticatedClient } = load('coinbase-pro') as {
    AuthenticatedClient: new (...given: string[]) => unknown;
  };
  const client = new AuthenticatedClient(key, secret, passphrase, rest);
  return {
    time: () => call(client, 'getTime'),
    products: () => call(client, 'getProducts'),
    accounts: () => call(client, 'getAccounts'),
    place: (order) => call(client, 'placeOrder', order),
    order: (id) => call(client, 'getOrder', id),
    orders: (filter) => call(client, 'getOrders', filter),
    cancel: (id) => call(client, 'cancelOrder', id),
    cancelAll: () => call(client, 'cancelOrders'),
    fills: (filter) => call(client, 'getFills', filter),
  };
}

/** An ECMAScript module: loaded by dynamic import. */
export async function coinbaseProNode({ rest, feed, ...auth }: Sandbox): Promise<ForeignClient> {
  const { CoinbasePro } = (await import(pathToFileURL(load.resolve('coinbase-pro-node')).href)) as {
    CoinbasePro: new (options: Fields) => { readonly rest: Readonly<Record<string, unknown>> };
  };
  const { key, secret, passphrase } = auth;
  const options = { httpUrl: rest, wsUrl: feed, apiKey: key, apiSecret: secret, passphrase };
  const { order, fill, time, product, account } = new CoinbasePro(options).rest;
  type Page<T> = { readonly data: T };
  return {
    time: () => call(time, 'getTime'),
    products: () => call(product, 'getProducts'),
    accounts: () => call(account, 'listAccounts'),
    place: (fields) => call(order, 'placeOrder', fields),
    order: (id) => call(order, 'getOrder', id),
    orders: async (filter) => (await call<Page<WireOrder[]>>(order, 'getOrders', filter)).data,
    cancel: (id) => call(order, 'cancelOrder', id),
    cancelAll: () => call(order, 'cancelOpenOrders', 'BTC-USD'),
    fills: async (filter) => {
      const [method, value] =
        filter['order_id'] === undefined
          ? ['getFillsByProductId', filter['product_id']]
          : ['getFillsByOrderId', filter['order_id']];
      return (await call<Page<unknown[]>>(fill, method, value)).data;
    },
  };
}

/** The library of many exchanges that most bots stand on. Its own names and shapes come with the wire's in `info`. */
export async function ccxtExchange({ rest, key, secret, passphrase }: Sandbox): Promise<ForeignClient> {
  const { coinbaseexchange } = load('ccxt') as { coinbaseexchange: new (options: object) => unknown };
  const client = new coinbaseexchange({
    apiKey: key,
    secret,
    password: passphrase,
    urls: { api: { public: rest, private: rest } },
  });
  type Wrapped<T> = { readonly info: T };
  const symbol = 'BTC/USD';
  return {
    time: async () => ({ epoch: (await call<number>(client, 'fetchTime')) / 1000 }),
    products: async () => {
      const markets = await call<Record<string, { id: string }>>(client, 'loadMarkets');
      return Object.values(markets);
    },
    accounts: async () => (await call<Wrapped<Fields[]>>(client, 'fetchBalance')).info,
    place: async ({ type, side, size, funds, price, client_oid: clientOid }) => {
      const given = { ...(clientOid && { client_oid: clientOid }), ...(funds && { funds }) };
      const amounts = [Number(size), price === undefined ? undefined : Number(price)];
      if (funds) {
        return call(client, 'privatePostOrders', { product_id: 'BTC-USD', type, side, ...given });
      }
      return (await call<Wrapped<WireOrder>>(client, 'createOrder', symbol, type, side, ...amounts, given))
        .info;
    },
    order: async (id) => {
      const name = id.startsWith('client:') ? [undefined, symbol, { client_oid: id.slice(7) }] : [id, symbol];
      return (await call<Wrapped<WireOrder>>(client, 'fetchOrder', ...name)).info;
    },
    orders: async () =>
      (await call<Wrapped<WireOrder>[]>(client, 'fetchOpenOrders', symbol)).map(({ info }) => info),
    cancel: async (id) =>
      JSON.parse((await call<Wrapped<string>>(client, 'cancelOrder', id, symbol)).info) as string,
    cancelAll: () => call(client, 'privateDeleteOrders'),
    fills: (filter) => call(client, 'privateGetFills', filter),
  };
}

/**
 * A present-day client of all of Coinbase's APIs. Orders are placed through its own signed `postPrivate`, because its
 * `submitOrder` puts a prefix before client_oid, and the Exchange takes nothing but a UUID there.
 */
export async function coinbaseApi({ rest, key, secret, passphrase }: Sandbox): Promise<ForeignClient> {
  const { CBExchangeClient } = load('coinbase-api') as {
    CBExchangeClient: new (options: Fields) => unknown;
  };
  const client = new CBExchangeClient({
    baseUrl: rest,
    apiKey: key,
    apiSecret: secret,
    apiPassphrase: passphrase,
  });
  return {
    time: () => call(client, 'get', '/time'),
    products: () => call(client, 'getAllTradingPairs'),
    accounts: () => call(client, 'getAccounts'),
    place: (order) => call(client, 'postPrivate', '/orders', { body: order }),
    order: (id) => call(client, 'getOrder', { order_id: id }),
    orders: (filter) => call(client, 'getOrders', filter),
    cancel: (id) => call(client, 'cancelOrder', { order_id: id }),
    cancelAll: () => call(client, 'cancelAllOrders', { product_id: 'BTC-USD' }),
    fills: (filter) => call(client, 'getFills', filter),
  };
}
