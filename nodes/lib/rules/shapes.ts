/** Shapes of ids, and showing foreign values in a text without letting them in. */

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;
const PRODUCT = /^[A-Z0-9]{1,20}(?:-[A-Z0-9]{1,20}){1,3}$/;

/** The UUID in lower case with dashes, or undefined; the exchange takes it with and without them. */
export function uuidText(value: unknown): string | undefined {
  const parts = typeof value === 'string' ? UUID.exec(value) : null;
  return parts ? parts.slice(1).join('-').toLowerCase() : undefined;
}

/** True for text such as `BTC-USD`: the exchange's ids are upper case, and its paths tell cases apart. */
export function isProductId(value: unknown): value is string {
  return typeof value === 'string' && PRODUCT.test(value);
}

/** A foreign value for a text that people read: short, on one line, never an object's content. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/**
 * True for an object that is only a bag of values: `{}`, `Object.create(null)`, and the same made by a Function
 * node, which runs in a context with an `Object` of its own.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
