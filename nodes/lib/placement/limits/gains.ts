import { decimal, type Decimal } from '../../rules/decimal';
import { FigureUnknown } from '../../rules/limits';
import type { CountedOrder } from './counted-order';
import type { Tally } from './tally';

/** What one order adds to one currency; undefined where nobody knows how much. */
export interface Gain {
  readonly currency: string;
  readonly amount: Decimal | undefined;
}

/** Something that was read, and when it was asked for: on the clock that never jumps. */
interface Read {
  readonly askedAt: number;
}

/** What own orders add to what was read, summed up once for each reading and kept up to date with each order. */
export interface Gains<T extends Read> {
  /** Of all orders not done before it was asked for. @throws FigureUnknown. */
  sum(read: T, currency: string): Decimal;
}

const NOTHING = decimal('0');

/** @param gainOf the same for the same order and reading, however often it is asked. */
export function createGains<T extends Read>(
  tally: Tally,
  gainOf: (own: CountedOrder, read: T) => Gain,
): Gains<T> {
  let current: T | undefined;
  const known = new Map<string, Decimal>();
  /** Client order ids, by currency. */
  const unknown = new Map<string, Set<string>>();
  const count = (own: CountedOrder, sign: 1 | -1, read: T): void => {
    if (own.doneAt !== undefined && own.doneAt < read.askedAt) return;
    const { currency, amount } = gainOf(own, read);
    if (amount) {
      const before = known.get(currency) ?? NOTHING;
      known.set(currency, sign > 0 ? before.plus(amount) : before.minus(amount));
      return;
    }
    const ids = unknown.get(currency) ?? new Set();
    unknown.set(currency, ids);
    if (sign > 0) ids.add(own.intent.client_oid);
    else ids.delete(own.intent.client_oid);
  };
  tally.onChange((own, sign) => {
    if (current) count(own, sign, current);
  });
  return {
    sum(read, currency) {
      if (current !== read) {
        known.clear();
        unknown.clear();
        current = read;
        for (const own of tally.moving(read.askedAt)) count(own, 1, read);
      }
      const [id] = unknown.get(currency) ?? [];
      if (id !== undefined) throw new FigureUnknown(`it is not known what order ${id} comes to`);
      return known.get(currency) ?? NOTHING;
    },
  };
}
