import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { placeOrder } from '../../../nodes/lib/placement';
import type { TradingApi } from '../../../nodes/lib/api';
import type { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { json } from '../api/loopback';
import { intent, order } from './fault-rows';
import { jumpingClock, type JumpingClock } from './jumping-clock';
import { failure, meet, meetFault, sends, type Meeting } from './meeting';

/** The sentence that tells what became of the send; an English text has no key. */
function sendOf({ toldWhy }: CoinbaseError): string | undefined {
  const why = typeof toldWhy === 'string' ? undefined : toldWhy.values?.['why'];
  return typeof why === 'object' ? why.key : undefined;
}

describe('an order whose end is unknown', () => {
  let meeting: Meeting;
  afterEach(() => meeting.end());

  it('an unknown is looked up at 0.5, 1, 2, 4, 8 s and found: accepted, sent once', async () => {
    let looks = 0;
    meeting = await meet((seen, response, socket) => {
      if (seen.method === 'POST') socket.destroy();
      else if (seen.target !== `/orders/client:${intent.client_oid}`)
        json(response, 500, { message: 'wrong path' });
      else if (++looks < 5) json(response, 404, { message: 'NotFound' });
      else
        json(response, 200, { ...order, status: 'done', done_reason: 'filled', filled_size: '0.00100000' });
    });
    const clock = jumpingClock();
    const placement = await placeOrder(intent, { trading: meeting.connection.trading, clock });
    assert.deepEqual(clock.pauses, [500, 1000, 2000, 4000, 8000]);
    assert.deepEqual(
      [placement.found, placement.outcome, placement.attempts, placement.order.filled_size],
      [true, 'filled', 1, '0.001'],
    );
    assert.equal(sends(meeting), 1);
  });

  it('an unknown that is not found in time names the order in ORDER_UNRESOLVED', async () => {
    meeting = await meetFault((_response, socket) => socket.destroy());
    const error = await failure(
      placeOrder(
        intent,
        { trading: meeting.connection.trading, clock: jumpingClock() },
        { timeoutMs: 30_000 },
      ),
    );
    assert.equal(error.code, 'ORDER_UNRESOLVED');
    assert.deepEqual(
      [error.details['client_oid'], error.details['lookups'], error.details['sent'], error.details['reason']],
      [intent.client_oid, 6, true, 'NETWORK'],
    );
    // No English inside: the editor says it in its own language, down to what became of the send.
    assert.equal(sendOf(error), 'network.lost');
  });

  for (const [what, answer, key] of [
    ['a page of a machine in between', (response) => response.writeHead(502).end('<h1>Bad</h1>'), 'answered'],
    ['nothing', (response) => response.writeHead(503).end(), 'empty'],
    ['no order', (response) => json(response, 200, {}), 'noOrder'],
    ['another order', (response) => json(response, 200, { ...order, side: 'sell' }), 'otherOrder'],
  ] as const satisfies readonly (readonly [string, (response: ServerResponse) => unknown, string])[])
    it(`an unknown that was answered with ${what} says so in words that the editor can translate`, async () => {
      meeting = await meetFault((response) => void answer(response));
      const parts = { trading: meeting.connection.trading, clock: jumpingClock() };
      const error = await failure(placeOrder(intent, parts, { timeoutMs: 30_000 }));
      assert.equal(sendOf(error)?.split('.')[1], key);
    });

  describe('an unknown after the horizon, 40 s past its time stamp', () => {
    let clock: JumpingClock;
    beforeEach(() => (clock = jumpingClock()));

    /** @param behindMs how far the exchange's clock is behind the one that signs. */
    const serverTime = (behindMs = 0) => ({ epoch: (Date.now() + clock.elapsed() - behindMs) / 1000 });
    /** Made when the test runs: the whole suite may take minutes before. */
    const fillNow = () => ({
      trade_id: 5,
      order_id: order.id,
      product_id: 'BTC-USD',
      side: 'buy',
      liquidity: 'T',
      price: '1',
      size: '1',
      fee: '0',
      created_at: new Date(Date.now() + 1000).toISOString(),
      settled: true,
    });
    const answers = async (over: Record<string, unknown>): Promise<void> => {
      meeting = await meet((seen, response, socket) => {
        const path = seen.target.split('?')[0] ?? '';
        const answer = { '/time': serverTime, '/orders': [], '/fills': [], ...over }[path];
        const body: unknown = typeof answer === 'function' ? (answer as () => unknown)() : answer;
        if (seen.method === 'POST') socket.destroy();
        else if (body === undefined) json(response, 404, { message: 'NotFound' });
        else json(response, 200, body);
      });
    };
    const place = (timeoutMs?: number) =>
      placeOrder(
        intent,
        { trading: meeting.connection.trading, clock },
        timeoutMs === undefined ? {} : { timeoutMs },
      );

    it('proves nothing yet where the stamp ran ahead of the exchange, which takes it for longer then', async () => {
      await answers({ '/time': () => serverTime(25_000) });
      assert.equal((await failure(place())).code, 'ORDER_UNRESOLVED');
    });

    it('is ORDER_NOT_PLACED later for a stamp that ran ahead', async () => {
      await answers({ '/time': () => serverTime(25_000) });
      assert.equal((await failure(place(75_000))).code, 'ORDER_NOT_PLACED');
    });

    it('counts from the signing, not from before the wait for the rate limit', async () => {
      await answers({ '/time': () => serverTime(10_000) });
      const { trading } = meeting.connection;
      const late: TradingApi = {
        ...trading,
        async place(...call) {
          await new Promise<void>((resolve) => clock.after(10_000, resolve));
          return trading.place(...call);
        },
      };
      const placing = placeOrder(intent, { trading: late, clock }, { timeoutMs: 55_000 });
      assert.equal((await failure(placing)).code, 'ORDER_UNRESOLVED');
    });

    it('stays unresolved where the exchange tells no time', async () => {
      await answers({ '/time': {} });
      assert.equal((await failure(place())).code, 'ORDER_UNRESOLVED');
    });

    it('is ORDER_NOT_PLACED where no order and no fill is known', async () => {
      await answers({});
      const error = await failure(place());
      assert.deepEqual([error.code, error.details['reason']], ['ORDER_NOT_PLACED', 'NETWORK']);
      assert.equal(sends(meeting), 1, 'proven absent, and still not sent again');
    });

    it('stays unresolved one look earlier', async () => {
      await answers({});
      assert.equal((await failure(place(40_000))).code, 'ORDER_UNRESOLVED');
    });

    it('is found among the open orders', async () => {
      await answers({ '/orders': [{ ...order, client_oid: intent.client_oid, status: 'open' }] });
      assert.equal((await place()).order.id, order.id);
    });

    it('is found behind a fill, past orders of others and fills of before', async () => {
      const other = '11111111-1111-4111-8111-111111111111';
      const old = '22222222-2222-4222-8222-222222222222';
      const fill = fillNow();
      await answers({
        '/fills': [
          { ...fill, trade_id: 7, order_id: other },
          fill,
          { ...fill, trade_id: 1, order_id: old, created_at: '2020-01-01T00:00:00Z' },
        ],
        [`/orders/${order.id}`]: {
          ...order,
          client_oid: intent.client_oid,
          status: 'done',
          done_reason: 'filled',
        },
        [`/orders/${other}`]: { ...order, id: other, client_oid: other },
      });
      assert.deepEqual(
        [(await place()).order.id, meeting.server.seen.some(({ target }) => target.includes(old))],
        [order.id, false],
      );
    });

    it('stays unresolved where the exchange cannot be asked', async () => {
      await answers({ '/fills': undefined });
      assert.equal((await failure(place())).code, 'ORDER_UNRESOLVED');
    });
  });
});
