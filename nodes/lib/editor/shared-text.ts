/** Texts that all forms share: `form.KEY` of the account's catalogue, which no form can do without. */
export function sharedText(key: string, values?: Readonly<Record<string, string>>): string {
  return accountText(`form.${key}`, values);
}

/** A text of the account's catalogue. */
export function accountText(key: string, values?: Readonly<Record<string, string>>): string {
  return RED._(`@redtrade/node-red-coinbase/coinbase-account:${key}`, values);
}
