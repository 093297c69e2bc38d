import { CoinbaseError } from './errors';
import { isPlainObject, shown } from './shapes';

/**
 * Joins a path and a query to the final request target: the text that is signed and the text that is sent.
 *
 * @param path path with its leading slash; may carry a query of its own, to which `query` is added.
 * @param query an object (a list becomes repeated keys, `undefined` and `null` are left out), query text, or nothing.
 * @returns printable ASCII; what is percent-encoded already stays as it is.
 * @throws CoinbaseError PATH_REFUSED for a value that no query can carry.
 */
export function buildTarget(path: string, query?: unknown): string {
  const target = escapeLoose(path);
  const text = typeof query === 'string' ? escapeLoose(query.replace(/^\?/, '')) : queryText(query);
  if (text === '') return target;
  if (!target.includes('?')) return `${target}?${text}`;
  return /[?&]$/.test(target) ? target + text : `${target}&${text}`;
}

function queryText(query: unknown): string {
  if (query === undefined || query === null) return '';
  if (!isPlainObject(query)) throw refused(`the query is ${shown(query)}; give an object or text`);
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (one === undefined || one === null) continue;
      pairs.push(`${encode(name)}=${encode(valueText(name, one))}`);
    }
  }
  return pairs.join('&');
}

function valueText(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  const date = Object.prototype.toString.call(value) === '[object Date]' ? (value as Date) : undefined;
  if (date && Number.isFinite(date.getTime())) return date.toISOString();
  throw refused(`the query value ${shown(name)} is ${shown(value)}; give text, a number or a list of them`);
}

/** RFC 3986: everything but its unreserved characters; encodeURIComponent alone leaves ! ' ( ) * as they are. */
function encode(text: string): string {
  try {
    return encodeURIComponent(text).replace(/[!'()*]/g, percent);
  } catch {
    throw refused('the query holds half of a character (a lone surrogate)');
  }
}

/** Encodes only what may not stand in a request target; `%41` stays `%41`, a lone `%` becomes `%25`. */
function escapeLoose(text: string): string {
  if (/^[\w\-./?=&:,+~@]*$/.test(text)) return text;
  try {
    return text
      .replace(/%(?![0-9a-f]{2})/gi, '%25')
      .replace(/[^\x21-\x7e]+/g, encodeURIComponent)
      .replace(/["#'()*<>[\\\]^`{|}]/g, percent);
  } catch {
    throw refused('the path holds half of a character (a lone surrogate)');
  }
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

function refused(why: string): CoinbaseError {
  return new CoinbaseError('PATH_REFUSED', why);
}
