import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RESTING as RESTING_THERE } from '../server/customer';
import { openTrader, PREFIX, RESTING, type Trader } from './trader';

type Json = Record<string, unknown>;

const OID = '132fb6ae-456b-4654-b4e0-d681ac05cea1';

describe('an order on both faces', () => {
  let trader: Trader;
  afterEach(() => trader.close());

  it('is the same whichever placed it, and either cancels it', async () => {
    trader = await openTrader();
    const { customer } = trader;
    const there = await customer.place({
      ...RESTING_THERE,
      client_oid: OID,
      time_in_force: 'GTT',
      cancel_after: 'min',
    });
    const seen = await trader.order(there);
    assert.deepEqual(
      [seen['client_order_id'], seen['status'], seen['side'], seen['order_configuration']],
      [
        OID,
        'OPEN',
        'BUY',
        {
          limit_limit_gtd: {
            base_size: '0.01',
            limit_price: '1000',
            end_time: '2026-01-02T03:05:05.000000Z',
            post_only: false,
          },
        },
      ],
    );
    const here = await trader.place({ ...RESTING, client_order_id: randomUUID() });
    const read = (await customer.send('GET', `/orders/${here}`)).json();
    assert.deepEqual(
      [read['price'], read['time_in_force'], read['status']],
      ['1000.00000000', 'GTC', 'open'],
    );
    const client = (await trader.order(here))['client_order_id'];
    assert.equal(read['client_oid'], client);
    assert.equal((await customer.send('DELETE', `/orders/${here}`)).status, 200);
    assert.equal((await trader.order(here))['status'], 'CANCELLED');
    await trader.post('/orders/batch_cancel', { order_ids: [there] });
    assert.equal((await customer.send('GET', `/orders/client:${OID}`)).status, 404);
    assert.equal((await trader.order(there))['status'], 'CANCELLED');
  });

  it('has no client_oid at the Exchange where it is no UUID', async () => {
    trader = await openTrader();
    const id = await trader.place({ ...RESTING, client_order_id: 'Buy Low No. 7' });
    const order = (await trader.customer.send('GET', `/orders/${id}`)).json();
    assert.equal('client_oid' in order, false);
    assert.equal((await trader.order(id))['client_order_id'], 'Buy Low No. 7');
  });

  it('is not made twice by a client order id that the Exchange face has seen', async () => {
    trader = await openTrader();
    const id = await trader.customer.place({ ...RESTING_THERE, client_oid: OID });
    assert.equal(await trader.place({ ...RESTING, client_order_id: OID }), id);
  });

  it('shows a bracket with the price that it was asked for, triggered or not', async () => {
    trader = await openTrader({ balance: { USD: '1000000', BTC: '100' } });
    await trader.place({ ...RESTING, order_configuration: { market_market_ioc: { quote_size: '10' } } });
    const { best_bid: bid } = await trader.get('/products/BTC-USD/ticker?limit=1');
    const stop = String(Number(bid) - 20);
    const order_configuration = {
      trigger_bracket_gtc: { base_size: '0.01', limit_price: '200000', stop_trigger_price: stop },
    };
    const id = await trader.place({ ...RESTING, side: 'SELL', order_configuration });
    assert.equal((await trader.order(id))['trigger_status'], 'STOP_PENDING');
    const { bids } = (await trader.customer.send('GET', '/products/BTC-USD/book?level=2')).json() as {
      bids: [string, string][];
    };
    const depth = bids
      .filter(([price]) => Number(price) > Number(stop))
      .reduce((sum, [, size]) => sum + Number(size), 0);
    const base_size = (depth + 0.05).toFixed(8);
    await trader.place({
      ...RESTING,
      side: 'SELL',
      order_configuration: { market_market_ioc: { base_size } },
    });
    const order = await trader.order(id);
    assert.deepEqual([order['trigger_status'], order['status']], ['STOP_TRIGGERED', 'FILLED']);
    assert.deepEqual(order['order_configuration'], order_configuration);
  });

  it('outlives a restart, canceled ones and edits too', async () => {
    trader = await openTrader();
    const canceled = await trader.place({ ...RESTING, client_order_id: 'gone' });
    await trader.post('/orders/batch_cancel', { order_ids: [canceled] });
    const edited = await trader.place(RESTING);
    await trader.post('/orders/edit', { order_id: edited, price: '1100', size: '0.01' });
    await trader.place({ ...RESTING, order_configuration: { market_market_ioc: { quote_size: '100' } } });
    const { orders } = await trader.get('/orders/historical/batch');
    const from = trader.customer.sandbox.snapshot();
    await trader.close();
    trader = await openTrader({ from });
    assert.deepEqual((await trader.get('/orders/historical/batch'))['orders'], orders);
    assert.equal(await trader.place({ ...RESTING, client_order_id: 'gone' }), canceled);
  });
});

