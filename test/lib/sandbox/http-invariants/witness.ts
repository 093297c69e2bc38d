import assert from 'node:assert/strict';
import type { EngineProduct, OrderRequest } from '../../../../nodes/lib/sandbox/engine';
import type { SlowModel } from '../engine/slow-model';
import type { ModelOrder } from '../engine/slow-rules';
import { balances, BASE, book, fills, ownOrders, PRODUCT, QUOTE, trades, units } from './answers';
import { modelOf } from './expectation';
import { type Between, checkChange, checkView, type Rates, type View } from './invariants';
import type { Party } from './party';

/** What was met how often, to show that nothing was left out. */
export type Tally = Record<string, number>;

/** Looks at an exchange through its parties' eyes, again and again, and checks what it sees. */
export class Witness {
  readonly tally: Tally = {};
  /** By the parties' names; book and tape are the same in all. */
  views: ReadonlyMap<string, View> = new Map();
  readonly #parties: readonly Party[];
  readonly #now: () => number;
  readonly #product: EngineProduct;
  readonly #rates: Rates;
  #stps = new Map<string, OrderRequest['stp']>();

  constructor(parties: readonly Party[], now: () => number, product: EngineProduct, rates: Rates) {
    this.#parties = parties;
    this.#now = now;
    this.#product = product;
    this.#rates = rates;
  }

  /** Forgets what was before: the exchange starts anew. */
  async begin(): Promise<void> {
    this.#stps = new Map();
    this.views = new Map();
    this.views = (await this.#see()).views;
  }

  view(party: string): View {
    const view = this.views.get(party);
    if (!view) throw new Error(`nobody is called ${party}`);
    return view;
  }

  /** GET does not tell which self-trade prevention an order has. */
  remember(orderId: string, stp: OrderRequest['stp']): void {
    this.#stps.set(orderId, stp);
  }

  /** The exchange as it was seen last, with what is due at the present time gone. */
  model(): SlowModel {
    const model = modelOf(this.views, this.#product, this.#rates, this.#stps);
    model.begin(this.#now());
    return model;
  }

  /** Looks again; checks what holds of any two looks. */
  async look(canceled: ReadonlySet<string>): Promise<ReadonlyMap<string, Between>> {
    const before = this.views;
    const { views, tape } = await this.#see();
    this.views = views;
    const happened = new Map<string, Between>();
    for (const party of this.#parties) {
      const { lastTradeId } = before.get(party.name) ?? { lastTradeId: 0 };
      const own = tape.length === 0 ? [] : await fills(party, { after: lastTradeId });
      happened.set(party.name, { trades: tape, fills: own, canceled });
    }
    for (const [name, between] of happened) {
      const [old, view] = [before.get(name), this.view(name)];
      checkView(view, this.#rates);
      if (old) checkChange(old, view, between, this.#rates);
    }
    return happened;
  }

  /** Looks again; the exchange must be where the model is. */
  async compare(model: SlowModel, canceled: ReadonlySet<string>): Promise<void> {
    const happened = await this.look(canceled);
    const [first] = happened.values();
    assert.deepEqual(
      first?.trades.map(({ price, size }) => [price, size]),
      model.trades.map(({ price, size }) => [price, size]),
      'who trades with whom: price, then time, at the resting price',
    );
    for (const party of this.#parties) {
      assert.deepEqual(
        happened.get(party.name)?.fills.map(({ orderId, liquidity }) => [orderId, liquidity]),
        model.trades.flatMap(({ maker, taker }) => [
          ...(maker.request.profile === party.name ? [[maker.id, 'M']] : []),
          ...(taker.request.profile === party.name ? [[taker.id, 'T']] : []),
        ]),
      );
      await this.#compareParty(model, party);
    }
    this.#checkPlaces(model);
  }

  count(what: string): void {
    this.tally[what] = (this.tally[what] ?? 0) + 1;
  }

  async #compareParty(model: SlowModel, party: Party): Promise<void> {
    const view = this.view(party.name);
    const open = model.open.filter(({ request }) => request.profile === party.name);
    for (const { maker } of model.trades) if (maker.request.profile === party.name) this.count('maker fills');
    assert.deepEqual(
      new Map(view.own.map(({ id, status, size, filled }) => [id, [status, size - filled]])),
      new Map(open.map(({ id, waiting, left }) => [id, [waiting ? 'active' : 'open', left]])),
    );
    for (const currency of [BASE, QUOTE]) {
      const { total, hold } = view.balances.get(currency) ?? { total: 0n, hold: 0n };
      const held = model.holds().get(`${party.name} ${currency}`) ?? 0n;
      assert.deepEqual([total, hold], [model.total(party.name, currency), held], currency);
    }
    for (const order of open) this.count(order.waiting ? 'waiting' : 'open');
    for (const own of view.own) if (own.price === own.stopLimitPrice) this.count('repriced');
    for (const order of model.ended) {
      if (order.request.profile === party.name) await this.#checkEnded(party, order);
    }
  }

  /** The book's rows are in the model's order; the market makers' new ones and withdrawn ones are not the model's. */
  #checkPlaces(model: SlowModel): void {
    const [shared] = this.views.values();
    for (const side of ['buy', 'sell'] as const) {
      const expected = model.resting(PRODUCT, side).map(({ id }) => id);
      const rows = (shared?.book[side] ?? []).map(({ id }) => id);
      const standing = new Set(rows);
      const both = new Set(expected.filter((id) => standing.has(id)));
      const inBoth = (ids: readonly string[]) => ids.filter((id) => both.has(id));
      assert.deepEqual(inBoth(rows), inBoth(expected), 'price, then time of coming to the book');
    }
  }

  /** A done order says so and agrees with its fills; one without a fill is forgotten. */
  async #checkEnded(party: Party, { id, ending, filled }: ModelOrder): Promise<void> {
    this.count(ending ?? '');
    const answer = await party.send('GET', `/orders/${id}`);
    if (filled === 0n) return assert.equal(answer.status, 404, answer.text);
    const order = answer.json();
    assert.deepEqual(
      [order['status'], order['done_reason']],
      ['done', ending === 'filled' ? 'filled' : 'canceled'],
    );
    let [size, value, fee] = [0n, 0n, 0n];
    for (const fill of await fills(party, { orderId: id })) {
      size += fill.size;
      value += (fill.price * fill.size) / 10n ** 16n;
      fee += fill.fee;
    }
    assert.deepEqual(
      [size, value, fee],
      ['filled_size', 'executed_value', 'fill_fees'].map((name) => units(order[name])),
    );
    assert.equal(size, filled);
  }

  async #see(): Promise<{ views: ReadonlyMap<string, View>; tape: Between['trades'] }> {
    const [anybody] = this.#parties;
    if (!anybody) throw new Error('nobody looks');
    const before = this.views.get(anybody.name);
    const tape = await trades(anybody, before?.lastTradeId ?? 0);
    const last = tape.at(-1);
    const shared = {
      now: this.#now(),
      book: await book(anybody),
      lastTradeId: last?.tradeId ?? before?.lastTradeId ?? 0,
      lastPrice: last?.price ?? before?.lastPrice ?? 0n,
    };
    const views = new Map<string, View>();
    for (const party of this.#parties) {
      views.set(party.name, { ...shared, balances: await balances(party), own: await ownOrders(party) });
    }
    return { views, tape };
  }
}
