import type { OrderEventsState, OrderListener } from './types';

type StateListener = Pick<OrderListener, 'state'>;

/** Those who hear how the events stand. */
export interface StateListeners {
  readonly size: number;
  /** Hears it at once, and every change. The returned function ends it. */
  add(listener: StateListener, now: OrderEventsState): () => void;
  show(now: OrderEventsState): void;
}

export function createStateListeners(): StateListeners {
  const all = new Set<StateListener>();
  let shown: OrderEventsState | undefined;
  const tell = (listener: StateListener, now: OrderEventsState): void => {
    try {
      listener.state(now);
    } catch {
      // One that fails must not keep the others from hearing it.
    }
  };
  return {
    get size() {
      return all.size;
    },
    add(listener, now) {
      all.add(listener);
      tell(listener, now);
      return () => all.delete(listener);
    },
    show(now) {
      if (now === shown) return;
      shown = now;
      for (const listener of all) tell(listener, now);
    },
  };
}
