import type { ErrorCode } from '../rules/error-codes';
import { CoinbaseError, type ErrorDetails } from '../rules/errors';
import { isPlainObject } from '../rules/shapes';
import { retryAfter } from './answer';
import { exchangeStyle } from './styles/exchange';
import type { ApiStyle } from './styles/style';
import type { RawRequest, RawResponse } from './trading-api';

interface Row {
  /** The exchange's words; statuses changed over the years, the words did not. */
  readonly words: RegExp;
  readonly code: ErrorCode;
  /** Why, in our words; the exchange's follow. */
  readonly why?: string;
}

/** Source: error catalogue of the Exchange API, collected from its documentation and from recorded answers. */
const ROWS: readonly Row[] = [
  {
    words: /^cb-access-\w+ header is required/i,
    code: 'CREDENTIAL_INVALID',
    why: 'the request carried no complete credential',
  },
  {
    words: /^invalid signature/i,
    code: 'SIGNATURE_REJECTED',
    why: 'the secret does not belong to this key, or what was signed is not what arrived',
  },
  {
    words: /^invalid api key/i,
    code: 'CREDENTIAL_INVALID',
    why: 'this environment does not know the key; keys of the sandbox and of production are separate, and a coinbase.com key is not an Exchange key',
  },
  {
    words: /^invalid passphrase/i,
    code: 'CREDENTIAL_INVALID',
    why: "the passphrase is not this key's; it was chosen when the key was made and is not the login password",
  },
  {
    words: /^(?:request timestamp expired|invalid timestamp)/i,
    code: 'CLOCK_SKEW',
    why: 'the time stamp is more than 30 s away from the exchange',
  },
  {
    words: /ip does not match/i,
    code: 'PERMISSION_DENIED',
    why: "this machine's address is not on the key's list",
  },
  {
    words: /^unauthorized\s*$/i,
    code: 'SIGNATURE_REJECTED',
    why: 'Coinbase does not know this key, or its secret or private key, its passphrase, the clock or what was signed does not fit',
  },
  { words: /^missing required scopes/i, code: 'PERMISSION_DENIED', why: 'the key lacks the permission' },
  { words: /^forbidden/i, code: 'PERMISSION_DENIED', why: 'the key lacks the permission' },
  {
    words: /^trading is disabled/i,
    code: 'PERMISSION_DENIED',
    why: 'the Coinbase account, not the key, is restricted',
  },
  {
    words: /^trading pair not available/i,
    code: 'PERMISSION_DENIED',
    why: 'this product is not traded for your account or region',
  },
  { words: /^unauthorized/i, code: 'PERMISSION_DENIED', why: 'this user has no access to Coinbase Exchange' },
  {
    words: /coinbase pro api is deprecated/i,
    code: 'REQUEST_REFUSED',
    why: 'this host is Coinbase Pro, closed since 2024; use https://api.exchange.coinbase.com',
  },
  { words: /rate limit exceeded/i, code: 'RATE_LIMITED' },
  { words: /^insufficient funds/i, code: 'INSUFFICIENT_FUNDS' },
  { words: /^(?:size|funds|price) (?:is )?too small/i, code: 'SIZE_BELOW_MINIMUM' },
  { words: /^product ?not ?found/i, code: 'PRODUCT_UNKNOWN' },
  // From here on over a feed.
  {
    words: /is not a valid product|is delisted|^productid .{1,60} could not be found/i,
    code: 'PRODUCT_UNKNOWN',
  },
  {
    words: /^authentication failure/i,
    code: 'SIGNATURE_REJECTED',
    why: 'Coinbase does not know this key, or its private key or the clock does not fit',
  },
  { words: /requires? authentication/i, code: 'CREDENTIAL_INVALID', why: 'this channel needs a key' },
  {
    words: /too many l2 streams/i,
    code: 'RATE_LIMITED',
    why: 'one connection carries the order books of some 16 to 30 products, and this is one more',
  },
  { words: /^(?:size|funds|price) (?:is )?too (?:accurate|precise|large)/i, code: 'ORDER_REFUSED' },
  { words: /^(?:post|limit|cancel) only mode/i, code: 'ORDER_REFUSED' },
  { words: /matching engine offline|under maintenance/i, code: 'EXCHANGE_UNAVAILABLE' },
  { words: /^(?:not ?found|order not found|order with this orderid was not found)/i, code: 'NOT_FOUND' },
];

