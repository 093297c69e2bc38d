import assert from 'node:assert/strict';
import {
  openConnection,
  type BookUpdate,
  type Connection,
  type OwnMessage,
  type TradeBatch,
} from '../../../../nodes/lib/api';
import type { Ticker } from '../../../../nodes/lib/rules/market-data';
import type { OrderIntent } from '../../../../nodes/lib/rules/orders';
import { startSandbox, type Sandbox } from '../../../../nodes/lib/sandbox';
import { createCredential, type Credential } from '../../../../nodes/lib/signer';
import { until } from './feed-server';
import { hear } from './hear';

const faces = [
  {
    name: 'Exchange',
    environment: 'local-sandbox',
    credentialOf: ({ key, secret, passphrase }: Sandbox) =>
      ({ scheme: 'exchange', key, secret, passphrase }) as const,
  },
  {
    name: 'Advanced Trade',
    environment: 'local-sandbox-advanced-trade',
    credentialOf: ({ cdp }: Sandbox) =>
      ({ scheme: 'cdp', key: cdp.ed25519.name, secret: cdp.ed25519.privateKey }) as const,
  },
] as const;

function credentialOf(face: (typeof faces)[number], sandbox: Sandbox): Credential {
  const made = createCredential(face.credentialOf(sandbox));
  assert.ok(made.ok);
  return made.credential;
}

