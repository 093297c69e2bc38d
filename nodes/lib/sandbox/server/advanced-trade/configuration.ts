/** `order_configuration`, read and written: one member, whose name says the kind of order. */
import { type EngineOrder, type EngineProduct, type OrderRequest, type Units, unitsText } from '../../engine';
import { isoTime } from '../clock';
import { WrongArgument } from './answers';
import { OrderFailure } from './failure';
import { amountAt, type Fields, flagAt, isFields, requiredAmountAt, requiredAt, timeOf } from './fields';
import { ordersNotSimulated } from './not-simulated';

/** What a configuration says of an order. */
export type Terms = Omit<OrderRequest, 'profile' | 'productId' | 'side' | 'clientOid'>;

interface Reading {
  readonly side: 'buy' | 'sell';
  readonly product: EngineProduct;
  /** Unix milliseconds. */
  readonly now: number;
}

type Read = (fields: Fields, reading: Reading) => Terms;

const KINDS: Readonly<Record<string, Read>> = {
  market_market_ioc: (fields, { side }) => marketTerms(fields, side),
  sor_limit_ioc: (fields) => limitTerms(fields, { timeInForce: 'IOC' }),
  limit_limit_fok: (fields) => limitTerms(fields, { timeInForce: 'FOK' }),
  limit_limit_gtc: (fields) => limitTerms(fields, { timeInForce: 'GTC' }),
  limit_limit_gtd: (fields, { now }) => limitTerms(fields, untilEnd(fields, now)),
  stop_limit_stop_limit_gtc: (fields, { side }) => stopTerms(fields, side, { timeInForce: 'GTC' }),
  stop_limit_stop_limit_gtd: (fields, { side, now }) => stopTerms(fields, side, untilEnd(fields, now)),
  trigger_bracket_gtc: (fields, reading) => bracketTerms(fields, reading, { timeInForce: 'GTC' }),
  trigger_bracket_gtd: (fields, reading) => bracketTerms(fields, reading, untilEnd(fields, reading.now)),
};

/** @throws WrongArgument, OrderFailure. */
export function readConfiguration(configuration: unknown, reading: Reading): Terms {
  if (!isFields(configuration)) throw new WrongArgument('order_configuration is required');
  const [kind, ...more] = Object.keys(configuration);
  if (kind === undefined || more.length > 0)
    throw new WrongArgument('order_configuration must have exactly one member');
  if (Object.hasOwn(ordersNotSimulated, kind)) throw unsupported(`${kind} is not simulated by this sandbox`);
  const read = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!read) throw new WrongArgument(`unknown field "${kind.slice(0, 80)}" in order_configuration`);
  const fields = configuration[kind];
  if (!isFields(fields)) throw new WrongArgument(`${kind} must be an object`);
  return read(fields, reading);
}

export function unsupported(message: string): OrderFailure {
  return new OrderFailure('UNSUPPORTED_ORDER_CONFIGURATION', 'PREVIEW_INVALID_ORDER_CONFIG', message);
}

type Lifetime = Pick<OrderRequest, 'timeInForce' | 'expireAt'>;

function untilEnd(fields: Fields, now: number): Lifetime {
  const expireAt = timeOf(requiredAt(fields, 'end_time'), 'end_time');
  if (expireAt <= now)
    throw new OrderFailure('INVALID_REQUEST', 'PREVIEW_INVALID_ORDER_CONFIG', 'end_time is in the past');
  return { timeInForce: 'GTT', expireAt };
}

/** Exactly one of the two. */
function amountsOf(fields: Fields): { readonly size: Units } | { readonly funds: Units } {
  const size = amountAt(fields, 'base_size');
  const funds = amountAt(fields, 'quote_size');
  if (size !== undefined && funds === undefined) return { size };
  if (funds !== undefined && size === undefined) return { funds };
  throw new WrongArgument('exactly one of base_size and quote_size is required');
}

function marketTerms(fields: Fields, side: 'buy' | 'sell'): Terms {
  const amounts = amountsOf(fields);
  if (side === 'sell' && 'funds' in amounts) throw unsupported('a market sell takes base_size');
  return { type: 'market', timeInForce: 'GTC', postOnly: false, ...amounts };
}

