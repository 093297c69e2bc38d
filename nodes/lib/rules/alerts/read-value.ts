import { decimal, isDecimalText, type Decimal } from '../decimal';
import { CoinbaseError } from '../errors';
import { isPlainObject, shown } from '../shapes';
import type { Observation } from './judge';

/** Longer text than any number needs. */
const LONGEST = 100;
/** `1.5e-7`, as JavaScript, Python and many sensors write small and large numbers. */
const SCIENTIFIC = /^(-?)(\d)(?:\.(\d+))?e([+-]?\d{1,3})$/i;

/** A number, or text that is one, exactly as it is written; undefined for anything else. */
export function measured(value: unknown): Decimal | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  const plain = withoutExponent(text.trim());
  return isDecimalText(plain) ? decimal(plain) : undefined;
}

function withoutExponent(text: string): string {
  const [, sign = '', whole = '', part = '', exponent] = SCIENTIFIC.exec(text) ?? [];
  if (exponent === undefined) return text;
  const digits = whole + part;
  // Where the point comes to stand among the digits.
  const point = 1 + Number(exponent);
  if (Math.abs(point) > LONGEST) return text;
  const before =
    point > 0
      ? digits
          .slice(0, point)
          .padEnd(point, '0')
          .replace(/^0+(?=\d)/, '')
      : '0';
  const after = '0'.repeat(Math.max(0, -point)) + digits.slice(Math.max(0, point));
  return `${sign}${before}${after === '' ? '' : `.${after}`}`;
}

/**
 * The value of one message: a number, numeric text, or such a field of an object.
 * @param field names of properties with a dot between them, such as `price`.
 * @throws CoinbaseError VALUE_INVALID saying what was found.
 */
export function readValue(value: unknown, field: string): Observation {
  const found = isPlainObject(value) ? propertyOf(value, field) : value;
  const number = measured(found);
  if (number) return { value: number };
  const where = isPlainObject(value) ? `${field.slice(0, 80)} of the value` : 'the value';
  throw invalid(`${where} is ${shown(found)}, which is no number`);
}

/**
 * The spread of a ticker (`best_bid` and `best_ask`, or `bid` and `ask`) or of a book (the first of `bids` and `asks`).
 * @throws CoinbaseError VALUE_INVALID
 */
export function readSpread(value: unknown): Observation {
  const bid = quote(value, ['best_bid', 'bid', 'bids.0.price', 'bids.0.0']);
  const ask = quote(value, ['best_ask', 'ask', 'asks.0.price', 'asks.0.0']);
  return { value: ask.minus(bid), middle: ask.plus(bid).times('0.5') };
}

function quote(value: unknown, names: readonly string[]): Decimal {
  const found = names.map((name) => propertyOf(value, name)).find((one) => one !== undefined);
  const [first = ''] = names;
  return measured(found) ?? missing(first, value, found);
}

function missing(name: string, value: unknown, found: unknown): never {
  const what = found === undefined ? `${shown(value)} without a` : `${shown(found)} as its`;
  throw invalid(`a spread needs ${name}, and the value is ${what} ${name}`);
}

/** An own property below an own property; nothing inherited. */
function propertyOf(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split('.')) {
    if ((!isPlainObject(found) && !Array.isArray(found)) || !Object.hasOwn(found, name)) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

/** VALUE_INVALID for this reason. */
export function invalid(why: string): CoinbaseError {
  return new CoinbaseError('VALUE_INVALID', why);
}
