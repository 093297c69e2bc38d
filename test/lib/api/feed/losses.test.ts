import assert from 'node:assert/strict';
import type { BookUpdate, ConnectionOptions, TradeBatch } from '../../../../nodes/lib/api';
import { LARGEST_MESSAGE } from '../../../../nodes/lib/api/feed/socket';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import { exchangeServer, heartbeat, match, subscribed, ticker } from './exchange-server';
import { startFeedServer, until, type FeedServerParts, type Sent } from './feed-server';
import { hear } from './hear';
import { openLosingBench, type LosingBench } from './losing-bench';

const snapshot = (product_id: string): Sent => ({
  type: 'snapshot',
  product_id,
  asks: [['101', '1']],
  bids: [['100', '1']],
  time: '2026-03-01T10:00:00Z',
});

describe('a feed that loses', () => {
  let bench: LosingBench;
  const start = async (parts: FeedServerParts, more?: Partial<ConnectionOptions>): Promise<void> => {
    bench = await openLosingBench(parts, more);
  };
  afterEach(() => bench.close());

  it('a half-open socket notices within 6 s, and is back within a second more', async () => {
    await start(exchangeServer({ after: (name) => (name === 'ticker' ? [ticker(1)] : []) }));
    const heard = hear<Ticker>();
    bench.connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    await bench.pass(10, () => bench.last().send(heartbeat('BTC-USD', 0, new Date(bench.clock.now()))));
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    const frozenAt = bench.clock.now();
    bench.last().freeze();
    await bench.pass(6);
    assert.equal(heard.kinds.at(2), 'stale silent', 'noticed within 6 s');
    const state = heard.states[2];
    assert.ok(
      state?.kind === 'stale' && state.sinceMs >= frozenAt - 1000 && state.sinceMs <= frozenAt + 1000,
    );
    await bench.pass(1);
    await until(() => heard.kinds.at(-1) === 'live');
    assert.equal(bench.server.clients.length, 2);
  });

  it('nothing while this process was busy keeps its socket, and a dead one is noticed a second later', async () => {
    await start(exchangeServer({ after: (name) => (name === 'ticker' ? [ticker(1)] : []) }));
    const heard = hear<Ticker>();
    bench.connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    bench.stall(5000);
    await bench.pass(3, () => bench.last().send(ticker(1)));
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    bench.last().freeze();
    bench.stall(5000);
    await bench.pass(2);
    assert.equal(heard.kinds.at(2), 'stale silent');
  });

  it('nothing while this process is always busy keeps its socket, and a dead one is noticed all the same', async () => {
    await start(exchangeServer({ after: (name) => (name === 'ticker' ? [ticker(1)] : []) }));
    const heard = hear<Ticker>();
    bench.connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    const busy = (): Promise<void> =>
      bench.pass(1, () => {
        bench.stall(5000);
        bench.last().send(ticker(1));
      });
    for (let round = 0; round < 5; round += 1) await busy();
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    bench.last().freeze();
    for (let round = 0; round < 3; round += 1) await busy();
    assert.equal(heard.kinds.at(2), 'stale silent');
  });

  it('a connection tries at once, then more seldom, never more than 3 s apart', async () => {
    await start(exchangeServer());
    const heard = hear<Ticker>();
    bench.connection.feed.ticker('BTC-USD', heard);
    await until(() => bench.server.clients.length === 1 && bench.last().sent.length === 1);
    const { port } = bench.server;
    await bench.pass(2);
    await bench.server.close();
    await until(() => heard.states.length === 2);
    await bench.pass(30);
    const details = heard.states.map((state) => ('detail' in state ? state.detail : undefined));
    assert.deepEqual(details.slice(1), [
      'the connection was closed (1006)',
      'nothing listens there (connection refused)',
    ]);
    bench.server = await startFeedServer({ ...exchangeServer(), port });
    await bench.pass(4);
    await until(() => bench.server.clients.length === 1);
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
    bench.connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.states.length === 2);
    assert.deepEqual(heard.states[1], {
      kind: 'connecting',
      detail: 'the handshake was answered with status 301',
    });
    await bench.pass(60);
    assert.ok(handshakes > 1 && handshakes < 10, `${handshakes} handshakes in a minute`);
    assert.match(JSON.stringify(heard.states.at(-1)), /status 403/);
  });

  it('a connection that sends a message of more than 64 MiB is not read, and is opened anew', async () => {
    await start(exchangeServer({ after: (name) => (name === 'ticker' ? [ticker(1)] : []) }));
    const heard = hear<Ticker>();
    bench.connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    bench.last().send(`{"type":"ticker","padding":"${'x'.repeat(LARGEST_MESSAGE)}"}`);
    await until(() => heard.kinds.length === 3);
    assert.match(JSON.stringify(heard.states[2]), /"stale".*it sent a message of more than 64 MiB/);
    await bench.pass(1);
    await until(() => heard.kinds.at(-1) === 'live');
    assert.equal(bench.server.clients.length, 2);
  });

  it('one heartbeat of one product begins that product anew, and no other', async () => {
    await start(exchangeServer({ after: (name, id) => (name === 'level2_batch' ? [snapshot(id)] : []) }));
    const [one, other] = [hear<BookUpdate>(), hear<BookUpdate>()];
    bench.connection.feed.book('BTC-USD', one);
    bench.connection.feed.book('ETH-USD', other);
    await until(() => one.updates.length + other.updates.length === 2);
    const client = bench.last();
    const at = (seconds: number): Date => new Date(1_800_000_000_000 + seconds * 1000);
    client.send(heartbeat('BTC-USD', 1, at(1)), heartbeat('ETH-USD', 1, at(1)));
    client.send(heartbeat('BTC-USD', 1, at(2)), heartbeat('ETH-USD', 1, at(2)));
    client.send(heartbeat('BTC-USD', 1, at(4)), heartbeat('ETH-USD', 1, at(3)));
    await until(() => one.updates.length === 2);
    assert.deepEqual(one.kinds, ['connecting', 'live', 'stale gap', 'live']);
    assert.equal(one.updates[1]?.kind, 'snapshot');
    assert.deepEqual(other.kinds, ['connecting', 'live']);
    assert.deepEqual(subscribed(client, 'BTC-USD', 'unsubscribe'), ['level2_batch']);
    assert.equal(bench.server.clients.length, 1);
  });

  it('the heartbeats of one product is stale until one comes, though it is asked for anew', async () => {
    await start(
      exchangeServer({
        after: (name, id) =>
          name === 'ticker' ? [ticker(1, id)] : name === 'level2_batch' ? [snapshot(id)] : [],
      }),
    );
    const [one, other] = [hear<Ticker>(), hear<Ticker>()];
    const book = hear<BookUpdate>();
    bench.connection.feed.ticker('BTC-USD', one);
    bench.connection.feed.book('BTC-USD', book);
    bench.connection.feed.ticker('ETH-USD', other);
    await until(() => one.updates.length > 0 && book.updates.length > 0 && other.updates.length > 0);
    const beat = (...ids: string[]) => {
      for (const id of ids) bench.last().send(heartbeat(id, 0, new Date(bench.clock.now())));
    };
    await bench.pass(3, () => beat('BTC-USD', 'ETH-USD'));
    await bench.pass(60, () => beat('ETH-USD'));
    assert.deepEqual(one.kinds, ['connecting', 'live', 'stale silent']);
    assert.deepEqual(book.kinds, ['connecting', 'live', 'stale silent']);
    const asked = subscribed(bench.last(), 'BTC-USD').filter((name) => name === 'ticker').length;
    assert.ok(asked > 5 && asked < 12, `asked for ${asked} times in a minute`);
    await bench.pass(12, () => beat('BTC-USD', 'ETH-USD'));
    await until(() => one.kinds.at(-1) === 'live' && book.kinds.at(-1) === 'live');
    assert.deepEqual(other.kinds, ['connecting', 'live']);
    assert.equal(bench.server.clients.length, 1);
  });

  it('every heartbeat of one product says so, also while snapshots of another one keep coming', async () => {
    await start(
      exchangeServer({
        after: (name, id) => (name === 'ticker' ? [ticker(1)] : name === 'heartbeat' ? [] : [snapshot(id)]),
      }),
    );
    const [one, other] = [hear<Ticker>(), hear<BookUpdate>()];
    bench.connection.feed.ticker('BTC-USD', one);
    bench.connection.feed.book('ETH-USD', other);
    await until(() => one.updates.length > 0 && other.updates.length > 0);
    const goOn = (): void => {
      bench.last().send(heartbeat('ETH-USD', 0, new Date(bench.clock.now())), snapshot('ETH-USD'));
    };
    await bench.pass(24, goOn);
    assert.deepEqual(one.kinds, ['connecting', 'live'], 'the first one may wait behind them');
    await bench.pass(30, goOn);
    assert.deepEqual(one.kinds, ['connecting', 'live', 'stale silent']);
    assert.deepEqual(other.kinds, ['connecting', 'live']);
  });

  it('the price of a ticker is stale until one comes that can be read', async () => {
    bench = await openLosingBench(
      exchangeServer({ after: (name) => (name === 'ticker' ? [ticker(1)] : []) }),
    );
    const heard = hear<Ticker>();
    bench.connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    const beats = (): void => bench.last().send(heartbeat('BTC-USD', 0, new Date(bench.clock.now())));
    await bench.pass(3, beats);
    bench.last().send({ ...ticker(2), price: 'much' });
    await bench.pass(5, beats);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap']);
    bench.last().send(ticker(3));
    await until(() => heard.updates.length === 2);
    assert.equal(heard.kinds.at(-1), 'live');
  });

  it('the last trades sees it by the heartbeat, and reads them', async () => {
    await start({
      ...exchangeServer({ after: (name) => (name === 'matches' ? [match(7, { type: 'last_match' })] : []) }),
      rest: () => [match(9), match(8), match(7)],
    });
    const heard = hear<TradeBatch>();
    bench.connection.feed.trades('BTC-USD', heard);
    await until(() => heard.updates.length === 1);
    bench.last().send(heartbeat('BTC-USD', 9, new Date(bench.clock.now())));
    bench.last().send(heartbeat('BTC-USD', 9, new Date(bench.clock.now() + 1000)));
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
    bench.connection.feed.ticker('BTC-USD', heard);
    await until(() => bench.server.clients.length === 1 && bench.last().sent.length === 1);
    await bench.pass(8);
    await until(() => bench.server.clients.length > 1);
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
    bench.connection.feed.ticker('BTC-USD', heard);
    await until(() => heard.states.length > 1);
    await bench.pass(2);
    await until(() => heard.updates.length === 1);
    assert.equal(bench.server.clients.length, 2);
  });
});
