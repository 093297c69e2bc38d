import assert from 'node:assert/strict';
import fc from 'fast-check';
import { unitsFixed, unitsText } from '../../../../nodes/lib/sandbox/engine';
import { type Json, openTwoFaces, type TwoFaces } from './two-faces';
import { patience } from '../../../patience';

/** Random orders, edits and cancels by two holders, each step on either face. */
interface Step {
  readonly holder: number;
  readonly face: 'exchange' | 'advanced-trade';
  readonly act: 'limit' | 'market' | 'stop' | 'cancel' | 'edit' | 'wait';
  readonly side: 'buy' | 'sell';
  /** Dollars from 95,000. */
  readonly away: number;
  /** Thousandths of a bitcoin. */
  readonly size: number;
  readonly kind: 'GTC' | 'GTT' | 'IOC' | 'FOK' | 'post-only';
  readonly pick: number;
}

const steps = fc.array(
  fc.record<Step>({
    holder: fc.nat(1),
    face: fc.constantFrom('exchange', 'advanced-trade'),
    act: fc.constantFrom('limit', 'limit', 'limit', 'market', 'stop', 'cancel', 'edit', 'wait'),
    side: fc.constantFrom('buy', 'sell'),
    away: fc.integer({ min: -300, max: 300 }),
    size: fc.integer({ min: 1, max: 50 }),
    kind: fc.constantFrom('GTC', 'GTT', 'IOC', 'FOK', 'post-only'),
    pick: fc.nat(1000),
  }),
  { minLength: 10, maxLength: 40 },
);

describe('both faces of one sandbox', () => {
  let faces: TwoFaces;

  before(async () => {
    faces = await openTwoFaces();
  });
  after(() => faces.close());

  it('keep every unit of money, and tell the same of each order and balance', async function () {
    this.timeout(patience(120_000));
    const seen = { fills: 0, edits: 0 };
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        faces.reset();
        const total = totals(faces);
        let number = 0;
        for (const step of sequence) {
          await carryOut(step, faces, (number += 1));
          assert.deepEqual(totals(faces), total, 'something appeared or was lost');
          await agree(step.holder, faces);
        }
        tally(seen, faces);
      }),
      { numRuns: 25 },
    );
    assert.ok(seen.fills > 0 && seen.edits > 0, JSON.stringify(seen));
  });
});

function tally(seen: { fills: number; edits: number }, { exchange }: TwoFaces): void {
  for (const { id } of exchange.profiles) {
    for (const { edits, fillCount } of exchange.engine.everyOrder(id)) {
      seen.edits += edits.length;
      seen.fills += fillCount;
    }
  }
}

/** All money there is, by currency: every profile's, the market makers' and the fees. */
function totals({ exchange: { engine, currencies } }: TwoFaces): Record<string, bigint> {
  const profiles = [...engine.profiles()];
  return Object.fromEntries(
    currencies.map((currency) => [
      currency,
      profiles.reduce((sum, profile) => sum + engine.balance(profile, currency).total, 0n),
    ]),
  );
}

async function carryOut(step: Step, faces: TwoFaces, number: number): Promise<void> {
  const { holder, face, act, pick } = step;
  if (act === 'wait') {
    faces.clock.advance(30_000);
    faces.exchange.moveMarket();
    return;
  }
  if (act === 'cancel' || act === 'edit') {
    const orders = (await faces.onExchange(
      holder,
      'GET',
      act === 'edit' ? '/orders' : '/orders?status=all',
    )) as Json[];
    const id = orders[pick % Math.max(1, orders.length)]?.['id'];
    if (typeof id !== 'string') return;
    if (act === 'edit') {
      const terms = { price: String(95_000 + step.away), size: `0.0${step.size + 10}` };
      await faces.onAdvancedTrade(holder, 'POST', '/orders/edit', { order_id: id, ...terms });
    } else if (face === 'exchange') await faces.onExchange(holder, 'DELETE', `/orders/${id}`);
    else await faces.onAdvancedTrade(holder, 'POST', '/orders/batch_cancel', { order_ids: [id] });
    return;
  }
  // Every fifth client order id is used again.
  const clientOid = `00000000-0000-4000-8000-${String(number - (number % 5 === 0 ? 1 : 0)).padStart(12, '0')}`;
  if (face === 'exchange') await faces.onExchange(holder, 'POST', '/orders', exchangeOrder(step, clientOid));
  else await placeOnce(step, faces, clientOid);
}

/** A client order id that was used before must make no order; a preview must say what becomes of any other. */
async function placeOnce(step: Step, faces: TwoFaces, clientOid: string): Promise<void> {
  const { holder } = step;
  const list = async (): Promise<Json[]> =>
    (await faces.onAdvancedTrade(holder, 'GET', '/orders/historical/batch'))['orders'] as Json[];
  const before = await list();
  const order = advancedTradeOrder(step, clientOid);
  const { errs } = (await faces.onAdvancedTrade(holder, 'POST', '/orders/preview', order)) as {
    errs: string[];
  };
  const answer = await faces.onAdvancedTrade(holder, 'POST', '/orders', order);
  const earlier = before.filter((order) => order['client_order_id'] === clientOid);
  if (earlier.length > 0) {
    const { order_id: id } = answer['success_response'] as Json;
    assert.equal(id, earlier[0]?.['order_id']);
  }
  if (earlier.length === 0) {
    const { preview_failure_reason: reason } = (answer['error_response'] ?? {}) as Json;
    assert.deepEqual(errs, reason === undefined ? [] : [reason], 'the preview said so before');
  }
  const more = answer['success'] === true && earlier.length === 0 ? 1 : 0;
  assert.equal((await list()).length, before.length + more);
}

