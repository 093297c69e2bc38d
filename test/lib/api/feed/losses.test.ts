import assert from 'node:assert/strict';
import {
  openConnection,
  type BookUpdate,
  type Connection,
  type ConnectionOptions,
  type OwnMessage,
  type TradeBatch,
} from '../../../../nodes/lib/api';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import { testCredential } from '../loopback';
import { virtualClock, type VirtualClock } from '../virtual-clock';
import { exchangeServer, heartbeat, match, subscribed, ticker } from './exchange-server';
import {
  settled,
  startFeedServer,
  until,
  type Client,
  type FeedServer,
  type FeedServerParts,
  type Sent,
} from './feed-server';
import { hear } from './hear';

const snapshot = (product_id: string, bid = '100', ask = '101'): Sent => ({
  type: 'snapshot',
  product_id,
  asks: [[ask, '1']],
  bids: [[bid, '1']],
  time: '2026-03-01T10:00:00Z',
});

describe('a feed that loses', () => {
  let server: FeedServer;
  let connection: Connection;
  let clock: VirtualClock;
  const connect = (origin: string, more: Partial<ConnectionOptions> = {}): void => {
    clock = virtualClock();
    connection = openConnection({
      origin,
      credential: undefined,
      limiter: 'off',
      environment: 'local-sandbox',
      clock,
      random: () => 1,
      ...more,
    });
  };
  const start = async (parts: FeedServerParts, more?: Partial<ConnectionOptions>): Promise<void> => {
    server = await startFeedServer(parts);
    connect(server.origin, more);
  };
  const last = (): Client => server.clients.at(-1) ?? assert.fail('nobody is there');
  /** Moves the clock by seconds, and lets sockets have their turn after each. */
  const pass = async (seconds: number, each?: () => void): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      each?.();
      await clock.advance(1000);
      await settled();
    }
  };
  afterEach(async () => {
    await connection.release();
    await clock.advance(1000);
    await server.close();
  });

  it('a half-open socket notices within 6 s, and is back within a second more', async () => {
    await start(exchangeServer({ after: (name) => (name === 'ticker' ? [ticker(1)] : []) }));
    const heard = hear<Ticker>();
    connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    await pass(10, () => last().send(heartbeat('BTC-USD', 0, new Date(clock.now()))));
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    const frozenAt = clock.now();
    last().freeze();
    await pass(6);
    assert.equal(heard.kinds.at(2), 'stale silent', 'noticed within 6 s');
    const state = heard.states[2];
    assert.ok(
      state?.kind === 'stale' && state.sinceMs >= frozenAt - 1000 && state.sinceMs <= frozenAt + 1000,
    );
    await pass(1);
    await until(() => heard.kinds.at(-1) === 'live');
    assert.equal(server.clients.length, 2);
  });

  it('nothing keeps a socket that only answers pings', async () => {
    const product = { base_currency: 'B', quote_currency: 'USD', base_increment: '1', quote_increment: '1' };
    await start(
      { ...exchangeServer(), rest: () => [{ id: 'BTC-USD', status: 'online', ...product }] },
      { credential: testCredential() },
    );
    const heard = hear<OwnMessage>();
    connection.feed.own(heard);
    await until(() => heard.kinds.at(-1) === 'live');
    await pass(20);
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    assert.equal(server.clients.length, 1);
  });

  it('a connection tries at once, then more seldom, never more than 3 s apart', async () => {
    await start(exchangeServer());
    const heard = hear<Ticker>();
    connection.feed.ticker('BTC-USD', heard);
    await until(() => server.clients.length === 1 && last().sent.length === 1);
    const { port } = server;
    await pass(2);
    await server.close();
    await until(() => heard.states.length === 2);
    await pass(30);
    const details = heard.states.map((state) => ('detail' in state ? state.detail : undefined));
    assert.deepEqual(details.slice(1), [
      'the connection was closed (1006)',
      'nothing listens there (connection refused)',
    ]);
    server = await startFeedServer({ ...exchangeServer(), port });
    await pass(4);
    await until(() => server.clients.length === 1);
  });

  it('a handshake that is refused is tried again slowly, and no redirect is followed', async () => {
    let handshakes = 0;
    await start({
      refuse: () => {
        handshakes += 1;
        return handshakes === 1 ? 301 : 403;
      },
    });
    const heard = hear<Ticker>();
    connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.states.length === 2);
    assert.deepEqual(heard.states[1], {
      kind: 'connecting',
      detail: 'the handshake was answered with status 301',
    });
    await pass(60);
    assert.ok(handshakes > 1 && handshakes < 10, `${handshakes} handshakes in a minute`);
    assert.match(JSON.stringify(heard.states.at(-1)), /status 403/);
  });

  it('one heartbeat of one product begins that product anew, and no other', async () => {
    await start(exchangeServer({ after: (name, id) => (name === 'level2_batch' ? [snapshot(id)] : []) }));
    const [one, other] = [hear<BookUpdate>(), hear<BookUpdate>()];
    connection.feed.book('BTC-USD', one);
    connection.feed.book('ETH-USD', other);
    await until(() => one.updates.length + other.updates.length === 2);
    const client = last();
    const at = (seconds: number): Date => new Date(1_800_000_000_000 + seconds * 1000);
    client.send(heartbeat('BTC-USD', 1, at(1)), heartbeat('ETH-USD', 1, at(1)));
    client.send(heartbeat('BTC-USD', 1, at(2)), heartbeat('ETH-USD', 1, at(2)));
    client.send(heartbeat('BTC-USD', 1, at(4)), heartbeat('ETH-USD', 1, at(3)));
    await until(() => one.updates.length === 2);
    assert.deepEqual(one.kinds, ['connecting', 'live', 'stale gap', 'live']);
    assert.equal(one.updates[1]?.kind, 'snapshot');
    assert.deepEqual(other.kinds, ['connecting', 'live']);
    assert.deepEqual(subscribed(client, 'BTC-USD', 'unsubscribe'), ['level2_batch']);
    assert.equal(server.clients.length, 1);
  });

  it('the heartbeats of one product says so, and begins it anew', async () => {
    await start(
      exchangeServer({ after: (name) => (name === 'ticker' ? [ticker(1), ticker(1, 'ETH-USD')] : []) }),
    );
    const [one, other] = [hear<Ticker>(), hear<Ticker>()];
    connection.feed.ticker('BTC-USD', one);
    connection.feed.ticker('ETH-USD', other);
    await until(() => one.updates.length > 0 && other.updates.length > 0);
    await pass(6, () => last().send(heartbeat('ETH-USD', 0, new Date(clock.now()))));
    await until(() => one.kinds.length === 4);
    assert.deepEqual(one.kinds, ['connecting', 'live', 'stale silent', 'live']);
    assert.deepEqual(other.kinds, ['connecting', 'live']);
  });

  it('changes of a book sees it when the book crosses', async () => {
    await start(exchangeServer({ after: (name, id) => (name === 'level2_batch' ? [snapshot(id)] : []) }));
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    last().send({
      type: 'l2update',
      product_id: 'BTC-USD',
      changes: [['buy', '101.0', '1']],
      time: '2026-03-01T10:00:01Z',
    });
    last().send(heartbeat('BTC-USD', 0, new Date(clock.now())));
    last().send(heartbeat('BTC-USD', 0, new Date(clock.now() + 1000)));
    await until(() => heard.updates.length === 3);
    const state = heard.states[2];
    assert.ok(state?.kind === 'stale' && state.detail === 'bids and asks cross');
    assert.deepEqual(heard.updates[2]?.book.top().bids, [{ price: '100', size: '1' }]);
  });

  it('nothing when the exchange itself says that a book crosses', async () => {
    await start(
      exchangeServer({ after: (name, id) => (name === 'level2_batch' ? [snapshot(id, '102', '101')] : []) }),
    );
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    await pass(10, () => last().send(heartbeat('BTC-USD', 0, new Date(clock.now()))));
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
  });

  it('the order of changes begins the book anew', async () => {
    await start(exchangeServer({ after: (name, id) => (name === 'level2_batch' ? [snapshot(id)] : []) }));
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    for (const time of ['2026-03-01T10:00:01.5Z', '2026-03-01T10:00:01.25Z'])
      last().send({ type: 'l2update', product_id: 'BTC-USD', changes: [['buy', '99', time.length]], time });
    await until(() => heard.updates.length === 3);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
  });

  it('the first heartbeats behind a snapshot begins the book anew', async () => {
    await start(exchangeServer({ after: (name, id) => (name === 'level2_batch' ? [snapshot(id)] : []) }));
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    await pass(2);
    last().send(heartbeat('BTC-USD', 0, new Date(clock.now())));
    await until(() => heard.updates.length === 2);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
  });

  it('the first heartbeats of another socket sees it too, whoever has left the product meanwhile', async () => {
    await start(exchangeServer({ after: (name, id) => (name === 'level2_batch' ? [snapshot(id)] : []) }));
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    const ticker = connection.feed.ticker('BTC-USD', hear<Ticker>());
    await until(() => heard.updates.length === 1);
    ticker.end();
    await pass(2);
    last().cut();
    await until(() => heard.kinds.at(-1) === 'stale disconnected');
    await pass(1);
    await until(() => heard.updates.length === 2);
    await pass(2);
    last().send(heartbeat('BTC-USD', 0, new Date(clock.now())));
    await until(() => heard.updates.length === 3);
    assert.deepEqual(heard.kinds.slice(2), ['stale disconnected', 'live', 'stale gap', 'live']);
  });

  it('a change of the best prices sees it by the ticker, where every change comes by itself', async () => {
    let bid = '100';
    await start(exchangeServer({ after: (name, id) => (name === 'level2' ? [snapshot(id, bid)] : []) }), {
      credential: testCredential(),
    });
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    connection.feed.ticker('BTC-USD', hear<Ticker>());
    await until(() => heard.updates.length === 1 && subscribed(last(), 'BTC-USD').includes('ticker'));
    // The change to this price never comes.
    bid = '100.5';
    let trade = 0;
    await pass(4, () => {
      last().send(heartbeat('BTC-USD', trade, new Date(clock.now())));
      trade += 1;
      last().send({ ...ticker(trade), trade_id: trade, best_bid: '100.50', best_ask: '101.00' });
    });
    await until(() => heard.updates.length === 2);
    const state = heard.states[2];
    assert.ok(state?.kind === 'stale' && state.detail === 'its best prices are not those of the ticker');
    assert.deepEqual(heard.updates[1]?.book.top(1).bids, [{ price: '100.5', size: '1' }]);
    await pass(10, () => {
      last().send(heartbeat('BTC-USD', trade, new Date(clock.now())));
      trade += 1;
      last().send({ ...ticker(trade), trade_id: trade, best_bid: '100.50', best_ask: '101.00' });
    });
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
  });

  it('a change that nothing tells of has it back within ten minutes, and nothing goes stale', async () => {
    let bid = '99';
    await start(
      exchangeServer({ after: (name, id) => (name === 'level2_batch' ? [snapshot(id, bid)] : []) }),
    );
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    bid = '98';
    const beat = (): void => last().send(heartbeat('BTC-USD', 0, new Date(clock.now())));
    await pass(590, beat);
    assert.equal(heard.updates.length, 1);
    await pass(15, beat);
    await until(() => heard.updates.length === 2);
    assert.deepEqual(heard.updates[1]?.book.top().bids, [{ price: '98', size: '1' }]);
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    assert.deepEqual(subscribed(last(), 'BTC-USD', 'unsubscribe'), ['level2_batch']);
  });

  it('more while it begins anew has it back ten seconds later', async () => {
    let bid = '99';
    await start(
      exchangeServer({ after: (name, id) => (name === 'level2_batch' ? [snapshot(id, bid)] : []) }),
    );
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    const beat = (): void => last().send(heartbeat('BTC-USD', 0, new Date(clock.now())));
    await pass(2, beat);
    await pass(2);
    beat();
    await until(() => heard.updates.length === 2);
    bid = '98';
    await pass(15, beat);
    await until(() => heard.updates.length === 3);
    assert.deepEqual(heard.updates[2]?.book.top().bids, [{ price: '98', size: '1' }]);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
    bid = '97';
    await pass(100, beat);
    assert.equal(heard.updates.length, 3, 'it is trusted again');
  });

  it('the snapshot that was asked for now and then says so', async () => {
    let snapshots = 0;
    await start(
      exchangeServer({
        after(name, id) {
          if (name !== 'level2_batch') return [];
          snapshots += 1;
          return snapshots === 2 ? [] : [snapshot(id)];
        },
      }),
    );
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    await pass(615, () => last().send(heartbeat('BTC-USD', 0, new Date(clock.now()))));
    await until(() => heard.updates.length === 2);
    const state = heard.states[2];
    assert.ok(state?.kind === 'stale' && state.detail === 'no snapshot of the book came');
    assert.equal(heard.kinds.at(-1), 'live');
  });

  it('a snapshot asks for it again', async () => {
    let snapshots = 0;
    await start(
      exchangeServer({
        after(name, id) {
          if (name !== 'level2_batch') return [];
          snapshots += 1;
          return snapshots === 1 ? [] : [snapshot(id)];
        },
      }),
    );
    const heard = hear<BookUpdate>();
    connection.feed.book('BTC-USD', heard);
    await until(() => server.clients.length === 1 && snapshots === 1);
    await pass(8, () => last().send(heartbeat('BTC-USD', 0, new Date(clock.now()))));
    await until(() => heard.updates.length === 1);
    assert.deepEqual(heard.kinds.at(-1), 'live');
  });

  it('the last trades sees it by the heartbeat, and reads them', async () => {
    await start({
      ...exchangeServer({ after: (name) => (name === 'matches' ? [match(7, { type: 'last_match' })] : []) }),
      rest: () => [match(9), match(8), match(7)],
    });
    const heard = hear<TradeBatch>();
    connection.feed.trades('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    last().send(heartbeat('BTC-USD', 9, new Date(clock.now())));
    last().send(heartbeat('BTC-USD', 9, new Date(clock.now() + 1000)));
    await until(() => heard.updates.length === 2);
    assert.deepEqual(
      heard.updates[1]?.trades.map(({ trade_id }) => trade_id),
      ['8', '9'],
    );
    assert.equal(heard.updates[1]?.recovered, true);
  });

  it('the answer to a command opens another socket', async () => {
    await start({ hear: () => undefined });
    const heard = hear<Ticker>();
    connection.feed.ticker('BTC-USD', heard);
    await until(() => server.clients.length === 1 && last().sent.length === 1);
    await pass(8);
    await until(() => server.clients.length > 1);
    assert.match(JSON.stringify(heard.states), /a command was not answered/);
  });

  it('something that is not JSON opens another socket', async () => {
    let garbage = true;
    await start({
      ...exchangeServer({
        after(name) {
          if (name !== 'ticker') return [];
          const frames = garbage ? ['{"type":"ticker","seq'] : [ticker(1)];
          garbage = false;
          return frames;
        },
      }),
    });
    const heard = hear<Ticker>();
    connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.states.length > 1);
    await pass(2);
    await until(() => heard.updates.length === 1);
    assert.equal(server.clients.length, 2);
  });
});
