/** What follows the word for a trading switch's state: since when, by what, and why. */
import { switchCauses } from '../rules/trading-state';
import { time } from './formats';

interface Origin {
  /** One of the known causes, or what an older journal remembers. */
  readonly by: string;
  readonly reason?: string;
  /** ISO 8601; absent where nobody moved it. */
  readonly since?: string;
}

type Text = (key: string, values?: Readonly<Record<string, string>>) => string;

/** @param moved puts time and cause of a move in words. */
export function switchOrigin(
  { by, reason, since }: Origin,
  text: Text,
  moved: (values: { readonly since: string; readonly by: string }) => string,
): string {
  const cause = switchCauses.find((one) => one === by);
  const named = cause === undefined ? by : text(`switch.by.${cause}`);
  if (since !== undefined)
    return ` ${moved({ since: time(since), by: named })}${reason === undefined ? '' : `: ${reason}`}`;
  return cause === undefined ? '' : ` (${named})`;
}
