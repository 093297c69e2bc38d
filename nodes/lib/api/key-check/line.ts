import { advise, type Advice, type Words } from '../../sentences';

/**
 * One thing that was looked at: `ok` is null for what could not be found out, and the text is a clause. No line holds a
 * part of the key.
 */
export interface CheckLine extends Advice {
  readonly check: CheckName;
  readonly ok: boolean | null;
}

/** Each in the order in which it is looked at. */
export type CheckName =
  | 'address'
  | 'credential'
  | 'reachable'
  | 'clock'
  | 'key'
  | 'signature'
  | 'passphrase'
  | 'environment'
  | 'view'
  | 'trade'
  | 'transfer'
  | 'portfolio';

export function line(check: CheckName, ok: boolean | null, text: Words, fix?: Words): CheckLine {
  return { check, ok, ...advise(text, fix) };
}
