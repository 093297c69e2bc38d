/** One thing that was looked at: `ok` is null for what could not be found out. No line holds a part of the key. */
export interface CheckLine {
  readonly check: CheckName;
  readonly ok: boolean | null;
  /** What was found, as a clause. */
  readonly text: string;
  /** What to do about it; the empty string where there is nothing to do. */
  readonly fix: string;
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

export function line(check: CheckName, ok: boolean | null, text: string, fix = ''): CheckLine {
  return { check, ok, text, fix };
}
