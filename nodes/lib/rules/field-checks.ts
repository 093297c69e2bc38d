import { isDecimalText } from './decimal';
import { CoinbaseError } from './errors';
import { isProductId, shown, uuidText } from './shapes';

/** A product id as the exchange writes it. */
export function productField(value: unknown): string {
  if (isProductId(value)) return value;
  const upper = typeof value === 'string' && value.length <= 60 ? value.trim().toUpperCase() : undefined;
  const hint = isProductId(upper) ? `; it is written ${upper}` : '; it looks like BTC-USD';
  throw invalid('product_id', `it is ${shown(value)}${hint}`);
}

/** The one of the allowed values that was given. */
export function choice<const T extends string>(field: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw invalid(field, `it is ${shown(value)}; it must be ${allowed.join(' or ')}`);
  return found;
}

/** More digits than a JavaScript number holds exactly: such a number was rounded already. */
const EXACT_DIGITS = 15;

/** An amount above 0 as plain decimal text. A JavaScript number passes only while it is surely what was meant. */
export function amountField(field: string, value: unknown): string {
  const text = typeof value === 'number' ? numberText(field, value) : value;
  if (given(text) === undefined) throw invalid(field, 'it is missing');
  if (!isDecimalText(text))
    throw invalid(field, `it is ${shown(text)}; it must be plain decimal text such as "0.01"`);
  if (text.startsWith('-') || /^[0.]+$/.test(text))
    throw invalid(field, `it is ${text}; it must be more than 0`);
  return text;
}

function numberText(field: string, value: number): string {
  const text = String(value);
  if (!Number.isFinite(value) || !isDecimalText(text))
    throw invalid(field, `it is the number ${text}; give plain decimal text such as "0.01"`);
  if (text.replace(/^-?0?\.?0*|\./g, '').length > EXACT_DIGITS)
    throw invalid(field, `the number ${text} has more digits than a number holds exactly; give it as text`);
  return text;
}

export function flagField(field: string, value: unknown): boolean {
  if (given(value) === undefined) return false;
  if (typeof value !== 'boolean') throw invalid(field, `it is ${shown(value)}; it must be true or false`);
  return value;
}

/** A UUID in lower case with dashes, or undefined where none was given. */
export function uuidField(field: string, value: unknown): string | undefined {
  if (given(value) === undefined) return undefined;
  const uuid = uuidText(value);
  if (uuid === undefined) throw invalid(field, `it is ${shown(value)}; it must be a UUID, or left out`);
  return uuid;
}

/** What was given, or undefined for the empty values of a form or a message. */
export function given(value: unknown): unknown {
  return value === null || value === '' ? undefined : value;
}

/** ORDER_INVALID naming a field. */
export function invalid(field: string, why: string): CoinbaseError {
  return new CoinbaseError('ORDER_INVALID', `${field}: ${why}`, { field, sent: false });
}
