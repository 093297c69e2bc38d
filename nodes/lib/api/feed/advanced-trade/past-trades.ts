import type { Trade } from '../../../rules/market-data';
import { buildTarget } from '../../../rules/target';
import { BROKERAGE } from '../../advanced-trade/paths';
import { productPath } from '../../product-path';
import type { Reader } from '../../reader';
import { valueAt } from '../../styles/reading';
import { listOf } from '../../wire-values';
import type { PastTrades } from '../fill';
import { objectsOf, readTrade } from './messages';

const PAGE = 1000;
/** A span of time without so many trades is followed by one twice as long, the last of them of a week. */
const FIRST_SPAN_S = 3600;
const LONGEST_SPAN_S = 604_800;
const MOST_PAGES = 50;

/**
 * There is no cursor: pages are told by time, backwards, in whole seconds, so that each has the second once more that
 * the one before it began in. Source: get-public-market-trades reference.
 * @param nowS Unix seconds by the exchange's clock.
 */
export function pastTrades({ read }: Reader, nowS: () => number): PastTrades {
  return async function* pages({ productId, from, until }, options) {
    const path = `${BROKERAGE}/market/products/${productPath(productId)}/ticker`;
    let end = (secondOf(until) ?? Math.floor(nowS())) + 1;
    let span = FIRST_SPAN_S;
    for (let count = 0; count < MOST_PAGES && span <= LONGEST_SPAN_S; count += 1) {
      const query = { limit: PAGE, start: end - span, end };
      const page = await read(buildTarget(path, query), (body) => readTrades(body, productId), options);
      yield page;
      const oldest = oldestOf(page);
      if (oldest && Number(oldest.trade_id) <= from) return;
      if (page.length < PAGE) {
        end -= span;
        span *= 2;
      } else end = Math.min((secondOf(oldest?.time) ?? end) + 1, end - 1);
    }
  };
}

function oldestOf(page: readonly Trade[]): Trade | undefined {
  let oldest = page[0];
  for (const trade of page) if (Number(trade.trade_id) < Number(oldest?.trade_id)) oldest = trade;
  return oldest;
}

function secondOf(time: string | undefined): number | undefined {
  const ms = Date.parse(time ?? '');
  return Number.isFinite(ms) ? Math.floor(ms / 1000) : undefined;
}

function readTrades(body: unknown, productId: string): Trade[] {
  return objectsOf(listOf(valueAt(body, 'trades'), 'trades')).flatMap(
    (entry) => readTrade(entry, productId) ?? [],
  );
}
