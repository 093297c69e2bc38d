import assert from 'node:assert/strict';
import { OrderWatch, type WatchParts } from '../../nodes/coinbase-order-events/order-watch';
import type { OrderEvents, OrderEventsState, OrderListener } from '../../nodes/lib/placement/order-events';
import { CoinbaseError } from '../../nodes/lib/rules/errors';
import { virtualClock, type VirtualClock } from '../lib/api/virtual-clock';

const LIVE: OrderEventsState = { kind: 'live' };
const STALE: OrderEventsState = { kind: 'stale', reason: 'silent', sinceMs: 0 };

interface Bench {
  readonly clock: VirtualClock;
  readonly watch: OrderWatch;
  /** Kinds of what the node showed. */
  readonly shown: string[];
  /** Codes of the errors that Catch got. */
  readonly failures: string[];
  readonly warnings: string[];
  /** Nodes that are gone for good. */
  readonly forgotten: string[];
  /** Whether the account can be asked. */
  breakAccount(broken: boolean): void;
  /** How the events stand from now on. */
  become(state: OrderEventsState): void;
  lose(count: number): void;
}

/** A node whose account has events that stand as the test says. */
function benchOf(settings: object = {}, orders: readonly object[] = []): Bench {
  const clock = virtualClock();
  let state: OrderEventsState = { kind: 'connecting' };
  let listener: OrderListener | undefined;
  let broken = false;
  const shown: string[] = [];
  const failures: string[] = [];
  const warnings: string[] = [];
  const forgotten: string[] = [];
  const events = {
    get state() {
      return state;
    },
    openCount: orders.length,
    openOrders: () => orders,
    forget: (node: string) => void forgotten.push(node),
    listen(_node: string, listens: OrderListener) {
      listener = listens;
      listens.state(state);
      return () => undefined;
    },
  } as unknown as OrderEvents;
  const gone = new CoinbaseError('ACCOUNT_MISSING', 'it is gone');
  const watch = new OrderWatch({
    node: 'n-events',
    account: { orderEvents: () => (broken ? Promise.reject(gone) : Promise.resolve(events)) },
    outlet: {
      show: ({ kind }: { readonly kind: string }) => void shown.push(kind),
      fail: ({ code }: CoinbaseError) => void failures.push(code),
      send: () => undefined,
    },
    settings: { products: [], side: 'any', placedBy: 'anybody', staleMs: 30_000, ...settings },
    clock,
    ownFlow: () => () => true,
    warn: (sentence: string) => void warnings.push(sentence),
  } as unknown as WatchParts);
  return {
    clock,
    watch,
    shown,
    failures,
    warnings,
    forgotten,
    breakAccount: (now) => (broken = now),
    become(next) {
      state = next;
      listener?.state(next);
    },
    lose: (count) => listener?.lost(count),
  };
}

describe('what a node of order events shows', () => {
  it('is live again after the account could not be asked for a while, and no error follows', async () => {
    const bench = benchOf();
    const { clock, shown } = bench;
    await clock.advance(100);
    bench.breakAccount(true);
    await clock.advance(5000);
    assert.equal(shown.at(-1), 'misconfigured');
    bench.become(LIVE);
    bench.breakAccount(false);
    await clock.advance(5000);
    assert.notEqual(shown.at(-1), 'misconfigured');
    await clock.advance(60_000);
    assert.deepEqual(bench.failures, []);
    bench.watch.end();
  });

  it('is told to Catch once an outage, however long and restless it is, and anew in the next one', async () => {
    const bench = benchOf();
    const { clock, failures } = bench;
    await clock.advance(100);
    for (const outages of [1, 2]) {
      bench.become(LIVE);
      bench.become(STALE);
      await clock.advance(29_999);
      assert.equal(failures.length, outages - 1, 'not before its time');
      await clock.advance(1);
      for (let again = 0; again < 5; again += 1) {
        bench.become({ kind: 'connecting' });
        bench.become(STALE);
        await clock.advance(60_000);
      }
      assert.deepEqual(failures, Array<string>(outages).fill('FEED_STALE'));
      assert.equal(bench.shown.at(-1), 'failed');
    }
    bench.watch.end();
    assert.equal(clock.pending(), 0);
  });

  it('is told to Catch once for a refusal that comes again and again, and anew after it was live', async () => {
    const bench = benchOf({ staleMs: 86_400_000 });
    const { clock, failures } = bench;
    await clock.advance(100);
    const refused = (code: 'PERMISSION_DENIED' | 'ABORTED'): OrderEventsState => ({
      kind: 'refused',
      error: new CoinbaseError(code, 'no'),
    });
    for (const outages of [1, 2]) {
      bench.become(LIVE);
      for (let again = 0; again < 3; again += 1) {
        bench.become(refused('PERMISSION_DENIED'));
        bench.become({ kind: 'connecting' });
      }
      assert.deepEqual(failures, Array<string>(outages).fill('PERMISSION_DENIED'));
    }
    bench.become(LIVE);
    bench.become(refused('ABORTED'));
    assert.equal(failures.length, 2, 'another key is no error: its events are heard next');
    bench.watch.end();
  });
});

describe('a node of order events', () => {
  it('says in the log how many changes it lost, and is forgotten where it is gone for good', async () => {
    const bench = benchOf();
    await bench.clock.advance(100);
    bench.lose(7);
    assert.match(bench.warnings.join(), /^7 changes of own orders/);
    bench.watch.forget();
    assert.deepEqual(bench.forgotten, ['n-events']);
    bench.watch.end();
  });

  it('answers with the open orders of its form alone', async () => {
    const orders = [
      { id: 'a', product_id: 'BTC-USD', side: 'buy' },
      { id: 'b', product_id: 'ETH-USD', side: 'buy' },
      { id: 'c', product_id: 'BTC-USD', side: 'sell' },
    ];
    const bench = benchOf({ products: ['BTC-USD'], side: 'buy' }, orders);
    await bench.clock.advance(100);
    bench.become(LIVE);
    const open = await bench.watch.openOrders(new AbortController().signal);
    assert.deepEqual(
      open.map(({ id }) => id),
      ['a'],
    );
    bench.watch.end();
  });
});
