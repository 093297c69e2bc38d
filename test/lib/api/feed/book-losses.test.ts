import assert from 'node:assert/strict';
import type { BookUpdate } from '../../../../nodes/lib/api';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import type { Credential } from '../../../../nodes/lib/signer';
import { testCredential } from '../loopback';
import { exchangeServer, heartbeat, subscribed, ticker } from './exchange-server';
import { until, type Client, type Sent } from './feed-server';
import { hear, type Heard } from './hear';
import { openLosingBench, type LosingBench } from './losing-bench';

const PRODUCT = 'BTC-USD';

describe('a book without numbers that loses', () => {
  let bench: LosingBench;
  /** The best prices of the snapshots that the server sends, and how many it has sent. */
  let bid: string;
  let ask: string;
  let snapshots: number;
  let heard: Heard<BookUpdate>;
  /** The kind of command that is not answered before it is told to be. */
  let held: string | undefined;
  let answers: (() => void)[];
  beforeEach(() => {
    [bid, ask, snapshots] = ['100', '101', 0];
    heard = hear<BookUpdate>();
    [held, answers] = [undefined, []];
  });
  afterEach(() => bench.close());

  /** @param silent numbers of the snapshots that do not come. */
  const start = async (silent: readonly number[] = [], credential?: Credential): Promise<void> => {
    const snapshot = (product_id: string): Sent => ({
      type: 'snapshot',
      product_id,
      asks: [[ask, '1']],
      bids: [[bid, '1']],
      time: '2026-03-01T10:00:00Z',
    });
    const after = (name: string, id: string): readonly Sent[] => {
      if (!name.startsWith('level2')) return [];
      snapshots += 1;
      return silent.includes(snapshots) ? [] : [snapshot(id)];
    };
    const server = exchangeServer({ after });
    const answering = (client: Client, sent: Sent): void => {
      if (sent['type'] === held) answers.push(() => server.hear(client, sent));
      else server.hear(client, sent);
    };
    bench = await openLosingBench({ hear: answering }, credential && { credential });
    bench.connection.feed.book(PRODUCT, heard);
    await until(() => snapshots === 1 && heard.updates.length === (silent.includes(1) ? 0 : 1));
  };
  const beat = (trade = 0): void => bench.last().send(heartbeat(PRODUCT, trade, new Date(bench.clock.now())));
  const change = (side: string, price: string, time: string): void =>
    bench.last().send({ type: 'l2update', product_id: PRODUCT, changes: [[side, price, '1']], time });
  const details = (): (string | undefined)[] =>
    heard.states.flatMap((state) => (state.kind === 'stale' ? [state.detail] : []));
  const bids = (): (string | undefined)[] =>
    heard.updates.map(({ book }) => book.top(1).bids[0]?.price).slice(-1);

  it('changes sees it when bids and asks cross', async () => {
    await start();
    change('buy', '101.0', '2026-03-01T10:00:01Z');
    beat();
    await bench.pass(1);
    beat();
    await until(() => heard.updates.length === 3);
    assert.deepEqual(details(), ['bids and asks cross']);
    assert.deepEqual(bids(), ['100']);
  });

  it('nothing when the exchange itself says that a book crosses', async () => {
    bid = '102';
    await start();
    await bench.pass(10, beat);
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
  });

  it('the order of changes begins anew', async () => {
    await start();
    change('buy', '99', '2026-03-01T10:00:01.5Z');
    change('buy', '99', '2026-03-01T10:00:01.25Z');
    await until(() => heard.updates.length === 3);
    assert.deepEqual(details(), ['changes came in another order than they happened']);
    assert.equal(heard.kinds.at(-1), 'live');
  });

  for (const [what, side] of [
    [
      'a price of a snapshot that cannot be read',
      {
        asks: [
          ['102', '1'],
          ['1e5', '1'],
        ],
      },
    ],
    ['a side of a snapshot', { asks: undefined }],
  ] as const)
    it(`${what} begins anew, and tells no book without it`, async () => {
      await start();
      const whole = { type: 'snapshot', product_id: PRODUCT, bids: [['90', '1']], asks: [['91', '1']] };
      bench.last().send({ ...whole, ...side });
      await until(() => heard.updates.length === 2);
      assert.deepEqual(details(), ['what it says of the book cannot be read']);
      assert.deepEqual(bids(), ['100']);
      assert.equal(heard.kinds.at(-1), 'live');
    });

  it('its first snapshot asks for it again', async () => {
    await start([1]);
    await bench.pass(8, beat);
    await until(() => heard.updates.length === 1);
    assert.equal(heard.kinds.at(-1), 'live');
  });

  it('the first heartbeats behind a snapshot begins anew', async () => {
    await start();
    await bench.pass(2);
    beat();
    await until(() => heard.updates.length === 2);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
  });

  it('the first heartbeats of another socket begins anew too, whoever has left the product', async () => {
    await start();
    const other = bench.connection.feed.ticker(PRODUCT, hear<Ticker>());
    await until(() => subscribed(bench.last(), PRODUCT).includes('ticker'));
    other.end();
    await bench.pass(2);
    bench.last().cut();
    await until(() => heard.kinds.at(-1) === 'stale disconnected');
    await bench.pass(1);
    await until(() => heard.updates.length === 2);
    await bench.pass(2);
    beat();
    await until(() => heard.updates.length === 3);
    assert.deepEqual(heard.kinds.slice(2), ['stale disconnected', 'live', 'stale gap', 'live']);
  });

  it('a change of its best prices sees it by the ticker, where every change comes by itself', async () => {
    await start([], testCredential());
    bench.connection.feed.ticker(PRODUCT, hear<Ticker>());
    await until(() => subscribed(bench.last(), PRODUCT).includes('ticker'));
    // The change to this price never comes.
    bid = '100.5';
    let trade = 0;
    const trades = (): void => {
      beat(trade);
      trade += 1;
      bench.last().send({ ...ticker(trade), trade_id: trade, best_bid: '100.50', best_ask: '101.00' });
    };
    await bench.pass(4, trades);
    await until(() => heard.updates.length === 2);
    assert.deepEqual(details(), ['its best prices are not those of the ticker']);
    assert.deepEqual(bids(), ['100.5']);
    await bench.pass(9, trades);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
  });

  it('a change that nothing tells of has it back within ten minutes, and does not go stale', async () => {
    await start();
    bid = '98';
    await bench.pass(590, beat);
    assert.equal(heard.updates.length, 1);
    await bench.pass(15, beat);
    await until(() => heard.updates.length === 2);
    assert.deepEqual(bids(), ['98']);
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    assert.deepEqual(subscribed(bench.last(), PRODUCT, 'unsubscribe'), ['level2_batch']);
  });

  it('more while it begins anew has it back ten seconds later', async () => {
    await start();
    await bench.pass(2, beat);
    await bench.pass(2);
    beat();
    await until(() => heard.updates.length === 2);
    bid = '98';
    await bench.pass(15, beat);
    await until(() => heard.updates.length === 3);
    assert.deepEqual(bids(), ['98']);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
    await bench.pass(100, beat);
    assert.equal(heard.updates.length, 3, 'it is trusted again');
  });

  it('the snapshot that it asks for now and then says so', async () => {
    await start([2]);
    await bench.pass(610, beat);
    await until(() => heard.updates.length === 2);
    assert.deepEqual(details(), ['no snapshot of the book came']);
    assert.equal(heard.kinds.at(-1), 'live');
  });

  /** It has begun anew, so that it is read anew ten seconds later; then the server does not answer `command`. */
  const untilReadAnew = async (command: string): Promise<void> => {
    await start();
    await bench.pass(2);
    beat();
    await until(() => heard.updates.length === 2);
    held = command;
    while (answers.length === 0) await bench.pass(1, beat);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
  };

  it('nothing is heard on while it is read anew', async () => {
    await untilReadAnew('unsubscribe');
    change('buy', '100.5', '2026-03-01T10:00:01Z');
    await until(() => heard.updates.length === 3);
    assert.deepEqual(bids(), ['100.5']);
    bid = '100.75';
    answers[0]?.();
    await until(() => heard.updates.length === 4);
    assert.deepEqual(bids(), ['100.75']);
    change('buy', '100.8', '2026-03-01T10:00:02Z');
    await until(() => heard.updates.length === 5);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
  });

  it('its channel while it is read anew says so, and begins it anew once it is there', async () => {
    await untilReadAnew('subscribe');
    await bench.pass(2, beat);
    assert.equal(heard.kinds.at(-1), 'live');
    await bench.pass(2, beat);
    assert.equal(heard.kinds.at(-1), 'stale gap');
    assert.equal(details().at(-1), 'no snapshot of the book came');
    held = undefined;
    answers[0]?.();
    await until(() => heard.updates.length === 3);
    assert.equal(heard.kinds.at(-1), 'live');
  });
});
