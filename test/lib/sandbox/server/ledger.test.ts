import assert from 'node:assert/strict';
import { parseUnits, unitsFixed } from '../../../../nodes/lib/sandbox/engine';
import { type Customer, openCustomer, RESTING } from './customer';

interface Row {
  readonly id: string;
  readonly amount: string;
  readonly balance: string;
  readonly type: string;
  readonly details: Readonly<Record<string, string>>;
}

describe("an account's ledger and holds", () => {
  let customer: Customer;
  beforeEach(async () => {
    customer = await openCustomer({ balance: { USD: '50000', BTC: '2', EUR: '0' } });
  });
  afterEach(() => customer.sandbox.close());

  const accountId = async (currency: string): Promise<string> => {
    const accounts = (await customer.send('GET', '/accounts')).value() as { id: string; currency: string }[];
    return accounts.find((one) => one.currency === currency)?.id ?? '';
  };
  const ledger = async (currency: string, query = ''): Promise<Row[]> =>
    (await customer.send('GET', `/accounts/${await accountId(currency)}/ledger${query}`)).value() as Row[];
  const trade = (): Promise<string> =>
    customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.3' });

  it('has match, match and fee for each fill, and every row adds up to the balance', async () => {
    await trade();
    await customer.place({ product_id: 'BTC-USD', side: 'sell', type: 'market', size: '0.1' });
    const fills = (await customer.send('GET', '/fills?product_id=BTC-USD')).value() as { trade_id: number }[];
    assert.ok(fills.length >= 2);
    for (const [currency, types] of [
      ['USD', ['fee', 'match']],
      ['BTC', ['match']],
    ] as const) {
      const rows = await ledger(currency);
      assert.equal(rows.length, fills.length * types.length + 1);
      const expected = [...fills.flatMap(() => types), 'transfer'];
      assert.deepEqual(
        rows.map(({ type }) => type),
        expected,
      );
      let balance = 0n;
      for (const row of rows.toReversed()) {
        balance += parseUnits(row.amount);
        assert.equal(row.balance, unitsFixed(balance, 16));
      }
      const account = customer.sandbox.ledger().balances.find((one) => one.currency === currency);
      assert.equal(parseUnits(account?.balance ?? ''), balance);
      const traded = rows.filter(({ type }) => type === 'match').map(({ details }) => details['trade_id']);
      assert.deepEqual(
        traded,
        fills.map(({ trade_id }) => String(trade_id)),
      );
    }
  });

  it('comes in pages without a gap or a double, and of 24 hours unless dated', async () => {
    await trade();
    const all = await ledger('USD');
    const id = await accountId('USD');
    const seen: string[] = [];
    for (let after = ''; ;) {
      const page = await customer.send('GET', `/accounts/${id}/ledger?limit=2${after}`);
      seen.push(...(page.value() as Row[]).map((row) => row.id));
      const cursor = page.headers['cb-after'];
      if (typeof cursor !== 'string') break;
      after = `&after=${cursor}`;
    }
    assert.deepEqual(
      seen,
      all.map((row) => row.id),
    );
    customer.clock.advance(86_400_001);
    assert.deepEqual(await ledger('USD'), []);
    assert.equal((await ledger('USD', '?start_date=2020-01-01')).length, all.length);
    assert.equal((await customer.send('GET', `/accounts/${id}/ledger?after=soon`)).status, 400);
  });

  it('shows what each open order holds until it is canceled', async () => {
    const order = await customer.place(RESTING);
    const path = `/accounts/${await accountId('USD')}/holds`;
    const holds = (await customer.send('GET', path)).value() as Record<string, string>[];
    const { hold } = customer.sandbox.ledger().balances.find(({ currency }) => currency === 'USD') ?? {};
    assert.deepEqual(
      holds.map(({ ref, type, amount }) => ({ ref, type, amount })),
      [{ ref: order, type: 'order', amount: hold }],
    );
    assert.deepEqual((await customer.send('GET', `/accounts/${await accountId('BTC')}/holds`)).value(), []);
    await customer.send('DELETE', `/orders/${order}`);
    assert.deepEqual((await customer.send('GET', path)).value(), []);
    assert.equal((await customer.send('GET', '/accounts/no-such/holds')).status, 404);
  });
});
