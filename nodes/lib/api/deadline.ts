import type { Clock } from '../rules/clock';
import { CoinbaseError } from '../rules/errors';
import { lifetimeOf, type Lifetime } from '../rules/lifetime';
import { say } from '../sentences';
import type { CallOptions } from './trading-api';

/** A call's patience when the caller names none, milliseconds. */
export const DEFAULT_TIMEOUT_MS = 30_000;
/** Longer waits than this are a mistake in the message: a day. */
const LONGEST_TIMEOUT_MS = 86_400_000;

/**
 * What ends a call from outside: its time-out, its signal, or the end of its owner; and what its caller hears on the
 * way. One for each call, through all its waits and tries.
 */
export interface Deadline {
  remainingMs(): number;
  /** Set once the call has to end. */
  readonly error: CoinbaseError | undefined;
  readonly urgent: boolean | 'for-cancel';
  readonly background: boolean;
  /** The caller's word before a request leaves: what it throws keeps the request here. */
  readonly beforeSend: (() => void) | undefined;
  /** Tells the caller that a wait for the rate limit begins, or that it is over. */
  waits(yes: boolean): void;
  /** Calls `run` when the call has to end; only the latest is kept. Calls at once when it ended already. */
  watch(run: (error: CoinbaseError) => void): void;
  /** Waits; rejects with the deadline's error when it comes first. */
  sleep(ms: number): Promise<void>;
  /** Gives timer and listeners back. */
  dispose(): void;
}

/** @param owner ends with ABORTED when its node gives its share back. */
export function createDeadline(options: CallOptions | undefined, owner: Lifetime, clock: Clock): Deadline {
  const wanted = options?.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const timeoutMs = wanted >= 0 ? Math.min(wanted, LONGEST_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS;
  const until = clock.elapsed() + timeoutMs;
  let error: CoinbaseError | undefined;
  let watcher: ((error: CoinbaseError) => void) | undefined;
  // Let go of at the end: through it a whole message is held, for as long as anything still knows the deadline.
  let caller = options;
  const end = (reason: CoinbaseError): void => {
    if (error) return;
    error = reason;
    watcher?.(reason);
  };
  const stopTimer = clock.after(timeoutMs, () => end(timedOut(timeoutMs)));
  const leaveOwner = owner.onEnd(() => end(new CoinbaseError('ABORTED', say('network.closed'))));
  const leaveCaller = options?.signal && lifetimeOf(options.signal).onEnd(() => end(calledOff()));
  return {
    remainingMs: () => Math.max(0, until - clock.elapsed()),
    get error() {
      return error;
    },
    urgent: options?.urgent ?? false,
    background: options?.background ?? false,
    get beforeSend() {
      return caller?.beforeSend;
    },
    waits: (yes) => caller?.waiting?.(yes),
    watch(run) {
      watcher = run;
      if (error) run(error);
    },
    sleep(ms) {
      return new Promise((resolve, reject) => {
        const stop = clock.after(ms, resolve);
        this.watch((reason) => {
          stop();
          reject(reason);
        });
      });
    },
    dispose() {
      stopTimer();
      leaveOwner();
      leaveCaller?.();
      watcher = undefined;
      caller = undefined;
    },
  };
}

function timedOut(timeoutMs: number): CoinbaseError {
  return new CoinbaseError('TIMEOUT', say('network.timeOut', { seconds: String(timeoutMs / 1000) }), {
    timeoutMs,
  });
}

function calledOff(): CoinbaseError {
  return new CoinbaseError('ABORTED', say('network.calledOff'));
}
