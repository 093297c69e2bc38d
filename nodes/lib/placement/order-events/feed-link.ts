import type { Connection, FeedState, FeedSubscription, OwnMessage } from '../../api';
import type { Clock } from '../../rules/clock';
import { asCoinbaseError } from '../../rules/errors';

/** The one subscription to the own orders, whichever connection there is at the moment. */
export interface FeedLink {
  readonly state: FeedState;
  start(): void;
  stop(): void;
  /** There may be another connection by now. */
  refresh(): void;
}

export interface FeedLinkParts {
  readonly connect: () => Promise<Connection>;
  readonly clock: Clock;
  readonly heard: (message: OwnMessage) => void;
  readonly changed: (state: FeedState) => void;
  /** Between two looks at the connection while nothing is heard, milliseconds. */
  readonly againMs: number;
}

const CONNECTING: FeedState = { kind: 'connecting' };

export function createFeedLink({ connect, clock, heard, changed, againMs }: FeedLinkParts): FeedLink {
  let state = CONNECTING;
  let wanted = false;
  let connection: Connection | undefined;
  let subscription: FeedSubscription | undefined;
  let looking = false;
  let stopTimer: (() => void) | undefined;

  const set = (next: FeedState): void => {
    state = next;
    stopTimer?.();
    // A connection can be replaced while its feed tries for ever: by a new key, or a sandbox on another port.
    stopTimer = next.kind === 'live' || !wanted ? undefined : clock.after(againMs, look, true);
    changed(next);
  };
  const look = (): void => {
    stopTimer?.();
    stopTimer = undefined;
    if (!wanted || looking) return;
    looking = true;
    void subscribe().finally(() => {
      looking = false;
      if (wanted && state.kind !== 'live') stopTimer ??= clock.after(againMs, look, true);
    });
  };
  const subscribe = async (): Promise<void> => {
    try {
      const now = await connect();
      if (!wanted || (now === connection && subscription)) return;
      subscription?.end();
      connection = now;
      subscription = undefined;
      subscription = listen(now);
    } catch (thrown) {
      subscription = undefined;
      if (wanted) set({ kind: 'refused', error: asCoinbaseError(thrown, 'NETWORK') });
    }
  };
  const listen = (from: Connection): FeedSubscription => {
    const current = (): boolean => wanted && connection === from;
    return from.feed.own({
      data: (message) => {
        if (current()) heard(message);
      },
      state: (next) => {
        if (current()) set(next);
      },
    });
  };
  return {
    get state() {
      return state;
    },
    start() {
      if (wanted) return;
      wanted = true;
      set(CONNECTING);
      look();
    },
    stop() {
      wanted = false;
      stopTimer?.();
      stopTimer = undefined;
      subscription?.end();
      subscription = undefined;
      connection = undefined;
      state = CONNECTING;
    },
    refresh: look,
  };
}
