import { errorCodes, type ErrorCode } from '../../rules/error-codes';
import type { CoinbaseError } from '../../rules/errors';
import { line, type CheckLine, type CheckName } from './line';

/** What the answer to the proof says of the key. */
export interface KeyVerdict {
  readonly lines: readonly CheckLine[];
  readonly accepted: boolean;
  /** The API does not know the key, or not this secret of it: it may be one of another environment. */
  readonly stranger: boolean;
}

/** What a refusal is about. The first row whose words or code fit counts. */
interface Row {
  /** In the API's own words; without it, any. */
  readonly words?: RegExp;
  readonly code?: ErrorCode;
  readonly status?: number;
  readonly check: CheckName;
  /** Not proven: the API says as much for other reasons too. */
  readonly perhaps?: true;
  /** What it proves on the way. */
  readonly before?: string;
  readonly stranger?: true;
  /** The code's own advice where absent. */
  readonly fix?: string;
}

const COPY_AGAIN = 'Copy all parts of the key again from where they were shown, or make a new key.';
const OTHER_API = 'Check environment and address: what answers there is not the API that was asked.';

const ROWS: readonly Row[] = [
  {
    words: /passphrase/i,
    check: 'passphrase',
    before: 'the key is known',
    fix: 'Type the passphrase that was chosen when this key was made; it is not the login password.',
  },
  {
    words: /api key/i,
    check: 'key',
    stranger: true,
    fix: 'Choose the environment that the key was made for, or make a key for this one.',
  },
  {
    words: /access to (?:that |the )?portfolio/i,
    check: 'portfolio',
    before: 'the key is known and accepted',
    fix: 'Make a key in the portfolio that the flows shall trade in; a key is bound to the one it was made for.',
  },
  {
    words: /ip does not match|ip not allowed/i,
    check: 'key',
    fix: "Put this machine's address on the key's list.",
  },
  { code: 'SIGNATURE_REJECTED', check: 'signature', stranger: true, fix: COPY_AGAIN },
  { code: 'CREDENTIAL_INVALID', check: 'key', fix: COPY_AGAIN },
  { code: 'CLOCK_SKEW', check: 'clock' },
  { code: 'PERMISSION_DENIED', check: 'view', before: 'the key is known and accepted' },
  // Exchange says 500 to some wrong keys; any other status of trouble tells nothing about the key.
  { code: 'EXCHANGE_UNAVAILABLE', status: 500, check: 'key', perhaps: true, fix: COPY_AGAIN },
  { code: 'RATE_LIMITED', check: 'key', perhaps: true, fix: 'Wait a minute and check again.' },
  { code: 'NOT_FOUND', check: 'key', perhaps: true, fix: OTHER_API },
  { code: 'REQUEST_REFUSED', check: 'key', perhaps: true, fix: OTHER_API },
  { check: 'key', perhaps: true },
];

/** Something says yes that may say yes to anything: a portal, or a sandbox of fixed answers. */
export function judgeForeign(): CheckLine {
  return line('key', null, 'what answers is not this API, so nothing is known of the key', OTHER_API);
}

/** @param hasPassphrase the scheme has one. */
export function judgeKey(error: CoinbaseError | undefined, hasPassphrase: boolean): KeyVerdict {
  if (!error) return { lines: accepted(hasPassphrase), accepted: true, stranger: false };
  const said = typeof error.details.exchange === 'string' ? error.details.exchange : '';
  const row = ROWS.find(
    ({ words, code, status }) =>
      (words?.test(said) ?? true) &&
      (code === undefined || code === error.code) &&
      (status === undefined || status === error.details.status),
  );
  const { check = 'key', perhaps, before, stranger = false, fix } = row ?? {};
  return {
    lines: [
      ...(before === undefined ? [] : [line('key', true, before)]),
      line(check, perhaps ? null : false, error.why, fix ?? errorCodes[error.code].fix),
    ],
    accepted: false,
    stranger,
  };
}

function accepted(hasPassphrase: boolean): CheckLine[] {
  return [
    line('key', true, 'the key is known and accepted'),
    line('signature', true, 'the secret belongs to the key'),
    ...(hasPassphrase ? [line('passphrase', true, 'the passphrase is right')] : []),
  ];
}
