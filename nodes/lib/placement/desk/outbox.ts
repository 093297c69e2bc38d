import type { Recovered } from './types';

/** Outcomes that no message waits for any more, until the node that placed the order takes them. */
export interface Outbox {
  put(recovered: Recovered): void;
  /** What nobody came for: it counts as taken. */
  forget(old: (recovered: Recovered) => boolean): void;
  /** What waits already comes at once. The returned function ends it. */
  listen(node: string, taker: Taker): () => void;
}

type Taker = (recovered: Recovered) => void;

/** @param taken hears of each outcome that a node took. */
export function createOutbox(taken: (recovered: Recovered) => void): Outbox {
  const waiting = new Map<string, Recovered[]>();
  const takers = new Map<string, Taker>();
  const deliver = (node: string): void => {
    const taker = takers.get(node);
    if (!taker) return;
    for (let next = first(node); next; next = first(node)) {
      try {
        taker(next);
      } catch {
        // It is not taken, so it waits for the node's successor.
        return;
      }
      waiting.get(node)?.shift();
      taken(next);
    }
    waiting.delete(node);
  };
  const first = (node: string): Recovered | undefined => waiting.get(node)?.[0];
  return {
    put(recovered) {
      const { node } = recovered;
      waiting.set(node, [...(waiting.get(node) ?? []), recovered]);
      deliver(node);
    },
    forget(old) {
      for (const [node, all] of waiting) {
        waiting.set(
          node,
          all.filter((one) => !old(one)),
        );
        for (const one of all.filter(old)) taken(one);
      }
    },
    listen(node, taker) {
      takers.set(node, taker);
      deliver(node);
      return () => {
        if (takers.get(node) === taker) takers.delete(node);
      };
    },
  };
}
