import assert from 'node:assert/strict';
import { json } from '../loopback';
import { closeDesks, fails, id, oid, openDesk, type Desk } from './desk';
import { wireOrder } from './order-samples';

describe('lists of orders on Advanced Trade', () => {
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  beforeEach(() => desk.clear());
  after(closeDesks);

  describe('of a list that is not whole', () => {
    const other = { ...wireOrder, client_order_id: 'another' };
    const lists: readonly (readonly [string, object])[] = [
      ['goes on without a cursor', { orders: [other], has_next: true }],
      ['leads back to itself', { orders: [other], has_next: true, cursor: 'same' }],
      ['has an order that cannot be read', { orders: [other, { order_id: 'x' }], has_next: false }],
    ];
    for (const [name, list] of lists)
      it(`that ${name} nothing is proven absent, and what is in it is found and canceled`, async () => {
        desk.tell('GET /orders/historical/batch', list);
        desk.on('POST /orders/batch_cancel', (_seen, response) =>
          json(response, 200, { results: [{ order_id: id, success: true }] }),
        );
        const { trading } = desk.connection;
        await fails(trading.find({ clientOid: oid }), 'RESPONSE_NOT_JSON');
        assert.equal((await trading.find({ clientOid: 'another' }))?.id, id);
        const error = await fails(trading.cancelAll(undefined), 'RESPONSE_NOT_JSON');
        assert.deepEqual(error.details['canceled'], [id]);
      });

    it('all others are still seen and canceled', async () => {
      const open = { ...wireOrder, order_id: 'b' };
      desk.on('GET /orders/historical/batch', ({ target }, response) => {
        const orders = target.includes('order_status=OPEN') ? [open] : [{ order_id: 'x' }];
        json(response, 200, { orders, has_next: false, cursor: '' });
      });
      desk.on('POST /orders/batch_cancel', (_seen, response) =>
        json(response, 200, { results: [{ order_id: 'b', success: true }] }),
      );
      const error = await fails(desk.connection.trading.cancelAll(undefined), 'RESPONSE_NOT_JSON');
      assert.deepEqual(error.details['canceled'], ['b']);
    });

    it('fills end where an empty page leads back to itself', async () => {
      desk.tell('GET /orders/historical/fills', { fills: [], cursor: 'same' });
      for await (const page of desk.connection.trading.listFills({ orderId: id }))
        assert.fail(JSON.stringify(page));
    });
  });

  describe('lists', () => {
    const listed = async (...status: ('open' | 'done' | 'all')[]): Promise<string[]> => {
      const ids: string[] = [];
      for await (const page of desk.connection.trading.listOrders({ status, productId: 'BTC-USD' }))
        ids.push(...page.map((one) => `${one.id} ${one.status}`));
      return ids;
    };
    const orders = [
      { ...wireOrder, order_id: 'a', status: 'PENDING' },
      { ...wireOrder, order_id: 'b', status: 'OPEN' },
      { ...wireOrder, order_id: 'c', status: 'FILLED' },
      { ...wireOrder, order_id: 'd', status: 'EDIT_QUEUED' },
    ];
    beforeEach(() =>
      desk.on('GET /orders/historical/batch', ({ target }, response) => {
        const asked = new URLSearchParams(target.split('?')[1]).getAll('order_status');
        assert.ok(!asked.includes('OPEN') || asked.length === 1, 'OPEN stands alone');
        const rows = orders.filter(({ status }) => asked.length === 0 || asked.includes(status));
        json(response, 200, { orders: rows, has_next: false, cursor: '' });
      }),
    );

    it('what is not done, those too that are not in the book yet', async () => {
      assert.deepEqual(await listed(), ['a pending', 'd open', 'b open']);
    });
    it('what is not done, where the API does not know the newest status', async () => {
      desk.on('GET /orders/historical/batch', ({ target }, response) =>
        target.includes('EDIT_QUEUED')
          ? json(response, 400, { error: 'INVALID_ARGUMENT', message: 'order_status' })
          : json(response, 200, { orders: target.includes('PENDING') ? orders.slice(0, 1) : [] }),
      );
      assert.deepEqual(await listed(), ['a pending']);
    });
    for (const [from, to] of [
      ['PENDING', 'OPEN'],
      ['EDIT_QUEUED', 'OPEN'],
      ['OPEN', 'EDIT_QUEUED'],
      ['OPEN', 'CANCEL_QUEUED'],
    ] as const)
      for (const moves of [1, 2])
        it(`once what goes from ${from} to ${to} between list ${moves} and the next`, async () => {
          let lists = 0;
          desk.on('GET /orders/historical/batch', ({ target }, response) => {
            const status = (lists += 1) > moves ? to : from;
            const asked = new URLSearchParams(target.split('?')[1]).getAll('order_status');
            const rows = asked.includes(status) ? [{ ...wireOrder, order_id: 'a', status }] : [];
            json(response, 200, { orders: rows, has_next: false, cursor: '' });
          });
          assert.deepEqual(
            (await listed()).map((row) => row[0]),
            ['a'],
          );
        });
    it('what is open alone, what is done, and all', async () => {
      assert.deepEqual(await listed('open'), ['d open', 'b open']);
      assert.deepEqual(await listed('done'), ['c done']);
      assert.deepEqual(await listed('all'), ['a pending', 'b open', 'c done', 'd open']);
      assert.deepEqual(await listed('open', 'done'), ['b open', 'c done', 'd open']);
    });
  });
});
