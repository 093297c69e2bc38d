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
const HOUR_S = 3600;
/** A page is told by whole seconds: it ends with the second of the trade that it is to end with. */
const NEXT_SECOND = 1;

/**
 * There is no cursor: pages are told by time, backwards, each with the second that the one before it began in. Source:
 * get-public-market-trades reference.
 * @param nowS Unix seconds by the exchange's clock.
 */
export function pastTrades({ read }: Reader, nowS: () => number): PastTrades {
  return async function* pages({ productId, from, until }, options) {
    const path = `${BROKERAGE}/market/products/${productPath(productId)}/ticker`;
    let end = secondOf(until) ?? Math.ceil(nowS());
    for (let emptyHours = 0; emptyHours < 2;) {
      const query = { limit: PAGE, start: end - HOUR_S, end: end + NEXT_SECOND };
      const page = await read(buildTarget(path, query), (body) => readTrades(body, productId), options);
      yield page;
      const oldest = page.reduce<Trade | undefined>(
        (found, trade) => (found && Number(found.trade_id) <= Number(trade.trade_id) ? found : trade),
        undefined,
      );
      if (oldest && Number(oldest.trade_id) <= from) return;
      const began = secondOf(oldest?.time);
      emptyHours = page.length < PAGE ? emptyHours + 1 : 0;
      // A whole page of one second: what is before it is out of reach by its time, so the second is left behind.
      end = page.length < PAGE ? end - HOUR_S : Math.min(began ?? end - 1, end - 1);
    }
  };
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
