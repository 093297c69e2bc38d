import type { Connection, TradingApi } from '../../api';
import { CoinbaseError } from '../../rules/errors';
import { shortestLife } from '../../rules/lapse';
import type { CancelAfter } from '../../rules/orders';
import type { DeskOptions } from './types';

/** The accounts that have a desk open: their connections, and the strictest of what they ask for. */
export interface Openers {
  /** @returns takes it away again. */
  add(opener: DeskOptions): () => void;
  /** The shortest that an account asks for, milliseconds; undefined: off. */
  readonly deadManMs: number | undefined;
  /** How long a resting order lives, the shortest that an account asks for; undefined: until it is canceled. */
  readonly lapse: CancelAfter | undefined;
  /** Why none of them may order now, asked each time; undefined where one may. */
  readonly refusal: CoinbaseError | undefined;
  /**
   * Of any opener that is still there, the latest first.
   * @throws CoinbaseError the last one's failure when none of them has a connection.
   */
  readonly trading: () => Promise<TradingApi>;
}

/** @param changed hears of those that are left, never of none: what the last one asked for goes on to count. */
export function createOpeners(changed: (left: readonly DeskOptions[]) => void): Openers {
  const openers = new Set<DeskOptions>();
  const connect = async (): Promise<Connection> => {
    let failure: unknown = nobody();
    for (const opener of [...openers].reverse()) {
      try {
        return await opener.connect();
      } catch (thrown) {
        failure = thrown;
      }
    }
    throw failure;
  };
  return {
    add(opener) {
      openers.add(opener);
      changed([...openers]);
      return () => {
        openers.delete(opener);
        if (openers.size > 0) changed([...openers]);
      };
    },
    get deadManMs() {
      const all = [...openers].flatMap(({ deadManMs }) => deadManMs ?? []);
      return all.length > 0 ? Math.min(...all) : undefined;
    },
    get lapse() {
      return shortestLife([...openers].flatMap(({ lapse }) => lapse ?? []));
    },
    get refusal() {
      const all = [...openers].map(({ refusal }) => refusal?.());
      return all.includes(undefined) ? undefined : (all[0] ?? nobody());
    },
    trading: async () => (await connect()).trading,
  };
}

function nobody(): CoinbaseError {
  return new CoinbaseError('ABORTED', 'no account is open', { sent: false });
}
