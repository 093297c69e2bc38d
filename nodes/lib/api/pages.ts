import { CoinbaseError } from '../rules/errors';
import { answerTo } from './answer-to';
import { NOT_FOLLOWED, styleOf } from './styles';
import type { CallOptions, Connection, RawRequest, RawResponse } from './trading-api';

/** One answered page of a list. */
export interface ListPage {
  readonly response: RawResponse;
  /** Undefined for an answer that is no list. */
  readonly items: readonly unknown[] | undefined;
  /** The API says that there is a further page, also where it cannot be followed. */
  readonly more: boolean;
  /** No page comes after it, whether there is more or not. */
  readonly last: boolean;
  /** Why the API refused this page; it is the last then. */
  readonly error: CoinbaseError | undefined;
}

export interface PageOptions extends CallOptions {
  /** Pages at most; the last one read says whether there is more. */
  readonly mostPages: number;
  /** The gate that every further request passes as well: an API names its next page itself. */
  readonly check: (path: string) => void;
}

/**
 * Follows a list from page to page, each API in its own way. Each page has the whole time-out: a long list is many
 * calls. Ends with the list, with the most pages, with a refused page, or where a page leads back to itself.
 * @throws CoinbaseError as {@link Connection.request}, and what the gate throws.
 */
export async function* readPages(
  connection: Connection,
  first: RawRequest,
  { mostPages, check, ...options }: PageOptions,
): AsyncGenerator<ListPage> {
  const style = styleOf(connection.api, first.path);
  let request = first;
  const asked = new Set([first.path]);
  for (let page = 1; ; page += 1) {
    const { response, error } = await answerTo(connection, request, options);
    const { headers, body } = response;
    const items = error ? undefined : style.items(body);
    const next = error ? undefined : style.next({ path: request.path, headers, body });
    const more = next !== undefined;
    const last = !items || !more || next === NOT_FOLLOWED || page >= mostPages || asked.has(next);
    yield { response, items, more, last, error };
    if (last) return;
    check(next);
    asked.add(next);
    request = { ...first, path: next };
  }
}
