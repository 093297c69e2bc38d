import assert from 'node:assert/strict';
import {
  openConnection,
  type BookUpdate,
  type Connection,
  type ConnectionOptions,
  type OwnMessage,
  type TradeBatch,
} from '../../../../nodes/lib/api';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import { testCredential } from '../loopback';
import { virtualClock, type VirtualClock } from '../virtual-clock';
import { exchangeServer, match, subscribed, ticker } from './exchange-server';
import { settled, startFeedServer, until, type FeedServer, type FeedServerParts } from './feed-server';
import { hear } from './hear';

describe('the socket of a feed', () => {
  let server: FeedServer;
  let clock: VirtualClock;
  const connections: Connection[] = [];
  const connect = (more: Partial<ConnectionOptions> = {}): Connection => {
    const connection = openConnection({
      origin: server.origin,
      credential: undefined,
      limiter: 'off',
      environment: 'local-sandbox',
      clock,
      ...more,
    });
    connections.push(connection);
    return connection;
  };
  const start = async (parts: FeedServerParts): Promise<void> => {
    server = await startFeedServer(parts);
    clock = virtualClock();
  };
  const tickers = exchangeServer({
    after: (name, id) => (name === 'ticker' ? [ticker(1, id)] : name === 'matches' ? [match(1)] : []),
  });
  afterEach(async () => {
    for (const connection of connections.splice(0)) await connection.release();
    await clock.advance(2000);
    await server.close();
  });

  it('is one for all that use the account, and is not opened before somebody hears', async () => {
    await start(tickers);
    const [one, two] = [connect(), connect()];
    assert.ok(one.feed && two.feed);
    await settled();
    assert.equal(server.clients.length, 0);
    const [first, second, third] = [hear<Ticker>(), hear<Ticker>(), hear<TradeBatch>()];
    one.feed.ticker('BTC-USD', first);
    two.feed.ticker('BTC-USD', second);
    two.feed.trades('ETH-USD', third);
    await until(() => first.updates.length + second.updates.length === 2);
    await settled();
    assert.equal(server.clients.length, 1);
    assert.equal(
      server.clients[0]?.sent.length,
      1,
      'all that was wanted in one moment went into one message',
    );
    assert.deepEqual(subscribed(server.clients[0] ?? assert.fail(), 'BTC-USD'), ['heartbeat', 'ticker']);
  });

  it('is closed a second after the last subscription, and leaves no timer', async () => {
    await start(tickers);
    const heard = hear<Ticker>();
    const subscription = connect().feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    subscription.end();
    subscription.end();
    await clock.advance(900);
    assert.equal(server.clients[0]?.open, true);
    await clock.advance(100);
    await until(() => server.clients[0]?.open === false);
    await clock.advance(1000);
    await settled();
    assert.equal(clock.pending(), 0);
    assert.deepEqual(heard.kinds, ['connecting', 'live'], 'who has ended hears nothing of the close');
  });

  it('stays for who comes back within that second, and tells what is known at once', async () => {
    await start(tickers);
    const { feed } = connect();
    const first = hear<Ticker>();
    const subscription = feed.ticker('BTC-USD', first);
    await until(() => first.updates.length === 1);
    subscription.end();
    await clock.advance(500);
    const second = hear<Ticker>();
    feed.ticker('BTC-USD', second);
    await clock.advance(3000);
    assert.deepEqual(second.order, ['live', 'data']);
    assert.equal(server.clients.length, 1);
    assert.equal(server.clients[0]?.sent.length, 1);
  });

  it('leaves the channels of one product, and stays for the others', async () => {
    await start(tickers);
    const { feed } = connect();
    const [one, other] = [hear<Ticker>(), hear<Ticker>()];
    const subscription = feed.ticker('BTC-USD', one);
    feed.ticker('ETH-USD', other);
    await until(() => one.updates.length + other.updates.length === 2);
    subscription.end();
    await clock.advance(1000);
    await until(() => server.clients[0]?.sent.length === 2);
    const client = server.clients[0] ?? assert.fail();
    assert.deepEqual(subscribed(client, 'BTC-USD', 'unsubscribe'), ['heartbeat', 'ticker']);
    client.send(ticker(2), ticker(2, 'ETH-USD'));
    await until(() => other.updates.length === 2);
    assert.equal(one.updates.length, 1);
  });

  it('ends with the share that asked for it, and not with another', async () => {
    await start(tickers);
    const [one, two] = [connect(), connect()];
    const [first, second] = [hear<Ticker>(), hear<Ticker>()];
    one.feed.ticker('BTC-USD', first);
    two.feed.ticker('BTC-USD', second);
    await until(() => first.updates.length + second.updates.length === 2);
    await one.release();
    await clock.advance(2000);
    server.clients[0]?.send(ticker(2));
    await until(() => second.updates.length === 2);
    assert.equal(first.updates.length, 1);
    assert.equal(one.feed.ticker('BTC-USD', first).state.kind, 'connecting', 'what was closed opens nothing');
    await two.release();
    await clock.advance(1000);
    await until(() => server.clients[0]?.open === false);
    await clock.advance(1000);
    await settled();
    assert.equal(clock.pending(), 0);
  });

  it('lives on when a listener throws', async () => {
    await start(tickers);
    const { feed } = connect();
    const heard = hear<Ticker>();
    const thrower = {
      data: (): void => assert.fail('a mistake in a flow'),
      state: (): void => assert.fail('another one'),
    };
    feed.ticker('BTC-USD', thrower);
    feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    server.clients[0]?.send(ticker(2));
    await until(() => heard.updates.length === 2);
  });

  it('may be ended from within what it tells', async () => {
    await start(tickers);
    const { feed } = connect();
    const heard = hear<Ticker>();
    const subscription = feed.ticker('BTC-USD', {
      ...heard,
      data(update) {
        heard.data(update);
        subscription.end();
        feed.ticker('BTC-USD', heard);
      },
      state: (state) => heard.state(state),
    });
    await until(() => heard.updates.length === 2);
    assert.deepEqual(heard.order, ['connecting', 'live', 'data', 'live', 'data']);
  });

  it('is asked for with the exchange’s time, and with a fresh one when the clock is the reason for a refusal', async () => {
    const stamps: number[] = [];
    const exchangeMs = 1_700_000_000_000 + 90_000;
    await start({
      ...exchangeServer({
        refuses({ timestamp }) {
          stamps.push(Number(timestamp) * 1000);
          return Math.abs(Number(timestamp) * 1000 - exchangeMs) > 30_000
            ? {
                type: 'error',
                message: 'Authentication Failed',
                reason: '{"message":"request timestamp expired"}',
              }
            : undefined;
        },
        after: (name) => (name === 'ticker' ? [ticker(1)] : []),
      }),
      rest: (target) =>
        target === '/time'
          ? { iso: new Date(exchangeMs).toISOString(), epoch: exchangeMs / 1000 }
          : undefined,
    });
    const heard = hear<Ticker>();
    connect({ credential: testCredential() }).feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    assert.equal(stamps.length, 2);
    assert.ok(Math.abs((stamps[1] ?? 0) - exchangeMs) < 1000);
  });

  it('is not opened time and again for what is refused', async () => {
    let subscribes = 0;
    await start(
      exchangeServer({
        refuses() {
          subscribes += 1;
          return { type: 'error', message: 'Authentication Failed', reason: '{"message":"Invalid API Key"}' };
        },
      }),
    );
    const credential = testCredential();
    const heard = hear<BookUpdate>();
    connect({ credential }).feed.book('BTC-USD', heard);
    await until(() => heard.kinds.includes('refused'));
    const state = heard.states.at(-1);
    assert.ok(state?.kind === 'refused' && state.error instanceof CoinbaseError);
    assert.equal(state.error.code, 'CREDENTIAL_INVALID');
    assert.equal(state.error.details.exchange, 'Invalid API Key');
    for (let second = 0; second < 59; second += 1) await clock.advance(1000);
    assert.equal(subscribes, 1);
    server.clients[0]?.close(1000, '');
    for (let second = 0; second < 300; second += 1) {
      await clock.advance(1000);
      await settled();
    }
    assert.ok([3, 4].includes(subscribes), `${subscribes} subscribes in six minutes`);
  });

  it('is not opened for own orders where REST refuses the key', async () => {
    let asked = 0;
    await start({
      ...tickers,
      rest: () => {
        asked += 1;
        return undefined;
      },
      refusal: [401, { message: 'Invalid API Key' }],
    });
    const heard = hear<OwnMessage>();
    connect({ credential: testCredential() }).feed.own(heard);
    await until(() => heard.kinds.includes('refused'));
    const state = heard.states.at(-1);
    assert.ok(state?.kind === 'refused' && state.error.code === 'CREDENTIAL_INVALID');
    for (let second = 0; second < 300; second += 1) {
      await clock.advance(1000);
      await settled();
    }
    assert.ok(asked < 15, `${asked} requests in five minutes`);
    assert.equal(server.clients.length, 0);
  });

  it('is not asked for what is no product', async () => {
    await start(tickers);
    const heard = hear<Ticker>();
    for (const id of ['btc-usd', '', '../x', 'BTC-USD","y":"', undefined, 7])
      connect().feed.ticker(id as string, heard);
    await settled();
    assert.equal(server.clients.length, 0);
    assert.deepEqual(new Set(heard.kinds), new Set(['refused']));
    const [state] = heard.states;
    assert.ok(state?.kind === 'refused' && state.error.code === 'PRODUCT_UNKNOWN');
  });
});
