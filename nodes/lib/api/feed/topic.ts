import type { CoinbaseError } from '../../rules/errors';
import type { FeedListener, FeedState, FeedSubscription, MissingTrades } from './types';

/** Why what was heard last may be out of date. */
export interface Loss {
  readonly reason: 'disconnected' | 'silent' | 'gap';
  /** When the last thing was heard, Unix milliseconds by the local clock. */
  readonly sinceMs: number;
  readonly detail?: string;
  readonly unfilled?: MissingTrades;
}

/** One thing that can be heard, those who hear it, and how it stands. */
export interface Topic<Update> {
  readonly state: FeedState;
  readonly heard: boolean;
  join(listener: FeedListener<Update>): FeedSubscription;
  tell(update: Update): void;
  /** The exchange takes the subscription. What is heard may still have to become the present. */
  granted(): void;
  live(): void;
  lost(loss: Loss): void;
  refused(error: CoinbaseError): void;
}

interface Hearer<Update> {
  readonly listener: FeedListener<Update>;
  /** It heard the first state: from there on it hears the rest. */
  begun: boolean;
  ended: boolean;
}

export interface TopicParts<Update> {
  /** What one who comes later hears first. */
  readonly latest: () => Update | undefined;
  /** The last one left, or somebody came back. */
  readonly used: (yes: boolean) => void;
  /** Whether what is heard can be the present; without it, always. Once it can, it has to be called live anew. */
  readonly alive?: (() => boolean) | undefined;
}

export function createTopic<Update>({ latest, used, alive = () => true }: TopicParts<Update>): Topic<Update> {
  let state: FeedState = { kind: 'connecting' };
  // Replaced, never changed: who joins or leaves while it is told from disturbs nothing.
  let hearers: readonly Hearer<Update>[] = [];

  const become = (next: FeedState): void => {
    if (isSame(state, next)) return;
    state = next;
    for (const hearer of hearers) if (hearer.begun && !hearer.ended) tellState(hearer.listener, next);
  };
  const begin = (hearer: Hearer<Update>): void => {
    if (hearer.ended) return;
    hearer.begun = true;
    tellState(hearer.listener, state);
    const update = state.kind === 'live' || state.kind === 'stale' ? latest() : undefined;
    if (update !== undefined && !isEnded(hearer)) tellData(hearer.listener, update);
  };

  return {
    get state() {
      return state;
    },
    get heard() {
      return hearers.length > 0;
    },
    join(listener) {
      const hearer: Hearer<Update> = { listener, begun: false, ended: false };
      hearers = [...hearers, hearer];
      if (hearers.length === 1) used(true);
      // Not before the caller has its subscription.
      queueMicrotask(() => begin(hearer));
      return {
        get state() {
          return state;
        },
        end() {
          if (hearer.ended) return;
          hearer.ended = true;
          hearers = hearers.filter((one) => one !== hearer);
          if (hearers.length === 0) used(false);
        },
      };
    },
    tell(update) {
      for (const hearer of hearers) if (hearer.begun && !hearer.ended) tellData(hearer.listener, update);
    },
    granted() {
      if (state.kind === 'refused') become({ kind: 'connecting' });
    },
    live() {
      if (alive()) become({ kind: 'live' });
    },
    lost: (loss) => become(afterLoss(state, loss)),
    refused: (error) => become({ kind: 'refused', error }),
  };
}

/** A subscription that the exchange need not be asked about. */
export function refusedAtOnce<Update>(
  listener: FeedListener<Update>,
  error: CoinbaseError,
): FeedSubscription {
  const topic = createTopic<Update>({ latest: () => undefined, used: () => undefined });
  topic.refused(error);
  return topic.join(listener);
}

function afterLoss(state: FeedState, { detail, ...loss }: Loss): FeedState {
  const said = detail === undefined ? {} : { detail };
  switch (state.kind) {
    case 'connecting':
      return { kind: 'connecting', ...said };
    case 'live':
      return { kind: 'stale', ...loss, ...said };
    case 'stale':
      return { kind: 'stale', ...loss, sinceMs: state.sinceMs, ...said };
    case 'refused':
      return state;
  }
}

function isSame(a: FeedState, b: FeedState): boolean {
  if (a.kind === 'stale' && b.kind === 'stale') return a.reason === b.reason && a.detail === b.detail;
  if (a.kind === 'connecting' && b.kind === 'connecting') return a.detail === b.detail;
  if (a.kind === 'refused' && b.kind === 'refused') return a.error === b.error;
  return a.kind === b.kind;
}

function isEnded({ ended }: { readonly ended: boolean }): boolean {
  return ended;
}

function tellState<Update>(listener: FeedListener<Update>, state: FeedState): void {
  try {
    listener.state(state);
  } catch {
    // A listener's own mistake is not the feed's, nor that of the other listeners.
  }
}

function tellData<Update>(listener: FeedListener<Update>, update: Update): void {
  try {
    listener.data(update);
  } catch {
    // As above.
  }
}
