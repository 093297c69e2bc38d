/**
 * Exchange clients that we did not write, from the registry, unmodified; configuration alone points them at the sandbox.
 * Each places, reads, lists and cancels, and what it reports is held against the sandbox's own ledger.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Sandbox, startSandbox } from '../../nodes/lib/sandbox';
import { ccxtExchange, coinbaseApi, coinbaseProNode, officialCoinbasePro } from './clients';
import type { ForeignClient, WireOrder } from './clients';

const PRODUCT = 'BTC-USD';

/** Far below the market, so that it rests. */
const RESTING = { product_id: PRODUCT, side: 'buy', type: 'limit', price: '1000.00', size: '0.01' } as const;

const clients: Readonly<Record<string, (sandbox: Sandbox) => Promise<ForeignClient>>> = {
  'coinbase-pro (official, 0.9)': officialCoinbasePro,
  'coinbase-pro-node (9.1)': coinbaseProNode,
  'coinbase-api (1.2, CBExchangeClient)': coinbaseApi,
  'ccxt (4.5, coinbaseexchange)': ccxtExchange,
};

for (const [name, connect] of Object.entries(clients)) {
  describe(`a client that knows nothing of the sandbox: ${name}`, () => {
    let sandbox: Sandbox;
    let client: ForeignClient;

    before(async () => {
      sandbox = await startSandbox({ seed: 7, marketEveryMs: 0, rateLimits: false });
      client = await connect(sandbox);
    });
    after(() => sandbox.close());

    it('reads time and products', async () => {
      const { epoch } = await client.time();
      assert.ok(Math.abs(epoch - Date.now() / 1000) < 30, `epoch ${epoch} is the time in seconds`);
      const ids = (await client.products()).map(({ id }) => id);
      assert.ok(ids.includes(PRODUCT) && ids.includes('ETH-BTC'), `products: ${ids.join(' ')}`);
    });

    it('reads balances', async () => {
      const accounts = await client.accounts();
      const dollars = accounts.find(({ currency }) => currency === 'USD');
      assert.equal(dollars?.balance, '10000.0000000000000000');
      assert.equal(dollars?.available, '10000');
    });

    it('places a limit order, reads it, lists it and cancels it', async () => {
      const clientOid = randomUUID();
      const placed = await client.place({ ...RESTING, client_oid: clientOid });
      assert.deepEqual([placed.status, placed.price, placed.size], ['pending', '1000', '0.01']);

      const read = await client.order(placed.id);
      assert.deepEqual([read.status, read.price, read.client_oid], ['open', '1000.00000000', clientOid]);
      assert.equal((await client.order(`client:${clientOid}`)).id, placed.id);

      const open = await client.orders({ status: 'open', product_id: PRODUCT });
      assert.deepEqual(idsOf(open), [placed.id], 'two query parameters are signed as they are sent');

      assert.equal(await client.cancel(placed.id), placed.id);
      assert.deepEqual(idsOf(await client.orders({})), []);
    });

    it('buys at the market and sees its fills as the ledger has them', async () => {
      const placed = await client.place({ product_id: PRODUCT, side: 'buy', type: 'market', funds: '100' });
      assert.equal(placed.specified_funds, '100');
      const done = await client.order(placed.id);
      assert.deepEqual([done.status, done.done_reason], ['done', 'filled']);
      const fills = await client.fills({ order_id: placed.id });
      assert.ok(fills.length > 0, 'a filled order has fills');
      assert.deepEqual(
        fills,
        sandbox.ledger().fills.filter((fill) => fill['order_id'] === placed.id),
      );
      assert.deepEqual(await client.fills({ product_id: PRODUCT }), sandbox.ledger().fills);
    });

    it('is refused with the exchange’s words and cancels everything of a product', async () => {
      await assert.rejects(client.place({ ...RESTING, size: '50' }), (thrown: unknown) =>
        spelledOut(thrown).includes('Insufficient funds'),
      );
      const one = await client.place(RESTING);
      const two = await client.place(RESTING);
      assert.deepEqual((await client.cancelAll()).toSorted(), [one.id, two.id].toSorted());
    });
  });
}

function idsOf(orders: readonly WireOrder[]): string[] {
  return orders.map(({ id }) => id);
}

/** Each client wraps a refusal in its own way; the exchange's words are somewhere inside. */
function spelledOut(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const { message, body, data, response } = thrown as Record<string, unknown>;
  const answer = typeof response === 'object' && response !== null && 'data' in response ? response.data : '';
  return JSON.stringify([message, body, data, answer]);
}
