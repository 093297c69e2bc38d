import assert from 'node:assert/strict';
import { answerCommand } from '../../nodes/coinbase-market-data/answer-command';
import { MarketWatch } from '../../nodes/coinbase-market-data/market-watch';
import { readSettings } from '../../nodes/coinbase-market-data/read-settings';
import type { Command } from '../../nodes/coinbase-market-data/read-command';
import type { Connection } from '../../nodes/lib/api';
import type { Product } from '../../nodes/lib/rules/orders';
import type { Account, Job } from '../../nodes/lib/runtime';
import { virtualClock } from '../lib/api/virtual-clock';
import { FakeFeed } from '../lib/streams/fake-feed';
import { marketNode } from './forms';

const ANSWER = new Map(['BTC-USD', 'ETH-USD'].map((id) => [id, { id } as Product]));

/** A node that runs on a feed by hand; the exchange's list of products comes when a test says so. */
function watchBench() {
  const feed = new FakeFeed();
  const sent: unknown[] = [];
  let answer: () => void = () => assert.fail('nobody asks for the products');
  const products = (): Promise<typeof ANSWER> => new Promise((resolve) => (answer = () => resolve(ANSWER)));
  const connection = { feed, clockOffsetMs: 0, trading: { products } } as unknown as Connection;
  const account = {
    environment: 'exchange',
    connection: () => Promise.resolve(connection),
    onConnection: () => () => undefined,
  } as unknown as Account<Connection>;
  const watch = new MarketWatch({
    account,
    outlet: {
      send: (message) => sent.push(message),
      fail: (error) => sent.push(error),
      show: () => undefined,
    },
    settings: readSettings(marketNode({ channel: 'ticker', pace: 'every' })),
    clock: virtualClock(),
    memories: new Map(),
    told: () => undefined,
  });
  const giveUp = new AbortController();
  const job = { msg: {}, facts: {}, signal: giveUp.signal, send: (msg: unknown) => sent.push(msg) };
  const ask = (command: Command): Promise<unknown> =>
    answerCommand(job as unknown as Job, command, watch, (message) => message);
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const answered = async (): Promise<void> => {
    await settle();
    answer();
    await settle();
  };
  return { watch, feed, sent, ask, answered, settle, giveUp };
}

describe('a market data node whose products are checked', () => {
  it('opens nothing and sends nothing when it ends meanwhile, and says ABORTED', async () => {
    const { watch, feed, sent, ask, answered, settle } = watchBench();
    await answered();
    assert.deepEqual(feed.open, ['ticker BTC-USD']);
    const asked = ask({ kind: 'subscribe', ids: ['ETH-USD'] });
    await settle();
    watch.end();
    await Promise.all([assert.rejects(asked, { code: 'ABORTED' }), answered()]);
    for (const kind of ['resume', 'pause', 'send', 'status'] as const)
      await assert.rejects(ask({ kind }), { code: 'ABORTED' });
    watch.streams.follow(['BTC-USD']);
    assert.deepEqual([feed.open, watch.streams.products, sent], [[], [], []]);
  });

  it('does what later messages say after that, and never before', async () => {
    const { watch, feed, ask, answered, settle, giveUp } = watchBench();
    await answered();
    const asked = [
      ask({ kind: 'subscribe', ids: ['ETH-USD'] }),
      ask({ kind: 'unsubscribe', ids: ['ETH-USD'] }),
      ask({ kind: 'unsubscribe', ids: ['BTC-USD'] }),
      ask({ kind: 'products', ids: ['NO-SUCH'] }),
      ask({ kind: 'subscribe', ids: ['ETH-USD'] }),
    ];
    const all = Promise.allSettled(asked);
    await settle();
    for (let checks = 0; checks < 3; checks += 1) await answered();
    const ends = await all;
    assert.deepEqual(
      ends.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(feed.open, ['ticker ETH-USD']);
    giveUp.abort();
    watch.end();
  });

  it('follows them no more when the message was given up meanwhile', async () => {
    const { watch, feed, ask, answered, settle, giveUp } = watchBench();
    await answered();
    const asked = ask({ kind: 'subscribe', ids: ['ETH-USD'] });
    await settle();
    giveUp.abort();
    await Promise.all([assert.rejects(asked, { code: 'ABORTED' }), answered()]);
    assert.deepEqual(feed.open, ['ticker BTC-USD']);
    watch.end();
  });
});