/** The exchange's own words in a JSON answer: `{"message":"..."}`, or undefined when it is not of that shape. */
export const exchangeWords = exchangeStyle.words;

/**
 * Turns an answer that is not 2xx into the coded error with the exchange's own words; undefined for 2xx and 304.
 * @param wordsOf of the API's style; Exchange's without it.
 */
export function refusal(
  response: RawResponse,
  request: RawRequest,
  wordsOf: ApiStyle['words'] = exchangeWords,
): CoinbaseError | undefined {
  const { status } = response;
  if ((status >= 200 && status < 300) || status === 304) return undefined;
  const words = wordsOf(response.body);
  const row = words === undefined ? undefined : ROWS.find((candidate) => candidate.words.test(words));
  const code = row?.code ?? codeByStatus(status, request);
  const diagnosis = findings(response.body);
  const details: ErrorDetails = {
    sent: true,
    status,
    attempts: response.attempts,
    ...(words !== undefined && { exchange: words }),
    ...(diagnosis && { diagnosis }),
    ...retryAfter(response.headers),
  };
  return new CoinbaseError(code, sentence(status, words, row, diagnosis), details);
}

/** What the words of a feed mean; they come without a status. */
export function refusalInWords(words: string): CoinbaseError {
  const row = ROWS.find((candidate) => candidate.words.test(words));
  const said = `Coinbase says ${JSON.stringify(words)}`;
  const why = row?.why === undefined ? said : `${row.why}; ${said}`;
  return new CoinbaseError(row?.code ?? 'REQUEST_REFUSED', why, { sent: true, exchange: words });
}

function codeByStatus(status: number, { method, path }: RawRequest): ErrorCode {
  if (status === 401) return 'SIGNATURE_REJECTED';
  if (status === 403) return 'PERMISSION_DENIED';
  if (status === 404) return 'NOT_FOUND';
  if (status === 429) return 'RATE_LIMITED';
  if (status >= 500) return 'EXCHANGE_UNAVAILABLE';
  return method === 'POST' && /^(?:\/api\/v3\/brokerage)?\/orders(?:\?|$)/.test(path)
    ? 'ORDER_REFUSED'
    : 'REQUEST_REFUSED';
}

/** Exchange answers some private calls with 500 when the key or signature is wrong: worth saying, not worth repeating. */
const MAYBE_KEY =
  'if it stays, the key or its secret may be wrong: the exchange answers 500 to some of those';

function sentence(
  status: number,
  words: string | undefined,
  row: Row | undefined,
  diagnosis: readonly Finding[] | undefined,
): string {
  const parts = [
    ...(diagnosis
      ? [diagnosis.map(({ text }) => text.replace(/\.$/, '')).join('; ')]
      : row?.why
        ? [row.why]
        : []),
    words === undefined ? `status ${status}` : `Coinbase says ${JSON.stringify(words)} (status ${status})`,
    ...(status === 500 ? [MAYBE_KEY] : []),
  ];
  return parts.join('; ');
}

interface Finding {
  readonly code: string;
  readonly text: string;
  readonly fix: string;
}

/** What the sandbox's doctor found: the real exchange never says it. */
function findings(body: unknown): readonly Finding[] | undefined {
  const listed = isPlainObject(body) ? [body['diagnosis']].flat() : foundInText(body);
  const found = listed
    .filter(isPlainObject)
    .flatMap(({ code, text, fix }) =>
      typeof text === 'string' ? [{ code: String(code), text, fix: typeof fix === 'string' ? fix : '' }] : [],
    );
  return found.length > 0 ? found.slice(0, 5) : undefined;
}

/** Lines such as `code: what is wrong. How to mend it.` below the first. */
function foundInText(body: unknown): readonly Finding[] {
  const lines = typeof body === 'string' ? body.split('\n').slice(1) : [];
  return lines.flatMap((line) => {
    const parts = /^([\w-]+): (.+?\.)(?: (.*))?$/.exec(line);
    return parts ? [{ code: parts[1] ?? '', text: parts[2] ?? '', fix: parts[3] ?? '' }] : [];
  });
}
