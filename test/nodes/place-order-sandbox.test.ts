import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { aroundEach, codeOf, factsOf, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, limitForm, listNode, placeNode } from './forms';

/** Every kind of order that the form offers, on a sandbox whose market moves when a test says so. */
describe('coinbase-place-order on the sandbox', () => {
  let sandbox: Sandbox;
  aroundEach();
  beforeEach(async () => {
    sandbox = await startSandbox({ marketEveryMs: 0, seed: 1 });
  });
  afterEach(() => sandbox.close());

  const load = (...nodes: Message[]): Promise<Bench> =>
    loadBench([accountNode({ environment: 'exchange-sandbox', origin: sandbox.rest }), ...nodes], {
      acc: {
        coinbaseAccountKey: sandbox.key,
        coinbaseAccountSecret: sandbox.secret,
        coinbaseAccountPassphrase: sandbox.passphrase,
      },
    });
  const inBooks = (id: unknown): Message =>
    sandbox.ledger().orders.find((order) => order.id === id) ?? assert.fail('the order is not in the books');
  const lastPrice = async (): Promise<number> => {
    const answer = await fetch(`${sandbox.rest}/products/BTC-USD/ticker`);
    return Number(((await answer.json()) as { price: string }).price);
  };

  for (const side of ['sell', 'buy'] as const)
    it(`a stop ${side} waits as active, is listed as such, and fills once the market reaches its price`, async () => {
      const away = side === 'sell' ? 0.9999 : 1.0001;
      const stopPrice = ((await lastPrice()) * away).toFixed(2);
      const price = (Number(stopPrice) * (side === 'sell' ? 0.9 : 1.1)).toFixed(2);
      const form = { ...limitForm, orderType: 'stop-limit', side, amount: '0.01', price, stopPrice };
      const bench = await load(placeNode(form), listNode({ orderStatus: 'active' }));
      const placed = await bench.ask('n-place', {});
      assert.equal(codeOf(placed), undefined, JSON.stringify(factsOf(placed)));
      const { id } = placed.payload as Message;
      assert.equal(inBooks(id).status, 'active');
      const listed = (await bench.ask('n-list', {})).payload as Message[];
      assert.deepEqual(
        listed.map((order) => [order.id, order.status, order.stop, order.stop_price]),
        [[id, 'active', side === 'sell' ? 'loss' : 'entry', String(Number(stopPrice))]],
      );

      let moves = 0;
      for (; inBooks(id).status === 'active' && moves < 2_000; moves += 1) sandbox.moveMarket();
      assert.ok(moves > 0);
      assert.equal(inBooks(id).status, 'done', 'it filled at once when it fired');
      assert.equal(inBooks(id).done_reason, 'filled');
      assert.deepEqual((await bench.ask('n-list', {})).payload, []);
    });

  it('a GTT order says when it ends, one hour after it was made', async () => {
    const bench = await load(placeNode({ ...limitForm, timeInForce: 'GTT', cancelAfter: 'hour' }));
    const { id, expire_time, created_at } = (await bench.ask('n-place', {})).payload as Record<
      string,
      string
    >;
    assert.equal(Date.parse(expire_time ?? '') - Date.parse(created_at ?? ''), 3_600_000);
    assert.equal(inBooks(id).time_in_force, 'GTT');
  });

  for (const [stp, resting, taking] of [
    ['dc', 'canceled', 'canceled'],
    ['co', 'canceled', 'open'],
    ['cn', 'open', 'canceled'],
    ['cb', 'canceled', 'canceled'],
  ] as const)
    it(`with ${stp} the resting order of the same owner is ${resting} and the new one ${taking}`, async () => {
      // Inside the spread, so that the two meet each other and nobody else.
      const book = (await (await fetch(`${sandbox.rest}/products/BTC-USD/book?level=1`)).json()) as {
        bids: [string][];
        asks: [string][];
      };
      const [bid, ask] = [Number(book.bids[0]?.[0]), Number(book.asks[0]?.[0])];
      const price = ((bid + ask) / 2).toFixed(2);
      assert.ok(Number(price) > bid && Number(price) < ask, 'there is room in the spread');
      const form = { ...limitForm, price, amount: '0.01', stp };
      const bench = await load(placeNode({ ...form, side: 'sell' }), placeNode({ ...form, id: 'n-new' }));
      const first = (await bench.ask('n-place', {})).payload as Message;
      const second = await bench.ask('n-new', {});
      assert.equal(codeOf(second), undefined);
      const stateOf = (id: unknown): unknown =>
        sandbox.ledger().orders.find((order) => order.id === id)?.status ?? 'canceled';
      assert.deepEqual([stateOf(first.id), stateOf((second.payload as Message).id)], [resting, taking]);
      assert.deepEqual(sandbox.ledger().fills, [], 'nobody traded with himself');
    });
});
