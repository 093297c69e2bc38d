import { randomUUID } from 'node:crypto';
import {
  openOrderEvents,
  type EventsStore,
  type OrderChange,
  type OrderEvents,
  type OrderEventsOptions,
  type OrderEventsState,
} from '../../../../nodes/lib/placement/order-events';
import { virtualClock, type VirtualClock } from '../../api/virtual-clock';
import { ModelExchange, type Face } from './model-exchange';

/** One node that writes down what it is told. */
export interface Hearer {
  readonly changes: OrderChange[];
  readonly states: OrderEventsState[];
  lost: number;
  end(): void;
}

export interface World {
  readonly clock: VirtualClock;
  readonly exchange: ModelExchange;
  /** What is kept from one run to the next. */
  readonly disk: ReturnType<typeof memoryStore>;
  readonly notices: string[];
  readonly open: (over?: Partial<OrderEventsOptions>) => OrderEvents;
  /** Resolves once it holds; the clock moves a little meanwhile. */
  readonly until: (holds: () => boolean, what: string) => Promise<void>;
  /** Opens, listens as `node`, and waits until what was missed is told. */
  readonly hear: (node?: string, events?: OrderEvents) => Promise<Hearer>;
  readonly end: () => Promise<void>;
}

export function world(face: Face): World {
  const clock = virtualClock();
  const exchange = new ModelExchange(face, clock);
  const identity = randomUUID();
  const disk = memoryStore();
  const notices: string[] = [];
  const opened: OrderEvents[] = [];
  const connection = exchange.connection();
  const until = async (holds: () => boolean, what: string): Promise<void> => {
    for (let round = 0; round < 4000; round += 1) {
      if (holds()) return;
      // A disk takes real time.
      if (round > 400) await new Promise((resolve) => setTimeout(resolve, 1));
      // Promises need turns of the real loop; timers need the clock.
      await new Promise((resolve) => setImmediate(resolve));
      if (round % 5 === 4) await clock.advance(20);
    }
    throw new Error(`it never came to this: ${what}`);
  };
  const open = (over: Partial<OrderEventsOptions> = {}): OrderEvents => {
    const events = openOrderEvents({
      identity,
      connect: () => Promise.resolve(connection),
      store: disk,
      notice: (sentence) => notices.push(sentence),
      clock,
      random: () => 0.5,
      ...over,
      times: { graceMs: 0, ...over.times },
    });
    opened.push(events);
    return events;
  };
  return {
    clock,
    exchange,
    disk,
    notices,
    open,
    until,
    async hear(node = 'n1', events = open()) {
      const hearer = listen(node, events);
      await until(() => events.state.kind === 'live', 'the events are live');
      return hearer;
    },
    async end() {
      await Promise.all(opened.map((events) => events.close()));
      await clock.advance(5000);
    },
  };
}

/** A disk that takes its time by the clock alone. */
export function memoryStore(before?: string): EventsStore & { readonly text: string | undefined } {
  let kept = before;
  return {
    get text() {
      return kept;
    },
    read: () => Promise.resolve(kept),
    write(text) {
      kept = text;
      return Promise.resolve();
    },
    putAside: () => Promise.reject(new Error('nothing is ever unusable')),
  };
}

export function listen(node: string, events: OrderEvents): Hearer {
  const changes: OrderChange[] = [];
  const states: OrderEventsState[] = [];
  const hearer = {
    changes,
    states,
    lost: 0,
    end: events.listen(node, {
      change: (change) => changes.push(change),
      state: (state) => states.push(state),
      lost: (count) => (hearer.lost += count),
    }),
  };
  return hearer;
}

/** `event` of each change, with the size of fills. */
export const story = (changes: readonly OrderChange[]): string[] =>
  changes.map(({ event, fill }) => (fill ? `${event} ${fill.size}` : event));