describe('a state file', () => {
  it('keeps every client order id as it is, one that looks like an amount too', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'sandbox-state-'));
    const state = path.join(folder, 'state');
    const names = ['7n', '-007n', '~7n', '~~7n', '7', 'n', '"\n\u2028'];
    try {
      const first = await openTrader({ state });
      const ids: string[] = [];
      for (const client_order_id of names) ids.push(await first.place({ ...RESTING, client_order_id }));
      await first.close();
      const second = await openTrader({ state });
      try {
        for (const [index, id] of ids.entries())
          assert.equal((await second.order(id))['client_order_id'], names[index]);
        for (const [index, client_order_id] of names.entries())
          assert.equal(await second.place({ ...RESTING, client_order_id }), ids[index]);
      } finally {
        await second.close();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the switches of the sandbox at the Advanced Trade face', () => {
  let trader: Trader;
  afterEach(() => trader.close());

  it('late404Ms: a new order is late, alone and in the list', async () => {
    trader = await openTrader({ late404Ms: 500 });
    const id = await trader.place(RESTING);
    const listed = async (): Promise<number> =>
      ((await trader.get('/orders/historical/batch'))['orders'] as Json[]).length;
    assert.equal((await trader.send('GET', `/orders/historical/${id}`)).status, 404);
    assert.equal(await listed(), 0);
    trader.customer.clock.advance(501);
    assert.equal((await trader.send('GET', `/orders/historical/${id}`)).status, 200);
    assert.equal(await listed(), 1);
  });

  it('queuedCancelMs: an order whose cancel was taken is in the book for a while', async () => {
    trader = await openTrader({ queuedCancelMs: 3000 });
    const id = await trader.place(RESTING);
    const cancel = async (): Promise<unknown> => {
      const { results } = await trader.post('/orders/batch_cancel', { order_ids: [id] });
      const [{ success, failure_reason } = {}] = results as Json[];
      return success === true || failure_reason;
    };
    const listed = async (status: string): Promise<number> => {
      const { orders } = await trader.get(`/orders/historical/batch?order_status=${status}`);
      return (orders as Json[]).length;
    };
    const state = async (): Promise<unknown[]> => {
      const { status, pending_cancel } = await trader.order(id);
      return [status, pending_cancel];
    };
    assert.deepEqual([await cancel(), await cancel()], [true, 'DUPLICATE_CANCEL_REQUEST']);
    assert.deepEqual(await state(), ['CANCEL_QUEUED', true]);
    assert.deepEqual([await listed('OPEN'), await listed('CANCEL_QUEUED')], [0, 1]);
    trader.customer.clock.advance(3001);
    assert.deepEqual(await state(), ['CANCELLED', false]);
    assert.equal(await cancel(), 'UNKNOWN_CANCEL_ORDER');
  });

  it('settleDelayMs: a filled order is settled later', async () => {
    trader = await openTrader({ settleDelayMs: 2000 });
    const id = await trader.place({
      ...RESTING,
      order_configuration: { market_market_ioc: { quote_size: '100' } },
    });
    assert.deepEqual(
      [(await trader.order(id))['status'], (await trader.order(id))['settled']],
      ['FILLED', false],
    );
    trader.customer.clock.advance(2001);
    assert.equal((await trader.order(id))['settled'], true);
  });

  it('faults and onAccepted: an order is accepted although its answer never comes, and not made again', async () => {
    const accepted: unknown[] = [];
    trader = await openTrader({
      faults: ({ route, earlier }) =>
        route === `POST ${PREFIX}/orders` && earlier === 0 ? { kind: 'reset', accepted: true } : undefined,
      onAccepted: ({ id }) => accepted.push(id),
    });
    await assert.rejects(trader.place({ ...RESTING, client_order_id: OID }));
    const id = await trader.place({ ...RESTING, client_order_id: OID });
    assert.deepEqual(accepted, [id]);
    assert.equal(trader.customer.sandbox.requests()[`POST ${PREFIX}/orders`], 2);
  });
});
