/** Reads single values out of an API's answers; what is absent or not of its documented form is undefined. */
import { decimal, decimalText, isDecimalText } from '../rules/decimal';
import { CoinbaseError } from '../rules/errors';
import { say, type Sentence } from '../sentences';

/** An object of an answer. */
export type Wire = Readonly<Record<string, unknown>>;

/**
 * Plain decimal text without trailing zeros, or undefined for anything else. A JSON number becomes the shortest text
 * that means the same number, so up to 15 digits it is what was written.
 */
export function amount(value: unknown): string | undefined {
  const text = typeof value === 'number' ? withoutExponent(String(value)) : value;
  return isDecimalText(text) ? decimalText(decimal(text)) : undefined;
}

/** `1e-7` is `0.0000001`: JavaScript writes small and large numbers with an exponent. */
function withoutExponent(text: string): string {
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d{1,3})$/.exec(text);
  if (!parts) return text;
  const [, sign = '', whole = '', rest = '', power = '0'] = parts;
  const point = 1 + Number(power);
  const digits = `${whole}${rest}`;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

/** @throws CoinbaseError RESPONSE_NOT_JSON when the value is no list. */
export function listOf(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw unexpected(say('answer.list', { what }));
  return value as unknown[];
}

/** The texts among these members that are there and not empty. */
export function texts(wire: Wire, names: readonly string[]): Record<string, string> {
  return pick(names, (name) => (wire[name] !== '' ? textOr(wire[name], undefined) : undefined));
}

/** The amounts among these members. */
export function amounts(wire: Wire, names: readonly string[]): Record<string, string> {
  return pick(names, (name) => amount(wire[name]));
}

function pick(names: readonly string[], read: (name: string) => string | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = read(name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

export function textOr<T>(value: unknown, otherwise: T): string | T {
  return typeof value === 'string' ? value : otherwise;
}

/** The answer is JSON and its status is good, but it is not what this call answers with. @param why one of `answer.` */
export function unexpected(why: Sentence): CoinbaseError {
  return new CoinbaseError('RESPONSE_NOT_JSON', why, { sent: true });
}

/** Only a part of a list came, or could be read. */
export function partOfList(): CoinbaseError {
  return new CoinbaseError('RESPONSE_NOT_JSON', say('answer.rest'), {
    sent: true,
    part_of_list: true,
  });
}
