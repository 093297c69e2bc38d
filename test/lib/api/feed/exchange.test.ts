import assert from 'node:assert/strict';
import {
  openConnection,
  type BookUpdate,
  type Connection,
  type OwnMessage,
  type TradeBatch,
} from '../../../../nodes/lib/api';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import { verify, type Credential } from '../../../../nodes/lib/signer';
import { testCredential } from '../loopback';
import { channelsOf, exchangeServer, heartbeat, match, subscribed } from './exchange-server';
import { startFeedServer, until, type FeedServer, type FeedServerParts, type Sent } from './feed-server';
import { hear } from './hear';

const TICKER: Sent = {
  type: 'ticker',
  sequence: 37475248783,
  product_id: 'BTC-USD',
  price: '1285.220',
  open_24h: '1310.79',
  volume_24h: '245532.79269678',
  low_24h: '1280.52',
  high_24h: '1313.8',
  volume_30d: '9788783.60117027',
  best_bid: '1285.04',
  best_bid_size: '0.46688654',
  best_ask: '1285.27',
  best_ask_size: '1.56637040',
  side: 'buy',
  time: '2022-10-19T23:28:22.061769Z',
  trade_id: 370843401,
  last_size: '11.4396987',
};

const SNAPSHOT: Sent = {
  type: 'snapshot',
  product_id: 'BTC-USD',
  asks: [
    ['101.00', '2'],
    ['101.50', '1.0'],
  ],
  bids: [
    ['100.00', '1'],
    ['99.50', '3'],
  ],
};

