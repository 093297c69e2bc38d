import type { ReceivedRequest } from '../../signer';

/** Headers in lower case; what was sent twice is a list. */
export interface PastedRequest extends ReceivedRequest {
  readonly headers: Record<string, string | string[] | undefined>;
}

/** @param lines `Name: value`. @throws RangeError for a line that is no header. */
export function headersOf(lines: readonly string[]): Record<string, string | string[] | undefined> {
  const headers: Record<string, string | string[] | undefined> = {};
  for (const line of lines) {
    // curl writes `Name;` for a header without a value, and `Name:` to leave one out.
    const [, name, value = ''] = /^([^\s:;]+)\s*[:;]\s*(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined) throw new RangeError('a line among the headers is no header ("Name: value")');
    const before = headers[name.toLowerCase()];
    headers[name.toLowerCase()] =
      before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return headers;
}

/** What of a URL is sent as the request target, and where to. A path alone is a target already. */
export function targetOf(url: string): { readonly path: string; readonly host: string | undefined } {
  const bare = url.replace(/#.*$/, '');
  if (bare.startsWith('/')) return { path: bare, host: undefined };
  const [, host = '', path = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^/?@]*@)?([^/?]*)(.*)$/i.exec(bare) ?? [];
  return { path: path.startsWith('/') ? path : `/${path}`, host: host === '' ? undefined : host };
}
