/** The name that the HTTP Request node uses for the same purpose. */
const MARK = 'x-node-red-request-node';
const OURS = 'coinbase-';

/** Headers of an answer, by lower-case name. */
export type AnswerHeaders = Readonly<Record<string, string | string[]>>;

/**
 * Marks an answer's headers before they go onto `msg.headers`: the next request node in the flow reads that property
 * as headers to send, and must be able to tell. Marks the given object itself, which from here on is the message's.
 */
export function marked(headers: AnswerHeaders): AnswerHeaders {
  return Object.assign(headers, { [MARK]: OURS + checksum(headers) });
}

/**
 * True for headers that are an earlier answer's, unchanged. Those marked by the HTTP Request node count as unchanged:
 * its digest cannot be checked here, and headers of an answer have no business in a signed request.
 */
export function isAnswersHeaders(headers: unknown): boolean {
  if (typeof headers !== 'object' || headers === null || !Object.hasOwn(headers, MARK)) return false;
  const { [MARK]: mark, ...rest } = headers as Record<string, unknown>;
  return typeof mark === 'string' && (!mark.startsWith(OURS) || mark === OURS + checksum(rest));
}

/** FNV-1a over names and values: tells edited headers from untouched ones, and costs a message next to nothing. */
function checksum(headers: Readonly<Record<string, unknown>>): string {
  let hash = 0x811c9dc5;
  for (const name in headers) {
    hash = mixed(mixed(hash, name), String(headers[name]));
  }
  return (hash >>> 0).toString(16);
}

function mixed(seed: number, text: string): number {
  let hash = seed;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}
