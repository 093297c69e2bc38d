/** A request as a person pastes it: a curl command line, or the raw text of HTTP/1.1. */
import { readCurl } from './curl';
import { headersOf, targetOf, type PastedRequest } from './request-parts';

/** @throws RangeError when it is neither, with what is in the way. */
export function readPasted(text: string): PastedRequest {
  const pasted = text.replace(/^\ufeff/, '').replace(/^\s+/, '');
  if (pasted === '')
    throw new RangeError('there is no request to look at: paste one, as curl or as raw HTTP');
  const command = /^(?:\$\s+)?(?=curl(?:\.exe)?\s)/i.exec(pasted);
  return command === null ? readRaw(pasted) : readCurl(pasted.slice(command[0].length));
}

/** Two words alone are no request: the target is a path, or a URL as a proxy gets it. */
const REQUEST_LINE = /^([A-Za-z]+)\s+((?:\/|https?:\/\/)\S*)(?:\s+HTTP\/[\d.]+)?\s*$/i;

/**
 * The body is taken byte by byte, but for one line break at its end, which pasting adds, and for what is longer than
 * a Content-Length says.
 */
function readRaw(text: string): PastedRequest {
  const split = /\r?\n\r?\n/.exec(text);
  const top = split === null ? text : text.slice(0, split.index);
  const rest = split === null ? '' : text.slice(split.index + split[0].length);
  const [first = '', ...lines] = top.split(/\r?\n/);
  const [, method, target] = REQUEST_LINE.exec(first) ?? [];
  if (method === undefined || target === undefined)
    throw new RangeError(
      'the text is neither a curl command nor does it begin like "GET /accounts HTTP/1.1"',
    );
  const headers = headersOf(lines.filter((line) => line.trim() !== ''));
  const { path, host } = targetOf(target);
  if (headers['host'] === undefined && host !== undefined) headers['host'] = host;
  return { method, path, body: bodyOf(rest, headers['content-length']), headers };
}

function bodyOf(rest: string, length: string | string[] | undefined): string {
  const bytes = Buffer.from(rest);
  if (typeof length === 'string' && /^\d{1,9}$/.test(length) && Number(length) <= bytes.length)
    return bytes.subarray(0, Number(length)).toString();
  return rest.replace(/\r?\n$/, '');
}
