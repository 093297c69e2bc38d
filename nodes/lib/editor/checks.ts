import { readProductList } from '../rules/product-list';
import { textOf } from './form';

/**
 * Checks of single fields. Each gives the catalogue key of the reason why the text is wrong, or undefined. They run
 * for every node at load, so they look at nothing but the text.
 */
export type Check = (text: string) => string | undefined;

/** Plain decimal text above zero, the form that every amount has: `25`, `0.001`. */
const AMOUNT = /^(?=.*[1-9])(?:0|[1-9]\d*)(?:\.\d+)?$/;
const PRODUCT = /^[A-Z0-9]+-[A-Z0-9]+$/;
const UUID = /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i;
const ENV = /^\$\{[^}]+\}$/;

export const amountCheck: Check = (text) => (AMOUNT.test(text) ? undefined : 'error.amount');

/** Whether one amount is more than another, exactly; false where either is not an amount. */
export function isAbove(one: string, other: string): boolean {
  if (!AMOUNT.test(one) || !AMOUNT.test(other)) return false;
  const [[whole = '', part = ''], [otherWhole = '', otherPart = '']] = [one.split('.'), other.split('.')];
  if (whole.length !== otherWhole.length) return whole.length > otherWhole.length;
  // Digit by digit: without leading zeros, and with trailing ones that change nothing, text order is number order.
  const places = Math.max(part.length, otherPart.length);
  return whole + part.padEnd(places, '0') > otherWhole + otherPart.padEnd(places, '0');
}

export const percentCheck: Check = (text) =>
  AMOUNT.test(text) && Number(text) <= 100 ? undefined : 'error.percent';

export const productCheck: Check = (text) => (PRODUCT.test(text) ? undefined : 'error.product');

/** Product ids with commas, blanks or line breaks between them. */
export const productsCheck: Check = (text) =>
  readProductList(text).kind === 'wrong' ? 'error.products' : undefined;

export const uuidCheck: Check = (text) => (UUID.test(text) ? undefined : 'error.uuid');

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/;

/** An ISO 8601 date, or time with its time zone; or Unix milliseconds. */
export const dateCheck: Check = (text) =>
  /^\d{12,15}$/.test(text) || (ISO.test(text) && !Number.isNaN(Date.parse(text))) ? undefined : 'error.date';

/** Seconds above zero, or from `least` on, and at most `most`. */
export function secondsCheck(most: number, least = 0): Check {
  return (text) => {
    if (!AMOUNT.test(text) || Number(text) > most) return 'error.seconds';
    return Number(text) < least ? 'error.secondsFromOne' : undefined;
  };
}

/** A whole number in the range. */
export function wholeCheck(least: number, most: number, reason: string): Check {
  return (text) =>
    /^\d{1,16}$/.test(text) && Number(text) >= least && Number(text) <= most ? undefined : reason;
}

/** A whole path with its query, as the API's documentation prints it. */
export const pathCheck: Check = (text) => {
  if (/^[a-z]+:\/\//i.test(text)) return undefined;
  return /^\/(?!\/)[^\s]*$/.test(text) ? undefined : 'error.path';
};

/** Scheme, host and port alone; HTTPS except on this machine. */
export const originCheck: Check = (text) => {
  const url = /^(https?):\/\/([^/?#@\s]+)\/?$/i.exec(text.trim());
  if (url === null) return 'error.origin';
  const loopback = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(url[2] ?? '');
  return url[1]?.toLowerCase() === 'https' || loopback ? undefined : 'error.originHttps';
};

/** Starting balances: `USD=10000,BTC=1`. */
export const balanceCheck: Check = (text) =>
  /^\s*[A-Z0-9]{2,10}\s*=\s*\d+(\.\d+)?\s*(,\s*[A-Z0-9]{2,10}\s*=\s*\d+(\.\d+)?\s*)*$/.test(text)
    ? undefined
    : 'error.balance';

interface Checked {
  readonly id: string;
  _(key: string): string;
}

/** The validator's answer for a plain field; blank passes where `optional`. */
export function checkText(node: Checked, saved: unknown, check: Check, optional: boolean): true | string {
  const value = textOf(saved);
  if (value === '' ? optional : ENV.test(value)) return true;
  const reason = check(value);
  return reason === undefined ? true : node._(reason);
}

/** The validator's answer for a typed field: `check` looks at text typed into the form, the editor at the rest. */
export function checkTyped(
  node: Checked,
  type: string,
  saved: unknown,
  check: Check,
  optional = false,
): true | string {
  if (type === 'str' || type === '') return checkText(node, saved, check, optional);
  const text = textOf(saved);
  if (text === '') return optional ? true : node._('error.empty');
  const answer = RED.utils.validateTypedProperty(text, type, {});
  return answer === true ? true : withoutMarkup(answer);
}

const LOOKALIKES: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '&': '＆' };

/**
 * A reason that may repeat what an imported flow holds, such as the parser's words about its JSON. The editor's sidebar
 * of config nodes shows the answers of validators as HTML.
 */
export function withoutMarkup(reason: string): string {
  return reason.replace(/[<>&]/g, (sign) => LOOKALIKES[sign] ?? '');
}
