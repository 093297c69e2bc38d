import type { JournalRecord } from '../journal/records';

/** When it was last known that Node-RED lives and hears the exchange: on its own clock where it told, and on the two of this machine. */
export interface SignOfLife {
  readonly serverMs?: number;
  /** Undefined for a sign from before a restart. */
  readonly elapsed?: number;
  /** Unix milliseconds on this machine's clock, which may be wrong. */
  readonly nowMs: number;
}

/** A later sign than this after the exchange's clock was told says nothing about that clock any more, milliseconds. */
const MOST_LAG_MS = 60_000;

/** The last sign before a restart. The exchange's clock counts where it was told not long before that sign. */
export function lastSign(records: readonly JournalRecord[], last: JournalRecord): SignOfLife {
  const nowMs = Date.parse(last.at);
  for (const record of [...records].reverse()) {
    if (record.kind !== 'alive' || record.server_ms === undefined) continue;
    const lagMs = nowMs - Date.parse(record.at);
    const current = lagMs >= 0 && lagMs <= MOST_LAG_MS;
    return current ? { nowMs, serverMs: record.server_ms + lagMs } : { nowMs };
  }
  return { nowMs };
}

/** Milliseconds between two signs of life, by the best clock that both have: one that nobody set meanwhile. */
export function silenceMs(before: SignOfLife, now: SignOfLife): number {
  if (before.serverMs !== undefined && now.serverMs !== undefined) return now.serverMs - before.serverMs;
  if (before.elapsed !== undefined && now.elapsed !== undefined) return now.elapsed - before.elapsed;
  return now.nowMs - before.nowMs;
}
