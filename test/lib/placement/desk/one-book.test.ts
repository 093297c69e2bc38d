import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TradingApi } from '../../../../nodes/lib/api';
import { lookForOrder, type UnknownSend } from '../../../../nodes/lib/placement/look-for-order';
import { systemClock } from '../../../../nodes/lib/rules/clock';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { OrderIntent } from '../../../../nodes/lib/rules/orders';
import type { SandboxFault } from '../../../../nodes/lib/sandbox';
import { buy, order, rest, world, type World } from './world';

const PLACE = 'POST /api/v3/brokerage/orders';

/** Advanced Trade lists what was placed on BTC-USDC as BTC-USD: the two share one order book. */
describe('an order on BTC-USDC that Advanced Trade lists as BTC-USD', () => {
  let here: World;
  /** What goes wrong with each request to place an order. */
  let onPlace: SandboxFault | undefined;
  beforeEach(async () => {
    onPlace = undefined;
    const faults = ({ route }: { readonly route: string }) => (route === PLACE ? onPlace : undefined);
    const balance = { USD: '10000', USDC: '10000', BTC: '1' };
    here = await world({ usdcAsUsd: true, faults, balance }, 'local-sandbox-advanced-trade');
  });
  afterEach(() => here.end());

  const resting: OrderIntent = {
    client_oid: randomUUID(),
    product_id: 'BTC-USDC',
    side: 'buy',
    type: 'limit',
    size: '0.01',
    price: '1000',
    time_in_force: 'GTC',
  };
  const { price: _price, time_in_force: _time, ...terms } = resting;
  const filled: OrderIntent = { ...terms, client_oid: randomUUID(), type: 'market' };

  /** Sent so long ago that what is not found now was never placed. */
  const longAgo = (): UnknownSend => ({
    error: new CoinbaseError('NETWORK', 'the answer was lost', { sent: true }),
    attempts: 1,
    sentAt: undefined,
    stampMs: Date.now() - 140_000,
    earliestMs: Date.now() - 200_000,
    givenId: false,
  });
  const sight = async (intent: OrderIntent, over: Partial<TradingApi> = {}) => {
    const trading = { ...here.connection.trading, ...over };
    const options = () => ({ timeoutMs: 5000 });
    return lookForOrder(intent, longAgo(), { trading, clock: systemClock, options });
  };
  /** An API that is as good as blind for client order ids, as the Exchange may be for a while. */
  const blind = (): Partial<TradingApi> => {
    const { trading } = here.connection;
    return {
      find: (name, options) =>
        'clientOid' in name ? Promise.resolve(undefined) : trading.find(name, options),
    };
  };

  for (const [name, intent] of [
    ['rests', resting],
    ['was filled', filled],
  ] as const)
    it(`is not called absent while it ${name}`, async () => {
      const verdict = await here.connection.trading.place(intent);
      assert.equal(verdict.kind, 'accepted');
      assert.ok('order' in verdict);
      assert.equal(verdict.order.product_id, 'BTC-USDC', 'the wallet that pays');
      const told = await here.connection.trading.find({ id: verdict.order.id });
      assert.equal(told?.product_id, 'BTC-USD', 'the history has the other name');
      for (const over of [{}, blind()]) {
        const sighting = await sight(intent, over);
        assert.equal(sighting.kind, 'found');
        assert.ok('order' in sighting);
        assert.equal(sighting.order.id, verdict.order.id);
      }
      assert.equal((await sight({ ...intent, client_oid: randomUUID() }, blind())).kind, 'absent');
    });

  it('is found after its answer was lost, and canceled by its client order id', async () => {
    onPlace = { kind: 'reset', accepted: true };
    const desk = here.open();
    const placed = await desk.place(order({ ...rest, product_id: 'BTC-USDC' }), {
      waitFor: 'accepted',
      timeoutMs: 15_000,
    });
    assert.equal(placed.found, true);
    const { outcome } = await desk.cancel({ clientOid: placed.client_oid }, 'BTC-USDC');
    assert.equal(outcome, 'canceled');
    const again = await desk.cancel({ clientOid: placed.client_oid }, 'BTC-USDC');
    assert.equal(again.outcome, 'already-canceled');
  });

  it('is canceled with all of BTC-USDC, and those of BTC-USD are not', async () => {
    const desk = here.open();
    const wait = { waitFor: 'accepted' } as const;
    const mine = await desk.place(order({ ...rest, product_id: 'BTC-USDC' }), wait);
    const other = await desk.place(order(rest), wait);
    await desk.place(order({ ...buy, product_id: 'BTC-USDC' }), wait);
    assert.deepEqual(await desk.cancelAll('BTC-USDC'), { canceled: [mine.order.id], failed: [] });
    const open: string[] = [];
    for await (const page of here.connection.trading.listOrders({})) open.push(...page.map(({ id }) => id));
    assert.deepEqual(open, [other.order.id]);
  });
});
