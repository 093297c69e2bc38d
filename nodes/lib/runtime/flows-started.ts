import type { Red } from './red';

/** Those who wait, by emitter: one listener for all of them, since Node warns of a leak from the eleventh on. */
const waiting = new WeakMap<object, Set<() => void>>();

/** Calls `run` once all nodes of this deploy are there and can hear messages. The returned function forgets it. */
export function onFlowsStarted({ events }: Red, run: () => void): () => void {
  const all = waiting.get(events) ?? new Set();
  waiting.set(events, all);
  if (all.size === 0)
    events.once('flows:started', () => {
      const due = [...all];
      all.clear();
      for (const one of due) one();
    });
  all.add(run);
  return () => all.delete(run);
}
