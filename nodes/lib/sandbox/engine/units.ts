/**
 * Exact amounts as integer counts of 10^-16, and the exchange's number formats: trimmed text, and text padded to
 * 8 or 16 decimals. Source: exchange facts on number formatting (POST echoes trimmed, GET pads).
 */
import type { Units } from './types';

const DECIMALS = 16;

/** One whole, in units. */
export const ONE: Units = 10n ** BigInt(DECIMALS);

const HALF = ONE / 2n;

/** 10^-8, the exchange's smallest printed step, in units. */
export const SATOSHI: Units = 10n ** 8n;

/** Plain decimal text that fits: no exponent, no blanks, no leading zeros; 16 decimals and 24 whole digits at most. */
const PLAIN = /^-?(?:0|[1-9][0-9]{0,23})(?:\.[0-9]{1,16})?$/;

/** True for text that {@link parseUnits} reads; false for `1e3`, `.5`, `01`, ` 1`, or a 17th decimal. */
export function isUnitsText(value: unknown): value is string {
  return typeof value === 'string' && PLAIN.test(value);
}

/**
 * Decimal text as units.
 * @throws TypeError for anything {@link isUnitsText} says no to.
 */
export function parseUnits(text: string): Units {
  if (!PLAIN.test(text)) throw new TypeError(`not a decimal of at most 16 decimals: ${text.slice(0, 40)}`);
  const negative = text.startsWith('-');
  const [whole = '0', decimals = ''] = (negative ? text.slice(1) : text).split('.');
  const value = BigInt(whole) * ONE + BigInt(decimals.padEnd(DECIMALS, '0'));
  return negative ? -value : value;
}

/** Trimmed text: `0`, `10`, `0.01`; never an exponent. */
export function unitsText(value: Units): string {
  if (value % ONE === 0n) return String(value / ONE);
  const padded = unitsFixed(value, 16);
  let end = padded.length;
  while (padded.charCodeAt(end - 1) === 48) end -= 1;
  return padded.slice(0, end);
}

/** Text with exactly 8 or 16 decimals; at 8, further digits are cut off. */
export function unitsFixed(value: Units, decimals: 8 | 16): string {
  const magnitude = value < 0n ? -value : value;
  const digits = String(magnitude).padStart(DECIMALS + 1, '0');
  const point = digits.length - DECIMALS;
  const sign = value < 0n ? '-' : '';
  return `${sign}${digits.slice(0, point)}.${digits.slice(point, point + decimals)}`;
}

/** price x size, in quote. Exact while both have at most 8 decimals. */
export function valueOf(price: Units, size: Units): Units {
  return (price * size) / ONE;
}

/** value x rate, rounded half up to one unit: the fee of one fill. */
export function feeOn(value: Units, rate: Units): Units {
  return (value * rate + HALF) / ONE;
}

/** value x rate, rounded up: what must be held so that a fee can be paid. */
export function feeCeiling(value: Units, rate: Units): Units {
  return (value * rate + ONE - 1n) / ONE;
}

/** The largest multiple of `step` not above `value` (not negative). */
export function floorToStep(value: Units, step: Units): Units {
  return value - (value % step);
}

/** What is left of `funds` when the fee is taken out: funds / (1 + rate), cut to 8 decimals. */
export function withoutFee(funds: Units, rate: Units): Units {
  return floorToStep((funds * ONE) / (ONE + rate), SATOSHI);
}
