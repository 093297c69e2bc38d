import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import {
  openConnection,
  type BookUpdate,
  type Connection,
  type OwnMessage,
  type TradeBatch,
} from '../../../../nodes/lib/api';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import { createCredential, verifyCdpFeed, type CdpCredential } from '../../../../nodes/lib/signer';
import { advancedTradeServer, beat, level, skip, tell, trade } from './advanced-trade-server';
import { startFeedServer, until, type Client, type FeedServer, type FeedServerParts } from './feed-server';
import { hear } from './hear';

const TICKER = {
  type: 'ticker',
  product_id: 'BTC-USD',
  price: '21932.980',
  volume_24_h: '16038.28770938',
  low_24_h: '21835.29',
  high_24_h: '23011.18',
  low_52_w: '15460',
  high_52_w: '48240',
  price_percent_chg_24_h: '-4.15775596190603',
  best_bid: '21931.98',
  best_bid_quantity: '8000.21000000',
  best_ask: '21933.98',
  best_ask_quantity: '8038.07770938',
};

const SNAPSHOT = {
  type: 'snapshot',
  product_id: 'BTC-USD',
  updates: [level('bid', '100.00', '1'), level('bid', '99.5', '2.50'), level('offer', '101', '3')],
};

function credentialOf(): CdpCredential {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const made = createCredential({
    scheme: 'cdp',
    key: 'organizations/11111111-2222-3333-4444-555555555555/apiKeys/66666666-7777-8888-9999-000000000000',
    secret: privateKey.export({ format: 'pem', type: 'sec1' }).toString(),
  });
  assert.ok(made.ok);
  return made.credential;
}

/** An update of the ticker under a number of the test's choice. */
const numbered = (sequence_num: number) => ({
  channel: 'ticker',
  timestamp: '',
  sequence_num,
  events: [{ type: 'update', tickers: [TICKER] }],
});

