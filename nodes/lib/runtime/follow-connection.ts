import type { Clock } from '../rules/clock';
import { asCoinbaseError, type CoinbaseError } from '../rules/errors';
import type { Account } from './account';

export interface ConnectionHooks<C> {
  /** This is the account's connection from now on. */
  opened(connection: C): void;
  /** There is none, for this reason; asked for again later. */
  failed(error: CoinbaseError): void;
}

/** Knows the connection of an account while that changes: another sandbox, another key. */
export interface ConnectionFollower {
  /** Whether the connection seems to be out of use: then the account is asked again and again. */
  doubt(doubtful: boolean): void;
  end(): void;
}

/** How often an account is asked whose connection is in doubt, milliseconds. */
const DOUBT_MS = 5000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;

/** Opens the account's connection, and hears of each that takes its place. */
export function followConnection<C>(
  account: Account<C>,
  hooks: ConnectionHooks<C>,
  clock: Clock,
): ConnectionFollower {
  let known: C | undefined;
  let doubtful = false;
  let failures = 0;
  let looking = false;
  let ended = false;
  let stopTimer: (() => void) | undefined;

  const adopt = (connection: C): void => {
    failures = 0;
    if (ended || connection === known) return;
    known = connection;
    hooks.opened(connection);
  };

  const look = async (): Promise<void> => {
    if (looking || ended) return;
    looking = true;
    try {
      adopt(await account.connection());
    } catch (thrown) {
      failures += 1;
      known = undefined;
      if (!ended) hooks.failed(asCoinbaseError(thrown, 'NETWORK'));
    }
    looking = false;
    setTimer();
  };

  const setTimer = (): void => {
    stopTimer?.();
    stopTimer = undefined;
    if (ended || looking || (failures === 0 && !doubtful)) return;
    const retryMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10));
    stopTimer = clock.after(failures > 0 ? retryMs : DOUBT_MS, () => void look(), true);
  };

  const stopListening = account.onConnection(adopt);
  void look();
  return {
    doubt(now) {
      if (doubtful === now) return;
      doubtful = now;
      setTimer();
    },
    end() {
      ended = true;
      stopTimer?.();
      stopListening();
    },
  };
}
