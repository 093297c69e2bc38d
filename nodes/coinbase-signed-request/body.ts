import { CoinbaseError } from '../lib/rules/errors';
import { isPlainObject, shown } from '../lib/rules/shapes';

/** Coinbase's APIs take nothing near it; keeps a wrong payload from being sent. Characters. */
const LONGEST = 1_000_000;

/**
 * A body as the text that is signed and sent: JSON text stays as it is, an object or array is written once.
 * @returns undefined for no body.
 * @throws CoinbaseError PATH_REFUSED for what is not JSON.
 */
export function bodyText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const text = Buffer.isBuffer(value)
    ? value.toString('utf8')
    : typeof value === 'string'
      ? value
      : written(value);
  if (text.length > LONGEST) throw refused(`the body has ${text.length} characters; the most is ${LONGEST}`);
  if (text.trim() === '') return undefined;
  if (typeof value === 'string' || Buffer.isBuffer(value)) checkJson(text);
  return text;
}

function written(value: unknown): string {
  if (!isPlainObject(value) && !Array.isArray(value))
    throw refused(`the body is ${shown(value)}; give an object or JSON text`);
  try {
    return JSON.stringify(value, (key, inner: unknown) => {
      // JSON would write null for these without a word.
      if (typeof inner === 'number' && !Number.isFinite(inner))
        throw new TypeError(`${shown(key)} is ${inner}`);
      if (typeof inner === 'function' || typeof inner === 'symbol' || typeof inner === 'bigint')
        throw new TypeError(`${shown(key)} is a ${typeof inner}`);
      return inner;
    });
  } catch (thrown) {
    const why = thrown instanceof Error ? (thrown.message.split('\n', 1)[0] ?? '') : '';
    throw refused(`the body cannot be written as JSON: ${why.slice(0, 200)}`);
  }
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw refused('the body is text that is not JSON');
  }
}

function refused(why: string): CoinbaseError {
  return new CoinbaseError('PATH_REFUSED', why, { field: 'body' });
}
