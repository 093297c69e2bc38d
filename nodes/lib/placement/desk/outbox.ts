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

export interface OutboxParts {
  /** Hears of each outcome that a node took. */
  readonly taken: (recovered: Recovered) => void;
  /** Nobody could keep any more that it was told: the next start tells it. */
  readonly isOver: () => boolean;
}

export function createOutbox({ taken, isOver }: OutboxParts): Outbox {
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
      if (isOver()) return;
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
