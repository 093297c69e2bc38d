/** A curl command line as the request that it sends; the options that matter for a signature, and no more. */
import { shellWords } from './shell-words';
import { headersOf, targetOf, type PastedRequest } from './request-parts';

/** Options with a value that change what is sent. */
const SHORT_WITH_VALUE = 'XHdAbeuFoTxmUcKrwyYzCDEPQt';
const LONG_WITH_VALUE = new Set(
  (
    'request header data data-raw data-binary data-ascii data-urlencode json url user-agent cookie referer user form ' +
    'output upload-file proxy max-time connect-timeout cookie-jar config range write-out cert key cacert resolve ' +
    'retry retry-delay limit-rate interface max-redirs oauth2-bearer'
  ).split(' '),
);
const LONG_OF: Readonly<Record<string, string>> = {
  X: 'request',
  H: 'header',
  d: 'data',
  G: 'get',
  I: 'head',
  A: 'user-agent',
};

interface Sent {
  method: string | undefined;
  url: string | undefined;
  readonly headers: string[];
  readonly data: string[];
  get: boolean;
  head: boolean;
}

/**
 * Reads a curl command as it stands in a shell, a page or a browser's "copy as cURL".
 * @throws RangeError when it cannot be read, with what is in the way.
 */
export function readCurl(command: string): PastedRequest {
  const [, ...words] = shellWords(command);
  const sent: Sent = { method: undefined, url: undefined, headers: [], data: [], get: false, head: false };
  while (words.length > 0) readWord(words, sent);
  if (sent.url === undefined) throw new RangeError('the curl command has no URL');
  const body = sent.get ? '' : sent.data.join('&');
  const query = sent.get ? sent.data.join('&') : '';
  const { path, host } = targetOf(sent.url);
  const method = sent.method ?? (sent.head ? 'HEAD' : sent.get || sent.data.length === 0 ? 'GET' : 'POST');
  const headers = headersOf(sent.headers);
  if (headers['host'] === undefined && host !== undefined) headers['host'] = host;
  return {
    method,
    path: query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`,
    body,
    headers,
  };
}

/** Takes one option with its value, or the URL, off the front. */
function readWord(words: string[], sent: Sent): void {
  const word = words.shift() ?? '';
  if (word.startsWith('--')) {
    const name = word.slice(2);
    apply(name, LONG_WITH_VALUE.has(name) ? valueOf(word, words) : '', sent);
  } else if (/^-[A-Za-z]/.test(word)) readLetters(word, words, sent);
  else if (!word.startsWith('-')) sent.url ??= word;
}

/** Short options may share a dash, and the last of them may have its value glued on. */
function readLetters(word: string, words: string[], sent: Sent): void {
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at);
    const name = LONG_OF[letter] ?? '';
    if (!SHORT_WITH_VALUE.includes(letter)) {
      apply(name, '', sent);
      continue;
    }
    apply(name, word.slice(at + 1) || valueOf(`-${letter}`, words), sent);
    return;
  }
}

function valueOf(option: string, words: string[]): string {
  const value = words.shift();
  if (value === undefined) throw new RangeError(`the option ${option} of curl has no value`);
  return value;
}

function apply(name: string, value: string, sent: Sent): void {
  if (name === 'request') sent.method = value;
  else if (name === 'url') sent.url = value;
  else if (name === 'header') sent.headers.push(value);
  else if (name === 'get') sent.get = true;
  else if (name === 'head') sent.head = true;
  else if (name === 'oauth2-bearer') sent.headers.push(`Authorization: Bearer ${value}`);
  else if (name === 'json' || name.startsWith('data')) sent.data.push(dataOf(name, value));
}

function dataOf(name: string, value: string): string {
  if (name !== 'data-raw' && value.startsWith('@'))
    throw new RangeError('curl reads the body from a file here: put the body itself into the command');
  if (name !== 'data-urlencode') return value;
  const mark = value.indexOf('=');
  return value.slice(0, mark + 1) + encodeURIComponent(value.slice(mark + 1));
}
