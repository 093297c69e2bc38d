import assert from 'node:assert/strict';
import { createDeadline } from '../../../nodes/lib/api/deadline';
import { createLifetime } from '../../../nodes/lib/rules/lifetime';
import { createLimiter, MOST_WAITING } from '../../../nodes/lib/api/limiter';
import type { CallOptions } from '../../../nodes/lib/api';
import type { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { virtualClock } from './virtual-clock';

type Rank = Pick<CallOptions, 'urgent' | 'background'>;

/** Private requests that leave at once. */
const BURST = 30 - 2 - 3;

describe('the limiter', () => {
  const setUp = () => {
    const clock = virtualClock();
    const limiter = createLimiter(clock);
    const owner = createLifetime();
    const went: string[] = [];
    const failed: string[] = [];
    const ask = (method: string, path: string, timeoutMs = 60_000, rank: Rank = {}): void => {
      const turn = limiter.admit(method, path, createDeadline({ timeoutMs, ...rank }, owner, clock));
      const label = `${method} ${path}`;
      if (turn)
        turn.then(
          () => went.push(label),
          (error: CoinbaseError) => failed.push(error.code),
        );
      else went.push(label);
    };
    return { clock, limiter, owner, went, failed, ask };
  };

  it('lets a burst go at once and then keeps to the rate', async () => {
    const { clock, went, ask } = setUp();
    for (let index = 0; index < 100; index += 1) ask('GET', '/accounts');
    assert.equal(went.length, BURST, 'the burst of 30 less a margin and what is kept for cancels');
    await clock.advance(1000);
    assert.equal(went.length, BURST + 15);
    await clock.advance(2000);
    assert.equal(went.length, BURST + 45);
  });

  it('never lets more go than the exchange takes, in any window', async () => {
    const { clock, went, ask } = setUp();
    const times: number[] = [];
    for (let index = 0; index < 300; index += 1) ask('GET', '/orders');
    for (let ms = 0; ms < 20_000; ms += 10) {
      while (times.length < went.length) times.push(ms);
      await clock.advance(10);
    }
    assert.equal(times.length, 300);
    times.forEach((from, first) =>
      times.slice(first).forEach((to, more) => assert.ok(more + 1 <= 30 + ((to - from) / 1000) * 15 + 1)),
    );
  });

  it('keeps a bucket each for public data, fills and the rest', () => {
    const { went, ask } = setUp();
    for (let index = 0; index < 50; index += 1) {
      ask('GET', '/products/BTC-USD/ticker');
      ask('GET', '/fills?order_id=1');
      ask('GET', '/accounts');
    }
    const count = (path: string): number => went.filter((label) => label.includes(path)).length;
    assert.deepEqual([count('/products'), count('/fills'), count('/accounts')], [13, 18, BURST]);
  });

  it('lets cancels go before everything that waits', async () => {
    const { clock, went, ask } = setUp();
    for (let index = 0; index < 40; index += 1) ask('POST', '/orders');
    await clock.advance(1000);
    const before = went.length;
    for (const id of [1, 2, 3, 4]) ask('DELETE', `/orders/${id}`);
    const atOnce = went.slice(before);
    assert.deepEqual(atOnce.slice(0, 3), ['DELETE /orders/1', 'DELETE /orders/2', 'DELETE /orders/3']);
    await clock.advance(70);
    assert.equal(went[before + 3], 'DELETE /orders/4', 'within 100 ms behind a full queue');
  });

  it('keeps no timer for those who gave up waiting, so that the process can end', async () => {
    const { clock, limiter, failed, ask } = setUp();
    limiter.refused('/orders', 3600);
    ask('GET', '/orders', 1000);
    ask('POST', '/orders', 2000);
    await clock.advance(1500);
    assert.ok(clock.pending() > 0, 'one still waits');
    await clock.advance(1000);
    assert.deepEqual([failed, clock.pending()], [['RATE_LIMITED', 'RATE_LIMITED'], 0]);
  });

  it('lets urgent requests go after cancels and before all others', async () => {
    const { clock, went, ask } = setUp();
    for (let index = 0; index < 40; index += 1) ask('POST', '/orders');
    ask('GET', '/orders/1', 60_000, { urgent: true });
    for (const id of [1, 2, 3, 4]) ask('DELETE', `/orders/${id}`);
    await clock.advance(1000);
    const urgent = went.indexOf('GET /orders/1');
    assert.ok(urgent > went.lastIndexOf('DELETE /orders/4'));
    assert.equal(went.slice(urgent + 1).includes('POST /orders'), true);
    assert.equal(went.slice(BURST, urgent).includes('POST /orders'), false);
  });

  it('lets a look that a cancel waits for go as the cancel does, also while it was asked to keep quiet', async () => {
    const { clock, limiter, went, ask } = setUp();
    for (let index = 0; index < 40; index += 1) ask('POST', '/orders');
    ask('GET', '/orders', 60_000, { urgent: 'for-cancel' });
    assert.equal(went.at(-1), 'GET /orders', 'by what is kept for cancels');
    limiter.refused('/orders', 60);
    ask('GET', '/orders?after=1', 60_000, { urgent: 'for-cancel' });
    await clock.advance(100);
    assert.equal(went.at(-1), 'GET /orders?after=1');
  });

  it('lets a look in the background go last, and leaves half of the burst to orders', async () => {
    const { clock, went, ask } = setUp();
    for (let index = 0; index < 30; index += 1) ask('GET', '/look', 60_000, { background: true });
    assert.equal(went.length, 14, 'half of the 28 that could leave');
    for (let index = 0; index < 11; index += 1) ask('POST', '/orders');
    assert.equal(went.length, 25, 'orders leave at once, whoever else waits');
    ask('POST', '/orders');
    await clock.advance(500);
    const last = went.lastIndexOf('POST /orders');
    assert.equal(last, 25, 'the order that had to wait went before every look that waited');
    await clock.advance(5000);
    assert.equal(went.length, 42, 'in the end the looks go too');
  });

  it('refuses what would wait behind a full queue, but not a cancel', async () => {
    const { clock, went, failed, ask } = setUp();
    for (let index = 0; index < BURST + MOST_WAITING + 3; index += 1) ask('GET', '/accounts');
    ask('DELETE', '/orders/1');
    await clock.advance(70);
    assert.deepEqual(failed, ['RATE_QUEUE_FULL', 'RATE_QUEUE_FULL', 'RATE_QUEUE_FULL']);
    assert.equal(went.includes('DELETE /orders/1'), true);
  });

  it('gives up at the deadline and leaves its place to others', async () => {
    const { clock, failed, went, ask } = setUp();
    for (let index = 0; index < BURST + 30; index += 1) ask('GET', '/accounts');
    ask('GET', '/late', 500);
    ask('GET', '/patient');
    await clock.advance(500);
    assert.deepEqual(failed, ['RATE_LIMITED']);
    await clock.advance(2000);
    assert.equal(went.includes('GET /late'), false);
    assert.equal(went.includes('GET /patient'), true);
  });

  it('lets its waiters go when their owner ends', async () => {
    const { clock, owner, failed, ask } = setUp();
    for (let index = 0; index < 30; index += 1) ask('GET', '/accounts');
    owner.end();
    await clock.advance(0);
    assert.deepEqual(failed, Array<string>(30 - BURST).fill('ABORTED'));
  });

  it('forgets its savings when the exchange says 429', async () => {
    const { clock, limiter, went, ask } = setUp();
    limiter.refused('/accounts', undefined);
    ask('GET', '/accounts');
    await clock.advance(200);
    assert.equal(went.length, 0);
    await clock.advance(70);
    assert.equal(went.length, 1);
  });

  it('keeps quiet for as long as the exchange asked, but for cancels', async () => {
    const { clock, limiter, went, ask } = setUp();
    limiter.refused('/orders', 5);
    limiter.refused('/orders', undefined);
    for (let index = 0; index < 10; index += 1) ask('POST', '/orders');
    ask('GET', '/fills');
    ask('DELETE', '/orders/1');
    await clock.advance(4990);
    assert.deepEqual(went, ['GET /fills', 'DELETE /orders/1'], 'other limits are not meant');
    await clock.advance(20);
    assert.equal(went.length, 12);
  });
});
