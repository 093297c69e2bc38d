/** Foreign clients of the feeds behind one face: each opens by an address alone and tells what it hears in its own way. */
import type { EventEmitter } from 'node:events';
import { Agent as PlainAgent } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Agent, fetch } from 'undici';
import type { Sandbox } from '../../nodes/lib/sandbox';

export type Fields = Readonly<Record<string, unknown>>;

/** A client that hands the wire's messages on. */
export interface RawFeedClient {
  /** Everything so far. */
  readonly messages: Fields[];
  readonly close: () => void;
}

/** A library that makes its own shapes of what it hears. */
export interface WatchingClient {
  readonly ticker: () => Promise<Fields>;
  /** The best bid and ask. */
  readonly book: () => Promise<{ readonly bid: number; readonly ask: number }>;
  /** The ids of the orders that it has heard of. */
  readonly orders: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

const load = createRequire(path.resolve(__dirname, '../../../test/clients/package.json'));

const PRODUCT = 'BTC-USD';

/** Coinbase's own client of the Pro days: signs whatever it subscribes to. */
export async function officialCoinbasePro({
  feed,
  key,
  secret,
  passphrase,
}: Sandbox): Promise<RawFeedClient> {
  const { WebsocketClient } = load('coinbase-pro') as {
    WebsocketClient: new (...given: unknown[]) => EventEmitter & { disconnect(): void };
  };
  const channels = ['ticker', 'matches', 'level2', 'user'];
  const client = new WebsocketClient([PRODUCT], feed, { key, secret, passphrase }, { channels });
  const messages: Fields[] = [];
  client.on('message', (message: Fields) => messages.push(message));
  client.on('error', (error: unknown) => messages.push({ type: 'error', error }));
  return { messages, close: () => client.disconnect() };
}

/** An ECMAScript module; signs when it has a key. */
export async function coinbaseProNode({
  rest,
  feed,
  key,
  secret,
  passphrase,
}: Sandbox): Promise<RawFeedClient> {
  type Socket = EventEmitter & {
    connect(): void;
    disconnect(): void;
    subscribe(channels: object): Promise<void>;
  };
  const { CoinbasePro } = (await import(pathToFileURL(load.resolve('coinbase-pro-node')).href)) as {
    CoinbasePro: new (options: Fields) => { readonly ws: Socket };
  };
  const options = { httpUrl: rest, wsUrl: feed, apiKey: key, apiSecret: secret, passphrase };
  const { ws } = new CoinbasePro(options);
  const messages: Fields[] = [];
  ws.on('WebSocketEvent.ON_MESSAGE', (message: Fields) => messages.push(message));
  ws.on('WebSocketEvent.ON_MESSAGE_ERROR', (error: unknown) => messages.push({ type: 'error', error }));
  const names = ['ticker', 'matches', 'level2', 'user'];
  ws.on(
    'WebSocketEvent.ON_OPEN',
    () => void ws.subscribe(names.map((name) => ({ name, product_ids: [PRODUCT] }))),
  );
  ws.connect();
  return { messages, close: () => ws.disconnect() };
}

interface SieblySocket extends EventEmitter {
  subscribe(request: object, wsKey: string): void;
  closeAll(force: boolean): void;
}

const silent = { trace: () => undefined, info: () => undefined, error: () => undefined };

function siebly(options: Fields): { readonly client: SieblySocket; readonly messages: Fields[] } {
  const { WebsocketClient } = load('coinbase-api') as {
    WebsocketClient: new (options: Fields, logger: object) => SieblySocket;
  };
  const client = new WebsocketClient(options, silent);
  const messages: Fields[] = [];
  for (const event of ['update', 'response']) client.on(event, (message: Fields) => messages.push(message));
  client.on('exception', (error: unknown) => messages.push({ type: 'error', error }));
  return { client, messages };
}

/** A present-day client of all of Coinbase's APIs, on the public channels of the Exchange. */
export async function coinbaseApiExchange({ feed }: Sandbox): Promise<RawFeedClient> {
  const { client, messages } = siebly({ wsUrl: feed });
  const payload = { product_ids: [PRODUCT] };
  for (const topic of ['ticker', 'matches', 'level2_batch'])
    client.subscribe({ topic, payload }, 'exchangeMarketData');
  return { messages, close: () => client.closeAll(true) };
}

/** The same on Advanced Trade's host for user orders: a token in each message. */
export async function coinbaseApiAdvancedTrade({ feed, cdp }: Sandbox): Promise<RawFeedClient> {
  const { name: apiKey, privateKey: apiSecret } = cdp.ecdsa;
  const { client, messages } = siebly({ wsUrl: feed, apiKey, apiSecret });
  for (const topic of ['heartbeats', 'ticker', 'level2', 'market_trades', 'user'])
    client.subscribe({ topic, payload: { product_ids: [PRODUCT] } }, 'advTradeUserData');
  return { messages, close: () => client.closeAll(true) };
}

interface Ccxt {
  watchTicker(symbol: string): Promise<Fields>;
  watchOrderBook(symbol: string): Promise<{ bids: [number, number][]; asks: [number, number][] }>;
  watchOrders(symbol: string): Promise<readonly { readonly id: string }[]>;
  loadMarkets(): Promise<unknown>;
  close(): Promise<void>;
}

function watching(client: Ccxt): WatchingClient {
  const symbol = 'BTC/USD';
  return {
    ticker: () => client.watchTicker(symbol),
    book: async () => {
      const { bids, asks } = await client.watchOrderBook(symbol);
      return { bid: bids[0]?.[0] ?? 0, ask: asks[0]?.[0] ?? 0 };
    },
    orders: async () => (await client.watchOrders(symbol)).map(({ id }) => id),
    close: () => client.close(),
  };
}

/** The library of many exchanges, its feed of the Exchange. */
export async function ccxtExchange({
  rest,
  feed,
  key,
  secret,
  passphrase,
}: Sandbox): Promise<WatchingClient> {
  const { pro } = load('ccxt') as { pro: { coinbaseexchange: new (options: object) => Ccxt } };
  const urls = { api: { public: rest, private: rest, ws: feed } };
  // It opens ws:// addresses with an agent that it is given, or not at all.
  const httpAgent = new PlainAgent();
  const client = new pro.coinbaseexchange({ apiKey: key, secret, password: passphrase, urls, httpAgent });
  await client.loadMarkets();
  return watching(client);
}

/** The same on Advanced Trade, over TLS, because it takes nothing but https:// off an address. @param ca to trust. */
export async function ccxtAdvancedTrade({ rest, feed, cdp }: Sandbox, ca: string): Promise<WatchingClient> {
  const { pro } = load('ccxt') as { pro: { coinbase: new (options: object) => Ccxt } };
  const dispatcher = new Agent({ connect: { ca }, keepAliveTimeout: 1000 });
  const { name: apiKey, privateKey: secret } = cdp.ecdsa;
  const client = new pro.coinbase({
    apiKey,
    secret,
    urls: { api: { rest, ws: feed } },
    options: { ws: { options: { ca } } },
    // Those come from another API.
    has: { fetchCurrencies: false },
    fetchImplementation: (url: string, given: object) => fetch(url, { ...given, dispatcher }),
  });
  await client.loadMarkets();
  return watching(client);
}
