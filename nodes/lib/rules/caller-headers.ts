import { CoinbaseError } from './errors';
import { shown } from './shapes';

/** Headers that belong to signing, to the connection or to the body's length: never the caller's to set. */
const OURS = new Set([
  'authorization',
  'proxy-authorization',
  'proxy-connection',
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  // Answers are read as they come; a compressed one could not be read.
  'accept-encoding',
  // These make some servers take a GET for something else, past the gate.
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);

/**
 * Refuses headers that a message may not set: signing, host, length, connection, method overrides.
 * @throws CoinbaseError PATH_REFUSED naming the header.
 */
export function checkCallerHeaders(headers: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name)) throw refused(name, 'is not a header name');
    const lower = name.toLowerCase();
    if (OURS.has(lower) || /^(?:x-)?cb-access-/.test(lower))
      throw refused(name, 'may not be set by a message');
    if (typeof value !== 'string' || !/^[\t\x20-\x7e\x80-\xff]{0,8192}$/.test(value))
      throw refused(name, 'must have a value of plain text on one line');
  }
}

function refused(name: string, why: string): CoinbaseError {
  return new CoinbaseError('PATH_REFUSED', `the header ${shown(name)} ${why}`);
}
