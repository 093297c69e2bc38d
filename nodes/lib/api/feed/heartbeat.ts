import type { Clock } from '../../rules/clock';
import type { WishHearer } from './wish';

/** The heartbeat of one product, which Exchange sends each second. */
export interface Heartbeat extends WishHearer {
  /** @returns what is wrong, where something is; `repeated` is not worth hearing. */
  hear(timeMs: number, sequence: number): 'is missing' | 'counts backwards' | 'repeated' | undefined;
  /** A snapshot came, which may be so large that the first heartbeat had to wait behind it. */
  snapshotCame(): void;
  /** None came for too long, while the socket lives. */
  isSilent(): boolean;
  lost(): void;
}

/** One missing heartbeat makes two seconds of the one between two; a late one much less. */
const MISSED_MS = 1750;
const SILENT_MS = 5000;
/** Snapshots of other products come now and then for ever: those after this are none that the first one waits behind. */
const LONGEST_BEHIND_MS = 20_000;

export function createHeartbeat(clock: Clock): Heartbeat {
  let heardAt: number | undefined;
  let grantedAt = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let lastSequence = -1;
  const lost = (): void => {
    heardAt = undefined;
    lastMs = Number.NEGATIVE_INFINITY;
    lastSequence = -1;
  };
  return {
    granted() {
      heardAt = grantedAt = clock.elapsed();
      lastMs = Number.NEGATIVE_INFINITY;
      lastSequence = -1;
    },
    refused: lost,
    lost,
    hear(timeMs, sequence) {
      if (timeMs <= lastMs) return 'repeated';
      // The first one has none before it: it comes within a second of the acknowledgement.
      const since = lastMs > 0 ? timeMs - lastMs : clock.elapsed() - (heardAt ?? clock.elapsed());
      const missed = since > MISSED_MS;
      const back = sequence < lastSequence;
      heardAt = clock.elapsed();
      lastMs = timeMs;
      lastSequence = sequence;
      return missed ? 'is missing' : back ? 'counts backwards' : undefined;
    },
    snapshotCame() {
      const waits = lastMs < 0 && clock.elapsed() - grantedAt <= LONGEST_BEHIND_MS;
      if (heardAt !== undefined && waits) heardAt = clock.elapsed();
    },
    isSilent: () => heardAt !== undefined && clock.elapsed() - heardAt >= SILENT_MS,
  };
}
