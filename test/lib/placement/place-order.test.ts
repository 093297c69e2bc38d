import assert from 'node:assert/strict';
import { placeOrder, type PlacementOptions } from '../../../nodes/lib/placement';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import type { Fill } from '../../../nodes/lib/rules/orders';
import { accepted, fakeExchange, filled, intent, order, type Script } from './fake-exchange';
import { jumpingClock } from './jumping-clock';

const fill: Fill = {
  trade_id: '1',
  order_id: accepted.id,
  product_id: 'BTC-USD',
  side: 'buy',
  liquidity: 'T',
  price: '100',
  size: '1',
  fee: '0.6',
  created_at: '',
  settled: true,
};

const setUp = (script: Script) => {
  const clock = jumpingClock();
  const { trading, calls } = fakeExchange(script);
  const place = (options: PlacementOptions = {}) => placeOrder(intent, { trading, clock }, options);
  return { clock, calls, place };
};
const open = order({ status: 'open' });
const half = order({ status: 'open', filled_size: '0.5' });

describe('a placement', () => {
  it('is done with the acceptance, where no more was asked for', async () => {
    const { place, calls } = setUp({});
    const placement = await place();
    assert.deepEqual(placement, {
      outcome: 'accepted',
      order: accepted,
      attempts: 1,
      found: false,
      raw: { wire: true },
      client_oid: intent.client_oid,
    });
    assert.deepEqual(calls, [`place ${intent.client_oid}`]);
  });

  it('waits until the order is done, looking less and less often', async () => {
    const { place, clock } = setUp({ sightings: [undefined, open, half, half, half, filled] });
    const placement = await place({ waitFor: 'done' });
    assert.deepEqual([placement.outcome, placement.order.filled_size], ['filled', '1']);
    assert.deepEqual(clock.pauses, [250, 500, 1000, 2000, 2000, 2000]);
  });

  it('tells the order as it stands when the wait is over', async () => {
    const { place, calls } = setUp({ sightings: [half] });
    const placement = await place({ waitFor: 'done', waitMs: 3000 });
    assert.deepEqual([placement.outcome, placement.order.filled_size], ['open', '0.5']);
    assert.equal(calls.includes('cancel BTC-USD'), false);
  });

  it('cancels then, where asked for, and tells what was filled', async () => {
    const canceled = order({ status: 'done', done_reason: 'canceled', filled_size: '0.5' });
    const { place, calls } = setUp({ sightings: [half, half, half, half, canceled] });
    const placement = await place({ waitFor: 'done', waitMs: 3000, afterWait: 'cancel' });
    assert.deepEqual([placement.outcome, placement.order.filled_size], ['partially-filled', '0.5']);
    assert.equal(calls.filter((call) => call === 'cancel BTC-USD').length, 1);
  });

  it('counts a fill that came before the cancel', async () => {
    const { place } = setUp({
      sightings: [open, open, open, open, filled],
      cancel: { kind: 'already-done', message: 'Order already done' },
    });
    assert.equal((await place({ waitFor: 'done', waitMs: 3000, afterWait: 'cancel' })).outcome, 'filled');
  });

  it('calls an order canceled that is gone after its cancel', async () => {
    const { place } = setUp({ sightings: [open, open, open, open, undefined] });
    const placement = await place({ waitFor: 'done', waitMs: 3000, afterWait: 'cancel' });
    assert.deepEqual(
      [placement.outcome, placement.order.status, placement.order.done_reason],
      ['canceled', 'done', 'canceled'],
    );
  });

  it('stays open and says so when the cancel fails', async () => {
    const { place } = setUp({ sightings: [open], cancel: new CoinbaseError('NETWORK', 'no') });
    assert.equal((await place({ waitFor: 'done', waitMs: 1000, afterWait: 'cancel' })).outcome, 'open');
  });

  it('takes an early 404 for "not yet", a lasting one for "canceled without a fill"', async () => {
    const late = setUp({ sightings: [undefined, undefined, undefined, filled] });
    assert.equal((await late.place({ waitFor: 'done' })).outcome, 'filled');
    const gone = setUp({ sightings: [undefined] });
    const placement = await gone.place({ waitFor: 'done' });
    assert.equal(placement.outcome, 'canceled');
    assert.deepEqual(gone.clock.pauses, [250, 500, 1000, 2000], 'after 3 s');
  });

  it('never calls an order canceled that is listed as open, however long its id is not found', async () => {
    const { place } = setUp({ sightings: [undefined], pages: [[order({ id: 'another' })], [open]] });
    assert.equal((await place({ waitFor: 'done', waitMs: 20_000 })).outcome, 'open');
    const later = setUp({ sightings: [...Array<undefined>(5).fill(undefined), filled], pages: [[open]] });
    assert.equal((await later.place({ waitFor: 'done' })).outcome, 'filled');
  });

  it('never calls an order canceled that is not found, where the exchange forgets none', async () => {
    const settles = [...Array<undefined>(6).fill(undefined), open, filled];
    const late = setUp({ sightings: settles, forgetsUnfilled: false });
    assert.equal((await late.place({ waitFor: 'done' })).outcome, 'filled');
    const gone = setUp({ sightings: [undefined], forgetsUnfilled: false });
    assert.equal((await gone.place({ waitFor: 'done', waitMs: 60_000 })).outcome, 'open');
  });

  it('takes a 404 after a sighting for "canceled" at once', async () => {
    const { place, clock } = setUp({ sightings: [open, undefined] });
    assert.equal((await place({ waitFor: 'done' })).outcome, 'canceled');
    assert.equal(clock.pauses.length, 2);
  });

  it('never calls an order canceled that has fills', async () => {
    const { place } = setUp({ sightings: [undefined], fills: [fill] });
    assert.equal((await place({ waitFor: 'done', waitMs: 5000 })).outcome, 'open');
  });

  it('goes on looking over failed looks', async () => {
    const trouble = new CoinbaseError('NETWORK', 'no');
    const { place } = setUp({ sightings: [trouble, trouble, filled] });
    assert.equal((await place({ waitFor: 'done' })).outcome, 'filled');
  });

  it('refuses an order that is rejected after its acceptance', async () => {
    const { place } = setUp({ sightings: [order({ status: 'rejected', reject_reason: 'post only' })] });
    await assert.rejects(place({ waitFor: 'done' }), (thrown) => {
      assert.ok(thrown instanceof CoinbaseError);
      assert.deepEqual([thrown.code, thrown.details.exchange], ['ORDER_REFUSED', 'post only']);
      return true;
    });
  });

  it('ends its wait when the caller gives up; the order stands', async () => {
    const gaveUp = new AbortController();
    const { place } = setUp({ sightings: [open] });
    const placing = place({ waitFor: 'done', waitMs: 60_000, signal: gaveUp.signal });
    setImmediate(() => gaveUp.abort());
    assert.equal((await placing).outcome, 'open');
  });
});
