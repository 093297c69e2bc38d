import type { DeskEvent } from './types';

export interface Events {
  tell(event: DeskEvent): void;
  /** The returned function ends it. */
  listen(heard: (event: DeskEvent) => void): () => void;
}

export function createEvents(): Events {
  const listeners = new Set<(event: DeskEvent) => void>();
  return {
    tell(event) {
      for (const heard of listeners) {
        try {
          heard(structuredClone(event));
        } catch {
          // One who listens must not keep the others from hearing it.
        }
      }
    },
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
