import type { CallOptions, TradingApi } from '../../api';
import type { Order, OrderIntent } from '../../rules/orders';
import type { Origin } from '../journal/records';
import type { UnknownSend } from '../look-for-order';
import { createPatience } from '../patience';
import { sendOrder, type SentOrder } from '../send-order';
import type { Trail } from '../trail';
import { watchOrder, type Watch, type WatchParts } from './watch-order';

/**
 * One placement from its first send to its known end. It goes on whoever waits for it: a message that gives up, a node
 * that closes and an account that is deployed anew change nothing about an order that left.
 */
export interface Life {
  readonly intent: OrderIntent;
  readonly origin: Origin;
  /** The order that the exchange took; else why there is none. Never settles where the desk ends before. */
  readonly end: Promise<SentOrder>;
  /** True while bytes may be on their way, or at the exchange, and no answer proves what came of them. */
  readonly left: boolean;
  /** Set while it is looked for. */
  readonly watch: Watch | undefined;
  /** Nobody wants it any more: it does not leave, if it did not yet, and is not sent again. */
  callOff(): void;
  hint(order: Order): void;
}

export interface LifeParts extends WatchParts {
  readonly random: () => number;
}

export interface SendOptions {
  readonly timeoutMs: number;
  readonly waiting: CallOptions['waiting'];
  readonly trail: Trail;
  /** The client order id is the flow's choice. */
  readonly givenId: boolean;
  /** Asked just before each send: what it throws keeps the order here. */
  readonly mayLeave: () => void;
}

/** Sends an order whose intent is on record. */
export function sendLife(
  intent: OrderIntent,
  origin: Origin,
  trading: TradingApi,
  parts: LifeParts,
  options: SendOptions,
): Life {
  const { clock, random } = parts;
  const calledOff = new AbortController();
  let left = false;
  let unwanted = false;
  let watch: Watch | undefined;
  const trail: Trail = {
    sending: (attempt) => options.trail.sending(attempt),
    answered(attempt, verdict) {
      // An unknown stays one, whatever comes of a repeat.
      left = verdict.kind === 'accepted' || verdict.kind === 'unknown';
      options.trail.answered(attempt, verdict);
    },
  };
  const beforeSend = (): void => {
    options.mayLeave();
    left = true;
  };
  const end = sendOrder(intent, {
    trading,
    trail,
    clock,
    random,
    patience: createPatience(options.timeoutMs, calledOff.signal, clock),
    givenId: options.givenId,
    unwanted: () => unwanted,
    hooks: { beforeSend, ...(options.waiting && { waiting: options.waiting }) },
    resolve(unknown) {
      watch = watchOrder(intent, unknown, parts);
      return watch.end;
    },
  });
  return {
    intent,
    origin,
    end,
    get left() {
      return left;
    },
    get watch() {
      return watch;
    },
    callOff() {
      unwanted = true;
      if (!left) calledOff.abort();
    },
    hint: (order) => watch?.hint(order),
  };
}

/** Goes on with an order of which it is not known what became of it before a restart. */
export function resumeLife(
  intent: OrderIntent,
  origin: Origin,
  unknown: UnknownSend,
  parts: LifeParts,
): Life {
  const watch = watchOrder(intent, unknown, parts);
  const { end } = watch;
  const hint = (order: Order): void => watch.hint(order);
  return { intent, origin, end, left: true, watch, callOff: () => undefined, hint };
}

/** An order of which everything is known that ever will be. */
export function settledLife(intent: OrderIntent, origin: Origin, end: Promise<SentOrder>): Life {
  const nothing = (): void => undefined;
  // Whoever asks for it hears of it.
  end.catch(nothing);
  return { intent, origin, end, left: true, watch: undefined, callOff: nothing, hint: nothing };
}
