import type { DeskEvent } from '../lib/placement/desk';

/**
 * Events that a message of this node caused: the answer to that message tells them, so they are not told a second time
 * as something that happened elsewhere.
 */
export interface OwnEvents {
  /** Runs `act` and gives whether it caused an event that matches. @throws as `act` does. */
  during(matches: (event: DeskEvent) => boolean, act: () => Promise<void>): Promise<Caused>;
  /** True when the event is one of those; each is taken once. */
  take(event: DeskEvent): boolean;
}

export interface Caused {
  /** The event, where there was one. */
  readonly event: DeskEvent | undefined;
  /** What `act` failed with: a change may be in force all the same. */
  readonly failure: unknown;
}

export function createOwnEvents(): OwnEvents {
  const expected = new Set<{ matches: (event: DeskEvent) => boolean; event: DeskEvent | undefined }>();
  return {
    async during(matches, act) {
      const entry = { matches, event: undefined as DeskEvent | undefined };
      expected.add(entry);
      let failure: unknown;
      try {
        await act();
      } catch (thrown) {
        failure = thrown;
      }
      expected.delete(entry);
      return { event: entry.event, failure };
    },
    take(event) {
      for (const entry of expected) {
        if (entry.event !== undefined || !entry.matches(event)) continue;
        entry.event = event;
        return true;
      }
      return false;
    },
  };
}
