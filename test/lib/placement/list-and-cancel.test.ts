import assert from 'node:assert/strict';
import { cancelOrder, findOrder, listAllOrders } from '../../../nodes/lib/placement';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import type { CancelResult } from '../../../nodes/lib/api';
import type { Fill, Order } from '../../../nodes/lib/rules/orders';
import { accepted, fakeExchange, filled, order, type Script } from './fake-exchange';
import { jumpingClock } from './jumping-clock';

const named = (id: string, over: Partial<Order> = {}): Order => order({ id, ...over });
const fillOf = (trade_id: string): Fill => ({
  trade_id,
  order_id: 'a',
  product_id: 'BTC-USD',
  side: 'buy',
  liquidity: 'M',
  price: '1',
  size: '1',
  fee: '0',
  created_at: '',
  settled: true,
});

describe('a list of orders', () => {
  it('has every page, and each order once with its later state', async () => {
    const { trading } = fakeExchange({
      pages: [
        [named('a'), named('b')],
        [named('a', { status: 'open' }), named('c')],
        [named('b', { status: 'pending' })],
      ],
    });
    const { orders, more } = await listAllOrders(trading, {});
    assert.deepEqual(
      orders.map(({ id, status }) => `${id} ${status}`),
      ['a open', 'b pending', 'c pending'],
    );
    assert.equal(more, false);
  });

  it('prefers the sighting with more filled, in either order', async () => {
    for (const pages of [
      [[named('a', { filled_size: '0.5' }), named('a')]],
      [[named('a'), named('a', { filled_size: '0.5' })]],
    ])
      assert.equal((await listAllOrders(fakeExchange({ pages }).trading, {})).orders[0]?.filled_size, '0.5');
  });

  it('stops at the most that was asked for, reads no further page, and says that there is more', async () => {
    const { trading, calls } = fakeExchange({
      pages: [[named('a'), named('b')], [named('c')], [named('d')]],
    });
    const { orders, more } = await listAllOrders(trading, {}, { most: 2 });
    assert.deepEqual([orders.map(({ id }) => id), more, calls.length], [['a', 'b'], true, 2]);
    const exact = await listAllOrders(
      fakeExchange({ pages: [[named('a'), named('b')]] }).trading,
      {},
      { most: 2 },
    );
    assert.equal(exact.more, false);
  });

  it('adds the fills of those that have any', async () => {
    const { trading, calls } = fakeExchange({
      pages: [[named('a', { filled_size: '1' }), named('b')]],
      fills: [fillOf('2'), fillOf('1'), fillOf('2')],
    });
    const { orders } = await listAllOrders(trading, {}, { fills: true });
    assert.deepEqual(
      orders.map(({ fills }) => fills?.map(({ trade_id }) => trade_id)),
      [['2', '1'], []],
    );
    assert.equal(calls.filter((call) => call === 'fills').length, 1);
  });

  it('of one order has it, or nothing', async () => {
    assert.equal(await findOrder(fakeExchange({ sightings: [undefined] }).trading, { id: 'a' }), undefined);
    const found = await findOrder(
      fakeExchange({ sightings: [filled], fills: [fillOf('1')] }).trading,
      { id: 'a' },
      { fills: true },
    );
    assert.equal(found?.fills?.length, 1);
  });
});

