import {
  AlertBook,
  readCondition,
  type AlertRule,
  type BookState,
  type Change,
  type Moment,
  type TopicEvent,
} from '../lib/rules/alerts';
import type { Clock } from '../lib/rules/clock';
import { callSafely, type Message, type Red, type RedNode, type Send } from '../lib/runtime';
import { alertFacts, outputsOf, timedMessage, withoutOrder } from './alert-message';
import type { Heard } from './read-message';

/** Timers of this and more milliseconds would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface WatcherParts {
  readonly red: Red;
  readonly node: RedNode;
  readonly clock: Clock;
  readonly rule: AlertRule;
  readonly name: string;
  /** The one topic that is watched, or the empty text. */
  readonly topic: string;
  /** What is kept from before. */
  readonly kept: BookState | undefined;
  /** After everything that may have changed something. */
  readonly changed: (change: Change) => void;
}

/** Joins the alerts of one node with its messages and its timers. */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #book: AlertBook;
  readonly #timers = new Map<string, { readonly due: number; readonly cancel: () => void }>();
  /** The last message of each topic, for what time alone will do with it; not kept where time does nothing. */
  readonly #last = new Map<string, Message>();
  readonly #isTimed: boolean;

  constructor(parts: WatcherParts) {
    const { rule, topic, kept, clock } = parts;
    this.#parts = parts;
    const silence = rule.kind === 'silent' ? readCondition(rule, {}) : undefined;
    const { policy } = rule;
    this.#isTimed = silence !== undefined || policy.coolDownMs > 0 || 'ms' in policy.confirm;
    this.#book = new AlertBook({ policy, silence, topic }, momentOf(clock), kept);
    for (const one of this.state.states.keys()) this.#setTimer(one);
  }

  get state(): BookState {
    return this.#book.state;
  }

  /** @throws CoinbaseError TOO_MANY_TOPICS */
  hear(heard: Heard, msg: Message, send: Send): void {
    const moment = momentOf(this.#parts.clock);
    switch (heard.kind) {
      case 'nothing':
        return;
      case 'stale':
        return this.#follow(this.#book.stale(heard.topic, moment), [heard.topic], msg, send);
      case 'value': {
        const change = this.#book.value(heard.topic, heard.condition, heard.observation, moment);
        this.#follow(change, [heard.topic], msg, send);
        if (this.#isTimed) this.#last.set(heard.topic, msg);
        return;
      }
      case 'command': {
        const known = heard.topic === undefined ? [...this.state.states.keys()] : [heard.topic];
        const change = this.#book.command(heard.command, heard.topic, moment);
        return this.#follow(change, known, msg, send);
      }
    }
  }

  /** Nothing happens any more. */
  stop(): void {
    for (const { cancel } of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  /** @param msg what caused it; undefined for time. */
  #follow(change: Change, topics: readonly string[], msg: Message | undefined, send: Send): void {
    const { events } = change;
    for (const event of events) this.#tell(event, event.by === 'time' ? undefined : msg, send);
    // The silence of all topics ends with the first message, and begins with a reset, whatever their topic.
    const touched = [...topics, ...events.map(({ topic }) => topic), this.#parts.topic];
    for (const topic of new Set(touched)) this.#setTimer(topic);
    this.#parts.changed(change);
  }

  #tell(event: TopicEvent, msg: Message | undefined, send: Send): void {
    const { red, rule, name } = this.#parts;
    // A copy each: one message may cause two, and may be sent again by a timer.
    const copy = red.util.cloneMessage(msg ?? timedMessage(this.#last.get(event.topic), event));
    send(outputsOf(event.by === 'command' ? withoutOrder(copy) : copy, alertFacts(event, rule.kind, name)));
  }

  #setTimer(topic: string): void {
    const { clock } = this.#parts;
    if (!this.state.states.has(topic)) this.#last.delete(topic);
    const due = this.#book.dueAt(topic);
    const set = this.#timers.get(topic);
    if (set?.due === due) return;
    set?.cancel();
    this.#timers.delete(topic);
    if (due === undefined) return;
    const waitMs = Math.min(Math.max(0, due - momentOf(clock).elapsed), LONGEST_TIMER_MS);
    this.#timers.set(topic, { due, cancel: clock.after(waitMs, () => this.#fire(topic), true) });
  }

  #fire(topic: string): void {
    const { clock, node } = this.#parts;
    this.#timers.delete(topic);
    callSafely(() => {
      const change = this.#book.time(topic, momentOf(clock));
      this.#follow(change, [topic], undefined, (message) => callSafely(() => node.send(message), node));
    }, node);
  }
}

/** Whole milliseconds, so that what is due is due exactly then. */
export function momentOf(clock: Clock): Moment {
  return { elapsed: Math.round(clock.elapsed()), now: Math.round(clock.now()) };
}
