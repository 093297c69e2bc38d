import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Connection, TradingApi } from '../../../../nodes/lib/api';
import { openDesk, type Desk, type Recovered } from '../../../../nodes/lib/placement/desk';
import { memoryJournal, type JournalRecord } from '../../../../nodes/lib/placement/journal';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { Order, Product } from '../../../../nodes/lib/rules/orders';
import { virtualClock, type VirtualClock } from '../../api/virtual-clock';
import { fakeExchange } from '../fake-exchange';
import { failure } from '../meeting';
import { order, rest } from './world';

const product: Product = {
  id: 'BTC-USD',
  base_currency: 'BTC',
  quote_currency: 'USD',
  base_increment: '0.00000001',
  quote_increment: '0.01',
  min_market_funds: '1',
  status: 'online',
  post_only: false,
  limit_only: false,
  cancel_only: false,
  trading_disabled: false,
};

/** An exchange that never answers an order and never knows it, on a clock that a test moves. */
describe('the horizon of a desk', () => {
  let clock: VirtualClock;
  let records: JournalRecord[];
  let desk: Desk;
  let sends: number;
  beforeEach(() => {
    clock = virtualClock();
    records = [];
    sends = 0;
  });
  afterEach(() => desk.close());

  const open = (over: Partial<TradingApi> = {}): Desk => {
    const trading: TradingApi = {
      ...fakeExchange({}).trading,
      products: () => Promise.resolve(new Map([[product.id, product]])),
      serverTime: () => Promise.resolve(clock.now()),
      place(_intent, options) {
        options?.beforeSend?.();
        sends += 1;
        const error = new CoinbaseError('NETWORK', 'the connection was lost', { sent: true });
        return Promise.resolve({ kind: 'unknown', error, stampMs: clock.now() });
      },
      ...over,
    };
    return openDesk({
      identity: `horizon-${randomUUID()}`,
      openJournal: () => Promise.resolve(memoryJournal(records)),
      connect: () => Promise.resolve({ trading } as Connection),
      newId: randomUUID,
      clock,
      graceMs: 0,
    });
  };
  const lateOf = (of: Desk): Recovered[] => {
    const late: Recovered[] = [];
    of.onRecovered('n1', (one) => late.push(one));
    return late;
  };
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  it('is passed inside the time of a message: ORDER_NOT_PLACED, sent once', async () => {
    desk = open();
    const placing = failure(desk.place(order(rest)));
    await settle();
    for (let second = 0; second < 50; second += 1) await clock.advance(1000);
    const error = await placing;
    assert.deepEqual([error.code, sends], ['ORDER_NOT_PLACED', 1]);
  });

  it('frees the product of an order whose message gave up before, and tells its node', async () => {
    desk = open();
    const late = lateOf(desk);
    const placing = failure(desk.place(order(rest), { timeoutMs: 5000 }));
    await settle();
    for (let second = 0; second < 6; second += 1) await clock.advance(1000);
    assert.equal((await placing).code, 'ORDER_UNRESOLVED');
    assert.equal(desk.report().unresolved.length, 1);
    for (let second = 0; second < 30; second += 1) await clock.advance(1000);
    assert.equal(late.length, 0, 'a 404 proves nothing yet');
    for (let second = 0; second < 20; second += 1) await clock.advance(1000);
    assert.equal((late[0]?.result as CoinbaseError | undefined)?.code, 'ORDER_NOT_PLACED');
    assert.deepEqual([desk.report().unresolved, sends], [[], 1]);
  });

  it('counts after a restart from the time stamp in the journal', async () => {
    desk = open();
    const placing = failure(desk.place(order(rest), { timeoutMs: 5000 }));
    await settle();
    for (let second = 0; second < 6; second += 1) await clock.advance(1000);
    await placing;
    await desk.close();
    desk = open();
    const late = lateOf(desk);
    await settle();
    assert.equal(desk.report().unresolved.length, 1);
    for (let second = 0; second < 30; second += 1) await clock.advance(1000);
    assert.equal(late.length, 0);
    for (let second = 0; second < 15; second += 1) await clock.advance(1000);
    assert.equal((late[0]?.result as CoinbaseError | undefined)?.code, 'ORDER_NOT_PLACED');
  });

  it('is later for a send whose time stamp nobody knows', async () => {
    const silent: TradingApi['place'] = (_intent, options) => {
      options?.beforeSend?.();
      return new Promise(() => undefined);
    };
    desk = open({ place: silent });
    const placing = failure(desk.place(order(rest)));
    await settle();
    const closing = desk.close();
    await clock.advance(2000);
    await closing;
    desk = open();
    const late = lateOf(desk);
    await settle();
    for (let second = 0; second < 65; second += 1) await clock.advance(1000);
    assert.equal(late.length, 0);
    for (let second = 0; second < 60; second += 1) await clock.advance(1000);
    assert.equal((late[0]?.result as CoinbaseError | undefined)?.code, 'ORDER_NOT_PLACED');
    assert.equal((await placing).code, 'ORDER_UNRESOLVED');
  });

  it('leaves alone the orders of others that the exchange lists', async () => {
    desk = open();
    const placing = failure(desk.place(order(rest), { timeoutMs: 5000 }));
    await settle();
    for (let second = 0; second < 6; second += 1) await clock.advance(1000);
    await placing;
    await desk.close();
    const stranger = { id: randomUUID(), client_oid: randomUUID(), status: 'open' } as Order;
    async function* listOrders() {
      yield [stranger];
      await Promise.resolve();
    }
    const touched = (): never => assert.fail('nothing is done to it');
    desk = open({ listOrders, cancel: touched, cancelAll: touched });
    const late = lateOf(desk);
    await settle();
    assert.deepEqual([late.length, desk.report().unresolved.length], [0, 1]);
    assert.deepEqual(desk.audit({ client_oid: String(stranger.client_oid) }), []);
  });
});
