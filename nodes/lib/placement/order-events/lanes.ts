import type { OwnMessage } from '../../api';
import type { Clock } from '../../rules/clock';
import type { Order } from '../../rules/orders';
import type { CoinbaseError } from '../../rules/errors';
import { createLifetime } from '../../rules/lifetime';
import { createDelays } from './delays';

/** News of one order. */
export type News =
  | { readonly kind: 'message'; readonly message: OwnMessage }
  /** Read over REST; undefined when the exchange does not know it (any more). */
  | { readonly kind: 'sighting'; readonly order: Order | undefined };

/** One piece of news while it is worked on. */
export interface Turn {
  readonly id: string;
  readonly news: News;
  /** What is known of the same order and comes after it. */
  readonly next: readonly News[];
  /** Milliseconds since it was first tried. */
  readonly forMs: number;
}

/** `again`: what it needs is not there yet. Whatever it throws means that too. */
export type Work = (turn: Turn) => Promise<'told' | 'again'>;

/** The news of every order, one after the other for each order, the orders beside each other. */
export interface Lanes {
  /** @returns false when too much waits: nothing was taken. */
  put(id: string, news: News): boolean;
  /** Begins nothing new; resolves once nothing is under way. */
  pause(): Promise<void>;
  resume(): void;
  /** Forgets what waits. */
  clear(): void;
  /** Orders with news that was not told yet. */
  readonly waiting: readonly string[];
  /** News waits for longer than it takes, and why, if that is known; undefined: none does. */
  readonly late: { readonly error?: CoinbaseError } | undefined;
}

export interface LaneParts {
  readonly clock: Clock;
  readonly work: Work;
  /** What is late is another. */
  readonly changed: () => void;
  /** News of all orders that waits at most. */
  readonly most?: number;
}

interface Waiting {
  readonly news: News;
  /** On the clock's `elapsed`. */
  readonly sinceMs: number;
}

interface Lane {
  readonly queue: Waiting[];
  busy: boolean;
  tries: number;
  firstAt: number | undefined;
  stopTimer: (() => void) | undefined;
}

const MOST_WAITING = 20_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5000;

export function createLanes({ clock, work, changed, most = MOST_WAITING }: LaneParts): Lanes {
  const lanes = new Map<string, Lane>();
  const delays = createDelays(clock, changed);
  let count = 0;
  let paused = false;
  let busy = 0;
  let idle = createLifetime();

  const run = async (id: string, lane: Lane): Promise<void> => {
    if (lane.busy || lane.stopTimer) return;
    lane.busy = true;
    busy += 1;
    for (;;) {
      const first = lane.queue[0];
      if (paused || !first || !(await attempt(id, lane, first))) break;
    }
    lane.busy = false;
    busy -= 1;
    if (lane.queue.length === 0 && lanes.get(id) === lane) lanes.delete(id);
    if (busy === 0) idle.end();
  };
  /** @returns whether the next may follow at once. */
  const attempt = async (id: string, lane: Lane, first: Waiting): Promise<boolean> => {
    lane.firstAt ??= clock.elapsed();
    const forMs = clock.elapsed() - lane.firstAt;
    const turn: Turn = {
      id,
      news: first.news,
      // Many may wait, and few look at them.
      get next() {
        return lane.queue.slice(1).map(({ news }) => news);
      },
      forMs,
    };
    const done = await work(turn).catch((thrown: unknown) => {
      if (lane.queue[0] === first) delays.failed(id, thrown);
      return 'again' as const;
    });
    // Cleared meanwhile; there may be other news by now.
    if (lane.queue[0] !== first) return true;
    if (done === 'again') {
      waitForNext(id, lane);
      return false;
    }
    lane.queue.shift();
    delays.waits(id, lane.queue[0]?.sinceMs);
    count -= 1;
    lane.tries = 0;
    lane.firstAt = undefined;
    return true;
  };
  const waitForNext = (id: string, lane: Lane): void => {
    const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** lane.tries, LONGEST_PAUSE_MS);
    lane.tries += 1;
    lane.stopTimer = clock.after(
      pauseMs,
      () => {
        lane.stopTimer = undefined;
        void run(id, lane);
      },
      true,
    );
  };
  return {
    put(id, news) {
      if (count >= most) return false;
      const lane = lanes.get(id) ?? newLane();
      lanes.set(id, lane);
      const sinceMs = clock.elapsed();
      lane.queue.push({ news, sinceMs });
      if (lane.queue.length === 1) delays.waits(id, sinceMs);
      count += 1;
      if (!paused) void run(id, lane);
      return true;
    },
    async pause() {
      paused = true;
      if (busy === 0) return;
      idle = createLifetime();
      const ends = idle;
      await new Promise<void>((resolve) => void ends.onEnd(resolve));
    },
    resume() {
      paused = false;
      for (const [id, lane] of lanes) void run(id, lane);
    },
    clear() {
      for (const lane of lanes.values()) {
        lane.stopTimer?.();
        Object.assign(lane, { stopTimer: undefined, tries: 0, firstAt: undefined });
        lane.queue.length = 0;
      }
      for (const [id, lane] of lanes) if (!lane.busy) lanes.delete(id);
      delays.clear();
      count = 0;
    },
    get waiting() {
      return [...lanes.keys()];
    },
    get late() {
      return delays.late;
    },
  };
}

function newLane(): Lane {
  return { queue: [], busy: false, tries: 0, firstAt: undefined, stopTimer: undefined };
}
