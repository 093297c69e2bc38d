import type { ErrorCode } from '../../rules/error-codes';
import type { CoinbaseError } from '../../rules/errors';
import { say, type Sentence } from '../../sentences';
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
  readonly before?: Sentence;
  readonly stranger?: true;
  /** The code's own advice where absent. */
  readonly fix?: Sentence;
}

const COPY_AGAIN = say('advice.copyAll');
const OTHER_API = say('advice.otherApi');
const ACCEPTED = say('check.accepted');

const ROWS: readonly Row[] = [
  {
    words: /passphrase/i,
    check: 'passphrase',
    before: say('check.known'),
    fix: say('advice.passphrase'),
  },
  {
    words: /api key/i,
    check: 'key',
    stranger: true,
    fix: say('advice.otherEnvironment'),
  },
  {
    words: /access to (?:that |the )?portfolio/i,
    check: 'portfolio',
    before: ACCEPTED,
    fix: say('advice.portfolio'),
  },
  {
    words: /ip does not match|ip not allowed/i,
    check: 'key',
    fix: say('advice.address'),
  },
  { code: 'SIGNATURE_REJECTED', check: 'signature', stranger: true, fix: COPY_AGAIN },
  { code: 'CREDENTIAL_INVALID', check: 'key', fix: COPY_AGAIN },
  { code: 'CLOCK_SKEW', check: 'clock' },
  { code: 'PERMISSION_DENIED', check: 'view', before: ACCEPTED },
  // Exchange says 500 to some wrong keys; any other status of trouble tells nothing about the key.
  { code: 'EXCHANGE_UNAVAILABLE', status: 500, check: 'key', perhaps: true, fix: COPY_AGAIN },
  { code: 'RATE_LIMITED', check: 'key', perhaps: true, fix: say('advice.minute') },
  { code: 'NOT_FOUND', check: 'key', perhaps: true, fix: OTHER_API },
  { code: 'REQUEST_REFUSED', check: 'key', perhaps: true, fix: OTHER_API },
  { check: 'key', perhaps: true },
];

/** Something says yes that may say yes to anything: a portal, or a sandbox of fixed answers. */
export function judgeForeign(): CheckLine {
  return line('key', null, say('check.foreign'), OTHER_API);
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
      line(check, perhaps ? null : false, error.toldWhy, fix ?? say(`remedy.${error.code}`)),
    ],
    accepted: false,
    stranger,
  };
}

function accepted(hasPassphrase: boolean): CheckLine[] {
  return [
    line('key', true, ACCEPTED),
    line('signature', true, say('check.secret')),
    ...(hasPassphrase ? [line('passphrase', true, say('check.passphrase'))] : []),
  ];
}
