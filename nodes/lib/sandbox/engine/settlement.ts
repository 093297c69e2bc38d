import { principalLeft, shrinkHold } from './holds';
import type { Account } from './ledger';
import type { LiveOrder } from './live-order';
import type { Units } from './types';
import { feeOn, valueOf } from './units';

export interface Rates {
  readonly maker: Units;
  readonly taker: Units;
  /** What a limit buy holds for fees: the higher of the two. */
  readonly held: Units;
}

/** What each side paid for one trade, in quote. */
export interface Paid {
  readonly makerFee: Units;
  readonly takerFee: Units;
}

/** Moves base and quote between two orders' accounts, and both fees to the fee account; nothing appears or is lost. */
export function settle(
  maker: LiveOrder,
  taker: LiveOrder,
  size: Units,
  price: Units,
  rates: Rates,
  fees: Account,
): Paid {
  const value = valueOf(price, size);
  const makerFee = record(maker, size, value, rates.maker);
  const takerFee = record(taker, size, value, rates.taker);
  fees.total += makerFee + takerFee;
  shrinkHold(maker, rates.held);
  shrinkHold(taker, rates.held);
  return { makerFee, takerFee };
}

/** Books one side of a trade and returns its fee. */
function record(order: LiveOrder, size: Units, value: Units, rate: Units): Units {
  order.sizeLeft -= size;
  order.fundsLeft -= value;
  order.filledSize += size;
  order.executedValue += value;
  const fee = feeOf(order, value, rate);
  order.fillFees += fee;
  if (order.side === 'buy') {
    spend(order, order.quote, value + fee);
    order.base.total += size;
  } else {
    spend(order, order.base, size);
    order.quote.total += value - fee;
  }
  return fee;
}

/**
 * Half up per fill. Many tiny fills, each rounded up, could take more than the one fee that was held; what the rest of
 * the order costs is never touched for that.
 */
function feeOf(order: LiveOrder, value: Units, rate: Units): Units {
  const fee = feeOn(value, rate);
  if (order.side === 'sell') return fee < value ? fee : value;
  const most = order.hold - value - principalLeft(order);
  return fee < most ? fee : most;
}

function spend(order: LiveOrder, account: Account, amount: Units): void {
  account.total -= amount;
  account.hold -= amount;
  order.hold -= amount;
}
