import { buildTarget } from '../rules/target';
import type { Core } from './core';
import type { Deadline } from './deadline';
import { refusal } from './refusal';
import type { CallOptions, RawResponse } from './trading-api';
import { partOfList } from './wire-values';
import { NOT_FOLLOWED, type ApiStyle } from './styles';
import type { ProductCache } from './product-cache';

/** What trading on an API is built from. */
export interface TradingParts {
  readonly core: Core;
  readonly products: ProductCache;
  /** As TradingApi.canBeReset. */
  readonly canBeReset: boolean;
  /** Runs a call inside its deadline; fails with CoinbaseError only. */
  readonly within: <T>(
    options: CallOptions | undefined,
    run: (deadline: Deadline) => Promise<T>,
  ) => Promise<T>;
}

/** Reads of an API, where anything but 2xx is an error. */
export interface Reader {
  readonly get: (target: string, deadline: Deadline) => Promise<RawResponse>;
  readonly read: <T>(target: string, parse: (body: unknown) => T, options?: CallOptions) => Promise<T>;
  /**
   * Follows the cursors of a list. Each page has a deadline of its own: a long list is many calls.
   * @throws CoinbaseError RESPONSE_NOT_JSON after the pages that came, where the list does not go on as it should: what
   * is not in a part of a list is not proven absent.
   */
  readonly pages: <T>(
    path: string,
    query: Readonly<Record<string, unknown>>,
    parse: (body: unknown) => T[],
    options?: CallOptions,
  ) => AsyncGenerator<readonly T[]>;
}

/** More pages than anybody means. */
const MOST_PAGES = 1000;

export function createReader(
  { core, within }: Pick<TradingParts, 'core' | 'within'>,
  style: ApiStyle,
): Reader {
  const get = async (target: string, deadline: Deadline): Promise<RawResponse> => {
    const request = { method: 'GET', path: target };
    const response = await core.request(request, deadline);
    const error = refusal(response, request, style.words);
    if (error) throw error;
    return response;
  };
  return {
    get,
    read: (target, parse, options) =>
      within(options, async (deadline) => parse((await get(target, deadline)).body)),
    async *pages(path, query, parse, options) {
      const asked = new Set<string>();
      let target: string | undefined = buildTarget(path, query);
      while (target !== undefined) {
        if (target === NOT_FOLLOWED || asked.has(target) || asked.size >= MOST_PAGES) throw partOfList();
        asked.add(target);
        const asking: string = target;
        const { body, headers } = await within(options, (deadline) => get(asking, deadline));
        const rows = parse(body);
        if (rows.length > 0) yield rows;
        target = style.next({ path: asking, headers, body });
      }
    },
  };
}
