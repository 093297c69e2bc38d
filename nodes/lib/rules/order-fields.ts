import { decimal, isDecimalText } from './decimal';
import { CoinbaseError } from './errors';
import type { CancelAfter, SelfTradePrevention, Side, Stop, TimeInForce } from './orders';
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
  /** GTT only, and always there. */
  readonly cancel_after?: CancelAfter;
  readonly post_only?: boolean;
  /** Both or neither; limit orders only. */
  readonly stop?: Stop;
  readonly stop_price?: string;
  readonly stp?: SelfTradePrevention;
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
  readonly cancel_after?: unknown;
  readonly post_only?: unknown;
  readonly stop?: unknown;
  readonly stop_price?: unknown;
  readonly stp?: unknown;
  readonly client_oid?: unknown;
}

/**
 * Checks an order's fields one by one, then against each other.
 * @throws CoinbaseError ORDER_INVALID naming the field (also in `details.field`).
 */
export function parseOrder(fields: OrderFields): ParsedOrder {
  const product_id = productField(fields.product_id);
  const side = choice('side', fields.side, ['buy', 'sell']);
  if (STOP_WORDS.has(fields.type))
    throw invalid('type', 'a stop order is type limit with stop, stop_price and price');
  const type = choice('type', fields.type, ['market', 'limit']);
  const unit = choice('amountUnit', fields.amountUnit ?? 'base', ['base', 'quote', 'percent']);
  const value = amountField('amount', fields.amount);
  if (unit === 'percent' && decimal(value).gt('100'))
    throw invalid('amount', `${value} percent is more than 100`);
  const stp = given(fields.stp) === undefined ? undefined : choice('stp', fields.stp, SELF_TRADE);
  const client_oid = clientOidField(fields.client_oid);
  return {
    product_id,
    side,
    type,
    amount: { unit, value },
    ...(type === 'limit' ? limitFields(fields, side) : marketFields(fields)),
    ...(stp && { stp }),
    ...(client_oid !== undefined && { client_oid }),
  };
}

const SELF_TRADE = ['dc', 'co', 'cn', 'cb'] as const;
const STOP_WORDS: ReadonlySet<unknown> = new Set(['stop', 'stop-limit', 'stop_limit']);
const TIMES_IN_FORCE = ['GTC', 'GTT', 'IOC', 'FOK'] as const;

type LimitFields = Pick<
  ParsedOrder,
  'price' | 'time_in_force' | 'cancel_after' | 'post_only' | 'stop' | 'stop_price'
>;

function limitFields(fields: OrderFields, side: Side): LimitFields {
  const price = amountField('price', fields.price);
  const time_in_force = choice('time_in_force', given(fields.time_in_force) ?? 'GTC', TIMES_IN_FORCE);
  const post_only = flagField('post_only', fields.post_only);
  if (post_only && (time_in_force === 'IOC' || time_in_force === 'FOK'))
    throw invalid('post_only', `a post-only order waits in the book, so it cannot be ${time_in_force}`);
  const stop = stopFields(fields, side, price);
  if (post_only && stop.stop)
    throw invalid(
      'post_only',
      'a stop order is there to fill once its stop is reached, so it cannot be post-only',
    );
  const cancel_after = cancelAfterField(fields.cancel_after, time_in_force);
  return { price, time_in_force, ...cancel_after, ...(post_only && { post_only }), ...stop };
}

function cancelAfterField(value: unknown, tif: TimeInForce): Pick<LimitFields, 'cancel_after'> {
  if (tif === 'GTT') return { cancel_after: choice('cancel_after', given(value), ['min', 'hour', 'day']) };
  if (given(value) !== undefined)
    throw invalid('cancel_after', `it goes with time_in_force GTT alone, and this order is ${tif}`);
  return {};
}

/** The exchange takes a sell with `loss` and a buy with `entry`; the other pairs would fire against their purpose. */
export const STOP_OF: Readonly<Record<Side, Stop>> = { sell: 'loss', buy: 'entry' };

/**
 * Checks that a stop can do what it is for: the right kind for the side, and a limit price at which the order can fill
 * once the stop is reached (a sell at or below its stop price, a buy at or above it).
 */
function stopFields(
  fields: OrderFields,
  side: Side,
  price: string,
): Pick<LimitFields, 'stop' | 'stop_price'> {
  const [kind, at] = [given(fields.stop), given(fields.stop_price)];
  if (kind === undefined && at === undefined) return {};
  if (kind === undefined)
    throw invalid('stop', `it is missing; a ${side} with a stop_price is ${STOP_OF[side]}`);
  const stop = choice('stop', kind, ['loss', 'entry']);
  if (stop !== STOP_OF[side])
    throw invalid(
      'stop',
      `a ${side} takes stop ${STOP_OF[side]}, not ${stop}; the exchange refuses that pair`,
    );
  const stop_price = amountField('stop_price', at);
  const wrongSide = side === 'sell' ? decimal(price).gt(stop_price) : decimal(price).lt(stop_price);
  if (!wrongSide) return { stop, stop_price };
  const where = side === 'sell' ? 'at or below' : 'at or above';
  throw invalid(
    'price',
    `a stop ${side} needs a limit price ${where} its stop price ${stop_price}, or it would not fill when the stop is reached`,
  );
}

/** A market order has none of the limit fields; silence would hide a mistake such as a forgotten type. */
function marketFields(fields: OrderFields): LimitFields {
  if (given(fields.price) !== undefined)
    throw invalid('price', 'a market order has no price; use type limit');
  for (const field of ['stop', 'stop_price'] as const)
    if (given(fields[field]) !== undefined)
      throw invalid(
        field,
        'the exchange has no market stops; use type limit with price, stop and stop_price',
      );
  if (flagField('post_only', fields.post_only))
    throw invalid('post_only', 'a market order cannot be post-only');
  // GTC is what a form has when nobody chose; a market order never waits, so it changes nothing.
  const time_in_force = choice('time_in_force', given(fields.time_in_force) ?? 'GTC', TIMES_IN_FORCE);
  if (time_in_force === 'FOK' || time_in_force === 'GTT')
    throw invalid('time_in_force', `a market order cannot be ${time_in_force}; use type limit`);
  cancelAfterField(fields.cancel_after, time_in_force);
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
