import assert from 'node:assert/strict';
import { catchUp, isComplete } from '../../../../nodes/lib/placement/order-events/catch-up';
import { createLanes, type Work } from '../../../../nodes/lib/placement/order-events/lanes';
import { Memory } from '../../../../nodes/lib/placement/order-events/memory';
import { ToldOrder } from '../../../../nodes/lib/placement/order-events/told-order';
import type { Fill, Order } from '../../../../nodes/lib/rules/orders';
import { virtualClock } from '../../api/virtual-clock';

const START = Date.parse('2026-01-02T03:04:05.000Z');
const at = (second: number): string => new Date(START + second * 1000).toISOString();
const order = (over: Partial<Order> = {}): Order => ({
  id: 'o1',
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  size: '10',
  price: '100',
  status: 'open',
  filled_size: '0',
  executed_value: '0',
  fill_fees: '0',
  settled: false,
  created_at: at(0),
  ...over,
});
const fill = (trade_id: number, size: string, over: Partial<Fill> = {}): Fill => ({
  trade_id: String(trade_id),
  order_id: 'o1',
  product_id: 'BTC-USD',
  side: 'buy',
  liquidity: 'M',
  price: '100',
  size,
  fee: '0.5',
  created_at: at(trade_id),
  settled: true,
  ...over,
});
const events = (drafts: readonly { event: string; fill?: Fill }[]): string[] =>
  drafts.map(({ event, fill: one }) => (one ? `${event} ${one.trade_id}` : event));

describe('an order that is caught up with', () => {
  const told = (): ToldOrder => ToldOrder.begin(order(), 'received', at(0))[0];

  it('takes before it rests, and rests before it makes', () => {
    const fills = [fill(3, '1'), fill(1, '1', { liquidity: 'T' }), fill(2, '1', { liquidity: 'T' })];
    const seen = order({ filled_size: '3', executed_value: '300', fill_fees: '1.5' });
    assert.deepEqual(events(catchUp(told(), seen, fills, at(9))), ['fill 1', 'fill 2', 'open', 'fill 3']);
  });

  it('ends with the exchange’s own figures, whatever its fills add up to', () => {
    // Told in quote, their sizes are quotients that were cut.
    const fills = [fill(1, '0.333333333333333333'), fill(2, '0.666666666666666666')];
    const seen = order({
      size: '1',
      status: 'done',
      done_reason: 'filled',
      filled_size: '1',
      executed_value: '99.99',
      fill_fees: '0.9',
    });
    const [one] = ToldOrder.begin(order({ size: '1' }), 'received', at(0));
    assert.ok(isComplete(one, seen, fills));
    const drafts = catchUp(one, seen, fills, at(9));
    assert.deepEqual(events(drafts), ['fill 1', 'fill 2', 'done']);
    assert.deepEqual(
      drafts.map(({ order: { filled_size } }) => filled_size),
      ['0.333333333333333333', '1', '1'],
    );
    assert.deepEqual([one.order.executed_value, one.order.fill_fees], ['99.99', '0.9']);
  });

  it('is not told of a smaller figure, of an older status, or of another size of a market order', () => {
    const one = told();
    catchUp(one, order({ filled_size: '2', executed_value: '200', fill_fees: '1' }), [fill(1, '2')], at(1));
    for (const older of [
      order(),
      order({ status: 'pending' }),
      order({ status: 'received', filled_size: '1' }),
    ])
      assert.deepEqual(catchUp(one, older, [], at(2)), []);
    const [market] = ToldOrder.begin(order({ type: 'market' }), 'received', at(0));
    assert.deepEqual(
      catchUp(market, order({ type: 'market', size: '3', status: 'received' }), [], at(1)),
      [],
    );
  });

  it('stays done whatever else is said, and takes a late fill', () => {
    const one = told();
    catchUp(one, order({ status: 'done', done_reason: 'canceled' }), [], at(1));
    assert.deepEqual(catchUp(one, order(), [], at(2)), []);
    const late = catchUp(
      one,
      order({ status: 'done', done_reason: 'canceled', filled_size: '1' }),
      [fill(2, '1')],
      at(3),
    );
    assert.deepEqual(events(late), ['fill 2']);
    assert.deepEqual([one.order.status, one.order.filled_size], ['done', '1']);
  });
});

