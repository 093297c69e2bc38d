import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openConnection, refusal, type Connection } from '../../../nodes/lib/api';
import {
  cancelOrder,
  findOrder,
  listAllOrders,
  placeOrder,
  type Placement,
} from '../../../nodes/lib/placement';
import { decimal } from '../../../nodes/lib/rules/decimal';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { parseOrder, type OrderFields } from '../../../nodes/lib/rules/order-fields';
import { planNeeds, planOrder } from '../../../nodes/lib/rules/plan-order';
import { differencesFrom } from '../../../nodes/lib/rules/same-order';
import { startSandbox, type Sandbox } from '../../../nodes/lib/sandbox';
import { createExchangeCredential, type Credential } from '../../../nodes/lib/signer';

/** Client and sandbox meet over a socket only: one full life of orders each. */
describe('orders on the sandbox', () => {
  let sandbox: Sandbox;
  let connection: Connection;
  const credentialOf = ({ key, secret, passphrase }: Sandbox): Credential => {
    const made = createExchangeCredential({ key, secret, passphrase });
    if (!made.ok) throw new Error("the sandbox's own key is not usable");
    return made.credential;
  };
  before(async () => {
    sandbox = await startSandbox({ seed: 7, marketEveryMs: 0, balance: { USD: '100000', BTC: '10' } });
    connection = openConnection({
      origin: sandbox.rest,
      credential: credentialOf(sandbox),
      limiter: 'exchange',
    });
  });
  after(async () => {
    await connection.release();
    await sandbox.close();
  });

  const plan = async (fields: OrderFields) => {
    const { trading } = connection;
    const order = parseOrder({ product_id: 'BTC-USD', ...fields });
    const product = (await trading.products()).get(order.product_id);
    assert.ok(product);
    const needs = planNeeds(order);
    const balances = needs.balances ? await trading.balances() : undefined;
    const fees = needs.fees ? await trading.feeRates() : undefined;
    return planOrder(order, product, { ...(balances && { balances }), ...(fees && { fees }) }, randomUUID);
  };
  const place = async (fields: OrderFields, waitFor: 'accepted' | 'done' = 'done'): Promise<Placement> => {
    const { intent } = await plan(fields);
    const placed = await placeOrder(intent, { trading: connection.trading }, { waitFor, waitMs: 5000 });
    assert.deepEqual(differencesFrom(intent, placed.order), [], 'it would be told as our own');
    return placed;
  };
  const usd = async (): Promise<string> =>
    (await connection.trading.balances()).find(({ currency }) => currency === 'USD')?.available ?? '';

  it('fills a market buy by funds and spends no more than them, fee included', async () => {
    const before = await usd();
    const { outcome, order } = await place({
      side: 'buy',
      type: 'market',
      amount: '25',
      amountUnit: 'quote',
    });
    assert.equal(outcome, 'filled');
    const spent = decimal(before).minus(await usd());
    assert.ok(spent.lte('25') && spent.gt('24.9'), `spent ${spent.toFixed()}`);
    assert.ok(
      spent.eq(decimal(order.executed_value).plus(order.fill_fees)),
      'the order tells exactly what was spent',
    );
  });

  it('fills a market sell by size', async () => {
    const { outcome, order } = await place({ side: 'sell', type: 'market', amount: '0.01' });
    assert.deepEqual([outcome, order.filled_size], ['filled', '0.01']);
  });

  it('rests a limit order, lists it, finds it by both ids, cancels it, and calls the second cancel what it is', async () => {
    const { outcome, order, client_oid } = await place(
      { side: 'buy', type: 'limit', amount: '0.01', price: '100' },
      'accepted',
    );
    assert.equal(outcome, 'accepted');
    const { trading } = connection;
    const { orders } = await listAllOrders(trading, { productId: 'BTC-USD' });
    assert.deepEqual(
      orders.map(({ id }) => id),
      [order.id],
    );
    assert.equal((await findOrder(trading, { clientOid: client_oid }))?.id, order.id);
    assert.equal((await cancelOrder({ id: order.id }, 'BTC-USD', { trading })).outcome, 'canceled');
    assert.equal((await cancelOrder({ id: order.id }, 'BTC-USD', { trading })).outcome, 'not-found');
  });

  it('cancels what is still open after the wait, and calls a filled order filled', async () => {
    const { intent } = await plan({ side: 'buy', type: 'limit', amount: '0.01', price: '100' });
    const { trading } = connection;
    const placement = await placeOrder(
      intent,
      { trading },
      { waitFor: 'done', waitMs: 300, afterWait: 'cancel' },
    );
    assert.equal(placement.outcome, 'canceled');
    const filled = await place({ side: 'buy', type: 'market', amount: '0.001' });
    assert.equal(
      (await cancelOrder({ id: filled.order.id }, undefined, { trading })).outcome,
      'already-filled',
    );
    const read = await findOrder(trading, { id: filled.order.id }, { fills: true });
    assert.ok((read?.fills?.length ?? 0) > 0, 'with its fills');
  });

  it('says what became of FOK, IOC and post-only orders that cannot trade', async () => {
    const hopeless = { side: 'buy', type: 'limit', amount: '1', price: '100' };
    const placements = await Promise.all(
      ['FOK', 'IOC'].map((time_in_force) => place({ ...hopeless, time_in_force })),
    );
    assert.deepEqual(
      placements.map(({ outcome }) => outcome),
      ['canceled', 'canceled'],
    );
    const { ask } = await connection.trading.market('BTC-USD');
    const price = decimal(ask).times('1.1').round(2).toFixed();
    await assert.rejects(
      place({ side: 'buy', type: 'limit', amount: '0.1', price, post_only: true }),
      (thrown) => {
        assert.ok(thrown instanceof CoinbaseError);
        assert.deepEqual([thrown.code, thrown.details.exchange], ['ORDER_REFUSED', 'post only']);
        return true;
      },
    );
  });

  it('buys with all there is: the fee fits in', async () => {
    const { outcome } = await place(
      { side: 'buy', type: 'limit', amount: '100', amountUnit: 'percent', price: '100' },
      'accepted',
    );
    assert.equal(outcome, 'accepted');
    assert.ok(decimal(await usd()).lt('1'), 'nearly everything is held');
    assert.equal((await connection.trading.cancelAll('BTC-USD')).length, 1);
    const all = await place({ side: 'buy', type: 'market', amount: '100', amountUnit: 'percent' });
    assert.ok(['filled', 'partially-filled'].includes(all.outcome), all.outcome);
  });

  it('refuses what the exchange refuses, in its own words', async () => {
    const { intent } = await plan({ side: 'sell', type: 'market', amount: '1' });
    const { trading } = connection;
    await assert.rejects(placeOrder({ ...intent, size: '100000' }, { trading }), {
      code: 'INSUFFICIENT_FUNDS',
    });
    await assert.rejects(placeOrder({ ...intent, product_id: 'FOO-BAR' }, { trading }), {
      code: 'PRODUCT_UNKNOWN',
    });
    await assert.rejects(placeOrder({ ...intent, size: '0.000000001' }, { trading }), {
      code: 'ORDER_REFUSED',
    });
  });

  it("keeps within the exchange's limits: 50 requests at once, none turned away", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => connection.request({ method: 'GET', path: '/accounts' })),
    );
    assert.deepEqual(
      new Set(answers.map(({ status, attempts }) => `${status} ${attempts}`)),
      new Set(['200 1']),
    );
  });

  it('proves the key, and tells what is wrong with another one', async () => {
    await connection.trading.checkKey();
    const wrong = createExchangeCredential({
      key: sandbox.key,
      secret: Buffer.alloc(64).toString('base64'),
      passphrase: sandbox.passphrase,
    });
    assert.ok(wrong.ok);
    const other = openConnection({ origin: sandbox.rest, credential: wrong.credential, limiter: 'off' });
    await assert.rejects(other.trading.checkKey(), (thrown) => {
      assert.ok(thrown instanceof CoinbaseError);
      assert.equal(thrown.code, 'SIGNATURE_REJECTED');
      assert.ok(Array.isArray(thrown.details['diagnosis']), 'the sandbox says why');
      return true;
    });
    const request = { method: 'GET', path: '/nowhere' };
    assert.equal(refusal(await connection.request(request), request)?.code, 'NOT_FOUND');
    await other.release();
  });
});
