import type { Clock } from '../../rules/clock';
import type { OrderChange } from './types';

/** How far one node was told: the number of the last change. */
export interface SavedPost {
  /** Number of the last change that there was. */
  readonly last: number;
  readonly told: readonly (readonly [node: string, last: number])[];
  /** Changes that a node was not told yet, with their numbers. */
  readonly kept: readonly (readonly [number: number, change: OrderChange])[];
}

export const emptyPost: SavedPost = { last: 0, told: [], kept: [] };

export interface Taker {
  change(change: OrderChange): void;
  /** So many were too many to be kept, or are too long ago. */
  lost(count: number): void;
}

/** Tells every node every change once, also those that it missed while it was away for a moment. */
export interface Post {
  put(change: OrderChange): void;
  /** What is kept for the node comes at once. The returned function ends it. */
  listen(node: string, taker: Taker): () => void;
  forget(node: string): void;
  readonly listeners: number;
  saved(): SavedPost;
}

/** Kept for nodes that are away: this many changes, and for so long, milliseconds. */
const MOST_KEPT = 2000;
const KEPT_MS = 600_000;
/** A node that is away for longer does not come back, milliseconds. */
const FORGOTTEN_MS = 7 * 86_400_000;

interface Addressee {
  /** Number of the last change that it was told, or told to have lost. */
  last: number;
  taker: Taker | undefined;
  /** On the clock's `elapsed`. */
  leftAt: number;
}

export function createPost(clock: Clock, { last: before, told, kept: waiting }: SavedPost = emptyPost): Post {
  let last = before;
  let kept = [...waiting];
  const arrived = clock.elapsed();
  const nodes = new Map<string, Addressee>(
    told.map(([node, last]) => [node, { last, taker: undefined, leftAt: arrived }]),
  );

  const awayFor = ({ taker, leftAt }: Addressee): number => (taker ? 0 : clock.elapsed() - leftAt);
  const isAwaited = (node: Addressee): boolean => !node.taker && awayFor(node) <= KEPT_MS;

  /** Forgets who does not come back, and what nobody waits for. */
  const tidy = (): void => {
    for (const [name, node] of nodes) if (awayFor(node) > FORGOTTEN_MS) nodes.delete(name);
    const awaited = [...nodes.values()].filter(isAwaited);
    const oldest = Math.min(last, ...awaited.map((node) => node.last));
    kept = kept.filter(([number]) => number > oldest).slice(-MOST_KEPT);
  };
  const deliver = (node: Addressee, number: number, change: OrderChange): void => {
    node.last = number;
    try {
      node.taker?.change(change);
    } catch {
      // One that fails must not keep the others from hearing it.
    }
  };
  return {
    put(change) {
      last += 1;
      const all = [...nodes.values()];
      if (all.some(isAwaited)) kept.push([last, change]);
      for (const node of all) if (node.taker) deliver(node, last, change);
      tidy();
    },
    listen(name, taker) {
      const known = nodes.get(name);
      const node = known ?? { last, taker, leftAt: 0 };
      node.taker = taker;
      nodes.set(name, node);
      const waiting = kept.filter(([number]) => number > node.last);
      const lost = last - node.last - waiting.length;
      node.last += lost;
      if (lost > 0) taker.lost(lost);
      for (const [number, change] of waiting)
        if (number > node.last && node.taker === taker) deliver(node, number, change);
      tidy();
      return () => {
        if (node.taker !== taker) return;
        node.taker = undefined;
        node.leftAt = clock.elapsed();
      };
    },
    forget(name) {
      nodes.delete(name);
      tidy();
    },
    get listeners() {
      return [...nodes.values()].filter(({ taker }) => taker).length;
    },
    saved: () => ({ last, told: [...nodes].map(([node, { last }]) => [node, last] as const), kept }),
  };
}