describe('the feed of Exchange', () => {
  let server: FeedServer;
  let connection: Connection;
  const start = async (parts: FeedServerParts, credential?: Credential): Promise<void> => {
    server = await startFeedServer(parts);
    connection = openConnection({
      origin: server.origin,
      credential,
      limiter: 'off',
      environment: 'local-sandbox',
      random: () => 0,
    });
  };
  afterEach(async () => {
    await connection.release();
    await server.close();
  });

  it('subscribes a ticker and its heartbeat in one signed message', async () => {
    const credential = testCredential();
    await start(exchangeServer({ after: (name) => (name === 'ticker' ? [TICKER] : []) }), credential);
    const heard = hear<Ticker>();
    connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length > 0);
    const [client] = server.clients;
    assert.equal(client?.path, '/');
    assert.equal(client?.sent.length, 1);
    const [sent] = client?.sent ?? [];
    assert.deepEqual(channelsOf(sent ?? {}), [
      { name: 'heartbeat', product_ids: ['BTC-USD'] },
      { name: 'ticker', product_ids: ['BTC-USD'] },
    ]);
    const headers = {
      'cb-access-sign': String(sent?.['signature']),
      'cb-access-timestamp': String(sent?.['timestamp']),
    };
    assert.equal(sent?.['key'], credential.key);
    assert.ok(verify({ method: 'GET', path: '/users/self/verify', body: '', headers }, credential));
    assert.deepEqual(heard.order, ['connecting', 'live', 'data']);
    assert.deepEqual(heard.updates[0], {
      product_id: 'BTC-USD',
      price: '1285.22',
      best_bid: '1285.04',
      best_bid_size: '0.46688654',
      best_ask: '1285.27',
      best_ask_size: '1.5663704',
      last_size: '11.4396987',
      open_24h: '1310.79',
      high_24h: '1313.8',
      low_24h: '1280.52',
      volume_24h: '245532.79269678',
      volume_30d: '9788783.60117027',
      side: 'buy',
      trade_id: '370843401',
      time: '2022-10-19T23:28:22.061769Z',
    });
  });

  it("tells trades with the taker's side, from the last one before the subscription on", async () => {
    await start(
      exchangeServer({
        after: (name) =>
          name === 'matches' ? [match(7, { type: 'last_match' }), match(8), match(8), match(9)] : [],
      }),
    );
    const heard = hear<TradeBatch>();
    connection.feed.trades('BTC-USD', heard);
    await until(() => heard.updates.length === 3);
    assert.deepEqual(
      heard.updates.flatMap(({ trades }) => trades.map(({ trade_id }) => trade_id)),
      ['7', '8', '9'],
    );
    assert.deepEqual(heard.updates[0]?.trades[0], {
      trade_id: '7',
      product_id: 'BTC-USD',
      price: '100.5',
      size: '0.1',
      side: 'buy',
      time: '2026-03-01T10:00:00.123456Z',
    });
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
  });

  it('reads missing trades over REST, in their place', async () => {
    const rows = [12, 11, 10, 9, 8].map((trade_id) => match(trade_id));
    await start({
      ...exchangeServer({
        after: (name) => (name === 'matches' ? [match(9, { type: 'last_match' }), match(12), match(13)] : []),
      }),
      rest: (target) =>
        target.startsWith('/products/BTC-USD/trades?')
          ? rows.filter(({ trade_id }) => Number(trade_id) < 12)
          : undefined,
    });
    const heard = hear<TradeBatch>();
    connection.feed.trades('BTC-USD', heard);
    await until(() => heard.kinds.length === 4);
    assert.deepEqual(
      heard.updates.map(({ trades, recovered }) => [
        trades.map(({ trade_id }) => Number(trade_id)),
        recovered,
      ]),
      [
        [[9], false],
        [[10, 11], true],
        [[12, 13], false],
      ],
    );
    assert.deepEqual(server.asked, ['/products/BTC-USD/trades?after=12&limit=2']);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
  });

  it('keeps the book, without a key from the batched channel that is acknowledged under another name', async () => {
    await start(exchangeServer({ after: (name) => (name === 'level2_batch' ? [SNAPSHOT] : []) }));
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    const book = heard.updates[0]?.book;
    assert.deepEqual(book?.top(1), {
      bids: [{ price: '100', size: '1' }],
      asks: [{ price: '101', size: '2' }],
      time: book?.time,
    });
    server.clients[0]?.send({
      type: 'l2update',
      product_id: 'BTC-USD',
      changes: [
        ['buy', '100.00', '0.0000000'],
        ['sell', '100.75', '4'],
        ['buy', '99.5', '7'],
      ],
      time: '2026-03-01T10:00:01.000000Z',
    });
    await until(() => heard.updates.length === 2);
    assert.deepEqual(book?.top(), {
      bids: [{ price: '99.5', size: '7' }],
      asks: [
        { price: '100.75', size: '4' },
        { price: '101', size: '2' },
        { price: '101.5', size: '1' },
      ],
      time: '2026-03-01T10:00:01.000000Z',
    });
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
  });

  it('takes the whole book where there is a key', async () => {
    await start(exchangeServer({ after: (name) => (name === 'level2' ? [SNAPSHOT] : []) }), testCredential());
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    assert.deepEqual(subscribed(server.clients[0] ?? assert.fail(), 'BTC-USD'), ['heartbeat', 'level2']);
  });

  it('tells own orders of every product that is traded', async () => {
    await start(
      {
        ...exchangeServer({
          after: (name, id) =>
            name === 'user' && id === 'BTC-USD'
              ? [
                  match(41, {
                    taker_user_id: 'u',
                    user_id: 'u',
                    taker_profile_id: 'p',
                    taker_fee_rate: '0.006',
                  }),
                ]
              : [],
        }),
        rest: (target) =>
          target === '/products'
            ? ['BTC-USD', 'ETH-USD'].map((id) => ({
                id,
                base_currency: 'B',
                quote_currency: 'USD',
                base_increment: '0.1',
                quote_increment: '0.1',
                status: 'online',
              }))
            : undefined,
      },
      testCredential(),
    );
    const heard = hear<OwnMessage>();
    connection.feed.own(heard);
    await until(() => heard.updates.length === 1);
    assert.deepEqual(heard.order, ['connecting', 'live', 'data']);
    assert.deepEqual(heard.updates[0], {
      event: 'filled',
      order_id: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
      product_id: 'BTC-USD',
      time: '2026-03-01T10:00:00.123456Z',
      order: {
        id: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
        product_id: 'BTC-USD',
        side: 'buy',
        profile_id: 'p',
      },
      fill: {
        trade_id: '41',
        order_id: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
        product_id: 'BTC-USD',
        side: 'buy',
        liquidity: 'T',
        price: '100.5',
        size: '0.1',
        fee: '0.0603',
        created_at: '2026-03-01T10:00:00.123456Z',
        settled: false,
      },
    });
  });

  it('refuses the one product that does not exist, and nothing else', async () => {
    await start(
      exchangeServer({
        refuses: (sent) =>
          channelsOf(sent).some(({ product_ids }) => product_ids.includes('FOO-BAR'))
            ? { type: 'error', message: 'Failed to subscribe', reason: 'FOO-BAR is not a valid product' }
            : undefined,
        after: (name) => (name === 'ticker' ? [TICKER] : []),
      }),
    );
    const [good, bad] = [hear<Ticker>(), hear<Ticker>()];
    connection.feed.ticker('BTC-USD', good);
    connection.feed.ticker('FOO-BAR', bad);
    await until(() => good.updates.length > 0);
    assert.deepEqual(good.kinds, ['connecting', 'live']);
    const state = bad.states.at(-1);
    assert.ok(state?.kind === 'refused');
    assert.equal(state.error.code, 'PRODUCT_UNKNOWN');
    assert.equal(state.error.details.exchange, 'FOO-BAR is not a valid product');
    server.clients[0]?.send(heartbeat('BTC-USD', 1));
    assert.equal(server.clients.length, 1);
  });
});
