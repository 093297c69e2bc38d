import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openConnection, type Connection } from '../../../../nodes/lib/api';
import type { Fill, Order, OrderIntent } from '../../../../nodes/lib/rules/orders';
import { differencesFrom } from '../../../../nodes/lib/rules/same-order';
import { startSandbox, type Sandbox } from '../../../../nodes/lib/sandbox';
import { createCredential } from '../../../../nodes/lib/signer';

type Kind = Omit<OrderIntent, 'client_oid' | 'product_id'>;

describe("orders on the sandbox's Advanced Trade face", () => {
  for (const key of ['ecdsa', 'ed25519'] as const)
    describe(`with a key of ${key}`, () => {
      let sandbox: Sandbox;
      let connection: Connection;
      let last: number;
      before(async () => {
        sandbox = await startSandbox({ seed: 11, marketEveryMs: 0, balance: { USD: '100000', BTC: '10' } });
        connection = connect(sandbox, key);
        last = Number((await connection.trading.market('BTC-USD')).last);
      });
      after(async () => {
        await connection.release();
        await sandbox.close();
      });
      /** A price so much above the last one, in parts of it. */
      const at = (part: number): string => (last * part).toFixed(2);
      const place = async (kind: Kind): Promise<Order> => {
        const intent = { client_oid: randomUUID(), product_id: 'BTC-USD', ...kind };
        connection.trading.check(intent);
        const verdict = await connection.trading.place(intent);
        assert.equal(verdict.kind, 'accepted', 'error' in verdict ? verdict.error.message : '');
        assert.ok('order' in verdict);
        const order = await connection.trading.find({ id: verdict.order.id });
        assert.ok(order);
        assert.equal(order.client_oid, intent.client_oid);
        assert.deepEqual(differencesFrom(intent, order), [], 'it would be told as our own');
        return order;
      };
      const open = async (): Promise<string[]> => {
        const ids: string[] = [];
        for await (const page of connection.trading.listOrders({ productId: 'BTC-USD' }))
          ids.push(...page.map(({ id }) => id));
        return ids;
      };
      const limit = { type: 'limit', side: 'buy', size: '0.01', time_in_force: 'GTC' } as const;
      const resting: readonly (readonly [string, (p: typeof at) => Kind, Partial<Order>])[] = [
        ['limit', (p) => ({ ...limit, price: p(0.5) }), { time_in_force: 'GTC', status: 'open' }],
        ['post-only', (p) => ({ ...limit, price: p(0.5), post_only: true }), { post_only: true }],
        [
          'good till time',
          (p) => ({ ...limit, price: p(0.5), time_in_force: 'GTT', cancel_after: 'hour' }),
          { time_in_force: 'GTT', status: 'open' },
        ],
        [
          'stop loss',
          (p) => ({ ...limit, side: 'sell', price: p(0.7), stop: 'loss', stop_price: p(0.8) }),
          { status: 'active', stop: 'loss' },
        ],
        [
          'stop entry, good till time',
          (p) => ({
            ...limit,
            price: p(1.4),
            stop: 'entry',
            stop_price: p(1.3),
            time_in_force: 'GTT',
            cancel_after: 'day',
          }),
          { status: 'active', stop: 'entry', time_in_force: 'GTT' },
        ],
      ];
      for (const [name, kind, told] of resting)
        it(`${name}: placed, read, listed, canceled, remembered`, async () => {
          const asked = kind(at);
          const order = await place(asked);
          for (const [field, value] of Object.entries(told)) assert.equal(order[field as keyof Order], value);
          assert.equal(Number(order.price), Number(asked.price));
          assert.equal(Number(order.stop_price ?? 0), Number(asked.stop_price ?? 0));
          if (asked.time_in_force === 'GTT') assert.ok(Date.parse(order.expire_time ?? '') > Date.now());
          assert.deepEqual(await open(), [order.id]);
          const { trading } = connection;
          assert.deepEqual(await trading.cancel({ id: order.id }, 'BTC-USD'), {
            kind: 'canceled',
            id: order.id,
          });
          assert.deepEqual(await open(), []);
          const after = await trading.find({ id: order.id });
          assert.deepEqual([after?.status, after?.done_reason], ['done', 'canceled']);
          assert.equal((await trading.cancel({ id: order.id }, undefined)).kind, 'already-done');
        });

      const filled: readonly (readonly [string, (p: typeof at) => Kind])[] = [
        ['market by funds', () => ({ type: 'market', side: 'buy', funds: '250' })],
        ['market by size', () => ({ type: 'market', side: 'sell', size: '0.01' })],
        ['IOC', (p) => ({ ...limit, price: p(1.02), time_in_force: 'IOC' })],
        ['FOK', (p) => ({ ...limit, side: 'sell', price: p(0.98), time_in_force: 'FOK' })],
      ];
      for (const [name, kind] of filled)
        it(`${name}: filled, with its fills`, async () => {
          const order = await place(kind(at));
          assert.deepEqual([order.status, order.done_reason], ['done', 'filled']);
          const fills: Fill[] = [];
          for await (const page of connection.trading.listFills({ orderId: order.id })) fills.push(...page);
          const sum = (of: (fill: Fill) => number): number => fills.reduce((all, fill) => all + of(fill), 0);
          assert.ok(Math.abs(sum(({ size }) => Number(size)) - Number(order.filled_size)) < 1e-9);
          assert.ok(Math.abs(sum(({ fee }) => Number(fee)) - Number(order.fill_fees)) < 1e-9);
          assert.ok(fills.every(({ side, liquidity }) => side === order.side && liquidity === 'T'));
        });

      it('an order that is sent again is the order that is there', async () => {
        const { trading } = connection;
        const intent = { ...limit, client_oid: randomUUID(), product_id: 'BTC-USD', price: at(0.5) };
        const [first, second] = [await trading.place(intent), await trading.place(intent)];
        assert.ok(first.kind === 'accepted' && second.kind === 'accepted');
        assert.equal(first.order.id, second.order.id);
        const sinceMs = Date.now() - 60_000;
        const found = await trading.find({ clientOid: intent.client_oid }, { sinceMs });
        assert.equal(found?.id, first.order.id);
        assert.equal(await trading.edit?.(first.order.id, { price: at(0.6), size: '0.02' }), first.order.id);
        assert.equal((await trading.find({ id: first.order.id }))?.size, '0.02');
        assert.deepEqual(await trading.cancelAll('BTC-USD'), [first.order.id]);
        assert.equal(await trading.find({ id: randomUUID() }), undefined);
        assert.equal((await trading.cancel({ id: randomUUID() }, undefined)).kind, 'gone');
      });

      it('refuses what the account cannot pay, in its words', async () => {
        const verdict = await connection.trading.place({
          ...limit,
          client_oid: randomUUID(),
          product_id: 'BTC-USD',
          size: '9',
          price: at(0.9),
        });
        assert.ok(verdict.kind === 'refused');
        assert.equal(verdict.error.code, 'INSUFFICIENT_FUNDS');
        assert.match(verdict.error.details.exchange ?? '', /INSUFFICIENT_FUND/);
      });

      it('reads accounts, fees, products, book and a preview', async () => {
        const { trading } = connection;
        await trading.checkKey();
        const balances = await trading.balances();
        assert.ok(balances.some(({ currency, available }) => currency === 'USD' && Number(available) > 0));
        assert.ok(Number((await trading.feeRates()).taker) > 0);
        assert.equal((await trading.products()).get('BTC-USD')?.quote_currency, 'USD');
        const [book, top] = [await trading.book('BTC-USD'), await trading.market('BTC-USD')];
        assert.deepEqual([book.bids[0]?.price, book.asks[0]?.price], [top.bid, top.ask]);
        const preview = await trading.preview?.({
          client_oid: randomUUID(),
          product_id: 'BTC-USD',
          side: 'buy',
          type: 'market',
          funds: '100',
        });
        assert.deepEqual(preview?.errors, []);
        assert.ok(Number(preview?.commission_total) > 0);
      });
    });

  it('is told what the doctor found in a refused token', async () => {
    const sandbox = await startSandbox({ seed: 12, marketEveryMs: 0 });
    const other = await startSandbox({ seed: 13, marketEveryMs: 0 });
    const mixed = connect({ ...sandbox, cdp: other.cdp, rest: sandbox.rest }, 'ecdsa');
    await assert.rejects(
      mixed.trading.balances(),
      ({
        code,
        details,
      }: {
        code: string;
        details: { diagnosis?: readonly { code: string; text: string }[] };
      }) => {
        assert.equal(code, 'SIGNATURE_REJECTED');
        assert.ok((details.diagnosis?.length ?? 0) > 0);
        assert.match(details.diagnosis?.[0]?.text ?? '', /\w+ \w+/);
        return true;
      },
    );
    await mixed.release();
    await Promise.all([sandbox.close(), other.close()]);
  });
});

function connect({ rest, cdp }: Pick<Sandbox, 'rest' | 'cdp'>, kind: 'ecdsa' | 'ed25519'): Connection {
  const { name, privateKey } = cdp[kind];
  const made = createCredential({ scheme: 'cdp', key: name, secret: privateKey });
  if (!made.ok) throw new Error("the sandbox's own key is not usable");
  return openConnection({
    origin: rest,
    credential: made.credential,
    limiter: 'exchange',
    environment: 'local-sandbox-advanced-trade',
  });
}
