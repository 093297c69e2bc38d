import assert from 'node:assert/strict';
import { json } from '../loopback';
import { closeDesks, fails, id, oid, openDesk, type Desk } from './desk';
import { market, wireOrder } from './order-samples';

describe('cancels on Advanced Trade', () => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  beforeEach(() => desk.clear());
  after(closeDesks);

  describe('cancels', () => {
    const result = (failure_reason?: string): object => ({
      results: [{ order_id: id, success: failure_reason === undefined, failure_reason }],
    });
    const rows: readonly (readonly [string | undefined, object | undefined, string])[] = [
      [undefined, undefined, 'canceled'],
      ['DUPLICATE_CANCEL_REQUEST', { ...wireOrder, status: 'CANCEL_QUEUED' }, 'canceled'],
      ['DUPLICATE_CANCEL_REQUEST', { ...wireOrder, status: 'CANCELLED' }, 'already-done'],
      ['ORDER_IS_FULLY_FILLED', undefined, 'already-done'],
      ['UNKNOWN_CANCEL_ORDER', undefined, 'gone'],
      ['UNKNOWN_CANCEL_ORDER', { ...wireOrder, status: 'CANCELLED' }, 'already-done'],
    ];
    for (const [reason, found, kind] of rows)
      it(`${reason ?? 'success'}${found ? ` of ${JSON.stringify(found).match(/CANCEL\w+/)?.[0] ?? 'an order'}` : ''}: ${kind}`, async () => {
        desk.tell('POST /orders/batch_cancel', result(reason));
        if (found) desk.tell(`GET /orders/historical/${id}`, { order: found });
        else
          desk.tell(
            `GET /orders/historical/${id}`,
            { error_details: 'order with this orderID was not found' },
            404,
          );
        assert.equal((await desk.connection.trading.cancel({ id }, undefined)).kind, kind);
        assert.deepEqual(desk.bodies('POST /orders/batch_cancel'), [{ order_ids: [id] }]);
      });

    it('fails where the order is open still', async () => {
      desk.tell('POST /orders/batch_cancel', result('NOT_ALLOWED_TO_CANCEL'));
      desk.tell(`GET /orders/historical/${id}`, { order: wireOrder });
      await fails(desk.connection.trading.cancel({ id }, undefined), 'PERMISSION_DENIED');
    });

    it('by client order id', async () => {
      desk.tell('GET /orders/historical/batch', { orders: [wireOrder], has_next: false });
      desk.tell('POST /orders/batch_cancel', result());
      const { trading } = desk.connection;
      assert.deepEqual(await trading.cancel({ clientOid: oid }, 'BTC-USD'), { kind: 'canceled', id });
      assert.equal((await trading.cancel({ clientOid: id }, 'BTC-USD')).kind, 'gone');
    });

    it('of which another is under way are told alike, of one and of all', async () => {
      const queued = { ...wireOrder, status: 'CANCEL_QUEUED' };
      desk.tell('POST /orders/batch_cancel', result('DUPLICATE_CANCEL_REQUEST'));
      desk.tell(`GET /orders/historical/${id}`, { order: queued });
      desk.tell('GET /orders/historical/batch', { orders: [queued], has_next: false });
      const { trading } = desk.connection;
      const message = 'DUPLICATE_CANCEL_REQUEST';
      assert.deepEqual(await trading.cancel({ id }, undefined), { kind: 'canceled', message, id });
      assert.deepEqual(await trading.cancelAll(undefined), [id]);
    });

    it('all, a hundred at a time, until none is new', async () => {
      const ids = Array.from({ length: 250 }, (_, index) => `order-${index}`);
      desk.on('GET /orders/historical/batch', ({ target }, response) =>
        json(response, 200, {
          orders: target.includes('=OPEN')
            ? ids.map((order_id) => ({ ...wireOrder, order_id, status: 'OPEN' }))
            : [],
          has_next: false,
        }),
      );
      desk.on('POST /orders/batch_cancel', ({ body }, response) => {
        const { order_ids } = JSON.parse(body) as { order_ids: string[] };
        json(response, 200, {
          results: order_ids.map((order_id) => ({
            order_id,
            success: order_id !== 'order-7',
            failure_reason: 'ORDER_IS_FULLY_FILLED',
          })),
        });
      });
      const canceled = await desk.connection.trading.cancelAll(undefined);
      assert.equal(canceled.length, 249);
      const sizes = (desk.bodies('POST /orders/batch_cancel') as { order_ids: string[] }[]).map(
        ({ order_ids }) => order_ids.length,
      );
      assert.deepEqual(sizes, [100, 100, 50]);
    });
  });

  it('reads own fills from page to page', async () => {
    const fill = {
      trade_id: '77',
      order_id: id,
      product_id: 'BTC-USD',
      side: 'SELL',
      liquidity_indicator: 'MAKER',
      price: '10.00',
      size: '2.0',
      commission: '0.08',
      trade_time: '2026-01-02T03:04:05Z',
      size_in_quote: false,
    };
    desk.on('GET /orders/historical/fills', ({ target }, response) => {
      assert.match(target, /order_ids=d0c5340b/);
      const second = target.includes('cursor=more');
      json(response, 200, {
        fills: [second ? { ...fill, size: '25', size_in_quote: true, liquidity_indicator: 'TAKER' } : fill],
        cursor: second ? '' : 'more',
      });
    });
    const fills = [];
    for await (const page of desk.connection.trading.listFills({ orderId: id })) fills.push(...page);
    const told = {
      trade_id: '77',
      order_id: id,
      product_id: 'BTC-USD',
      side: 'sell',
      liquidity: 'M',
      price: '10',
      size: '2',
      fee: '0.08',
      created_at: '2026-01-02T03:04:05Z',
      settled: true,
    };
    assert.deepEqual(fills, [told, { ...told, size: '2.5', liquidity: 'T' }]);
  });

  it('previews with its errors and warnings', async () => {
    desk.tell('POST /orders/preview', {
      order_total: '25.15',
      commission_total: '0.15',
      errs: ['PREVIEW_INSUFFICIENT_FUND'],
      warning: ['BIG_ORDER'],
      quote_size: 25,
      base_size: '0.0025',
      best_bid: '9999',
      best_ask: '10000.10',
      slippage: '1e-7',
    });
    assert.deepEqual(await desk.connection.trading.preview?.(market), {
      base_size: '0.0025',
      quote_size: '25',
      order_total: '25.15',
      commission_total: '0.15',
      best_bid: '9999',
      best_ask: '10000.1',
      errors: ['PREVIEW_INSUFFICIENT_FUND'],
      warnings: ['BIG_ORDER'],
    });
    const figures = { order_total: '10', est_average_filled_price: '9999.50', average_filled_price: '1' };
    desk.tell('POST /orders/preview', { ...figures, slippage: '0.0010' });
    const told = await desk.connection.trading.preview?.(market);
    assert.deepEqual([told?.average_price, told?.slippage], ['9999.5', '0.001']);
    desk.tell('POST /orders/preview', { average_filled_price: '9998' });
    assert.equal((await desk.connection.trading.preview?.(market))?.average_price, '9998');
    desk.tell('POST /orders/preview', {});
    await fails(desk.connection.trading.preview?.(market) ?? Promise.resolve(), 'RESPONSE_NOT_JSON');
  });

  it('changes an order, both fields, or says why not', async () => {
    const { trading } = desk.connection;
    desk.tell('POST /orders/edit', { success: true, success_response: { order_id: id } });
    assert.equal(await trading.edit?.(id, { price: '8100', size: '0.01' }), id);
    assert.deepEqual(desk.bodies('POST /orders/edit'), [{ order_id: id, price: '8100', size: '0.01' }]);
    desk.tell('POST /orders/edit', {
      success: false,
      errors: [{ edit_failure_reason: 'ONLY_OPEN_ORDERS_CAN_BE_EDITED' }],
    });
    const error = await fails(
      trading.edit?.(id, { price: '1', size: '1' }) ?? Promise.resolve(),
      'ORDER_REFUSED',
    );
    assert.equal(error.details.exchange, 'ONLY_OPEN_ORDERS_CAN_BE_EDITED');
  });
});
