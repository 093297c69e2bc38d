import { CoinbaseError } from '../errors';
import type { LimitVerdict } from './types';

/**
 * The error for the first limit that failed, with all that was found as `details.limits`; undefined when the order
 * passes.
 */
export function refusalOf(
  verdicts: readonly LimitVerdict[],
  facts: { readonly client_oid: string; readonly product_id: string },
): CoinbaseError | undefined {
  const failed = verdicts.find(({ ok }) => !ok);
  if (!failed) return undefined;
  const { rule, limit, value } = failed;
  return new CoinbaseError('LIMIT_EXCEEDED', sentence(failed), {
    rule,
    limit,
    value,
    limits: verdicts,
    ...facts,
    sent: false,
  });
}

function sentence({ rule, limit, value, why }: LimitVerdict): string {
  if (value === 'unknown')
    return `${rule} (${limit}) cannot be checked, because ${why ?? 'a figure is missing'}`;
  const because = why === undefined ? '' : `; ${why}`;
  return `${rule} is ${limit}, with this order it would be ${value}${because}`;
}
