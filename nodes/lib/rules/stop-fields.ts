import { inEnglish } from '../sentences';
import { decimal } from './decimal';
import { refusalsOf } from './expressible';
import { amountField, choice, given, invalid } from './field-checks';
import type { OrderFields, ParsedOrder } from './order-fields';
import type { Side, Stop, TimeInForce } from './orders';

/** The exchange takes a sell with `loss` and a buy with `entry`; the other pairs would fire against their purpose. */
export const STOP_OF: Readonly<Record<Side, Stop>> = { sell: 'loss', buy: 'entry' };

/** What a stop is held against. */
interface Limit {
  readonly side: Side;
  readonly price: string;
  readonly time_in_force: TimeInForce;
}

type StopFields = Pick<ParsedOrder, 'stop' | 'stop_price' | 'stop_limit_price'>;

/**
 * Reads what makes a limit order a stop (`stop`, `stop_price`) or a bracket (`stop_price`, `stop_limit_price`), and
 * checks that it can do what it is for.
 * @throws CoinbaseError ORDER_INVALID naming the field.
 */
export function stopFields(fields: OrderFields, limit: Limit): StopFields {
  const [kind, at] = [given(fields.stop), given(fields.stop_price)];
  if (given(fields.stop_limit_price) !== undefined) return bracketFields(fields, limit);
  if (kind === undefined && at === undefined) return {};
  if (kind === undefined)
    throw invalid('stop', `it is missing; a ${limit.side} with a stop_price is ${STOP_OF[limit.side]}`);
  const stop = stopKind(kind, limit.side);
  const stop_price = amountField('stop_price', at);
  if (!isPast(limit.price, stop_price, limit.side)) return { stop, stop_price };
  const where = limit.side === 'sell' ? 'at or below' : 'at or above';
  throw invalid(
    'price',
    `a stop ${limit.side} needs a limit price ${where} its stop price ${stop_price}, or it would not fill when the stop is reached`,
  );
}

/**
 * A bracket takes a profit at `price`, or gives up at `stop_limit_price` once the market has gone the other way to
 * `stop_price`. The exchange's rules: sell price > stop_price > stop_limit_price, buy the reverse, GTC or GTT. Its
 * documentation leaves open whether `stop` belongs to it: it is sent where it was given.
 */
function bracketFields(fields: OrderFields, { side, price, time_in_force }: Limit): StopFields {
  const kind = given(fields.stop);
  const stop = kind === undefined ? undefined : stopKind(kind, side);
  const stop_price = amountField('stop_price', fields.stop_price);
  const stop_limit_price = amountField('stop_limit_price', fields.stop_limit_price);
  const [refusal] = refusalsOf(undefined, { kind: 'bracket', life: time_in_force });
  if (refusal) throw invalid(refusal.field, inEnglish(refusal.told));
  checkBracket(side, price, stop_price, stop_limit_price);
  return { ...(stop && { stop }), stop_price, stop_limit_price };
}

/** @throws CoinbaseError ORDER_INVALID when a bracket's three prices are not in their order. */
export function checkBracket(side: Side, price: string, stop_price: string, stop_limit_price: string): void {
  const [good, bad] = side === 'sell' ? ['above', 'below'] : ['below', 'above'];
  if (!isPast(price, stop_price, side))
    throw invalid(
      'price',
      `a bracket ${side} needs its price ${price}, where it takes the profit, ${good} its stop price ${stop_price}`,
    );
  if (!isPast(stop_price, stop_limit_price, side))
    throw invalid(
      'stop_limit_price',
      `a bracket ${side} needs it ${bad} the stop price ${stop_price}, and it is ${stop_limit_price}`,
    );
}

function stopKind(value: unknown, side: Side): Stop {
  const stop = choice('stop', value, ['loss', 'entry']);
  if (stop === STOP_OF[side]) return stop;
  throw invalid('stop', `a ${side} takes stop ${STOP_OF[side]}, not ${stop}; the exchange refuses that pair`);
}

/** Whether one price is better for this side than another: higher for a sell, lower for a buy. */
function isPast(price: string, other: string, side: Side): boolean {
  return side === 'sell' ? decimal(price).gt(other) : decimal(price).lt(other);
}