function limitTerms(fields: Fields, lifetime: Lifetime): Terms {
  const postOnly = flagAt(fields, 'post_only');
  if (postOnly && (lifetime.timeInForce === 'IOC' || lifetime.timeInForce === 'FOK'))
    throw new OrderFailure(
      'POST_ONLY_NOT_ALLOWED_WITH_FOK',
      'PREVIEW_INVALID_ORDER_CONFIG',
      'post_only must rest',
    );
  const price = requiredAmountAt(fields, 'limit_price');
  return { type: 'limit', postOnly, price, ...amountsOf(fields), ...lifetime };
}

const DIRECTIONS = { STOP_DIRECTION_STOP_UP: 'entry', STOP_DIRECTION_STOP_DOWN: 'loss' } as const;

function stopTerms(fields: Fields, side: 'buy' | 'sell', lifetime: Lifetime): Terms {
  const direction = requiredAt(fields, 'stop_direction');
  if (!Object.hasOwn(DIRECTIONS, direction)) throw new WrongArgument('stop_direction is not known');
  const stop = DIRECTIONS[direction as keyof typeof DIRECTIONS];
  if ((stop === 'entry') !== (side === 'buy'))
    throw unsupported(`the sandbox takes a ${side} only with a stop in the other direction`);
  const price = requiredAmountAt(fields, 'limit_price');
  const stopPrice = requiredAmountAt(fields, 'stop_price');
  if (side === 'sell' ? stopPrice < price : stopPrice > price) {
    const where = side === 'sell' ? 'BELOW' : 'ABOVE';
    throw new OrderFailure(
      'UNKNOWN_FAILURE_REASON',
      `PREVIEW_STOP_PRICE_${where}_LIMIT_PRICE`,
      `stop_price is ${where.toLowerCase()} limit_price`,
    );
  }
  const size = requiredAmountAt(fields, 'base_size');
  return { type: 'limit', postOnly: false, size, price, stop, stopPrice, ...lifetime };
}

/**
 * The stop of a bracket is a limit order 5 % beyond its trigger.
 * Source: the create-order reference on trigger_bracket_gtc.
 */
function bracketTerms(fields: Fields, { side, product }: Reading, lifetime: Lifetime): Terms {
  if (amountAt(fields, 'quote_size') !== undefined)
    throw new OrderFailure(
      'QUOTE_SIZE_NOT_ALLOWED_FOR_BRACKET',
      'PREVIEW_INVALID_ORDER_CONFIG',
      'a bracket takes base_size',
    );
  const size = requiredAmountAt(fields, 'base_size');
  const price = requiredAmountAt(fields, 'limit_price');
  const stopPrice = requiredAmountAt(fields, 'stop_trigger_price');
  const step = product.quoteIncrement;
  const beyond = (stopPrice * (side === 'sell' ? 95n : 105n)) / 100n;
  const stopLimitPrice = (beyond / step) * step;
  return { type: 'limit', postOnly: false, size, price, stopPrice, stopLimitPrice, ...lifetime };
}

/** The configuration that an order has now: an edit changes it, the trigger of a bracket does not. */
export function configurationOf(order: EngineOrder): Record<string, Record<string, unknown>> {
  const { type, size, specifiedFunds, price, askedPrice, postOnly, stopPrice } = order;
  const amounts =
    specifiedFunds === undefined
      ? { base_size: unitsText(size ?? 0n) }
      : { quote_size: unitsText(specifiedFunds) };
  if (type === 'market') return { market_market_ioc: amounts };
  const { expireTime, stopLimitPrice } = order;
  const ending = expireTime === undefined ? {} : { end_time: isoTime(expireTime) };
  const limited = { ...amounts, limit_price: unitsText(price ?? 0n) };
  const lasting = expireTime === undefined ? 'gtc' : 'gtd';
  if (stopLimitPrice !== undefined) {
    const limit_price = unitsText(askedPrice ?? 0n);
    const stop_trigger_price = unitsText(stopPrice ?? 0n);
    return { [`trigger_bracket_${lasting}`]: { ...amounts, limit_price, stop_trigger_price, ...ending } };
  }
  if (stopPrice !== undefined) {
    const stop_direction = `STOP_DIRECTION_STOP_${order.stop === 'entry' ? 'UP' : 'DOWN'}`;
    const stop_price = unitsText(stopPrice);
    return { [`stop_limit_stop_limit_${lasting}`]: { ...limited, stop_price, ...ending, stop_direction } };
  }
  if (order.timeInForce === 'IOC') return { sor_limit_ioc: limited };
  if (order.timeInForce === 'FOK') return { limit_limit_fok: limited };
  return { [`limit_limit_${lasting}`]: { ...limited, ...ending, post_only: postOnly } };
}
