import { amount } from '../wire-values';

const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
/** Longer text than any amount needs, as in rules/decimal. */
const LONGEST = 60;

/**
 * The same as {@link amount}, for a feed: it reads digits instead of making a number of them, and gives text that has
 * no trailing zeros back as it is.
 */
export function amountText(value: unknown): string | undefined {
  if (typeof value !== 'string') return amount(value);
  const { length } = value;
  if (length === 0 || length > LONGEST) return undefined;
  let point = -1;
  for (let at = 0; at < length; at += 1) {
    const code = value.charCodeAt(at);
    if (code >= ZERO && code <= NINE) continue;
    // A minus, or no amount at all.
    if (code !== POINT || point >= 0) return amount(value);
    point = at;
  }
  const whole = point < 0 ? length : point;
  if (whole === 0 || point === length - 1) return undefined;
  if (whole > 1 && value.charCodeAt(0) === ZERO) return undefined;
  return point < 0 ? value : withoutZeros(value, point);
}

function withoutZeros(text: string, point: number): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === ZERO) end -= 1;
  if (end - 1 === point) end = point;
  return end === text.length ? text : text.slice(0, end);
}
