import type { Units } from './types';

/** One profile's money in one currency. Available is `total - hold`. */
export interface Account {
  total: Units;
  hold: Units;
}

/** Who collects every fee. */
export const FEES_PROFILE = 'fees';

/** All accounts. Value enters by `credit` alone; trades only move it. */
export class Ledger {
  readonly #profiles = new Map<string, Map<string, Account>>();

  /** The account, opened at zero when it is new. */
  account(profile: string, currency: string): Account {
    let accounts = this.#profiles.get(profile);
    if (!accounts) this.#profiles.set(profile, (accounts = new Map<string, Account>()));
    let account = accounts.get(currency);
    if (!account) accounts.set(currency, (account = { total: 0n, hold: 0n }));
    return account;
  }

  /** Reads without opening an account. */
  balance(profile: string, currency: string): { total: Units; hold: Units } {
    const { total, hold } = this.#profiles.get(profile)?.get(currency) ?? { total: 0n, hold: 0n };
    return { total, hold };
  }

  credit(profile: string, currency: string, amount: Units): void {
    if (amount < 0n) throw new RangeError('a credit cannot be negative');
    this.account(profile, currency).total += amount;
  }

  /** What a profile has, holds included. */
  totals(profile: string): { profile: string; currency: string; total: Units }[] {
    const accounts = [...(this.#profiles.get(profile) ?? [])];
    return accounts.map(([currency, { total }]) => ({ profile, currency, total }));
  }

  profiles(): Iterable<string> {
    return this.#profiles.keys();
  }
}

export function available(account: Account): Units {
  return account.total - account.hold;
}
