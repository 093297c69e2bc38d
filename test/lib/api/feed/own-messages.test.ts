import assert from 'node:assert/strict';
import { readOwn as readAdvancedTrade } from '../../../../nodes/lib/api/feed/advanced-trade/own-messages';
import { readOwn as readExchange } from '../../../../nodes/lib/api/feed/exchange/own-messages';
import type { Sent } from './feed-server';

const common = {
  product_id: 'BTC-USD',
  order_id: 'd50ec984-77a8-460a-b958-66f114b0de9b',
  sequence: 10,
  time: '2026-03-01T10:00:00.000000Z',
  user_id: 'u1',
  profile_id: 'p1',
};
const own = {
  order_id: common.order_id,
  product_id: common.product_id,
  time: common.time,
};
const order = { id: common.order_id, product_id: common.product_id, profile_id: 'p1' };

describe('an own message of Exchange', () => {
  const table: readonly (readonly [string, Sent, object])[] = [
    [
      'received, with the client order id',
      {
        ...common,
        type: 'received',
        side: 'buy',
        order_type: 'limit',
        size: '1.50',
        price: '502.10',
        client_oid: 'c1',
      },
      {
        event: 'received',
        ...own,
        client_oid: 'c1',
        order: {
          ...order,
          client_oid: 'c1',
          side: 'buy',
          type: 'limit',
          size: '1.5',
          price: '502.1',
          status: 'received',
        },
      },
    ],
    [
      'received, of a market order by funds',
      { ...common, type: 'received', side: 'buy', order_type: 'market', funds: '3000.234' },
      {
        event: 'received',
        ...own,
        order: { ...order, side: 'buy', type: 'market', funds: '3000.234', status: 'received' },
      },
    ],
    [
      'open',
      { ...common, type: 'open', side: 'sell', price: '200.2', remaining_size: '1.00' },
      { event: 'opened', ...own, order: { ...order, side: 'sell', price: '200.2', status: 'open' } },
    ],
    [
      'done, filled',
      { ...common, type: 'done', side: 'sell', price: '200.2', reason: 'filled', remaining_size: '0' },
      {
        event: 'done',
        ...own,
        order: {
          ...order,
          side: 'sell',
          price: '200.2',
          status: 'done',
          done_reason: 'filled',
          done_at: common.time,
        },
        remaining_size: '0',
      },
    ],
    [
      'done, canceled, of a market order',
      {
        ...common,
        type: 'done',
        side: 'sell',
        reason: 'canceled',
        cancel_reason: '102:Self Trade Prevention',
      },
      {
        event: 'done',
        ...own,
        order: { ...order, side: 'sell', status: 'done', done_reason: 'canceled', done_at: common.time },
      },
    ],
    [
      'change, by self-trade prevention',
      {
        ...common,
        type: 'change',
        reason: 'STP',
        side: 'sell',
        price: '400.23',
        old_size: '12.2',
        new_size: '5.20',
      },
      { event: 'changed', ...own, order: { ...order, side: 'sell', price: '400.23', size: '5.2' } },
    ],
    [
      'change, of its price',
      {
        ...common,
        type: 'change',
        reason: 'modify_order',
        side: 'sell',
        old_size: '5',
        new_size: '6',
        old_price: '1',
        new_price: '2.0',
      },
      { event: 'changed', ...own, order: { ...order, side: 'sell', price: '2', size: '6' } },
    ],
    [
      'activate, whose time is in seconds',
      {
        type: 'activate',
        product_id: 'BTC-USD',
        timestamp: '1483736448.299000',
        user_id: 'u1',
        profile_id: 'p1',
        order_id: common.order_id,
        stop_type: 'entry',
        side: 'buy',
        stop_price: '80.0',
        size: '2',
        funds: '50',
        private: true,
      },
      {
        event: 'activated',
        ...own,
        time: '2017-01-06T21:00:48.299Z',
        order: {
          ...order,
          side: 'buy',
          size: '2',
          funds: '50',
          stop: 'entry',
          stop_price: '80',
          status: 'active',
        },
      },
    ],
  ];
  for (const [what, wire, expected] of table)
    it(what, () => assert.deepEqual(readExchange(wire), [expected]));

  const match = {
    type: 'match',
    trade_id: 10,
    sequence: 50,
    maker_order_id: 'm1',
    taker_order_id: 't1',
    time: common.time,
    product_id: 'BTC-USD',
    size: '5.23512000',
    price: '400.23',
    side: 'sell',
  };
  const fill = { trade_id: '10', product_id: 'BTC-USD', price: '400.23', size: '5.23512', settled: false };

  it('match, as the one who rested: the own side is the message’s, the fee is exact', () => {
    const [message, ...more] = readExchange({
      ...match,
      maker_user_id: 'u1',
      maker_profile_id: 'p1',
      maker_fee_rate: '0.0040',
    });
    assert.equal(more.length, 0);
    assert.equal(message?.order_id, 'm1');
    assert.deepEqual(message?.order, { id: 'm1', product_id: 'BTC-USD', side: 'sell', profile_id: 'p1' });
    assert.deepEqual(message?.fill, {
      ...fill,
      order_id: 'm1',
      side: 'sell',
      liquidity: 'M',
      fee: '8.3810083104',
      created_at: common.time,
    });
  });

  it('match, as the one who took: the own side is the other one', () => {
    const [message, ...more] = readExchange({ ...match, taker_user_id: 'u1', taker_profile_id: 'p1' });
    assert.equal(more.length, 0);
    assert.deepEqual(message?.fill, {
      ...fill,
      order_id: 't1',
      side: 'buy',
      liquidity: 'T',
      created_at: common.time,
    });
  });

  it('match, of somebody else, is none', () => {
    assert.deepEqual(readExchange(match), []);
  });

  it('of any other kind is none', () => {
    for (const wire of [
      {},
      { type: 'constructor' },
      { ...common, type: 'open', order_id: 7 },
      { type: 'balance' },
    ])
      assert.deepEqual(readExchange(wire), []);
  });
});

