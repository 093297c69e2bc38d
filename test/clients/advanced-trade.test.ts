/**
 * Clients of Advanced Trade that we did not write, from the registry, unmodified, with either kind of CDP key; the
 * address alone points them at the sandbox, over https where they insist on it. What they report is held against the
 * sandbox's own ledger.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Sandbox, startSandbox } from '../../nodes/lib/sandbox';
import { type CertificateFiles, makeCertificate } from '../lib/sandbox/server/certificate';
import {
  type AdvancedTradeClient,
  ccxtCoinbase,
  coinbaseApi,
  officialSample,
} from './advanced-trade-clients';
import type { OrderWish } from './advanced-trade-clients';

const PRODUCT = 'BTC-USD';

const clients = {
  'the official TypeScript sample (0.3)': { connect: officialSample, tls: false },
  'coinbase-api (1.2, CBAdvancedTradeClient)': { connect: coinbaseApi, tls: true },
  'ccxt (4.5, coinbase)': { connect: ccxtCoinbase, tls: true },
} as const;

function resting(size = '0.01'): OrderWish {
  const limit = { base_size: size, limit_price: '1000', post_only: true };
  return {
    client_order_id: randomUUID(),
    product_id: PRODUCT,
    side: 'BUY',
    order_configuration: { limit_limit_gtc: limit },
  };
}

function spending(dollars: string): OrderWish {
  return { ...resting(), order_configuration: { market_market_ioc: { quote_size: dollars } } };
}

for (const [name, { connect, tls }] of Object.entries(clients)) {
  for (const kind of ['ecdsa', 'ed25519'] as const) {
    describe(`a client that knows nothing of the sandbox: ${name} with a key of ${kind}`, () => {
      let files: CertificateFiles | undefined;
      let sandbox: Sandbox;
      let client: AdvancedTradeClient;

      before(async () => {
        files = tls ? makeCertificate() : undefined;
        const options = { seed: 7, marketEveryMs: 0, rateLimits: false, ...(files && { tls: files }) };
        sandbox = await startSandbox(options);
        const ca = files ? readFileSync(files.certFile, 'utf8') : '';
        client = connect({ rest: sandbox.rest, ca }, sandbox.cdp[kind]);
      });
      after(async () => {
        await sandbox.close();
        files?.remove();
      });

      it('reads what its key may do, its accounts and the products', async () => {
        const { can_view: view, can_trade: trade, can_transfer: transfer } = await client.permissions();
        assert.deepEqual([view, trade, transfer], [true, true, false]);
        const dollars = (await client.accounts()).find(({ currency }) => currency === 'USD');
        assert.deepEqual(dollars?.['available_balance'], { value: '10000', currency: 'USD' });
        const ids = (await client.products()).map(({ product_id: id }) => id);
        assert.ok(ids.includes(PRODUCT) && ids.includes('ETH-BTC'), `products: ${ids.join(' ')}`);
      });

      it('previews an order without placing it', async () => {
        const { client_order_id: _, ...wish } = spending('100');
        const { errs, order_total: total, commission_total: fee } = await client.preview(wish);
        assert.deepEqual(errs, []);
        assert.ok(
          Number(total) > 99.99 && Number(total) <= 100,
          `the total ${String(total)} is what is spent`,
        );
        assert.ok(Number(fee) > 0.5 && Number(fee) < 0.6, `the fee ${String(fee)} is 0.6 % of the rest`);
        assert.deepEqual(sandbox.ledger().orders, []);
      });

      it('places a limit order, reads it, lists it, and cancels it', async () => {
        const wish = resting();
        const { success, success_response: placed } = await client.place(wish);
        assert.equal(success, true);
        const id = placed?.order_id ?? '';
        assert.ok(placed?.client_order_id.endsWith(wish.client_order_id), placed?.client_order_id);

        const read = await client.order(id);
        assert.deepEqual([read['status'], read['product_id'], read['side']], ['OPEN', PRODUCT, 'BUY']);
        const [ledgers] = sandbox.ledger().orders;
        assert.deepEqual(
          [ledgers?.['id'], ledgers?.['status'], Number(ledgers?.['price'])],
          [id, 'open', 1000],
        );
        assert.deepEqual(await openIds(), [id]);

        assert.deepEqual(successes(await client.cancel(id)), [[id, true]]);
        assert.deepEqual(await openIds(), []);
        assert.equal((await client.order(id))['status'], 'CANCELLED');
        assert.deepEqual(successes(await client.cancel(id)), [[id, false]], 'a second time');
      });

      it('sends an order twice and has one', async () => {
        const wish = resting();
        const [one, two] = [await client.place(wish), await client.place(wish)];
        assert.equal(one.success && two.success, true);
        assert.equal(one.success_response?.order_id, two.success_response?.order_id);
        assert.equal((await openIds()).length, 1);
        await client.cancel(one.success_response?.order_id ?? '');
      });

      it('buys at the market and sees its fills as the ledger has them', async () => {
        const { success_response: placed } = await client.place(spending('100'));
        const id = placed?.order_id ?? '';
        const read = await client.order(id);
        const [ledgers] = sandbox.ledger().orders;
        assert.deepEqual([read['status'], read['settled']], ['FILLED', true]);
        assert.deepEqual(numbers(read, 'filled_size', 'filled_value', 'total_fees'), [
          ...numbers(ledgers ?? {}, 'filled_size', 'executed_value', 'fill_fees'),
        ]);
        const fills = await client.fills(id);
        assert.ok(fills.length > 0, 'a filled order has fills');
        const sums = fills.map((fill) => numbers(fill, 'price', 'commission'));
        const kept = sandbox.ledger().fills.filter((fill) => fill['order_id'] === id);
        assert.deepEqual(
          sums,
          kept.map((fill) => numbers(fill, 'price', 'fee')),
        );
      });

      it('is refused in the API’s own words', async () => {
        const { success, error_response: refused } = await client.place(resting('50')).catch(answerIn);
        assert.deepEqual([success, refused?.error], [false, 'INSUFFICIENT_FUND']);
      });

      async function openIds(): Promise<unknown[]> {
        return (await client.openOrders(PRODUCT)).map(({ order_id: id }) => id);
      }
    });
  }
}

function successes(results: readonly Readonly<Record<string, unknown>>[]): unknown[] {
  return results.map(({ order_id: id, success }) => [id, success]);
}

function numbers(fields: Readonly<Record<string, unknown>>, ...names: string[]): number[] {
  return names.map((name) => Number(fields[name]));
}

/** ccxt throws a refusal; its message ends with the answer. */
function answerIn(thrown: unknown): Awaited<ReturnType<AdvancedTradeClient['place']>> {
  const message = thrown instanceof Error ? thrown.message : '';
  return JSON.parse(message.slice(message.indexOf('{'))) as never;
}
