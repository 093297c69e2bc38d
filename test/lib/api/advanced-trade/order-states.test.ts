import assert from 'node:assert/strict';
import type { Order } from '../../../../nodes/lib/rules/orders';
import { takenByAnother } from '../../../../nodes/lib/rules/same-order';
import { json } from '../loopback';
import { closeDesks, id, oid, openDesk, type Desk } from './desk';
import { limit, market, order, wireOrder } from './order-samples';

describe('orders as Advanced Trade tells of them', () => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  beforeEach(() => desk.clear());
  after(closeDesks);

  describe('states', () => {
    const filled = { filled_size: '0.01', filled_value: '79.5', total_fees: '0.4' };
    const rows: readonly (readonly [object, Partial<Order>])[] = [
      [{ status: 'PENDING' }, { status: 'pending' }],
      [{ status: 'QUEUED' }, { status: 'pending' }],
      [{ status: 'CANCEL_QUEUED' }, { status: 'open' }],
      [{ status: 'EDIT_QUEUED' }, { status: 'open' }],
      [{ status: 'WHAT_IS_THIS' }, { status: 'pending' }],
      [
        { status: 'FILLED', ...filled, settled: true, last_fill_time: 'then' },
        {
          status: 'done',
          done_reason: 'filled',
          filled_size: '0.01',
          executed_value: '79.5',
          fill_fees: '0.4',
          settled: true,
          done_at: 'then',
        },
      ],
      [{ status: 'CANCELLED' }, { status: 'done', done_reason: 'canceled', settled: true }],
      [{ status: 'EXPIRED' }, { status: 'done', done_reason: 'canceled', settled: true }],
      [
        { status: 'FAILED', reject_reason: 'HOLD_FAILURE', reject_message: 'no' },
        { status: 'rejected', reject_reason: 'HOLD_FAILURE: no', settled: true },
      ],
    ];
    for (const [wire, told] of rows)
      it(Object.values(wire).slice(0, 1).join(), async () => {
        desk.tell(`GET /orders/historical/${id}`, { order: { ...wireOrder, ...wire } });
        assert.deepEqual(await desk.connection.trading.find({ id }), { ...order, ...told });
      });

    it('a stop that waits is active, and has its prices and its end', async () => {
      const { post_only: _none, ...base } = order;
      desk.tell(`GET /orders/historical/${id}`, {
        order: {
          ...wireOrder,
          trigger_status: 'STOP_PENDING',
          time_in_force: 'GOOD_UNTIL_DATE_TIME',
          order_configuration: {
            stop_limit_stop_limit_gtd: {
              base_size: '0.01',
              limit_price: '8000',
              stop_price: '7900',
              stop_direction: 'STOP_DIRECTION_STOP_UP',
              end_time: '2026-01-03T00:00:00Z',
            },
          },
        },
      });
      assert.deepEqual(await desk.connection.trading.find({ id }), {
        ...base,
        status: 'active',
        time_in_force: 'GTT',
        stop: 'entry',
        stop_price: '7900',
        expire_time: '2026-01-03T00:00:00Z',
      });
    });
  });

  it('an order that is told without its type is still the one that was asked for', async () => {
    for (const order_configuration of [null, {}])
      for (const intent of [limit, market]) {
        const bare = { ...wireOrder, order_configuration, order_type: 'UNKNOWN_ORDER_TYPE' };
        desk.tell(`GET /orders/historical/${id}`, { order: bare });
        const found = await desk.connection.trading.find({ id });
        assert.ok(found);
        assert.equal(takenByAnother(intent, found), undefined);
      }
  });

  it('finds by client order id in the orders since then, on every page', async () => {
    desk.on('GET /orders/historical/batch', ({ target }, response) => {
      const query = new URLSearchParams(target.split('?')[1]);
      assert.equal(query.has('product_ids'), false, 'whatever the list calls its product');
      assert.equal(query.get('start_date'), '2026-01-02T00:00:00.000Z');
      assert.equal(query.has('order_status'), false, 'canceled ones as well');
      const first = query.get('cursor') === null;
      const other = { ...wireOrder, client_order_id: 'another' };
      json(response, 200, {
        orders: [first ? other : wireOrder],
        has_next: first,
        cursor: first ? 'next page' : '',
      });
    });
    const sinceMs = Date.parse('2026-01-02');
    assert.equal((await desk.connection.trading.find({ clientOid: oid }, { sinceMs }))?.id, id);
    assert.equal(desk.server.seen.length, 2);
    assert.equal(await desk.connection.trading.find({ clientOid: id }, { sinceMs }), undefined);
  });
});
