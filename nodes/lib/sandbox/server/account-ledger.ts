import type { Engine, EngineFill, Units } from '../engine';
import { Recent } from '../engine/recent';
import { valueOf } from '../engine';

/** One movement of one account. */
export interface LedgerRow {
  readonly id: number;
  /** Unix milliseconds. */
  readonly time: number;
  /** Signed. */
  readonly amount: Units;
  /** After it. */
  readonly balance: Units;
  readonly type: 'transfer' | 'match' | 'fee';
  readonly details: Readonly<Record<string, string>>;
}

/** Plain data. */
export type SavedLedger = readonly (readonly [account: string, rows: readonly LedgerRow[]])[];

/** Rows kept of an account. */
const KEEP = 10_000;

/** What moved the accounts of the sandbox's profiles, row by row. */
export class AccountLedger {
  readonly #accounts = new Map<string, Recent<LedgerRow>>();
  #lastId = 0;

  /** Money from outside or from another profile, or to one. @param balance after it. */
  transfer(
    profile: string,
    currency: string,
    moved: { amount: Units; balance: Units; time: number; details: LedgerRow['details'] },
  ): void {
    this.#add(profile, currency, { ...moved, type: 'transfer' });
  }

  /** A fill is three rows: base, quote, and the fee in quote. Call it when the engine has just booked the fill. */
  fill(fill: EngineFill, engine: Engine): void {
    const { profile, productId, side, price, size, fee, time, orderId, tradeId } = fill;
    const product = engine.products.get(productId);
    if (!product) return;
    const details = { order_id: orderId, trade_id: String(tradeId), product_id: productId };
    const sign = side === 'buy' ? 1n : -1n;
    const base = engine.balance(profile, product.base).total;
    const quote = engine.balance(profile, product.quote).total;
    const rows = { time, details } as const;
    this.#add(profile, product.base, { ...rows, type: 'match', amount: sign * size, balance: base });
    const value = valueOf(price, size);
    this.#add(profile, product.quote, {
      ...rows,
      type: 'match',
      amount: -sign * value,
      balance: quote + fee,
    });
    this.#add(profile, product.quote, { ...rows, type: 'fee', amount: -fee, balance: quote });
  }

  newestFirst(profile: string, currency: string): Iterable<LedgerRow> {
    return this.#accounts.get(`${profile} ${currency}`)?.newestFirst() ?? [];
  }

  /** Every account's rows, oldest first. */
  save(): SavedLedger {
    return [...this.#accounts].map(([account, rows]) => [account, [...rows.newestFirst()].toReversed()]);
  }

  /** Takes up what was saved; for a ledger without rows. */
  restore(saved: SavedLedger): void {
    for (const [account, rows] of saved) {
      const kept = new Recent<LedgerRow>(KEEP);
      for (const row of rows) {
        kept.push(row);
        this.#lastId = Math.max(this.#lastId, row.id);
      }
      this.#accounts.set(account, kept);
    }
  }

  #add(profile: string, currency: string, row: Omit<LedgerRow, 'id'>): void {
    const account = `${profile} ${currency}`;
    let rows = this.#accounts.get(account);
    if (!rows) this.#accounts.set(account, (rows = new Recent(KEEP)));
    this.#lastId += 1;
    rows.push({ id: this.#lastId, ...row });
  }
}
