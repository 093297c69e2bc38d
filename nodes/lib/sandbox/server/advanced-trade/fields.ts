/** Reading the members of a JSON body as Advanced Trade wants them: amounts and times are texts. */
import { isUnitsText, parseUnits, type Units } from '../../engine';
import { parseIsoTime } from '../clock';
import { WrongArgument } from './answers';
import { OrderFailure } from './failure';
import { inSnakeCase } from './names';

export type Fields = Readonly<Record<string, unknown>>;

/** @throws WrongArgument for what is no object. */
export function fieldsIn(text: string): Fields {
  try {
    const body = text === '' ? {} : inSnakeCase(JSON.parse(text));
    if (isFields(body)) return body;
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
  }
  throw new WrongArgument('the body is not a JSON object');
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined where there is none, or empty text. @throws WrongArgument for anything but text. */
export function textAt(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string')
    throw new WrongArgument(`invalid value for string type: ${name} must be in quotes`);
  return value;
}

/** @throws WrongArgument where there is none. */
export function requiredAt(fields: Fields, name: string): string {
  const text = textAt(fields, name);
  if (text === undefined) throw new WrongArgument(`${name} is required`);
  return text;
}

/** @throws WrongArgument for anything but true and false. */
export function flagAt(fields: Fields, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value !== 'boolean') throw new WrongArgument(`${name} must be true or false`);
  return value;
}

/** @throws WrongArgument for what is no list of texts. */
export function textsAt(fields: Fields, name: string): string[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value)) throw new WrongArgument(`${name} must be a list`);
  return value.map((one: unknown) => {
    if (typeof one !== 'string') throw new WrongArgument(`${name} must be a list of texts`);
    return one;
  });
}

const DECIMAL = /^-?\d{1,24}(?:\.\d{1,40})?$/;

/** @throws WrongArgument for what is no decimal; OrderFailure for more decimals than any product has. */
export function amountAt(fields: Fields, name: string): Units | undefined {
  const text = textAt(fields, name);
  if (text === undefined) return undefined;
  if (!DECIMAL.test(text)) throw new WrongArgument(`${name} is not a decimal`);
  const plain = text.replace(/^(-?)0+(?=\d)/, '$1');
  if (isUnitsText(plain)) return parseUnits(plain);
  const what = name.includes('price') ? 'PRICE' : 'SIZE';
  throw new OrderFailure(
    `INVALID_${what}_PRECISION`,
    `PREVIEW_INVALID_${what}_PRECISION`,
    `${name} has too many decimals`,
  );
}

/** @throws WrongArgument where there is none; as {@link amountAt}. */
export function requiredAmountAt(fields: Fields, name: string): Units {
  const amount = amountAt(fields, name);
  if (amount === undefined) throw new WrongArgument(`${name} is required`);
  return amount;
}

/** Unix milliseconds. @throws WrongArgument for what is no time of RFC 3339. */
export function timeOf(text: string, name: string): number {
  const time = parseIsoTime(text);
  if (time === undefined) throw new WrongArgument(`${name} is not a time of RFC 3339`);
  return time;
}