function exchangeOrder({ act, side, away, size, kind }: Step, client_oid: string): Json {
  const price = String(95_000 + away);
  const order = { product_id: 'BTC-USD', side, client_oid, size: `0.0${size + 10}` };
  if (act === 'market') return { ...order, type: 'market' };
  if (act === 'stop') {
    const stop = side === 'buy' ? 'entry' : 'loss';
    return { ...order, type: 'limit', price, stop, stop_price: price };
  }
  if (kind === 'post-only') return { ...order, type: 'limit', price, post_only: true };
  const lifetime = kind === 'GTT' ? { cancel_after: 'min' } : {};
  return { ...order, type: 'limit', price, time_in_force: kind, ...lifetime };
}

function advancedTradeOrder(step: Step, client_order_id: string): Json {
  const side = step.side.toUpperCase();
  return { product_id: 'BTC-USD', side, client_order_id, order_configuration: configuration(step) };
}

function configuration({ act, side, away, size, kind, pick }: Step): Json {
  const limit_price = String(95_000 + away);
  const base_size = `0.0${size + 10}`;
  if (act === 'market') return { market_market_ioc: side === 'buy' ? { quote_size: '500' } : { base_size } };
  if (act === 'stop' && pick % 2 === 0) {
    const stop_trigger_price = String(95_000 + away + (side === 'buy' ? 400 : -400));
    return { trigger_bracket_gtc: { base_size, limit_price, stop_trigger_price } };
  }
  if (act === 'stop') {
    const stop_direction = `STOP_DIRECTION_STOP_${side === 'buy' ? 'UP' : 'DOWN'}`;
    return { stop_limit_stop_limit_gtc: { base_size, limit_price, stop_price: limit_price, stop_direction } };
  }
  const terms = { base_size, limit_price };
  if (kind === 'IOC') return { sor_limit_ioc: terms };
  if (kind === 'FOK') return { limit_limit_fok: terms };
  if (kind === 'GTT') return { limit_limit_gtd: { ...terms, end_time: '2027-01-01T00:00:00Z' } };
  return { limit_limit_gtc: { ...terms, post_only: kind === 'post-only' } };
}

/** What the engine holds is what both faces show. */
async function agree(holder: number, { exchange, onExchange, onAdvancedTrade }: TwoFaces): Promise<void> {
  const profile = exchange.profiles[holder]?.id ?? '';
  const { accounts } = (await onAdvancedTrade(holder, 'GET', '/accounts')) as { accounts: Json[] };
  const shown = (await onExchange(holder, 'GET', '/accounts')) as Json[];
  for (const [index, account] of accounts.entries()) {
    const { available, hold, currency } = shown[index] ?? {};
    const held = exchange.engine.balance(profile, String(currency)).hold;
    assert.deepEqual(
      [account['currency'], account['available_balance'], account['hold'], hold],
      [currency, { value: available, currency }, { value: unitsText(held), currency }, unitsFixed(held, 16)],
    );
  }
  const there = (await onAdvancedTrade(holder, 'GET', '/orders/historical/batch'))['orders'] as Json[];
  const here = (await onExchange(holder, 'GET', '/orders?status=all&limit=1000')) as Json[];
  const byId = new Map(there.map((order) => [order['order_id'], order]));
  for (const order of here) {
    const same = byId.get(order['id']) ?? {};
    assert.ok(statusesOf(order).includes(String(same['status'])), JSON.stringify([order, same]));
    for (const [ours, theirs] of [
      ['filled_size', 'filled_size'],
      ['executed_value', 'filled_value'],
      ['fill_fees', 'total_fees'],
    ] as const)
      assert.equal(Number(order[ours]), Number(same[theirs]));
    byId.delete(order['id']);
  }
  for (const { status, filled_size: filled, outstanding_hold_amount: hold } of byId.values()) {
    assert.ok(status === 'CANCELLED' || status === 'EXPIRED', String(status));
    assert.deepEqual([filled, hold], ['0', '0']);
  }
}

/** What Advanced Trade may say of it: a canceled order with an end was canceled before or by it. */
function statusesOf({ status, done_reason: reason, expire_time: expiry }: Json): readonly string[] {
  if (status === 'open' || status === 'active') return ['OPEN'];
  if (status === 'rejected') return ['FAILED'];
  if (reason === 'filled') return ['FILLED'];
  return expiry === undefined ? ['CANCELLED'] : ['CANCELLED', 'EXPIRED'];
}
