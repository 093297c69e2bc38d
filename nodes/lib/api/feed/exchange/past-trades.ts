import type { Trade } from '../../../rules/market-data';
import { isPlainObject } from '../../../rules/shapes';
import { buildTarget } from '../../../rules/target';
import { productPath } from '../../product-path';
import type { Reader } from '../../reader';
import { listOf } from '../../wire-values';
import type { PastTrades } from '../fill';
import { readTrade } from './messages';

const PAGE = 1000;

/** `after` is the id that the page ends before. Source: Exchange pagination, product trades. */
export function pastTrades({ read }: Reader): PastTrades {
  return async function* pages({ productId, from, to }, options) {
    for (let after = to + 1; after > from;) {
      const limit = Math.min(PAGE, after - from);
      const target = buildTarget(`/products/${productPath(productId)}/trades`, { after, limit });
      const page = await read(target, (body) => readTrades(body, productId), options);
      yield page;
      const lowest = Math.min(...page.map(({ trade_id }) => Number(trade_id)));
      if (!(lowest < after)) return;
      after = lowest;
    }
  };
}

function readTrades(body: unknown, productId: string): Trade[] {
  return listOf(body, 'trades').flatMap((entry) =>
    isPlainObject(entry) ? (readTrade(entry, productId) ?? []) : [],
  );
}