describe('an own message of Advanced Trade', () => {
  const wire = {
    order_id: 'o1',
    client_order_id: '',
    product_id: 'BTC-USDC',
    order_side: 'SELL',
    cumulative_quantity: '0.5',
    leaves_quantity: '0.5',
    filled_value: '50',
    total_fees: '0.3',
  };
  const read = (more: Sent) => readAdvancedTrade({ ...wire, ...more }, 'update', common.time)?.order;

  it('has the status names of every other order', () => {
    const statuses = [
      ['PENDING', 'pending', undefined],
      ['QUEUED', 'pending', undefined],
      ['OPEN', 'open', undefined],
      ['CANCEL_QUEUED', 'open', undefined],
      ['FILLED', 'done', 'filled'],
      ['CANCELLED', 'done', 'canceled'],
      ['EXPIRED', 'done', 'canceled'],
      ['FAILED', 'rejected', undefined],
      ['SOMETHING_NEW', 'pending', undefined],
    ] as const;
    for (const [told, status, reason] of statuses) {
      const order = read({ status: told, order_type: 'Limit' });
      assert.deepEqual([order?.status, order?.done_reason], [status, reason], told);
    }
  });

  it('knows its size only while that can be told', () => {
    assert.equal(read({ status: 'OPEN', order_type: 'Limit' })?.size, '1');
    assert.equal(read({ status: 'FILLED', order_type: 'Limit', leaves_quantity: '0' })?.size, '0.5');
    assert.equal(read({ status: 'CANCELLED', order_type: 'Limit', leaves_quantity: '0' })?.size, undefined);
    assert.equal(read({ status: 'OPEN', order_type: 'Market' })?.size, undefined);
  });

  it('tells a stop that waits from an order that rests', () => {
    const stop = { status: 'OPEN', order_type: 'Stop Limit', stop_price: '90', limit_price: '89.0' };
    const waiting = read({ ...stop, trigger_status: 'STOP_PENDING' });
    assert.deepEqual([waiting?.status, waiting?.stop_price, waiting?.price], ['active', '90', '89']);
    assert.equal(read({ ...stop, trigger_status: 'STOP_TRIGGERED' })?.status, 'open');
  });

  it('leaves out what is not told', () => {
    assert.deepEqual(readAdvancedTrade({ order_id: 'o1', product_id: 'BTC-USD' }, 'snapshot', common.time), {
      event: 'snapshot',
      order_id: 'o1',
      product_id: 'BTC-USD',
      time: common.time,
      order: { id: 'o1', product_id: 'BTC-USD' },
    });
    assert.equal(
      readAdvancedTrade({ order_id: '', product_id: 'BTC-USD' }, 'update', common.time),
      undefined,
    );
  });
});
