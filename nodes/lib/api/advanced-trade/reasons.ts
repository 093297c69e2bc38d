import type { ErrorCode } from '../../rules/error-codes';
import { isPlainObject } from '../../rules/shapes';
import { textAt, valueAt } from '../styles/reading';

/** What Advanced Trade's reasons mean, the first that fits; `PREVIEW_` and `INVALID_` forms of a reason mean the same. */
const CODES: readonly (readonly [RegExp, ErrorCode])[] = [
  [/INSUFFICIENT_FUND|INVALID_LEDGER_BALANCE|HOLD_FAILURE/, 'INSUFFICIENT_FUNDS'],
  [/SIZE_TOO_SMALL/, 'SIZE_BELOW_MINIMUM'],
  [/INVALID_PRODUCT_ID/, 'PRODUCT_UNKNOWN'],
  [/GEOFENCING_RESTRICTION|INELIGIBLE_PAIR|NOT_ALLOWED_TO_CANCEL|CALLER_ID_MISMATCH/, 'PERMISSION_DENIED'],
  [/RATE_LIMIT_EXCEEDED/, 'RATE_LIMITED'],
];

/** Reasons that say nothing, as the wire has them even on success. */
const NO_REASON = /^(?:UNKNOWN_\w*FAILURE_REASON|\w*UNSPECIFIED|UNKNOWN_CANCEL_FAILURE_REASON)$/;

/** Why an answer with status 200 refuses: a code, and the API's own words. */
export interface Reason {
  readonly code: ErrorCode;
  readonly words: string;
}

const REASON_FIELDS = [
  'error',
  'new_order_failure_reason',
  'preview_failure_reason',
  'edit_failure_reason',
  'failure_reason',
] as const;

/**
 * The reason in `error_response` of `success: false`, or in the answer itself where it has none; undefined where the
 * answer names none.
 * @param otherwise the code of a reason that says nothing more.
 */
export function reasonOf(body: unknown, otherwise: ErrorCode): Reason | undefined {
  const response = valueAt(body, 'error_response');
  const said = [response, body, valueAt(body, 'errors')].flat().filter(isPlainObject);
  const reasons = said.flatMap((one) => REASON_FIELDS.flatMap((name) => textAt(one, name) ?? []));
  const reason = reasons.find((text) => !NO_REASON.test(text)) ?? reasons[0];
  const message = said
    .flatMap((one) => [textAt(one, 'message'), textAt(one, 'error_details')])
    .find((text) => text !== undefined && text !== reason);
  if (reason === undefined && message === undefined) return undefined;
  const words = [reason, message].filter((text) => text !== undefined).join(': ');
  return { code: codeOfReason(reason ?? '', otherwise), words };
}

export function codeOfReason(reason: string, otherwise: ErrorCode): ErrorCode {
  return CODES.find(([words]) => words.test(reason))?.[1] ?? otherwise;
}
