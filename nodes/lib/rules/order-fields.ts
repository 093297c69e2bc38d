import { decimal, isDecimalText } from './decimal';
import { CoinbaseError } from './errors';
import type { Side, TimeInForce } from './orders';
import { isProductId, shown, uuidText } from './shapes';

/** An order as it is asked for: every field checked, nothing rounded, nothing looked up. */
export interface ParsedOrder {
  readonly product_id: string;
  readonly side: Side;
  readonly type: 'market' | 'limit';
  /** Plain decimal text above 0; `percent` is of what is available, at most 100. */
  readonly amount: { readonly unit: AmountUnit; readonly value: string };
  /** Limit orders only. */
  readonly price?: string;
  /** Limit orders only. */
  readonly time_in_force?: TimeInForce;
  readonly post_only?: boolean;
  /** In lower case with dashes. */
  readonly client_oid?: string;
}

export type AmountUnit = 'base' | 'quote' | 'percent';

/** Values of unknown make, as a form or a message gives them; absent, `undefined`, `null` and '' mean "not given". */
export interface OrderFields {
  readonly product_id?: unknown;
  readonly side?: unknown;
  readonly type?: unknown;
  readonly amount?: unknown;
  readonly amountUnit?: unknown;
  readonly price?: unknown;
  readonly time_in_force?: unknown;
  readonly post_only?: unknown;
  readonly client_oid?: unknown;
}

/**
 * Checks an order's fields one by one.
 * @throws CoinbaseError ORDER_INVALID naming the field (also in `details.field`).
 */
export function parseOrder(fields: OrderFields): ParsedOrder {
  const product_id = productField(fields.product_id);
  const side = choice('side', fields.side, ['buy', 'sell']);
  const type = choice('type', fields.type, ['market', 'limit']);
  const unit = choice('amountUnit', fields.amountUnit ?? 'base', ['base', 'quote', 'percent']);
  const value = amountField('amount', fields.amount);
  if (unit === 'percent' && decimal(value).gt('100'))
    throw invalid('amount', `${value} percent is more than 100`);
  const client_oid = clientOidField(fields.client_oid);
  return {
    product_id,
    side,
    type,
    amount: { unit, value },
    ...(type === 'limit' ? limitFields(fields) : marketFields(fields)),
    ...(client_oid !== undefined && { client_oid }),
  };
}

type LimitFields = Pick<ParsedOrder, 'price' | 'time_in_force' | 'post_only'>;

function limitFields(fields: OrderFields): LimitFields {
  const price = amountField('price', fields.price);
  const time_in_force = choice('time_in_force', given(fields.time_in_force) ?? 'GTC', ['GTC', 'IOC', 'FOK']);
  const post_only = flagField('post_only', fields.post_only);
  if (post_only && time_in_force !== 'GTC')
    throw invalid('post_only', `a post-only order waits in the book, so it cannot be ${time_in_force}`);
  return { price, time_in_force, ...(post_only && { post_only }) };
}

/** A market order has none of the limit fields; silence would hide a mistake such as a forgotten type. */
function marketFields(fields: OrderFields): LimitFields {
  if (given(fields.price) !== undefined)
    throw invalid('price', 'a market order has no price; use type limit');
  if (flagField('post_only', fields.post_only))
    throw invalid('post_only', 'a market order cannot be post-only');
  // GTC is what a form has when nobody chose; a market order never waits, so it changes nothing.
  const time_in_force = choice('time_in_force', given(fields.time_in_force) ?? 'GTC', ['GTC', 'IOC', 'FOK']);
  if (time_in_force === 'FOK') throw invalid('time_in_force', 'a market order cannot be FOK; use type limit');
  return {};
}

function productField(value: unknown): string {
  if (isProductId(value)) return value;
  const upper = typeof value === 'string' && value.length <= 60 ? value.trim().toUpperCase() : undefined;
  const hint = isProductId(upper) ? `; it is written ${upper}` : '; it looks like BTC-USD';
  throw invalid('product_id', `it is ${shown(value)}${hint}`);
}

function choice<const T extends string>(field: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw invalid(field, `it is ${shown(value)}; it must be ${allowed.join(' or ')}`);
  return found;
}

/** More digits than a JavaScript number holds exactly: such a number was rounded already. */
const EXACT_DIGITS = 15;

/** An amount above 0 as plain decimal text. A JavaScript number passes only while it is surely what was meant. */
function amountField(field: string, value: unknown): string {
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

function flagField(field: string, value: unknown): boolean {
  if (given(value) === undefined) return false;
  if (typeof value !== 'boolean') throw invalid(field, `it is ${shown(value)}; it must be true or false`);
  return value;
}

function clientOidField(value: unknown): string | undefined {
  if (given(value) === undefined) return undefined;
  const uuid = uuidText(value);
  if (uuid === undefined)
    throw invalid('client_oid', `it is ${shown(value)}; it must be a UUID, or left out`);
  return uuid;
}

function given(value: unknown): unknown {
  return value === null || value === '' ? undefined : value;
}

/** ORDER_INVALID naming a field. */
export function invalid(field: string, why: string): CoinbaseError {
  return new CoinbaseError('ORDER_INVALID', `${field}: ${why}`, { field, sent: false });
}
