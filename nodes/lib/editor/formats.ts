/** Numbers and times as the browser's language writes them. */

/** Bitcoin's own smallest step; what is smaller is a part of a fee. */
const MOST_DECIMALS = 8;

/** A figure that a person typed, to its last digit; what is no plain decimal number stays as it is. */
export function figure(text: string): string {
  return /^\d+(\.\d{1,20})?$/.test(text) ? amount(text, 20) : text;
}

/** Plain decimal text, its digits and no more. Recent browsers read the text itself, not a number made of it. */
export function amount(text: string, mostDecimals = MOST_DECIMALS): string {
  const decimals = Math.min(mostDecimals, text.split('.')[1]?.length ?? 0);
  const format = new Intl.NumberFormat(undefined, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return format.format(text as unknown as number);
}

/** An amount that may have a unit behind it: `100 USD`. What is none stays as it is. */
export function amountWithUnit(text: string): string {
  const parts = /^(-?\d+(?:\.\d+)?)( .*)?$/.exec(text);
  return parts ? `${amount(parts[1] ?? '')}${parts[2] ?? ''}` : text;
}

const TIME: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', second: '2-digit' };
const DAY: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' };

/** A time of today without its date. @param iso ISO 8601; shown as it is where it cannot be read. */
export function time(iso: string, now = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const today = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(undefined, today ? TIME : { ...DAY, ...TIME }).format(at);
}

/** The currencies of a product id. */
export function currenciesOf(productId: string): { readonly base: string; readonly quote: string } {
  const [base = '', quote = ''] = productId.split('-');
  return { base, quote };
}