describe('what is remembered of an order', () => {
  it('is bounded however many fills it has, and none of them is news again', () => {
    const [told] = ToldOrder.begin(order({ size: '100000' }), 'received', at(0));
    const fills = Array.from({ length: 5000 }, (_, index) => fill(index + 1, '1'));
    for (const one of fills) assert.ok(told.filledBy(one));
    assert.ok(told.saved().trades.length <= 2000);
    const again = new ToldOrder(structuredClone(told.saved()));
    for (const one of fills) assert.equal(again.filledBy(one), undefined);
    assert.equal(again.order.filled_size, '5000');
    assert.ok(again.filledBy(fill(5001, '1')));
  });

  it('goes once no list can show the order again and no fill can come, and never while it is open', () => {
    const memory = new Memory({ horizonMs: START, orders: [] });
    const [open] = ToldOrder.begin(order({ id: 'open' }), 'received', at(0));
    const [done] = ToldOrder.begin(order({ id: 'done' }), 'received', at(0));
    done.status({ status: 'done', done_reason: 'canceled' }, at(5));
    memory.set(open);
    memory.set(done);
    memory.advance(START, START + 60_000);
    assert.ok(memory.get('done'), 'a fill may still come');
    memory.advance(START + 700_000, START + 760_000);
    assert.equal(memory.get('done'), undefined);
    assert.ok(memory.get('open'));
    memory.advance(START, START + 760_000);
    assert.equal(memory.horizonMs, START + 700_000, 'it never goes back');
  });

  it('does not keep what is placed from being news where the exchange told a time that is still to come', () => {
    const memory = new Memory({ horizonMs: START + 7_200_000, orders: [] });
    const next = order({ created_at: at(61) });
    assert.ok(!memory.isNew(next));
    memory.advance(START, START + 60_000);
    assert.ok(memory.isNew(next));
    assert.ok(!memory.isNew(order({ created_at: at(59) })), 'it may have been told');
  });

  it('is bounded however many orders are done', () => {
    const memory = new Memory({ horizonMs: START, orders: [] });
    for (let count = 0; count < 5000; count += 1) {
      const [one] = ToldOrder.begin(
        order({ id: String(count), created_at: at(count / 100) }),
        'received',
        at(count / 100),
      );
      one.status({ status: 'done', done_reason: 'canceled' }, at(count / 100));
      memory.set(one);
    }
    memory.advance(START + 60_000, START + 120_000);
    assert.ok(memory.all().length <= 1000, String(memory.all().length));
    assert.ok(memory.get('4999'), 'the latest stay');
  });

  it('tells an order of another profile by what the key can read', () => {
    const memory = new Memory({ horizonMs: START, orders: [] });
    assert.equal(memory.isForeign('theirs'), false, 'nothing is known yet');
    const [mine] = ToldOrder.begin(order({ profile_id: 'mine' }), 'received', at(0));
    mine.found = true;
    memory.set(mine);
    assert.deepEqual(
      [memory.isForeign('theirs'), memory.isForeign('mine'), memory.isForeign(undefined)],
      [true, false, false],
    );
  });
});

describe('the lanes of news', () => {
  const news = (id: string) => ({ kind: 'sighting', order: order({ id }) }) as const;

  it('take no more than their bound, and everything again once they are cleared', async () => {
    const clock = virtualClock();
    const lanes = createLanes({
      clock,
      work: () => Promise.resolve('again'),
      changed: () => undefined,
      most: 3,
    });
    assert.deepEqual(
      ['a', 'a', 'b', 'c'].map((id) => lanes.put(id, news(id))),
      [true, true, true, false],
    );
    lanes.clear();
    assert.equal(lanes.put('c', news('c')), true);
    lanes.clear();
    await clock.advance(10_000);
    assert.equal(clock.pending(), 0);
  });

  it('keep the order of one order’s news while others go on', async () => {
    const clock = virtualClock();
    const worked: string[] = [];
    let blocked = true;
    const work: Work = ({ id, forMs }) => {
      if (id === 'slow' && blocked) return Promise.reject(new Error('not yet'));
      worked.push(`${id} ${forMs}`);
      return Promise.resolve('told');
    };
    const lanes = createLanes({ clock, work, changed: () => undefined });
    for (const id of ['slow', 'slow', 'quick']) lanes.put(id, news(id));
    // The first tries are over, and their pauses begin.
    await clock.advance(0);
    await clock.advance(1000);
    assert.deepEqual(worked, ['quick 0']);
    blocked = false;
    await clock.advance(1000);
    assert.deepEqual(worked, ['quick 0', 'slow 1400', 'slow 0']);
    assert.deepEqual(lanes.waiting, []);
  });
});
