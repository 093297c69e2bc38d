import { buildTarget } from '../../rules/target';
import type { Core } from '../core';
import type { Deadline } from '../deadline';
import { refusal } from '../refusal';
import type { CallOptions, RawResponse } from '../trading-api';
import type { ProductCache } from './products';

/** What trading on Exchange is built from. */
export interface ExchangeParts {
  readonly core: Core;
  readonly products: ProductCache;
  /** Runs a call inside its deadline; fails with CoinbaseError only. */
  readonly within: <T>(
    options: CallOptions | undefined,
    run: (deadline: Deadline) => Promise<T>,
  ) => Promise<T>;
}

/** Reads of Exchange, where anything but 2xx is an error. */
export interface Reader {
  readonly get: (target: string, deadline: Deadline) => Promise<RawResponse>;
  readonly read: <T>(target: string, parse: (body: unknown) => T, options?: CallOptions) => Promise<T>;
  /** Follows the cursors of a list. Each page has a deadline of its own: a long list is many calls. */
  readonly pages: <T>(
    path: string,
    query: Readonly<Record<string, unknown>>,
    parse: (body: unknown) => T[],
    options?: CallOptions,
  ) => AsyncGenerator<readonly T[]>;
}

/** More pages than anybody means. */
const MOST_PAGES = 1000;

export function createReader({ core, within }: ExchangeParts): Reader {
  const get = async (target: string, deadline: Deadline): Promise<RawResponse> => {
    const request = { method: 'GET', path: target };
    const response = await core.request(request, deadline);
    const error = refusal(response, request);
    if (error) throw error;
    return response;
  };
  return {
    get,
    read: (target, parse, options) =>
      within(options, async (deadline) => parse((await get(target, deadline)).body)),
    async *pages(path, query, parse, options) {
      let after: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const target = buildTarget(path, { ...query, after });
        const { body, headers } = await within(options, (deadline) => get(target, deadline));
        const rows = parse(body);
        if (rows.length > 0) yield rows;
        const next = headers['cb-after'];
        const last = Array.isArray(body) && body.length === 0;
        if (typeof next !== 'string' || next === '' || next === after || last) return;
        after = next;
      }
    },
  };
}
