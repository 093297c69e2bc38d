import type { Clock } from '../../rules/clock';
import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';
import type { Lanes } from './lanes';

/** Reads what was missed, until that succeeds; news that comes meanwhile waits in its lanes. */
export interface Recovery {
  readonly running: boolean;
  /** Why the last try failed. */
  readonly error: CoinbaseError | undefined;
  /** Something may have been missed up to now. */
  request(): void;
  /** Gives up; the lanes stay as they are. */
  stop(): void;
}

export interface RecoveryParts {
  readonly clock: Clock;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly lanes: Pick<Lanes, 'pause' | 'resume'>;
  readonly run: () => Promise<void>;
  /** It began, failed or ended. */
  readonly changed: () => void;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

export function createRecovery({ clock, random, lanes, run, changed }: RecoveryParts): Recovery {
  let running = false;
  let again = false;
  let error: CoinbaseError | undefined;
  /** Another one since it was stopped. */
  let generation = 0;
  let wake: () => void = () => undefined;

  const pause = (tries: number): Promise<void> =>
    new Promise((resolve) => {
      const ceiling = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS);
      const stop = clock.after(ceiling * (0.5 + random() / 2), resolve, true);
      wake = () => {
        stop();
        resolve();
      };
    });
  const loop = async (): Promise<void> => {
    const mine = (generation += 1);
    const current = (): boolean => mine === generation;
    running = true;
    changed();
    await lanes.pause();
    for (let tries = 0; again && current(); tries += 1) {
      again = false;
      try {
        await run();
        if (current()) error = undefined;
      } catch (thrown) {
        if (!current()) return;
        again = true;
        error = asCoinbaseError(thrown, 'NETWORK');
        changed();
        await pause(tries);
      }
    }
    if (!current()) return;
    running = false;
    lanes.resume();
    changed();
  };
  return {
    get running() {
      return running;
    },
    get error() {
      return error;
    },
    request() {
      again = true;
      if (!running) void loop();
      // The feed is back, so that the exchange may answer again too.
      else wake();
    },
    stop() {
      generation += 1;
      running = false;
      again = false;
      error = undefined;
      wake();
    },
  };
}
