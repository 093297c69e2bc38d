/**
 * Decimal amounts. The one file that knows the decimal library: everybody else passes decimal text
 * across boundaries and `Decimal` inside.
 *
 * Strict mode makes the library refuse JavaScript numbers, so a float can never slip into an amount.
 */
import createBig = require('big.js');
import type { Big } from 'big.js';

const Exact = createBig();
Exact.strict = true;
Exact.DP = 40;
Exact.RM = 0;
Exact.NE = -1e6;
Exact.PE = 1e6;

/** An exact decimal number; immutable. */
export type Decimal = Big;

/** Plain decimal text in ASCII digits: no exponent, no sign but a leading minus, no blanks, no separators. */
const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Longer text than any amount needs; keeps a hostile input from costing time. */
const LONGEST = 60;

/** True for text that {@link decimal} accepts: `0.5`, `-3`, `100.00`; false for `1e3`, `.5`, `01`, `1,5`, ` 1`. */
export function isDecimalText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST && PLAIN.test(value);
}

/**
 * Reads plain decimal text.
 * @throws TypeError when the text is anything else; check with {@link isDecimalText} first where input is foreign.
 */
export function decimal(text: string): Decimal {
  if (!isDecimalText(text)) throw new TypeError(`not a plain decimal: ${String(text).slice(0, 40)}`);
  return new Exact(text);
}

/** Decimal text without trailing zeros and without an exponent: the form that goes onto the wire. */
export function decimalText(value: Decimal): string {
  return value.toFixed();
}

/** The largest multiple of `increment` that is not above `value` (both non-negative). */
export function floorTo(value: Decimal, increment: Decimal): Decimal {
  return value.div(increment).round(0, 0).times(increment);
}

/** The smallest multiple of `increment` that is not below `value` (both non-negative). */
export function ceilTo(value: Decimal, increment: Decimal): Decimal {
  const down = floorTo(value, increment);
  return down.eq(value) ? down : down.plus(increment);
}
