import assert from 'node:assert/strict';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../nodes/lib/sandbox';
import type { Candle, Ticker, Trade } from '../../nodes/lib/rules/market-data';
import type { Book } from '../../nodes/lib/rules/orders';
import type { DayStats } from '../../nodes/lib/rules/day-stats';
import { assertNoLeak, everythingOf } from './canary';
import { aroundEach, codeOf, factsOf, type Bench, type Message } from './flow-bench';
import { marketNode } from './forms';
import { faces, loadOn, until, untilState } from './market-faces';
import { patience } from '../patience';

const eventOf = (message: Message): unknown => factsOf(message).event;

for (const face of faces)
  describe(`coinbase-market-data on ${face.environment}`, function () {
    this.timeout(patience(30_000));
    let sandbox: Sandbox;
    aroundEach();
    afterEach(() => sandbox.close());

    async function load(form: Message, options: SandboxOptions = {}): Promise<Bench> {
      sandbox = await startSandbox({ marketEveryMs: 20, ...options });
      return loadOn(face, sandbox, marketNode(form));
    }
    const rest = async <T>(path: string): Promise<T> =>
      (await fetch(`${sandbox.rest}${path}`)).json() as Promise<T>;

    it('tells the ticker of every product, with its facts, and shows that it is live', async () => {
      const bench = await load({ products: 'BTC-USD,\nETH-USD', pace: 'every' });
      for (const product of ['BTC-USD', 'ETH-USD']) {
        const message = await until(bench, 'out', ({ topic }) => topic === product);
        const { price, product_id, time } = message.payload as Ticker;
        assert.match(price, /^\d+(\.\d+)?$/);
        assert.equal(product_id, product);
        assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
        const { channel, event, stale, recovered, account, environment } = factsOf(message);
        assert.deepEqual(
          { channel, event, stale, recovered, account, environment },
          {
            channel: 'ticker',
            event: 'ticker',
            stale: false,
            recovered: false,
            account: 'mine',
            environment: face.environment,
          },
        );
      }
      const { status } = await untilState(bench, 'live');
      const { fill, products, live } = status as Record<string, unknown>;
      assert.deepEqual({ fill, products, live }, { fill: 'green', products: 2, live: 2 });
      assert.equal(bench.records.caught.length, 0);
      assertNoLeak(everythingOf(bench));
      for (const secret of [sandbox.secret, sandbox.passphrase, sandbox.cdp.ecdsa.privateKey])
        assert.ok(!everythingOf(bench).includes(secret));
    });

    it('tells each trade once and in order, with the side of the taker', async () => {
      const bench = await load({ channel: 'trades', pace: 'every' });
      const messages = await bench.wait('out', 12);
      const trades = messages.map(({ payload }) => payload as Trade);
      const first = Number(trades[0]?.trade_id);
      assert.deepEqual(
        trades.map(({ trade_id }) => Number(trade_id) - first),
        trades.map((_, index) => index),
      );
      assert.deepEqual(messages.slice(0, 2).map(eventOf), ['last-trade', 'trade']);
      const listed = await rest<{ trade_id: number; side: string }[]>('/products/BTC-USD/trades');
      for (const { trade_id, side } of trades) {
        const maker = listed.find((trade) => String(trade.trade_id) === trade_id)?.side;
        assert.equal(side, maker === 'buy' ? 'sell' : 'buy', 'the list tells the maker’s');
      }
    });

    it('tells the best prices of the book as the exchange has them', async () => {
      const bench = await load({ channel: 'book', depth: '3', pace: 'every' }, { marketEveryMs: 0 });
      const [message] = await bench.wait('out');
      const { bids, asks, product_id } = (message?.payload ?? {}) as Book & { product_id: string };
      assert.equal(product_id, 'BTC-USD');
      assert.equal(eventOf(message ?? {}), 'snapshot');
      const book = await rest<Record<'bids' | 'asks', [string, string, number][]>>(
        '/products/BTC-USD/book?level=2',
      );
      for (const [ours, theirs] of [
        [bids, book.bids],
        [asks, book.asks],
      ] as const)
        assert.deepEqual(
          ours.map(({ price, size }) => [Number(price), Number(size)]),
          theirs.slice(0, 3).map(([price, size]) => [Number(price), Number(size)]),
        );
    });

    it('tells what changed of the book, so that the exchange’s own is built from it', async () => {
      const bench = await load(
        { channel: 'book', depth: '5', bookAs: 'changes', pace: 'every' },
        { marketEveryMs: 0 },
      );
      await bench.wait('out');
      const sides = { buy: new Map<string, string>(), sell: new Map<string, string>() };
      for (let moves = 0; moves < 40; moves += 1) {
        sandbox.moveMarket();
        await new Promise((next) => setTimeout(next, 2));
      }
      const book = await rest<Record<'bids' | 'asks', [string, string, number][]>>(
        '/products/BTC-USD/book?level=2',
      );
      const best = (levels: readonly [string, string, number][]): string =>
        JSON.stringify(levels.slice(0, 5).map(([price, size]) => [Number(price), Number(size)]));
      const built = (side: Map<string, string>, up: 1 | -1): string =>
        JSON.stringify(
          [...side]
            .map(([price, size]) => [Number(price), Number(size)] as const)
            .toSorted(([one], [other]) => up * (one - other)),
        );
      let at = 0;
      await until(bench, 'out', () => {
        for (const { payload } of bench.records.out.slice(at)) {
          const { bids, asks, changes } = payload as Partial<Book> & { changes?: [] };
          if (bids && asks) {
            sides.buy = new Map(bids.map(({ price, size }) => [price, size]));
            sides.sell = new Map(asks.map(({ price, size }) => [price, size]));
          }
          for (const { side, price, size } of (changes ?? []) as {
            side: 'buy';
            price: string;
            size: string;
          }[])
            if (size === '0') sides[side].delete(price);
            else sides[side].set(price, size);
        }
        at = bench.records.out.length;
        return built(sides.buy, -1) === best(book.bids) && built(sides.sell, 1) === best(book.asks);
      });
      assert.equal(bench.records.out.filter((message) => eventOf(message) === 'snapshot').length, 1);
    });

    it('tells a candle as the exchange has it, once, when the exchange’s minute is over', async () => {
      // Five seconds before the end of a minute by the exchange's clock.
      const shiftMs = 55_000 - (Date.now() % 60_000);
      const clock = {
        now: () => Date.now() + shiftMs,
        every(ms: number, tick: () => void) {
          const timer = setInterval(tick, ms);
          return () => clearInterval(timer);
        },
      };
      const bench = await load({ channel: 'candles', candleUpdates: 'forming', seconds: '1' }, { clock });
      const final = await until(bench, 'out', ({ payload }) => (payload as { final: boolean }).final);
      const candle = final.payload as Candle;
      const startS = Date.parse(candle.start) / 1000;
      assert.equal(startS % 60, 0);
      const [[, low, high, open, close, volume] = []] = (
        await rest<number[][]>('/products/BTC-USD/candles?granularity=60')
      ).filter(([time]) => time === startS);
      assert.deepEqual([candle.open, candle.high, candle.low, candle.close, candle.volume].map(Number), [
        open,
        high,
        low,
        close,
        volume,
      ]);
      const forming = bench.records.out.filter(({ payload }) => !(payload as { final: boolean }).final);
      assert.ok(forming.length >= 2, `${forming.length} while it formed`);
      assert.deepEqual(bench.records.caught, []);
    });

    it('tells the last 24 hours with their change', async () => {
      const bench = await load({ channel: 'stats' });
      const { payload } = await until(
        bench,
        'out',
        (message) => (message.payload as DayStats).open !== undefined,
      );
      const { open = '', last, change = '', change_percent = '', high, low, volume } = payload as DayStats;
      assert.ok(Math.abs(Number(last) - Number(open) - Number(change)) < 1e-6);
      assert.ok(Math.abs((Number(change) / Number(open)) * 100 - Number(change_percent)) < 1e-3);
      for (const amount of [high, low, volume]) assert.match(amount ?? '', /^\d/);
    });

    it('follows what messages say while it runs: these too, these no more, these alone', async () => {
      const bench = await load({ products: '', pace: 'every' });
      assert.equal((await untilState(bench, 'noProducts')).status !== undefined, true);
      assert.deepEqual(sandbox.requests(), {}, 'nothing is opened for nothing');
      bench.send('n-market', { payload: { subscribe: ['BTC-USD', 'ETH-USD'] } });
      for (const product of ['BTC-USD', 'ETH-USD'])
        await until(bench, 'out', ({ topic }) => topic === product);
      bench.send('n-market', { payload: { unsubscribe: 'ETH-USD' } });
      bench.send('n-market', { payload: { products: 'SOL-USD' } });
      await until(bench, 'out', ({ topic }) => topic === 'SOL-USD');
      await bench.finished(3);
      const status = await statusOf(bench);
      assert.deepEqual(
        status.products.map(({ product_id, state }) => [product_id, state]),
        [['SOL-USD', 'live']],
      );
    });

    it('refuses a product that is not there with those near it, and goes on with the others', async () => {
      const bench = await load({ products: 'BTC-USD, BTC-XYZ', pace: 'every' });
      const told = await until(bench, 'caught', (message) => codeOf(message) === 'PRODUCT_UNKNOWN');
      assert.equal(told.topic, 'BTC-XYZ');
      assert.match(factsOf(told).error?.message ?? '', /no product BTC-XYZ; it has BTC-/);
      await bench.wait('out', 2);
      await untilState(bench, 'refused');
      const refused = await answered(bench, { payload: { subscribe: ['ETH-USD', 'NO-USD'] } });
      assert.equal(codeOf(refused), 'PRODUCT_UNKNOWN');
      const status = await statusOf(bench);
      assert.deepEqual(
        status.products.map(({ product_id, state }) => [product_id, state]),
        [
          ['BTC-USD', 'live'],
          ['BTC-XYZ', 'refused'],
        ],
        'nothing of a refused command was done',
      );
    });

    it('pauses, goes on, and sends what is known last with the message that asks', async () => {
      const bench = await load({ products: 'BTC-USD, ETH-USD', seconds: '3600' });
      await bench.wait('out', 2);
      const before = bench.records.out.length;
      bench.send('n-market', { payload: 'send', keep: 'me' });
      const sent = (await bench.wait('out', before + 2)).slice(before);
      assert.deepEqual(
        sent.map(({ topic, keep }) => [topic, keep]),
        [
          ['BTC-USD', 'me'],
          ['ETH-USD', 'me'],
        ],
      );
      assert.deepEqual(
        sent.map((message) => factsOf(message).stale),
        [false, false],
      );
      bench.send('n-market', { payload: 'Pause\n' });
      await untilState(bench, 'paused');
      assert.equal(
        codeOf(await answered(bench, { payload: 'send' })),
        'FEED_STALE',
        'nothing is known any more',
      );
      assert.equal((await statusOf(bench)).paused, true);
      const paused = bench.records.out.length;
      bench.send('n-market', { payload: 'resume' });
      await bench.wait('out', paused + 2);
    });

    /** The message that comes back with an error. */
    async function answered(bench: Bench, message: Message): Promise<Message> {
      const mark = bench.records.caught.length;
      bench.send('n-market', { ...message, mark });
      return until(bench, 'caught', (caught) => caught.mark === mark);
    }

    async function statusOf(bench: Bench): Promise<{
      paused: boolean;
      products: { product_id: string; state: string }[];
    }> {
      const mark = bench.records.out.length;
      bench.send('n-market', { payload: 'status', mark });
      const { payload } = await until(bench, 'out', (message) => message.mark === mark);
      return payload as Awaited<ReturnType<typeof statusOf>>;
    }
  });
