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
  /** What these trades together would lose at most, one after the other; gains among them do not count. */
  expectedLoss(trades: readonly Trade[]): Decimal;
}

const NOTHING = decimal('0');

/** A sale of coins whose purchase is not known realises its fee alone. */
export function createLots(): Lots {
  let lots: Lot[] = [];
  let taken = 0;
  return {
    add(trade) {
      if (trade.side === 'buy') {
        lots.push(lotOf(trade));
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
      const all = [...lots.slice(taken), ...trades.filter(({ side }) => side === 'buy').map(lotOf)];
      let [index, rest, loss] = [0, all[0], NOTHING];
      for (const trade of trades) {
        if (trade.side === 'buy') continue;
        const sale = sell(all, index, rest, trade);
        [index, rest] = [sale.index, sale.rest];
        if (sale.result.lt('0')) loss = loss.minus(sale.result);
      }
      return loss;
    },
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
