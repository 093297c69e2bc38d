import { decimal } from './decimal';
import { amountField, choice, flagField, given, invalid, productField, uuidField } from './field-checks';
import type { CancelAfter, OrderConfiguration, SelfTradePrevention, Side, Stop, TimeInForce } from './orders';
import { stopFields } from './stop-fields';

export { invalid } from './field-checks';
export { STOP_OF } from './stop-fields';

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
  /** GTT only, and always there but with `order_configuration`. */
  readonly cancel_after?: CancelAfter;
  readonly post_only?: boolean;
  /** A stop has `stop` and `stop_price`, a bracket `stop_price` and `stop_limit_price`; limit orders only. */
  readonly stop?: Stop;
  readonly stop_price?: string;
  readonly stop_limit_price?: string;
  readonly stp?: SelfTradePrevention;
  /** In lower case with dashes. */
  readonly client_oid?: string;
  /** In lower case with dashes; absent: the key's own. */
  readonly profile_id?: string;
  /**
   * Goes to Advanced Trade as it is; the fields above say the most that can come of it. `cancel_after` is never there:
   * its own `end_time` is.
   */
  readonly order_configuration?: OrderConfiguration;
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
  readonly stop_limit_price?: unknown;
  readonly stp?: unknown;
  readonly client_oid?: unknown;
  readonly profile_id?: unknown;
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
  const client_oid = uuidField('client_oid', fields.client_oid);
  const profile_id = uuidField('profile_id', fields.profile_id);
  return {
    product_id,
    side,
    type,
    amount: { unit, value },
    ...(type === 'limit' ? limitFields(fields, side) : marketFields(fields)),
    ...(stp && { stp }),
    ...(client_oid !== undefined && { client_oid }),
    ...(profile_id !== undefined && { profile_id }),
  };
}

const SELF_TRADE = ['dc', 'co', 'cn', 'cb'] as const;
const STOP_WORDS: ReadonlySet<unknown> = new Set(['stop', 'stop-limit', 'stop_limit']);
const TIMES_IN_FORCE = ['GTC', 'GTT', 'IOC', 'FOK'] as const;

type LimitFields = Pick<
  ParsedOrder,
  'price' | 'time_in_force' | 'cancel_after' | 'post_only' | 'stop' | 'stop_price' | 'stop_limit_price'
>;

function limitFields(fields: OrderFields, side: Side): LimitFields {
  const price = amountField('price', fields.price);
  const time_in_force = choice('time_in_force', given(fields.time_in_force) ?? 'GTC', TIMES_IN_FORCE);
  const post_only = flagField('post_only', fields.post_only);
  if (post_only && (time_in_force === 'IOC' || time_in_force === 'FOK'))
    throw invalid('post_only', `a post-only order waits in the book, so it cannot be ${time_in_force}`);
  const stop = stopFields(fields, { side, price, time_in_force });
  if (post_only && stop.stop_price !== undefined)
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

/** A market order has none of the limit fields; silence would hide a mistake such as a forgotten type. */
function marketFields(fields: OrderFields): LimitFields {
  if (given(fields.price) !== undefined)
    throw invalid('price', 'a market order has no price; use type limit');
  for (const field of ['stop', 'stop_price', 'stop_limit_price'] as const)
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
