import assert from 'node:assert/strict';
import { openTrader, RESTING, type Trader } from './trader';

type Json = Record<string, unknown>;

describe('edits and previews at the Advanced Trade face', () => {
  let trader: Trader;

  before(async () => {
    trader = await openTrader();
  });
  beforeEach(() => trader.customer.sandbox.reset());
  after(() => trader.close());

  const edit = (order_id: string, price: string, size: string): Promise<Json> =>
    trader.post('/orders/edit', { order_id, price, size });

  async function reason(editing: Promise<Json>): Promise<unknown> {
    const { success, errors } = (await editing) as { success: boolean; errors: Json[] };
    assert.equal(success, false);
    assert.equal(errors.length, 1);
    return errors[0]?.['edit_failure_reason'];
  }

  /** Ids of the own orders in the book, best first. */
  async function inBook(): Promise<string[]> {
    const { bids } = (await trader.customer.send('GET', '/products/BTC-USD/book?level=3')).json() as {
      bids: [string, string, string][];
    };
    const own = new Set(trader.customer.sandbox.ledger().orders.map(({ id }) => id));
    return bids.map(([, , id]) => id).filter((id) => own.has(id));
  }

  it('change price and size under the same id, with the hold that they need', async () => {
    const id = await trader.place(RESTING);
    trader.customer.clock.advance(1000);
    assert.deepEqual(await edit(id, '2000', '0.02'), {
      success: true,
      success_response: { order_id: id },
      errors: [],
    });
    const order = await trader.order(id);
    assert.deepEqual(order['order_configuration'], {
      limit_limit_gtc: { base_size: '0.02', limit_price: '2000', post_only: false },
    });
    assert.equal(order['outstanding_hold_amount'], '40.24');
    assert.equal(order['client_order_id'] === '', false);
    assert.deepEqual(order['edit_history'], [
      { price: '2000', size: '0.02', replace_accept_timestamp: '2026-01-02T03:04:06.000000Z' },
    ]);
    const dollars = trader.customer.sandbox.ledger().balances.find(({ currency }) => currency === 'USD');
    assert.equal(dollars?.hold, '40.24');
    const exchange = (await trader.customer.send('GET', `/orders/${id}`)).json();
    assert.deepEqual([exchange['price'], exchange['size']], ['2000.00000000', '0.02000000']);
  });

  it('keep the place of an order that only becomes smaller, and no other', async () => {
    const [first, second] = [await trader.place(RESTING), await trader.place(RESTING)];
    await edit(first, '1000', '0.005');
    assert.deepEqual(await inBook(), [first, second]);
    await edit(first, '1000', '0.006');
    assert.deepEqual(await inBook(), [second, first]);
    await edit(second, '1000.01', '0.01');
    await edit(second, '1000', '0.01');
    assert.deepEqual(await inBook(), [first, second]);
  });

  it('fill an order that is moved to the market', async () => {
    const id = await trader.place(RESTING);
    await edit(id, '97000', '0.01');
    const order = await trader.order(id);
    assert.deepEqual(
      [order['status'], order['filled_size'], order['outstanding_hold_amount']],
      ['FILLED', '0.01', '0'],
    );
  });

  it('are refused with the reason, and change nothing', async () => {
    const limit = await trader.place(RESTING);
    const quote = await trader.place({
      ...RESTING,
      order_configuration: { limit_limit_gtc: { quote_size: '50', limit_price: '1000' } },
    });
    const dated = await trader.place({
      ...RESTING,
      order_configuration: {
        limit_limit_gtd: { base_size: '0.01', limit_price: '1000', end_time: '2026-02-01T00:00:00Z' },
      },
    });
    const posted = await trader.place({
      ...RESTING,
      order_configuration: { limit_limit_gtc: { base_size: '0.01', limit_price: '1000', post_only: true } },
    });
    const canceled = await trader.place(RESTING);
    await trader.post('/orders/batch_cancel', { order_ids: [canceled] });
    const before = trader.customer.sandbox.ledger();
    const table: [string, string, string, string][] = [
      ['00000000-0000-4000-8000-000000000000', '1000', '0.02', 'ORDER_NOT_FOUND'],
      [canceled, '1000', '0.02', 'ONLY_OPEN_ORDERS_CAN_BE_EDITED'],
      [dated, '1000', '0.02', 'ONLY_LIMIT_ORDER_EDITS_SUPPORTED'],
      [quote, '1000', '0.02', 'SIZE_IN_QUOTE_EDITS_NOT_ALLOWED'],
      [limit, '1000', '0.01', 'EDIT_REQUEST_EQUAL_TO_ORIGINAL_REQUEST'],
      [limit, '1000', '', 'INVALID_EDITED_SIZE'],
      [limit, '', '0.02', 'INVALID_EDITED_PRICE'],
      [limit, '1000.001', '0.02', 'INVALID_EDITED_PRICE'],
      [limit, '1000', '0.00000000000000000001', 'INVALID_EDITED_SIZE'],
      [limit, '1000', '1000', 'COMMANDER_REJECTED_EDIT_ORDER'],
      [posted, '120000', '0.02', 'COMMANDER_REJECTED_EDIT_ORDER'],
    ];
    for (const [id, price, size, expected] of table)
      assert.equal(await reason(edit(id, price, size)), expected, `${price} ${size}`);
    assert.deepEqual(trader.customer.sandbox.ledger(), before);
  });

  it('can be previewed', async () => {
    const id = await trader.place(RESTING);
    const preview = await trader.post('/orders/edit_preview', { order_id: id, price: '2000', size: '0.5' });
    assert.deepEqual(
      [preview['errors'], preview['order_total'], preview['commission_total'], preview['base_size']],
      [[], '1004', '4', '0.5'],
    );
    const nobodys = { order_id: '00000000-0000-4000-8000-000000000000', price: '1', size: '1' };
    const { errors } = (await trader.post('/orders/edit_preview', nobodys)) as { errors: Json[] };
    assert.equal(errors[0]?.['edit_failure_reason'], 'ORDER_NOT_FOUND');
  });

  it('of new orders come true to the cent, and place nothing', async () => {
    for (const [side, order_configuration] of [
      ['BUY', { market_market_ioc: { quote_size: '3000' } }],
      ['BUY', { market_market_ioc: { base_size: '0.02' } }],
      ['SELL', { market_market_ioc: { base_size: '0.3' } }],
      ['BUY', { sor_limit_ioc: { base_size: '0.01', limit_price: '97000' } }],
      ['SELL', { limit_limit_gtc: { base_size: '0.3', limit_price: '90000' } }],
    ] as const) {
      const order = { product_id: 'BTC-USD', side, order_configuration };
      const preview = await trader.post('/orders/preview', order);
      assert.deepEqual(preview['errs'], []);
      const made = (await trader.order(await trader.place(order))) as Record<string, string>;
      assert.equal(made['status'], 'FILLED');
      const [value, fees] = [Number(made['filled_value']), Number(made['total_fees'])];
      near(preview['base_size'], Number(made['filled_size']));
      near(preview['quote_size'], value);
      near(preview['commission_total'], fees);
      near(preview['order_total'], side === 'BUY' ? value + fees : value - fees);
      near(preview['est_average_filled_price'], Number(made['average_filled_price']));
      assert.ok(Number(preview['slippage']) >= 0 && Number(preview['slippage']) < 0.03);
      assert.ok(Number(preview['best_bid']) < Number(preview['best_ask']));
    }
    const { orders } = trader.customer.sandbox.ledger();
    assert.equal(orders.length, 5, 'as many as were placed');
  });
});

/** Sizes by funds are cut to the product's step. */
function near(text: unknown, figure: number): void {
  assert.ok(Math.abs(Number(text) - figure) <= 0.01, `${String(text)} is not ${figure}`);
}
