import { decimal, type Decimal } from '../decimal';
import type { Side } from '../orders';

/** What was bought or sold: `size` in base, `value` (price x size) and `fee` in quote. */
export interface Trade {
  readonly side: Side;
  readonly size: Decimal;
  readonly value: Decimal;
  readonly fee: Decimal;
}

/** Coins of one purchase that are still there. */
interface Lot {
  readonly size: Decimal;
  /** Fee included. */
  readonly cost: Decimal;
}

/** One product's purchases, oldest first; a sale takes the oldest. */
export interface Lots {
  /** What the trade realised, in quote: above 0 a gain. A purchase realises nothing yet; its fee is part of its cost. */
  add(trade: Trade): Decimal;
  /**
   * What these trades would lose at most, in whatever order they are filled, and whichever of them are; gains do not
   * count.
   */
  expectedLoss(trades: readonly Trade[]): Decimal;
  /** The same purchases, which go their own way from here. */
  copy(): Lots;
}

const NOTHING = decimal('0');

/** A sale of coins whose purchase is not known realises its fee alone. */
export function createLots(): Lots {
  return lotsOf([]);
}

function lotsOf(lots: Lot[]): Lots {
  let taken = 0;
  return {
    add(trade) {
      if (trade.side === 'buy') {
        if (trade.size.gt('0')) lots.push(lotOf(trade));
        return NOTHING;
      }
      const sale = sell(lots, taken, lots[taken], trade);
      taken = sale.index;
      if (sale.rest) lots[taken] = sale.rest;
      if (taken > 1000) {
        lots = lots.slice(taken);
        taken = 0;
      }
      return sale.result;
    },
    expectedLoss(trades) {
      const sold = trades.filter(({ side }) => side === 'sell');
      if (sold.length === 0) return NOTHING;
      const total = sold.reduce((sum, { size }) => sum.plus(size), NOTHING);
      const coming = comingOf(trades);
      const known = lots.slice(taken);
      return sold.reduce((sum, sale) => {
        const worst = worstLoss(sale, known, coming, total.minus(sale.size));
        return worst.gt('0') ? sum.plus(worst) : sum;
      }, NOTHING);
    },
    copy: () => lotsOf(lots.slice(taken)),
  };
}

function lotOf({ size, value, fee }: Trade): Lot {
  return { size, cost: value.plus(fee) };
}

interface Sale {
  readonly result: Decimal;
  /** The first lot that is not used up, and what is left of it. */
  readonly index: number;
  readonly rest: Lot | undefined;
}

/** @param first what is left of `lots[index]`. */
function sell(
  lots: readonly Lot[],
  index: number,
  first: Lot | undefined,
  { size, value, fee }: Trade,
): Sale {
  let [lot, left, cost] = [first, size, NOTHING];
  while (lot && left.gt('0')) {
    if (lot.size.gt(left)) {
      const used = lot.cost.times(left).div(lot.size);
      cost = cost.plus(used);
      lot = { size: lot.size.minus(left), cost: lot.cost.minus(used) };
      left = NOTHING;
    } else {
      cost = cost.plus(lot.cost);
      left = left.minus(lot.size);
      index += 1;
      lot = lots[index];
    }
  }
  const proceeds = size.gt('0') ? value.times(size.minus(left)).div(size) : NOTHING;
  return { result: proceeds.minus(cost).minus(fee), index, rest: lot };
}

/** Purchases on their way: they can come, one or all, or not at all. */
interface Coming {
  readonly size: Decimal;
  /** Highest cost of a coin. */
  readonly each: Decimal;
}

function comingOf(trades: readonly Trade[]): Coming {
  let [size, each] = [NOTHING, NOTHING];
  for (const trade of trades) {
    if (trade.side === 'sell' || trade.size.lte('0')) continue;
    size = size.plus(trade.size);
    const cost = trade.value.plus(trade.fee).div(trade.size);
    if (cost.gt(each)) each = cost;
  }
  return { size, each };
}

/**
 * The sale takes coins in the order of their purchase, from some coin on: other sales may take up to `ahead` coins before
 * it. Its loss is largest where it begins, or ends, with a purchase, or at one of the two ends.
 */
function worstLoss(sale: Trade, lots: readonly Lot[], coming: Coming, ahead: Decimal): Decimal {
  const starts = [NOTHING, ahead];
  let bought = NOTHING;
  for (const { size } of [...lots, coming]) {
    bought = bought.plus(size);
    for (const start of [bought, bought.minus(sale.size)])
      if (start.gt('0') && start.lt(ahead)) starts.push(start);
    if (bought.gt(ahead.plus(sale.size))) break;
  }
  return starts.map((start) => lossFrom(start, sale, lots, coming)).reduce(larger);
}

/**
 * The most that the sale loses from that coin on, with all of its fee. It may be filled in part alone (or sell less
 * than its funds came to, whole steps only), and a part that ends before coins that bring a gain loses more.
 */
function lossFrom(
  start: Decimal,
  { size, value, fee }: Trade,
  lots: readonly Lot[],
  coming: Coming,
): Decimal {
  if (size.lte('0')) return fee;
  let [skip, left, loss, most] = [start, size, fee, fee];
  for (const lot of lots) {
    if (left.lte('0')) return most;
    const used = smaller(positive(lot.size.minus(skip)), left);
    skip = positive(skip.minus(lot.size));
    loss = loss.plus(lot.cost.times(used).div(lot.size)).minus(value.times(used).div(size));
    left = left.minus(used);
    most = larger(most, loss);
  }
  const each = positive(coming.each.minus(value.div(size)));
  return larger(most, loss.plus(each.times(smaller(left, coming.size))));
}

function larger(a: Decimal, b: Decimal): Decimal {
  return a.gt(b) ? a : b;
}

function smaller(a: Decimal, b: Decimal): Decimal {
  return a.lt(b) ? a : b;
}

function positive(amount: Decimal): Decimal {
  return amount.gt('0') ? amount : NOTHING;
}
