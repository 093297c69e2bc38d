import { OrderEventsCore } from './core';
import type { OrderEvents, OrderEventsOptions, OrderListener } from './types';

export { fileStore, type EventsStore } from './store';
export type { OrderEventTimes } from './times';
export type * from './types';

/** The last one to close waits this long at most for what it was told to be written, milliseconds. */
const HALT_MS = 1500;

interface Shared {
  readonly core: OrderEventsCore;
  openers: number;
  stopGrace: (() => void) | undefined;
}

/** One entry for each identity in use in this process. */
const open = new Map<string, Shared>();

/**
 * A share in the order events of this identity. Opened by the first, closed a moment after the last gave its share back,
 * so that a deploy finds them again.
 */
export function openOrderEvents(options: OrderEventsOptions): OrderEvents {
  let shared = open.get(options.identity);
  if (!shared) {
    shared = { core: new OrderEventsCore(options), openers: 0, stopGrace: undefined };
    open.set(options.identity, shared);
  }
  shared.openers += 1;
  shared.stopGrace?.();
  shared.stopGrace = undefined;
  return share(shared, options);
}

function share(shared: Shared, options: OrderEventsOptions): OrderEvents {
  const { core } = shared;
  const leave = core.addOpener(options);
  const ends = new Set<() => void>();
  let closed: Promise<void> | undefined;
  return {
    listen(node, listener) {
      if (closed) return () => undefined;
      const stop = core.listen(node, copied(listener));
      const end = (): void => {
        ends.delete(end);
        stop();
      };
      ends.add(end);
      return end;
    },
    forget: (node) => core.forget(node),
    get state() {
      return core.state;
    },
    openOrders: () => core.open().map(({ order }) => structuredClone(order)),
    get openCount() {
      return core.open().length;
    },
    close() {
      if (!closed) {
        for (const end of ends) end();
        leave();
        closed = giveBack(shared);
      }
      return closed;
    },
  };
}

/** A flow may change what it is given; what is remembered stays as it was. */
function copied(listener: OrderListener): OrderListener {
  return {
    change: (change) => listener.change(structuredClone(change)),
    state: (state) => listener.state(state),
    lost: (count) => listener.lost(count),
  };
}

async function giveBack(shared: Shared): Promise<void> {
  const { core } = shared;
  shared.openers -= 1;
  if (shared.openers > 0) return;
  // At once: the process may be about to end. A disk that hangs keeps nobody waiting.
  await new Promise<void>((resolve) => {
    const stop = core.clock.after(HALT_MS, resolve);
    void core.halt().then(() => {
      stop();
      resolve();
    });
  });
  if (shared.openers > 0) return;
  const { clock, times, identity } = core;
  shared.stopGrace = clock.after(times.graceMs, () => open.delete(identity), true);
}
