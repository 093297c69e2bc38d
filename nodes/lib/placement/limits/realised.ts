import type { Clock } from '../../rules/clock';
import { decimal, type Decimal } from '../../rules/decimal';
import { currenciesOf, dayAt, type LossToday, type Trade } from '../../rules/limits';
import { createFigure, type Figure } from './figure';
import { createProductFills, type FillParts, type ProductFills } from './product-fills';
import type { Tally } from './tally';

/** What the account's own fills realised, and what its orders on their way will. */
export interface Realised {
  /** The fee rates, and the fills of this product and of those that were ordered in the same quote currency. */
  figures(productId: string): readonly Figure<unknown>[];
  /** @param next the order that asks. @throws FigureUnknown. */
  lossToday(productId: string, nowMs: number, timeZone: string, next: OrderAhead): LossToday;
  /** Losses by quote currency, from what was read so far. */
  known(nowMs: number, timeZone: string): ReadonlyMap<string, Decimal>;
}

/** What an order would trade, at its worst. */
export interface OrderAhead extends Pick<Trade, 'side' | 'size'> {
  /** Least and most quote that it comes to, fee not included. */
  readonly least: Decimal;
  readonly most: Decimal;
}

export interface RealisedParts extends FillParts {
  readonly tally: Tally;
  readonly clock: Clock;
}

const NOTHING = decimal('0');
const FEES_AGE_MS = 600_000;

export function createRealised(parts: RealisedParts): Realised {
  const { trading, tally, clock } = parts;
  const products = new Map<string, ProductFills>();
  const fillsOf = (productId: string): ProductFills => {
    const fills = products.get(productId) ?? createProductFills(productId, parts);
    products.set(productId, fills);
    return fills;
  };
  const fees = createFigure({
    what: 'the fee rates',
    read: async (options) => (await trading()).feeRates(options),
    maxAgeMs: FEES_AGE_MS,
    clock,
  });
  const alike = (productId: string): ProductFills[] => {
    const { quote } = currenciesOf(productId);
    const ids = [...tally.products].filter((id) => currenciesOf(id).quote === quote);
    return [...new Set([productId, ...ids])].map(fillsOf);
  };
  return {
    figures: (productId) => [fees, ...alike(productId).map(({ figure }) => figure)],
    lossToday(productId, nowMs, timeZone, next) {
      const day = dayAt(nowMs, timeZone);
      const rate = decimal(fees.value().taker);
      let [before, after] = [NOTHING, NOTHING];
      for (const { figure, lots, ...fills } of alike(productId)) {
        const { askedAt } = figure.value();
        const own = [...tally.moving(askedAt)].filter((one) => one.intent.product_id === fills.productId);
        const mine = fills.productId === productId ? [worst(next, rate)] : [];
        const sells = mine.some(isSale) || own.some(({ intent }) => isSale(intent));
        // Purchases alone lose nothing, however many there are.
        const ahead = sells ? own.flatMap((one) => fills.notYetIn(one, rate)) : [];
        const realised = fills.result(day);
        before = before.plus(lots.expectedLoss(ahead)).minus(realised);
        after = after.plus(lots.expectedLoss([...ahead, ...mine])).minus(realised);
      }
      return { before, after };
    },
    known(nowMs, timeZone) {
      const losses = new Map<string, Decimal>();
      for (const fills of products.values()) {
        const { quote } = currenciesOf(fills.productId);
        losses.set(quote, (losses.get(quote) ?? NOTHING).minus(fills.result(dayAt(nowMs, timeZone))));
      }
      return losses;
    },
  };
}

function worst({ side, size, least, most }: OrderAhead, feeRate: Decimal): Trade {
  return { side, size, value: side === 'buy' ? most : least, fee: most.times(feeRate) };
}

function isSale({ side }: Pick<Trade, 'side'>): boolean {
  return side === 'sell';
}
