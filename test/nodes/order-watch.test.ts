import assert from 'node:assert/strict';
import { OrderWatch, type WatchParts } from '../../nodes/coinbase-order-events/order-watch';
import type { OrderEvents, OrderEventsState } from '../../nodes/lib/placement/order-events';
import { CoinbaseError } from '../../nodes/lib/rules/errors';
import { virtualClock } from '../lib/api/virtual-clock';

describe('what a node of order events shows', () => {
  it('is live again after the account could not be asked for a while, and no error follows', async () => {
    const clock = virtualClock();
    let state: OrderEventsState = { kind: 'connecting' };
    let hearState = (): void => undefined;
    let broken = false;
    const events = {
      get state() {
        return state;
      },
      openCount: 0,
      listen(_node: string, listener: { readonly state: () => void }) {
        hearState = listener.state;
        listener.state();
        return () => undefined;
      },
    } as unknown as OrderEvents;
    const shown: string[] = [];
    const failures: unknown[] = [];
    const watch = new OrderWatch({
      node: 'n-events',
      account: {
        orderEvents: () =>
          broken
            ? Promise.reject(new CoinbaseError('ACCOUNT_MISSING', 'it is gone'))
            : Promise.resolve(events),
      },
      outlet: {
        show: ({ kind }: { readonly kind: string }) => void shown.push(kind),
        fail: (error: unknown) => void failures.push(error),
        send: () => undefined,
      },
      settings: { placedBy: 'anybody', staleMs: 30_000 },
      clock,
      ownFlow: () => () => true,
      warn: () => undefined,
    } as unknown as WatchParts);
    await clock.advance(100);
    broken = true;
    await clock.advance(5000);
    assert.equal(shown.at(-1), 'misconfigured');
    state = { kind: 'live' } as OrderEventsState;
    hearState();
    broken = false;
    await clock.advance(5000);
    assert.notEqual(shown.at(-1), 'misconfigured');
    await clock.advance(60_000);
    assert.deepEqual(failures, []);
    watch.end();
  });
});
