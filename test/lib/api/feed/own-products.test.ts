import assert from 'node:assert/strict';
import type { OwnMessage } from '../../../../nodes/lib/api';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import { testCredential } from '../loopback';
import { channelsOf, exchangeServer, heartbeat, subscribed } from './exchange-server';
import { until, type Sent } from './feed-server';
import { hear, type Heard } from './hear';
import { openLosingBench, type LosingBench } from './losing-bench';

const productOf = (id: string): Sent => ({
  id,
  base_currency: id.split('-', 1)[0],
  quote_currency: 'USD',
  base_increment: '0.1',
  quote_increment: '0.1',
  status: 'online',
});

describe('own orders of Exchange, which want every product named', () => {
  let bench: LosingBench;
  /** What the list of products has; undefined answers 500. */
  let listed: readonly string[] | undefined;
  let asked: number;
  let heard: Heard<OwnMessage>;
  const beat = (): void => bench.last().send(heartbeat('BTC-USD', 0));
  afterEach(() => bench.close());

  /** @param refused the product that the exchange does not take. */
  const start = async (ids: readonly string[], refused?: string): Promise<void> => {
    [listed, asked, heard] = [ids, 0, hear<OwnMessage>()];
    const refuses = (sent: Sent): Sent | undefined =>
      channelsOf(sent).some(({ product_ids }) => product_ids.some((id) => id === refused))
        ? { type: 'error', message: 'Failed to subscribe', reason: `${refused} is not a valid product` }
        : undefined;
    const rest = (target: string): unknown => {
      if (target !== '/products') return undefined;
      asked += 1;
      return listed?.map(productOf);
    };
    const refusal = [500, { message: 'Internal Server Error' }] as const;
    bench = await openLosingBench(
      { ...exchangeServer({ refuses }), rest, refusal },
      { credential: testCredential() },
    );
    bench.connection.feed.own(heard);
    await until(() => heard.kinds.at(-1) === 'live');
  };

  it('stay live when the list of products cannot be read once more, and take a new one soon after', async () => {
    await start(['BTC-USD']);
    listed = undefined;
    const before = asked;
    await bench.pass(610, beat);
    assert.ok(asked > before, 'it was read again');
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
    listed = ['BTC-USD', 'ETH-USD'];
    await bench.pass(70, beat);
    await until(() => subscribed(bench.last(), 'ETH-USD').includes('user'));
    assert.deepEqual(heard.kinds, ['connecting', 'live']);
  });

  it('are doubted once when the heartbeats of a product stop, not each second, and once when they are back', async () => {
    await start(['BTC-USD', 'ETH-USD']);
    for (const id of ['BTC-USD', 'ETH-USD']) bench.connection.feed.ticker(id, hear<Ticker>());
    await until(() => subscribed(bench.last(), 'ETH-USD').includes('ticker'));
    const beatOf = (...ids: string[]): void => {
      for (const id of ids) bench.last().send(heartbeat(id, 0, new Date(bench.clock.now())));
    };
    await bench.pass(3, () => beatOf('BTC-USD', 'ETH-USD'));
    await bench.pass(60, () => beatOf('ETH-USD'));
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale gap', 'live']);
    await bench.pass(30, () => beatOf('BTC-USD', 'ETH-USD'));
    assert.ok(heard.kinds.length <= 6, heard.kinds.join());
    assert.equal(heard.kinds.at(-1), 'live');
  });

  it('are live at once on another socket, although one product is refused', async () => {
    await start(['BTC-USD', 'BAD-USD'], 'BAD-USD');
    await bench.pass(10, beat);
    bench.last().cut();
    await until(() => heard.kinds.at(-1) === 'stale disconnected');
    await bench.pass(5, beat);
    assert.equal(bench.server.clients.length, 2);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'stale disconnected', 'live']);
  });

  it('are refused once the products that are taken are listed no more', async () => {
    await start(['BTC-USD', 'BAD-USD'], 'BAD-USD');
    listed = ['BAD-USD'];
    await bench.pass(610, beat);
    assert.deepEqual(heard.kinds, ['connecting', 'live', 'refused']);
  });
});
