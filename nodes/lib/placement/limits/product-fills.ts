import type { CallOptions, TradingApi } from '../../api';
import type { Clock } from '../../rules/clock';
import { namesOf } from '../../rules/one-book';
import type { Decimal } from '../../rules/decimal';
import { FigureUnknown, type Day, type Lots, type Trade } from '../../rules/limits';
import type { Fill } from '../../rules/orders';
import { filledOf, isInFlight, type CountedOrder } from './counted-order';
import { createFigure, type Figure } from './figure';
import { createFillSums } from './fill-sums';
import { createFillWindow } from './fill-window';
import type { Tally } from './tally';

/** One product's own fills, read to the newest each time it is asked for. */
export interface ProductFills {
  readonly productId: string;
  /** When it was asked for last, on the clock that never jumps. */
  readonly figure: Figure<{ readonly askedAt: number }>;
  readonly lots: Lots;
  /** What the day's sales realised, in quote; below 0 a loss. */
  result(day: Day): Decimal;
  /** What of an own order is not among the fills, and is filled or may be at any moment. @throws FigureUnknown. */
  notYetIn(own: CountedOrder, feeRate: Decimal): readonly Trade[];
}

export interface FillParts {
  readonly trading: () => Promise<TradingApi>;
  readonly clock: Clock;
  readonly tally: Pick<Tally, 'productOf'>;
}

const MAX_AGE_MS = 5000;
/** Fills of products with the same order book, kept in case that their order turns out to be one of this product. */
const MOST_STRAYS = 1000;

export function createProductFills(productId: string, { trading, clock, tally }: FillParts): ProductFills {
  const list = createFillWindow();
  const past = createFillSums();
  /** Of all of them: what is recent is added anew each time, in its order. */
  let sums = createFillSums(past);
  let strays: readonly Fill[] = [];
  // Products that share a book share its fills, under either name: of an own order it is known which one it was.
  const isOwn = ({ order_id, product_id }: Fill): boolean =>
    (tally.productOf(order_id) ?? product_id) === productId;
  const read = async (options: CallOptions): Promise<{ readonly askedAt: number }> => {
    const askedAt = clock.elapsed();
    const news = await list.read(await trading(), productId, options);
    const all = [...strays, ...news.past];
    for (const fill of all.filter(isOwn)) past.take(fill);
    strays = namesOf(productId).length > 1 ? all.filter((fill) => !isOwn(fill)).slice(-MOST_STRAYS) : [];
    sums = createFillSums(past);
    for (const fill of news.recent.filter(isOwn)) sums.take(fill);
    return { askedAt };
  };
  return {
    productId,
    get lots() {
      return sums.lots;
    },
    figure: createFigure({ what: `the fills of ${productId}`, read, maxAgeMs: MAX_AGE_MS, clock }),
    result: (day) => sums.result(day),
    notYetIn: (own, feeRate) => remainder(own, sums.filled(own.order?.id ?? ''), feeRate),
  };
}

/** On its way: the least that it brings, with the fee of the most. */
function remainder(own: CountedOrder, counted: Decimal | undefined, feeRate: Decimal): readonly Trade[] {
  const { side, client_oid } = own.intent;
  const filled = filledOf(own);
  const all = isInFlight(own) ? own.worth : { ...filled, least: filled.value };
  if (!all.size || !all.value || !all.least)
    throw new FigureUnknown(`it is not known what order ${client_oid} comes to`);
  const left = counted ? all.size.minus(counted) : all.size;
  if (left.lte('0')) return [];
  const share = (amount: Decimal): Decimal => amount.times(left).div(all.size ?? left);
  return [{ side, size: left, value: share(all.least), fee: share(all.value).times(feeRate) }];
}