for (const face of faces)
  describe(`the feed of the sandbox as ${face.name}`, () => {
    let sandbox: Sandbox;
    let connection: Connection;
    let count = 0;
    const intent = (more: Partial<OrderIntent>): OrderIntent => ({
      client_oid: `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`,
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'market',
      ...more,
    });
    const place = async (more: Partial<OrderIntent>): Promise<string> => {
      const verdict = await connection.trading.place(intent(more));
      assert.ok(verdict.kind === 'accepted', JSON.stringify(verdict));
      return verdict.order.id;
    };
    beforeEach(async () => {
      sandbox = await startSandbox({ marketEveryMs: 0, rateLimits: false });
      connection = openConnection({
        origin: sandbox.rest,
        credential: credentialOf(face, sandbox),
        limiter: 'off',
        environment: face.environment,
      });
    });
    afterEach(async () => {
      await connection.release();
      await sandbox.close();
    });

    it('tells an own order from its beginning to its end, and nothing of it twice', async () => {
      const heard = hear<OwnMessage>();
      connection.feed.own(heard);
      await until(() => heard.kinds.at(-1) === 'live');
      const id = await place({ funds: '100' });
      const of = (): OwnMessage[] => heard.updates.filter(({ order_id }) => order_id === id);
      await until(() => of().some(({ order }) => order.status === 'done'));
      const last = of().at(-1);
      assert.equal(last?.order.done_reason, 'filled');
      if (face.name === 'Exchange') {
        const events = of().map(({ event }) => event);
        assert.deepEqual([events[0], events.at(-1)], ['received', 'done']);
        const told = of().flatMap(({ fill }) => fill ?? []);
        const listed = sandbox.ledger().fills.filter(({ order_id }) => order_id === id);
        const row = ({ trade_id, side, liquidity, fee }: Readonly<Record<string, unknown>>): string =>
          [trade_id, side, liquidity, Number(fee)].join();
        assert.ok(told.length > 0);
        assert.deepEqual(told.map((fill) => row({ ...fill })).sort(), listed.map(row).sort());
      } else {
        const order = await connection.trading.find({ id });
        assert.equal(last?.order.filled_size, order?.filled_size);
        assert.equal(last?.order.executed_value, order?.executed_value);
        assert.equal(last?.order.fill_fees, order?.fill_fees);
      }
    });

    it('tells a resting order, and its end', async () => {
      const heard = hear<OwnMessage>();
      connection.feed.own(heard);
      await until(() => heard.kinds.at(-1) === 'live');
      const id = await place({ type: 'limit', price: '1000', size: '0.01', time_in_force: 'GTC' });
      await until(() => heard.updates.some(({ order }) => order.status === 'open'));
      await connection.trading.cancel({ id }, 'BTC-USD');
      await until(() => heard.updates.some(({ order }) => order.status === 'done'));
      const end = heard.updates.at(-1);
      assert.deepEqual([end?.order_id, end?.order.side, end?.order.done_reason], [id, 'buy', 'canceled']);
    });

    it('tells the side of the one who took, trade after trade', async () => {
      const trades = hear<TradeBatch>();
      connection.feed.trades('BTC-USD', trades);
      await until(() => trades.kinds.at(-1) === 'live');
      for (const side of ['buy', 'sell'] as const) {
        await place({ side, size: '0.01' });
        await until(() => trades.updates.at(-1)?.trades.at(-1)?.side === side);
      }
      const told = trades.updates.flatMap((batch) => batch.trades).slice(-2);
      assert.deepEqual(
        told.map(({ side }) => side),
        ['buy', 'sell'],
      );
      assert.ok(Number(told[1]?.trade_id) === Number(told[0]?.trade_id) + 1);
    });

    it('keeps a book that is the exchange’s own', async () => {
      const heard = hear<BookUpdate>();
      connection.feed.book('BTC-USD', heard);
      await until(() => heard.updates.length > 0);
      for (let move = 0; move < 20; move += 1) sandbox.moveMarket();
      await place({ funds: '500' });
      const rest = await connection.trading.book('BTC-USD');
      await until(() => {
        const top = heard.updates.at(-1)?.book.top(20);
        return (
          JSON.stringify([top?.bids, top?.asks]) ===
          JSON.stringify([rest.bids.slice(0, 20), rest.asks.slice(0, 20)])
        );
      });
      assert.deepEqual(heard.kinds, ['connecting', 'live']);
    });

    it('reads candles over REST, the oldest first', async () => {
      await place({ funds: '100' });
      const endMs = Date.now() + 60_000;
      const candles = await connection.feed.candles({
        productId: 'BTC-USD',
        size: 60,
        startMs: endMs - 3 * 3_600_000,
        endMs,
      });
      assert.ok(candles.length > 0);
      const starts = candles.map(({ start }) => Date.parse(start));
      assert.deepEqual(
        starts,
        starts.toSorted((a, b) => a - b),
      );
      assert.equal(new Set(starts).size, starts.length);
      assert.ok(starts.every((start) => start % 60_000 === 0 && start < endMs));
      assert.deepEqual(Object.keys(candles[0] ?? {}), [
        'product_id',
        'size',
        'start',
        'open',
        'high',
        'low',
        'close',
        'volume',
      ]);
    });

    it('refuses a product that is not there, and leaves the others alone', async () => {
      const [bad, good] = [hear<Ticker>(), hear<Ticker>()];
      connection.feed.ticker('FOO-BAR', bad);
      connection.feed.ticker('BTC-USD', good);
      await until(() => good.updates.length > 0 && bad.kinds.includes('refused'));
      const state = bad.states.at(-1);
      assert.ok(state?.kind === 'refused');
      assert.equal(state.error.code, 'PRODUCT_UNKNOWN');
    });

    it('refuses a key that it does not know', async () => {
      const other = await startSandbox({ marketEveryMs: 0, seed: 7 });
      const stranger = openConnection({
        origin: sandbox.rest,
        credential: credentialOf(face, other),
        limiter: 'off',
        environment: face.environment,
      });
      const heard = hear<OwnMessage>();
      stranger.feed.own(heard);
      const tickers = hear<Ticker>();
      stranger.feed.ticker('BTC-USD', tickers);
      await until(() => tickers.kinds.includes('refused'));
      const state = tickers.states.at(-1);
      assert.ok(state?.kind === 'refused');
      assert.ok(['CREDENTIAL_INVALID', 'SIGNATURE_REJECTED'].includes(state.error.code), state.error.code);
      await stranger.release();
      await other.close();
    });

    it('follows the trades of a sandbox that is put back to its start, where their ids begin anew', async () => {
      const trades = hear<TradeBatch>();
      connection.feed.trades('BTC-USD', trades);
      await until(() => trades.kinds.at(-1) === 'live');
      const told = (): number[] =>
        trades.updates.flatMap((batch) => batch.trades.map(({ trade_id }) => Number(trade_id)));
      for (let count = 0; count < 8; count += 1) await place({ funds: '20' });
      const newest = Math.max(...sandbox.ledger().fills.map(({ trade_id }) => Number(trade_id)));
      await until(() => told().at(-1) === newest);
      const before = told().length;
      sandbox.reset();
      await until(() => trades.kinds.includes('stale disconnected') && trades.kinds.at(-1) === 'live');
      for (let count = 0; count < 6; count += 1) await place({ funds: '20' });
      await until(() => told().length >= before + 6 && trades.kinds.at(-1) === 'live');
      const anew = told().slice(before);
      const [first = 0] = anew;
      assert.ok(first < newest, 'they begin anew');
      assert.deepEqual(
        anew,
        anew.map((_, index) => first + index),
      );
      assert.match(JSON.stringify(trades.states), /trade ids began anew/);
    });

    it('finds back after every fault, with every trade once', async () => {
      const [trades, book] = [hear<TradeBatch>(), hear<BookUpdate>()];
      connection.feed.trades('BTC-USD', trades);
      connection.feed.book('BTC-USD', book);
      await until(() => trades.kinds.at(-1) === 'live' && book.kinds.at(-1) === 'live');
      for (const fault of ['close', 'terminate', 'slow-consumer', 'garbage'] as const) {
        const before = book.states.length;
        sandbox.feedFault({ kind: fault });
        await place({ funds: '20' });
        await until(() => book.states.length > before && book.kinds.at(-1) === 'live');
      }
      await place({ funds: '20' });
      const newest = (): number => Number(trades.updates.at(-1)?.trades.at(-1)?.trade_id);
      const [first] = trades.updates[0]?.trades ?? [];
      await until(() => newest() === Number(first?.trade_id) + 5 && trades.kinds.at(-1) === 'live');
      const ids = trades.updates.flatMap((batch) => batch.trades.map(({ trade_id }) => Number(trade_id)));
      assert.deepEqual(
        ids,
        ids.map((_, index) => Number(first?.trade_id) + index),
      );
    });
  });
