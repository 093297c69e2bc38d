/** Foreign clients of Advanced Trade behind one face: names and shapes of the wire, whatever the client makes of them. */
import { createRequire } from 'node:module';
import { Agent as SecureAgent } from 'node:https';
import path from 'node:path';
import { Agent, fetch } from 'undici';
import type { SandboxCdpKey } from '../../nodes/lib/sandbox';

type Fields = Readonly<Record<string, unknown>>;

export interface OrderWish {
  readonly client_order_id: string;
  readonly product_id: string;
  readonly side: 'BUY' | 'SELL';
  readonly order_configuration: Readonly<Record<string, Fields>>;
}

export interface WireAnswer {
  readonly success: boolean;
  readonly success_response?: { readonly order_id: string; readonly client_order_id: string };
  readonly error_response?: { readonly error: string };
}

export interface AdvancedTradeClient {
  permissions(): Promise<Fields>;
  accounts(): Promise<readonly Fields[]>;
  products(): Promise<readonly Fields[]>;
  preview(wish: Omit<OrderWish, 'client_order_id'>): Promise<Fields>;
  place(wish: OrderWish): Promise<WireAnswer>;
  order(id: string): Promise<Fields>;
  openOrders(productId: string): Promise<readonly Fields[]>;
  fills(orderId: string): Promise<readonly Fields[]>;
  cancel(id: string): Promise<readonly Fields[]>;
}

/** Where a client is pointed to; `ca` is the certificate that it is to trust. */
export interface Target {
  readonly rest: string;
  readonly ca: string;
}

const load = createRequire(path.resolve(__dirname, '../../../test/clients/package.json'));

type Method = (...given: unknown[]) => Promise<unknown>;

/** Calls a method of a client that we have no types for. */
async function call<T>(target: unknown, name: string, ...given: unknown[]): Promise<T> {
  const method = (target as Readonly<Record<string, Method>>)[name];
  if (!method) throw new Error(`the client has no method ${name}`);
  return (await method.apply(target, given)) as T;
}

type Service = new (client: unknown) => unknown;

/** Coinbase's own sample for TypeScript. Sends and gives every name in camel case; one core package gives it HTTP. */
export function officialSample({ rest }: Target, { name, privateKey }: SandboxCdpKey): AdvancedTradeClient {
  const sdk = load('@coinbase-sample/advanced-trade-sdk-ts/dist/index.js') as Readonly<
    Record<'AccountsService' | 'ProductsService' | 'OrdersService' | 'DataService', Service>
  > & {
    readonly CoinbaseAdvTradeCredentials: new (...given: string[]) => unknown;
    readonly CoinbaseAdvTradeClient: new (credentials: unknown, base: string) => unknown;
  };
  const credentials = new sdk.CoinbaseAdvTradeCredentials(name, privateKey);
  const client = new sdk.CoinbaseAdvTradeClient(credentials, `${rest}/api/v3/brokerage/`);
  const [accounts, products, orders, data] = [
    new sdk.AccountsService(client),
    new sdk.ProductsService(client),
    new sdk.OrdersService(client),
    new sdk.DataService(client),
  ];
  const ask = async <T>(service: unknown, method: string, fields: Fields): Promise<T> =>
    renamed(await call(service, method, renamed(fields, camelCase)), snakeCase) as T;
  const lists = async (service: unknown, method: string, list: string, fields: Fields = {}) =>
    (await ask<Readonly<Record<string, readonly Fields[]>>>(service, method, fields))[list] ?? [];
  return {
    permissions: () => ask(data, 'getAPIKeyPermissions', {}),
    accounts: () => lists(accounts, 'listAccounts', 'accounts', { limit: 100 }),
    products: () => lists(products, 'listProducts', 'products', { product_type: 'SPOT' }),
    preview: (wish) => ask(orders, 'createOrderPreview', wish),
    place: (wish) => ask(orders, 'createOrder', { ...wish }),
    order: async (id) => (await ask<{ order: Fields }>(orders, 'getOrder', { order_id: id })).order,
    openOrders: (productId) =>
      lists(orders, 'listOrders', 'orders', { order_status: ['OPEN'], product_ids: [productId] }),
    fills: (orderId) => lists(orders, 'listFills', 'fills', { order_ids: [orderId] }),
    cancel: (id) => lists(orders, 'cancelOrders', 'results', { order_ids: [id] }),
  };
}

