/** What an order would do to the book as it stands: the figures of a preview. */
import { feeOn, floorToStep, ONE, type OrderRequest, type Units, valueOf, withoutFee } from '../../engine';
import type { PaperExchange } from '../paper-exchange';
import { ratio } from './wire';

export interface Estimate {
  readonly size: Units;
  /** In quote, without the commission. */
  readonly value: Units;
  readonly commission: Units;
  /** What a buy costs or a sell gives, commission included. */
  readonly total: Units;
  /** Of what would be filled at once; 0 for nothing. */
  readonly averagePrice: Units;
  /** How far that is from the best price, as a fraction. */
  readonly slippage: Units;
  /** 0 for none. */
  readonly bestBid: Units;
  readonly bestAsk: Units;
}

/** A stop is reckoned at its limit price, as all of it were filled there by others. */
export function estimate(request: OrderRequest, exchange: PaperExchange): Estimate {
  const { productId, side } = request;
  const { engine, settings } = exchange;
  const best = (which: 'buy' | 'sell'): Units => engine.levels(productId, which, 1)[0]?.price ?? 0n;
  const taken = takenAtOnce(request, exchange);
  const restSize = request.price === undefined ? 0n : sizeOf(request, exchange) - taken.size;
  const mayRest = request.timeInForce === 'GTC' || request.timeInForce === 'GTT';
  const rest = mayRest && restSize > 0n ? restSize : 0n;
  const restValue = valueOf(request.price ?? 0n, rest);
  const value = taken.value + restValue;
  const commission = feeOn(taken.value, settings.takerFee) + feeOn(restValue, settings.makerFee);
  const averagePrice = ratio(taken.value, taken.size);
  const opposite = best(side === 'buy' ? 'sell' : 'buy');
  const apart = averagePrice > opposite ? averagePrice - opposite : opposite - averagePrice;
  return {
    size: taken.size + rest,
    value,
    commission,
    total: side === 'buy' ? value + commission : value - commission,
    averagePrice,
    slippage: taken.size === 0n ? 0n : ratio(apart, opposite),
    bestBid: best('buy'),
    bestAsk: best('sell'),
  };
}

/** Base that a limit order asks for. */
function sizeOf({ size, funds, price = 0n, side }: OrderRequest, { settings }: PaperExchange): Units {
  if (size !== undefined) return size;
  const spendable = side === 'buy' ? withoutFee(funds ?? 0n, settings.takerFee) : (funds ?? 0n);
  return ratio(spendable, price);
}

/** Level by level, as far as price, size and funds allow. */
function takenAtOnce(request: OrderRequest, exchange: PaperExchange): { size: Units; value: Units } {
  const { productId, side, price, stop, stopLimitPrice, size, funds } = request;
  const taken = { size: 0n, value: 0n };
  if (stop !== undefined && stopLimitPrice === undefined) return taken;
  const byFunds = price === undefined && size === undefined;
  const spendable = byFunds ? withoutFee(funds ?? 0n, exchange.settings.takerFee) : 0n;
  const step = exchange.engine.products.get(productId)?.baseIncrement ?? 1n;
  const wanted = byFunds ? 0n : price === undefined ? (size ?? 0n) : sizeOf(request, exchange);
  for (const level of exchange.engine.levels(productId, side === 'buy' ? 'sell' : 'buy')) {
    if (price !== undefined && (side === 'buy' ? level.price > price : level.price < price)) break;
    const left = byFunds
      ? floorToStep(((spendable - taken.value) * ONE) / level.price, step)
      : wanted - taken.size;
    if (left <= 0n) break;
    const part = left < level.size ? left : level.size;
    taken.size += part;
    taken.value += valueOf(level.price, part);
  }
  return taken;
}