describe('a cancel', () => {
  const canceled = order({ status: 'done', done_reason: 'canceled' });
  const partly = order({ status: 'done', done_reason: 'canceled', filled_size: '0.5' });
  const open = order({ status: 'open' });
  const done: CancelResult = { kind: 'already-done', message: 'Order already done' };
  const gone: CancelResult = { kind: 'gone', message: 'order not found' };
  const rows: readonly [string, Script, string, string | undefined][] = [
    [
      'that worked, of an order without a fill, forgotten at once',
      { sightings: [undefined] },
      'canceled',
      undefined,
    ],
    ['that worked, of an order that is still known', { sightings: [open, canceled] }, 'canceled', undefined],
    ['that worked, of an order with a part filled', { sightings: [partly] }, 'canceled', undefined],
    ['that lost the race against the last fill', { sightings: [open, filled] }, 'already-filled', undefined],
    ['of a filled order', { cancel: done, sightings: [filled] }, 'already-filled', 'Order already done'],
    [
      'of a canceled order that is still known',
      { cancel: done, sightings: [partly] },
      'already-canceled',
      'Order already done',
    ],
    [
      'of a canceled order that was forgotten in between',
      { cancel: done, sightings: [undefined] },
      'already-canceled',
      'Order already done',
    ],
    [
      'of an order that the exchange had rejected',
      { cancel: done, sightings: [order({ status: 'rejected', reject_reason: 'post only' })] },
      'already-rejected',
      'Order already done',
    ],
    [
      'of an order that nobody knows',
      { cancel: gone, sightings: [undefined] },
      'not-found',
      'order not found',
    ],
    [
      '"not found" of an order that was filled',
      { cancel: gone, sightings: [filled] },
      'already-filled',
      'order not found',
    ],
  ];
  for (const [name, script, outcome, message] of rows)
    it(`${name}: ${outcome}`, async () => {
      const { trading } = fakeExchange(script);
      const result = await cancelOrder({ id: accepted.id }, 'BTC-USD', { trading, clock: jumpingClock() });
      assert.deepEqual([result.outcome, result.message], [outcome, message]);
    });

  it('that the exchange denies although the order is open is an error', async () => {
    const { trading } = fakeExchange({ cancel: gone, sightings: [open] });
    await assert.rejects(
      cancelOrder({ id: accepted.id }, undefined, { trading, clock: jumpingClock() }),
      (thrown) => thrown instanceof CoinbaseError && thrown.code === 'REQUEST_REFUSED',
    );
  });

  it('that the exchange denies of an order that it only lists yet is an error', async () => {
    const { trading } = fakeExchange({ cancel: gone, sightings: [undefined], pages: [[open]] });
    await assert.rejects(
      cancelOrder({ id: accepted.id }, 'BTC-USD', { trading, clock: jumpingClock() }),
      (thrown) => thrown instanceof CoinbaseError && thrown.code === 'REQUEST_REFUSED',
    );
  });

  const lost = new CoinbaseError('TIMEOUT', 'no', { sent: true });
  for (const name of [{ id: accepted.id }, { clientOid: accepted.client_oid ?? '' }])
    it(`whose answer was lost, of an order that can only be listed yet by ${Object.keys(name)[0]}, is that loss`, async () => {
      const { trading } = fakeExchange({ cancel: lost, sightings: [undefined], pages: [[], [open]] });
      await assert.rejects(cancelOrder(name, undefined, { trading, clock: jumpingClock() }), {
        code: 'TIMEOUT',
      });
    });

  const lostRows: readonly [string, Order | undefined, string][] = [
    ['a canceled order', canceled, 'canceled'],
    ['a filled order', filled, 'already-filled'],
    ['an order that is gone', undefined, 'not-found'],
  ];
  for (const [name, sighting, outcome] of lostRows)
    it(`whose answer was lost is looked up: ${name} is ${outcome}`, async () => {
      const { trading } = fakeExchange({ cancel: lost, sightings: [open, sighting] });
      assert.equal(
        (await cancelOrder({ id: accepted.id }, undefined, { trading, clock: jumpingClock() })).outcome,
        outcome,
      );
    });

  it('whose answer was lost while the order stays open is that loss', async () => {
    const { trading } = fakeExchange({ cancel: lost, sightings: [open] });
    await assert.rejects(cancelOrder({ id: accepted.id }, undefined, { trading, clock: jumpingClock() }), {
      code: 'TIMEOUT',
    });
  });

  const forgets = { forgetsUnfilled: false } as const;
  const taken: readonly [string, Script, string][] = [
    ['is still in the book', { sightings: [open] }, 'canceled'],
    [
      'is still in the book, partly filled',
      { sightings: [order({ ...open, filled_size: '0.5' })] },
      'canceled',
    ],
    ['cannot be read', { sightings: [undefined] }, 'canceled'],
    ['is told to be filled and cannot be read', { cancel: done, sightings: [undefined] }, 'already-done'],
  ];
  for (const [name, script, told] of taken)
    it(`that was only taken, of an order that ${name}, is not known to be one yet`, async () => {
      const { trading } = fakeExchange({ ...forgets, ...script });
      await assert.rejects(
        cancelOrder({ id: accepted.id }, 'BTC-USD', { trading, clock: jumpingClock() }),
        (error: CoinbaseError) => {
          assert.deepEqual([error.code, error.details.cancel, error.details.sent], ['TIMEOUT', told, true]);
          assert.match(
            error.why,
            /^Coinbase (?:took the cancel|says that the order is done), but .* may still fill/,
          );
          return true;
        },
      );
    });

  it('that was only taken is canceled once the order says so', async () => {
    const { trading } = fakeExchange({ ...forgets, sightings: [open, undefined, open, canceled] });
    const { outcome } = await cancelOrder({ id: accepted.id }, 'BTC-USD', { trading, clock: jumpingClock() });
    assert.equal(outcome, 'canceled');
  });

  it('that never left is not looked up', async () => {
    const unsent = new CoinbaseError('NETWORK', 'no', { sent: false });
    const { trading, calls } = fakeExchange({ cancel: unsent, sightings: [open] });
    await assert.rejects(cancelOrder({ id: accepted.id }, undefined, { trading, clock: jumpingClock() }), {
      code: 'NETWORK',
    });
    assert.deepEqual(calls, ['cancel ']);
  });

  it('that could not be asked for is that error', async () => {
    const { trading, calls } = fakeExchange({ cancel: new CoinbaseError('PERMISSION_DENIED', 'no') });
    await assert.rejects(
      cancelOrder({ id: accepted.id }, undefined, { trading, clock: jumpingClock() }),
      (thrown) => thrown instanceof CoinbaseError && thrown.code === 'PERMISSION_DENIED',
    );
    assert.deepEqual(calls, ['cancel ']);
  });

  it('does not hide that the exchange took it when the order cannot be read then', async () => {
    const lost = new CoinbaseError('NETWORK', 'the connection was lost', { sent: true });
    const { trading } = fakeExchange({ sightings: [lost] });
    await assert.rejects(cancelOrder({ id: accepted.id }, undefined, { trading }), (error: CoinbaseError) => {
      assert.deepEqual([error.code, error.details.cancel], ['NETWORK', 'canceled']);
      assert.match(
        error.message,
        /the exchange answered the cancel \(canceled\), then .*connection was lost/,
      );
      return true;
    });
  });
});
