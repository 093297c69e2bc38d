import { environmentNames } from '../rules/environment-names';
import type { Words } from '../sentences';

/** Texts that all forms share: `form.KEY` of the account's catalogue, which no form can do without. */
export function sharedText(key: string, values?: Readonly<Record<string, string>>): string {
  return accountText(`form.${key}`, values);
}

/** A text of the account's catalogue. */
export function accountText(key: string, values?: Readonly<Record<string, string>>): string {
  return RED._(`@redtrade/node-red-coinbase/coinbase-account:${key}`, values);
}

/** An environment as the account's form calls it; one that this version does not know, as it is saved. */
export function environmentText(environment: string): string {
  const known = environmentNames.find((one) => one === environment);
  return known === undefined ? environment : accountText(`option.${known}`);
}

/** What the runtime or a check says, in the editor's language. The answer is text, never HTML. */
export function localized(words: Words): string {
  if (typeof words === 'string') return words;
  const values = Object.entries(words.values ?? {}).map(([name, value]) => [
    name,
    name === 'environment' && typeof value === 'string' ? environmentText(value) : localized(value),
  ]);
  return accountText(`said.${words.key}`, Object.fromEntries(values) as Record<string, string>);
}
