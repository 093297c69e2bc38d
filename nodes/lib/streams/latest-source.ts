import type { FeedListener, FeedSubscription } from '../api';
import { pacerOf } from './paced';
import type { Source, SourceParts, TellingEvent } from './types';

/** A channel of which only the latest value counts. */
export interface LatestValue<Update> {
  readonly event: TellingEvent;
  readonly subscribe: (listener: FeedListener<Update>) => FeedSubscription;
  /** What is told of an update; undefined while it is not known yet. */
  readonly payload: (update: Update) => object | undefined;
  /** What has to differ for a change, as text. */
  readonly changes: (update: Update) => string;
}

export interface LatestSource extends Source {
  /** What is told of the latest update changed by something else than an update. */
  renew(): void;
}

export function createLatestSource<Update>(
  { clock, settings, tell, state }: SourceParts,
  value: LatestValue<Update>,
): LatestSource {
  const { pace } = settings;
  let latest: Update | undefined;
  let told: string | undefined;
  const payload = (): object | undefined => (latest === undefined ? undefined : value.payload(latest));
  const pacer = pacerOf(clock, pace, () => {
    const known = payload();
    if (known) tell({ payload: known, facts: { event: value.event } });
  });
  const renew = (): void => {
    if (latest === undefined || payload() === undefined) return;
    if (pace.kind === 'change') {
      const now = value.changes(latest);
      if (now === told) return;
      told = now;
    }
    pacer.due();
  };
  const subscription = value.subscribe({
    data(update) {
      latest = update;
      renew();
    },
    state(next) {
      // The first value after an outage is news, even where it equals the one before.
      told = undefined;
      state(next);
    },
  });
  return {
    renew,
    latest() {
      const known = payload();
      return known && { payload: known, facts: { event: value.event } };
    },
    still: () => undefined,
    flush: () => pacer.flush(),
    memory: () => ({}),
    end() {
      pacer.end();
      subscription.end();
    },
  };
}