/** A client of all of Coinbase's APIs. Takes the first eight characters of an address for https://, so it needs TLS. */
export function coinbaseApi({ rest, ca }: Target, { name, privateKey }: SandboxCdpKey): AdvancedTradeClient {
  const { CBAdvancedTradeClient } = load('coinbase-api') as {
    CBAdvancedTradeClient: new (options: object, network: object) => unknown;
  };
  const client = new CBAdvancedTradeClient(
    { baseUrl: rest, apiKey: name, apiSecret: privateKey },
    { httpsAgent: new SecureAgent({ ca }) },
  );
  const lists = async (method: string, list: string, fields?: Fields) =>
    (await call<Readonly<Record<string, readonly Fields[]>>>(client, method, fields))[list] ?? [];
  return {
    permissions: () => call(client, 'getApiKeyPermissions'),
    accounts: () => lists('getAccounts', 'accounts', { limit: 100 }),
    products: () => lists('getProducts', 'products', { product_type: 'SPOT' }),
    preview: (wish) => call(client, 'previewOrder', wish),
    // It would put this prefix of its own before any other id, and warn.
    place: (wish) =>
      call(client, 'submitOrder', { ...wish, client_order_id: `cbnode${wish.client_order_id}` }),
    order: async (id) => (await call<{ order: Fields }>(client, 'getOrder', { order_id: id })).order,
    openOrders: (productId) =>
      lists('getOrders', 'orders', { order_status: ['OPEN'], product_ids: [productId] }),
    fills: (orderId) => lists('getFills', 'fills', { order_ids: [orderId] }),
    cancel: (id) => lists('cancelOrders', 'results', { order_ids: [id] }),
  };
}

/** The library of many exchanges, by its methods for single paths. It takes nothing but https:// off an address. */
export function ccxtCoinbase({ rest, ca }: Target, { name, privateKey }: SandboxCdpKey): AdvancedTradeClient {
  const { coinbase } = load('ccxt') as { coinbase: new (options: object) => unknown };
  const dispatcher = new Agent({ connect: { ca }, keepAliveTimeout: 1000 });
  const client = new coinbase({
    apiKey: name,
    secret: privateKey,
    urls: { api: { rest } },
    fetchImplementation: (url: string, given: object) => fetch(url, { ...given, dispatcher }),
  });
  const ask = <T>(method: string, path: string, fields: Fields = {}): Promise<T> =>
    call(client, `v3Private${method}Brokerage${path}`, fields);
  const lists = async (method: string, path: string, list: string, fields?: Fields) =>
    (await ask<Readonly<Record<string, readonly Fields[]>>>(method, path, fields))[list] ?? [];
  return {
    permissions: () => ask('Get', 'KeyPermissions'),
    accounts: () => lists('Get', 'Accounts', 'accounts', { limit: 100 }),
    products: () => lists('Get', 'Products', 'products', { product_type: 'SPOT' }),
    preview: (wish) => ask('Post', 'OrdersPreview', wish),
    place: (wish) => ask('Post', 'Orders', { ...wish }),
    order: async (id) =>
      (await ask<{ order: Fields }>('Get', 'OrdersHistoricalOrderId', { order_id: id })).order,
    openOrders: (productId) =>
      lists('Get', 'OrdersHistoricalBatch', 'orders', { order_status: ['OPEN'], product_ids: [productId] }),
    fills: (orderId) => lists('Get', 'OrdersHistoricalFills', 'fills', { order_ids: [orderId] }),
    cancel: (id) => lists('Post', 'OrdersBatchCancel', 'results', { order_ids: [id] }),
  };
}

/** Every member's name, however deep, in another spelling. */
function renamed(value: unknown, spell: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => renamed(one, spell));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [spell(name), renamed(one, spell)]));
}

function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
