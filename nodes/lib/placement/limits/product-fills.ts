import type { CallOptions, TradingApi } from '../../api';
import type { Clock } from '../../rules/clock';
import { namesOf } from '../../rules/one-book';
import { decimal, type Decimal } from '../../rules/decimal';
import { createLots, FigureUnknown, isIn, type Day, type Lots, type Trade } from '../../rules/limits';
import type { Fill } from '../../rules/orders';
import { filledOf, isInFlight, type CountedOrder } from './counted-order';
import { createFigure, type Figure } from './figure';
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
/** A product's history is read so far back: 2,000 fills. What was bought before counts as not known. */
const MOST_PAGES = 20;
/** Results and filled sizes are kept longer than any day. */
const MOST_KEPT = 20_000;
/** Fills of products with the same order book, kept in case that their order turns out to be one of this product. */
const MOST_STRAYS = 1000;

export function createProductFills(productId: string, { trading, clock, tally }: FillParts): ProductFills {
  const lots = createLots();
  const filled = new Map<string, Decimal>();
  let results: { readonly at: number; readonly gain: Decimal }[] = [];
  let latest: string | undefined;
  let strays: readonly Fill[] = [];
  // Products that share a book share its fills, under either name: of an own order it is known which one it was.
  const isOwn = ({ order_id, product_id }: Fill): boolean =>
    (tally.productOf(order_id) ?? product_id) === productId;
  const take = (fill: Fill): void => {
    const size = decimal(fill.size);
    const value = size.times(fill.price);
    const gain = lots.add({ side: fill.side, size, value, fee: decimal(fill.fee) });
    if (fill.side === 'sell') results.push({ at: Date.parse(fill.created_at), gain });
    filled.set(fill.order_id, (filled.get(fill.order_id) ?? decimal('0')).plus(size));
  };
  const read = async (options: CallOptions): Promise<{ readonly askedAt: number }> => {
    const askedAt = clock.elapsed();
    const fresh = (await newFills(await trading(), productId, latest, options)).reverse();
    const last = fresh.at(-1);
    if (last) latest = nameOf(last);
    const all = [...strays, ...fresh];
    for (const fill of all.filter(isOwn)) take(fill);
    strays = namesOf(productId).length > 1 ? all.filter((fill) => !isOwn(fill)).slice(-MOST_STRAYS) : [];
    if (results.length > MOST_KEPT) results = results.slice(-MOST_KEPT / 2);
    for (const id of filled.keys()) if (filled.size > MOST_KEPT) filled.delete(id);
    return { askedAt };
  };
  return {
    productId,
    lots,
    figure: createFigure({ what: `the fills of ${productId}`, read, maxAgeMs: MAX_AGE_MS, clock }),
    result: (day) =>
      results.reduce((sum, { at, gain }) => (isIn(at, day) ? sum.plus(gain) : sum), decimal('0')),
    notYetIn: (own, feeRate) => remainder(own, filled.get(own.order?.id ?? ''), feeRate),
  };
}

/** Of one fill and no other: two products of one order book may count their trades apart. */
function nameOf({ order_id, trade_id }: Fill): string {
  return `${order_id} ${trade_id}`;
}

/** Fills later than the one that is known, newest first. */
async function newFills(
  api: TradingApi,
  productId: string,
  latest: string | undefined,
  options: CallOptions,
): Promise<Fill[]> {
  const fresh = new Map<string, Fill>();
  let pages = 0;
  for await (const page of api.listFills({ productId }, options)) {
    for (const fill of page) {
      const name = nameOf(fill);
      if (name === latest) return [...fresh.values()];
      fresh.set(name, fill);
    }
    pages += 1;
    if (latest === undefined && pages >= MOST_PAGES) break;
  }
  return [...fresh.values()];
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
