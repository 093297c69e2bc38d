import { CoinbaseError } from '../../nodes/lib/rules/errors';
import type { Evidence, Violation } from './evidence';
import type { Cancel } from './story';

/** What a cancel was told, against how its order stands in the end. */
export function checkCancel({ orderId, result }: Cancel, { standings }: Evidence): Violation[] {
  if (result === undefined) return [{ kind: 'not answered once', what: `cancel of ${orderId}: no answer` }];
  if (result instanceof CoinbaseError) return [];
  const standing = standings.get(orderId);
  const is = standing ? `${standing.status} ${standing.doneReason}` : 'canceled and forgotten';
  const wrong = [
    { kind: 'wrong verdict', what: `${orderId}: cancel told ${result.outcome}, is ${is}` },
  ] as const;
  switch (result.outcome) {
    case 'already-filled':
      return standing?.doneReason === 'filled' ? [] : [...wrong];
    case 'already-rejected':
      return standing?.status === 'rejected' ? [] : [...wrong];
    case 'canceled':
    case 'already-canceled':
    case 'not-found':
      return standing === undefined || standing.doneReason === 'canceled' ? [] : [...wrong];
  }
}
