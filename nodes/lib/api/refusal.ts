import type { ErrorCode } from '../rules/error-codes';
import { CoinbaseError, type ErrorDetails } from '../rules/errors';
import { isPlainObject } from '../rules/shapes';
import { listed, say, type Words } from '../sentences';
import { retryAfter } from './answer';
import { exchangeStyle } from './styles/exchange';
import type { ApiStyle } from './styles/style';
import type { RawRequest, RawResponse } from './trading-api';

interface Row {
  /** The exchange's words; statuses changed over the years, the words did not. */
  readonly words: RegExp;
  readonly code: ErrorCode;
  /** Why, in our words; the exchange's follow. */
  readonly why?: Words;
}

/** Source: error catalogue of the Exchange API, collected from its documentation and from recorded answers. */
const ROWS: readonly Row[] = [
  {
    words: /^cb-access-\w+ header is required/i,
    code: 'CREDENTIAL_INVALID',
    why: say('refusal.incomplete'),
  },
  {
    words: /^invalid signature/i,
    code: 'SIGNATURE_REJECTED',
    why: say('refusal.signature'),
  },
  {
    words: /^invalid api key/i,
    code: 'CREDENTIAL_INVALID',
    why: say('refusal.key'),
  },
  {
    words: /^invalid passphrase/i,
    code: 'CREDENTIAL_INVALID',
    why: say('refusal.passphrase'),
  },
  {
    words: /^(?:request timestamp expired|invalid timestamp)/i,
    code: 'CLOCK_SKEW',
    why: say('refusal.clock'),
  },
  {
    words: /ip does not match/i,
    code: 'PERMISSION_DENIED',
    why: say('refusal.address'),
  },
  {
    words: /^unauthorized\s*$/i,
    code: 'SIGNATURE_REJECTED',
    why: say('refusal.unauthorized'),
  },
  { words: /^missing required scopes/i, code: 'PERMISSION_DENIED', why: say('refusal.permission') },
  { words: /^forbidden/i, code: 'PERMISSION_DENIED', why: say('refusal.permission') },
  {
    words: /^trading is disabled/i,
    code: 'PERMISSION_DENIED',
    why: say('refusal.restricted'),
  },
  {
    words: /^trading pair not available/i,
    code: 'PERMISSION_DENIED',
    why: say('refusal.region'),
  },
  { words: /^unauthorized/i, code: 'PERMISSION_DENIED', why: say('refusal.noAccess') },
  {
    words: /coinbase pro api is deprecated/i,
    code: 'REQUEST_REFUSED',
    why: say('refusal.pro'),
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
    why: say('refusal.feedKey'),
  },
  { words: /requires? authentication/i, code: 'CREDENTIAL_INVALID', why: say('refusal.channel') },
  {
    words: /too many l2 streams/i,
    code: 'RATE_LIMITED',
    why: say('refusal.streams'),
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
  const diagnosis = findings(response.body);
  const signedOtherwise = status === 401 && isSignedOtherwise(diagnosis);
  const code = signedOtherwise ? 'SIGNATURE_REJECTED' : (row?.code ?? codeByStatus(status, request));
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
  const said = say('refusal.says', { words: JSON.stringify(words) });
  const why = row?.why === undefined ? said : listed([row.why, said], 'semicolon');
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
const MAYBE_KEY = say('refusal.maybeKey');

function sentence(
  status: number,
  words: string | undefined,
  row: Row | undefined,
  diagnosis: readonly Finding[] | undefined,
): Words {
  const parts: Words[] = [
    ...(diagnosis
      ? [diagnosis.map(({ text }) => text.replace(/\.$/, '')).join('; ')]
      : row?.why
        ? [row.why]
        : []),
    words === undefined
      ? say('refusal.status', { status: String(status) })
      : say('refusal.saysWithStatus', { words: JSON.stringify(words), status: String(status) }),
    ...(status === 500 ? [MAYBE_KEY] : []),
  ];
  return listed(parts, 'semicolon');
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

/** The doctor's names for a request that is signed as another API wants it. */
const SIGNED_OTHERWISE = new Set(['JWT_NOT_WANTED', 'HMAC_WITH_CDP_KEY']);

/** A request that lacks a header because it has another API's: nothing is missing in the credential. */
function isSignedOtherwise(diagnosis: readonly Finding[] | undefined): boolean {
  return diagnosis?.some(({ code }) => SIGNED_OTHERWISE.has(code)) ?? false;
}

/** Lines such as `code: what is wrong. How to mend it.` below the first. */
function foundInText(body: unknown): readonly Finding[] {
  const lines = typeof body === 'string' ? body.split('\n').slice(1) : [];
  return lines.flatMap((line) => {
    const parts = /^([\w-]+): (.+?\.)(?: (.*))?$/.exec(line);
    return parts ? [{ code: parts[1] ?? '', text: parts[2] ?? '', fix: parts[3] ?? '' }] : [];
  });
}