describe('the feeds of Advanced Trade', () => {
  let server: FeedServer;
  let connection: Connection;
  const credential = credentialOf();
  const start = async (parts: FeedServerParts, by: CdpCredential | 'none' = credential): Promise<void> => {
    server = await startFeedServer(parts);
    connection = openConnection({
      origin: server.origin,
      credential: by === 'none' ? undefined : by,
      limiter: 'off',
      environment: 'local-sandbox-advanced-trade',
      random: () => 0,
    });
  };
  const client = (path: string): Client =>
    server.clients.findLast((one) => one.path === path) ?? assert.fail(`nobody is at ${path}`);
  /** Hears a ticker, once it told its snapshot. */
  const hearTicker = async () => {
    await start(
      advancedTradeServer({
        after: (name) => (name === 'ticker' ? [['ticker', { type: 'snapshot', tickers: [TICKER] }]] : []),
      }),
    );
    const heard = hear<Ticker>();
    connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    return heard;
  };
  afterEach(async () => {
    await connection.release();
    await server.close();
  });

  it('subscribe each channel by itself with a fresh token, heartbeats first', async () => {
    await start(
      advancedTradeServer({
        after: (name) => (name === 'ticker' ? [['ticker', { type: 'snapshot', tickers: [TICKER] }]] : []),
      }),
    );
    const heard = hear<Ticker>();
    connection.feed.ticker('BTC-USD', heard);
    connection.feed.book('BTC-USD', hear<BookUpdate>());
    await until(() => server.clients[0]?.sent.length === 3);
    const { sent } = client('/advanced-trade');
    assert.deepEqual(
      sent.map(({ type, channel, product_ids }) => [type, channel, product_ids]),
      [
        ['subscribe', 'heartbeats', undefined],
        ['subscribe', 'ticker', ['BTC-USD']],
        ['subscribe', 'level2', ['BTC-USD']],
      ],
    );
    const tokens = sent.map(({ jwt }) => String(jwt));
    assert.equal(new Set(tokens).size, 3);
    for (const token of tokens) assert.ok(verifyCdpFeed(token, credential));
    assert.deepEqual(heard.order, ['connecting', 'live', 'data']);
    assert.deepEqual(heard.updates[0], {
      product_id: 'BTC-USD',
      price: '21932.98',
      best_bid: '21931.98',
      best_bid_size: '8000.21',
      best_ask: '21933.98',
      best_ask_size: '8038.07770938',
      high_24h: '23011.18',
      low_24h: '21835.29',
      volume_24h: '16038.28770938',
      time: '2026-03-01T10:00:00.123456789Z',
    });
  });

  it('need no key for market data', async () => {
    await start(
      advancedTradeServer({ after: (name) => (name === 'level2' ? [['l2_data', SNAPSHOT]] : []) }),
      'none',
    );
    const [book, own] = [hear<BookUpdate>(), hear<OwnMessage>()];
    connection.feed.book('BTC-USD', book);
    connection.feed.own(own);
    await until(() => book.updates.length === 1);
    assert.ok(client('/advanced-trade').sent.every((sent) => !('jwt' in sent)));
    assert.ok(own.states[0]?.kind === 'refused' && own.states[0].error.code === 'CREDENTIAL_INVALID');
    assert.equal(server.clients.length, 1);
  });

  it('keep the book out of l2_data, where asks are offers', async () => {
    await start(advancedTradeServer({ after: (name) => (name === 'level2' ? [['l2_data', SNAPSHOT]] : []) }));
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    tell(client('/advanced-trade'), 'l2_data', {
      type: 'update',
      product_id: 'BTC-USD',
      updates: [level('offer', '100.5', '4.0'), level('bid', '99.5', '0')],
    });
    await until(() => heard.updates.length === 2);
    const update = heard.updates[1];
    assert.deepEqual(update?.kind === 'changes' && update.changes, [
      { side: 'sell', price: '100.5', size: '4' },
      { side: 'buy', price: '99.5', size: '0' },
    ]);
    assert.deepEqual(update?.book.top(), {
      bids: [{ price: '100', size: '1' }],
      asks: [
        { price: '100.5', size: '4' },
        { price: '101', size: '3' },
      ],
      time: '2026-03-01T10:00:00.123456789Z',
    });
  });

  it("tell trades with the taker's side, from the newest of the snapshot on", async () => {
    await start(
      advancedTradeServer({
        after: (name) =>
          name === 'market_trades'
            ? [['market_trades', { type: 'snapshot', trades: [9, 8, 7].map((id) => trade(id)) }]]
            : [],
      }),
    );
    const heard = hear<TradeBatch>();
    connection.feed.trades('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    tell(client('/advanced-trade'), 'market_trades', { type: 'update', trades: [trade(11), trade(10)] });
    await until(() => heard.updates.length === 2);
    assert.deepEqual(
      heard.updates.map(({ trades }) => trades.map(({ trade_id, side }) => `${trade_id} ${side}`)),
      [['9 buy'], ['10 buy', '11 buy']],
    );
  });

  it('tell no ticker as live while the newest one cannot be read', async () => {
    const heard = await hearTicker();
    const market = client('/advanced-trade');
    tell(market, 'ticker', { type: 'update', tickers: [{ ...TICKER, price: '1e5' }] });
    for (let beats = 0; beats < 3; beats += 1) beat(market);
    await until(() => heard.states.length > 2);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap']);
    tell(market, 'ticker', { type: 'update', tickers: [{ ...TICKER, price: '22000' }] });
    await until(() => heard.updates.length === 2);
    assert.deepEqual(heard.order.slice(-3), ['stale gap', 'live', 'data']);
    assert.equal(server.clients.length, 1);
  });

  it('see a gap in sequence_num and begin anew, with nothing missing', async () => {
    let newest = 5;
    await start({
      ...advancedTradeServer({
        after: (name) =>
          name === 'market_trades'
            ? [['market_trades', { type: 'snapshot', trades: [trade(newest), trade(newest - 1)] }]]
            : name === 'level2'
              ? [['l2_data', SNAPSHOT]]
              : [],
      }),
      rest: (target) =>
        target.startsWith('/api/v3/brokerage/market/products/BTC-USD/ticker?')
          ? { trades: [9, 8, 7, 6, 5, 4].map((id) => trade(id)) }
          : undefined,
    });
    const [trades, book] = [hear<TradeBatch>(), hear<BookUpdate>()];
    connection.feed.trades('BTC-USD', trades);
    connection.feed.book('BTC-USD', book);
    await until(() => trades.updates.length === 1 && book.updates.length === 1);
    newest = 9;
    skip(client('/advanced-trade'));
    beat(client('/advanced-trade'));
    await until(
      () => book.updates.length === 2 && trades.kinds.at(-1) === 'live' && trades.updates.length >= 3,
    );
    assert.deepEqual(book.kinds, ['connecting', 'live', 'stale gap', 'live']);
    assert.equal(book.updates[1]?.kind, 'snapshot');
    assert.deepEqual(
      trades.updates.map((batch) => [batch.trades.map(({ trade_id }) => Number(trade_id)), batch.recovered]),
      [
        [[5], false],
        [[6, 7], true],
        [[8, 9], true],
      ],
    );
  });

  it('leave out what comes again under an older number', async () => {
    const heard = await hearTicker();
    client('/advanced-trade').send(numbered(1));
    tell(client('/advanced-trade'), 'ticker', { type: 'update', tickers: [{ ...TICKER, price: '1' }] });
    await until(() => heard.updates.length > 1);
    assert.deepEqual(
      heard.updates.map(({ price }) => price),
      ['21932.98', '1'],
    );
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
  });

  it('open another socket where the numbers of messages begin anew', async () => {
    const heard = await hearTicker();
    const [first, sockets] = [client('/advanced-trade'), server.clients.length];
    for (let number = 20; number > 0; number -= 1)
      tell(first, 'ticker', { type: 'update', tickers: [TICKER] });
    await until(() => heard.updates.length === 21);
    for (let sequence_num = 0; sequence_num < 6; sequence_num += 1) first.send(numbered(sequence_num));
    await until(() => heard.kinds.length === 3);
    assert.match(JSON.stringify(heard.states.at(2)), /"stale".*the numbers of its messages began anew/);
    await until(() => heard.kinds.at(-1) === 'live');
    assert.equal(server.clients.length, sockets + 1);
  });

  it('tell a pair with USDC what is sent for the pair with USD', async () => {
    await start(
      advancedTradeServer({
        after: (name) =>
          name === 'market_trades' ? [['market_trades', { type: 'snapshot', trades: [trade(3)] }]] : [],
      }),
    );
    const heard = hear<TradeBatch>();
    connection.feed.trades('BTC-USDC', heard);
    await until(() => heard.updates.length === 1);
    assert.equal(heard.updates[0]?.trades[0]?.product_id, 'BTC-USDC');
  });

  it('tell a pair with USDC its own market where it has one, and nothing of the pair with USD', async () => {
    const priceOf = (id: string): string => (id === 'BTC-USD' ? '100.50' : '99');
    const eventsOf = (channel: string, id: string) => {
      if (channel === 'ticker')
        return [
          'ticker',
          { type: 'snapshot', tickers: [{ ...TICKER, product_id: id, price: priceOf(id) }] },
        ] as const;
      if (channel === 'level2') {
        const updates = [level('bid', priceOf(id), '1')];
        return ['l2_data', { type: 'snapshot', product_id: id, updates }] as const;
      }
      const [first, price] = [id === 'BTC-USD' ? 500 : 3, priceOf(id)];
      const trades = [first, first - 1].map((one) => ({ ...trade(one, id), price }));
      return ['market_trades', { type: 'snapshot', trades }] as const;
    };
    await start(
      advancedTradeServer({
        after: (channel, ids) => (channel === 'heartbeats' ? [] : ids.map((id) => eventsOf(channel, id))),
      }),
    );
    const [tickers, trades, books] = [hear<Ticker>(), hear<TradeBatch>(), hear<BookUpdate>()];
    const other = hear<BookUpdate>();
    const { feed } = connection;
    feed.ticker('BTC-USD', hear());
    feed.trades('BTC-USD', hear());
    feed.book('BTC-USD', other);
    feed.ticker('BTC-USDC', tickers);
    feed.trades('BTC-USDC', trades);
    feed.book('BTC-USDC', books);
    await until(() => books.updates.length > 0 && trades.updates.length > 0 && tickers.updates.length > 0);
    await until(() => other.updates.length > 0);
    const market = client('/advanced-trade');
    const news = { ...TICKER, price: '101' };
    tell(market, 'ticker', {
      type: 'update',
      tickers: [news, { ...news, product_id: 'BTC-USDC', price: '98' }],
    });
    tell(market, 'market_trades', {
      type: 'update',
      trades: [trade(501), { ...trade(4, 'BTC-USDC'), price: '98' }],
    });
    const update = { type: 'update', product_id: 'BTC-USD', updates: [level('bid', '100.40', '1')] };
    tell(market, 'l2_data', update, {
      ...update,
      product_id: 'BTC-USDC',
      updates: [level('bid', '98', '1')],
    });
    await until(() => books.updates.length > 1);
    assert.deepEqual(
      tickers.updates.map(({ price }) => price),
      ['99', '98'],
    );
    assert.deepEqual(
      trades.updates.flatMap((batch) => batch.trades.map(({ trade_id, price }) => `${trade_id} ${price}`)),
      ['3 99', '4 98'],
    );
    assert.deepEqual(
      books.updates[1]?.book.top().bids.map(({ price }) => price),
      ['99', '98'],
    );
    assert.deepEqual(
      other.updates[0]?.book.top().bids.map(({ price }) => price),
      ['100.5', '100.4'],
    );
  });

  it('tell own orders on a socket of their own, snapshots of many messages included', async () => {
    const order = (order_id: string, more: object = {}): object => ({
      order_id,
      client_order_id: 'c1',
      cumulative_quantity: '0.25',
      leaves_quantity: '0.750',
      filled_value: '25.00',
      total_fees: '0.15',
      status: 'OPEN',
      product_id: 'BTC-USD',
      order_side: 'BUY',
      order_type: 'Limit',
      limit_price: '100.00',
      stop_price: '',
      time_in_force: 'GOOD_UNTIL_CANCELLED',
      post_only: 'true',
      creation_time: '2026-03-01T09:00:00Z',
      end_time: '0001-01-01T00:00:00Z',
      trigger_status: 'INVALID_ORDER_TYPE',
      retail_portfolio_id: 'p1',
      ...more,
    });
    await start(
      advancedTradeServer({
        after: (name) =>
          name === 'user'
            ? [
                ['user', { type: 'snapshot', orders: [order('o1')] }],
                ['user', { type: 'snapshot', orders: [order('o2')] }],
              ]
            : [],
      }),
    );
    const heard = hear<OwnMessage>();
    connection.feed.own(heard);
    await until(() => heard.updates.length === 2);
    const sent = client('/advanced-trade-user').sent.map(({ channel, product_ids }) => [
      channel,
      product_ids,
    ]);
    assert.deepEqual(sent, [
      ['heartbeats', undefined],
      ['user', undefined],
    ]);
    tell(client('/advanced-trade-user'), 'user', {
      type: 'update',
      orders: [order('o1', { status: 'CANCELLED', leaves_quantity: '0' })],
    });
    await until(() => heard.updates.length === 3);
    assert.deepEqual(heard.order, ['connecting', 'live', 'data', 'data', 'data']);
    assert.deepEqual(heard.updates[0], {
      event: 'snapshot',
      order_id: 'o1',
      client_oid: 'c1',
      product_id: 'BTC-USD',
      time: '2026-03-01T10:00:00.123456789Z',
      order: {
        id: 'o1',
        product_id: 'BTC-USD',
        client_oid: 'c1',
        side: 'buy',
        type: 'limit',
        price: '100',
        time_in_force: 'GTC',
        post_only: true,
        profile_id: 'p1',
        created_at: '2026-03-01T09:00:00Z',
        status: 'open',
        size: '1',
        filled_size: '0.25',
        executed_value: '25',
        fill_fees: '0.15',
      },
    });
    const last = heard.updates[2];
    assert.equal(last?.event, 'update');
    assert.equal(last?.order.status, 'done');
    assert.equal(last?.order.done_reason, 'canceled');
    assert.equal(last?.order.size, undefined, 'nothing tells how much of it was left');
  });

  it('tell own orders over the other socket’s address where their own fails', async () => {
    await start({
      ...advancedTradeServer(),
      refuse: (path) => (path === '/advanced-trade-user' ? 503 : undefined),
    });
    const heard = hear<OwnMessage>();
    connection.feed.own(heard);
    await until(() => heard.kinds.at(-1) === 'live');
    assert.deepEqual(
      server.clients.map(({ path }) => path),
      ['/advanced-trade'],
    );
    assert.deepEqual(heard.kinds, ['connecting', 'connecting', 'live']);
  });

  it('refuse a key that is not accepted, in the exchange’s own words', async () => {
    await start(
      advancedTradeServer({ refuses: () => ({ type: 'error', message: 'authentication failure' }) }),
    );
    const heard = hear<OwnMessage>();
    connection.feed.own(heard);
    await until(() => heard.kinds.includes('refused'));
    const state = heard.states.at(-1);
    assert.ok(state?.kind === 'refused');
    assert.equal(state.error.code, 'SIGNATURE_REJECTED');
    assert.equal(state.error.details.exchange, 'authentication failure');
    assert.ok(!JSON.stringify([state.error.message, state.error.details]).includes(credential.key));
  });

  it('refuse only the order books that are too many for one connection', async () => {
    const products = Array.from({ length: 24 }, (_, index) => `P${index}-USD`);
    let count = 0;
    await start(
      advancedTradeServer({
        refuses({ channel, product_ids = [] }) {
          if (channel !== 'level2') return undefined;
          const ids = product_ids as readonly string[];
          if (count + ids.length > 16)
            return { type: 'error', message: 'too many L2 streams requested in a single session' };
          count += ids.length;
          return undefined;
        },
        after: (name, ids) =>
          name === 'level2' ? ids.map((product_id) => ['l2_data', { ...SNAPSHOT, product_id }] as const) : [],
      }),
    );
    const heard = products.map((product) => {
      const one = hear<BookUpdate>();
      connection.feed.book(product, one);
      return one;
    });
    await until(() => heard.every(({ kinds }) => kinds.length > 1));
    const ends = heard.map(({ kinds }) => kinds.at(-1));
    assert.equal(ends.filter((kind) => kind === 'live').length, 16);
    assert.equal(ends.filter((kind) => kind === 'refused').length, 8);
  });
});
