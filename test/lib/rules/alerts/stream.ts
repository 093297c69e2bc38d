/** One alert on one stream of values, told in short lines. */
import {
  AlertBook,
  readCondition,
  readRule,
  readSpread,
  readValue,
  restoredBook,
  savedBook,
  type AlertRule,
  type Change,
  type Command,
  type Levels,
  type Moment,
  type Phase,
  type TopicEvent,
} from '../../../../nodes/lib/rules/alerts';

export const START = Date.UTC(2026, 0, 2, 3, 4, 5);

export class Stream {
  readonly rule: AlertRule;
  readonly events: TopicEvent[] = [];
  #book: AlertBook;
  #elapsed: number;
  /** Unix time when the other clock is at its start. */
  #zero = START;
  readonly #levels: Levels;

  /** @param form the condition's fields, its levels among them. */
  constructor(form: Readonly<Record<string, unknown>>, elapsed = 1000) {
    this.#elapsed = elapsed;
    this.rule = readRule(form);
    this.#levels = form;
    const { silenceMs, policy } = this.rule;
    const silence = silenceMs > 0 ? readCondition(this.rule, {}) : undefined;
    this.#book = new AlertBook({ policy, silence, topic: '' }, this.moment);
  }

  get moment(): Moment {
    return { elapsed: this.#elapsed, now: this.#zero + this.#elapsed };
  }

  get book(): AlertBook {
    return this.#book;
  }

  get phase(): Phase | undefined {
    return this.#book.state.states.get('')?.phase;
  }

  /** Gives each value in turn; the time stands. */
  give(...values: readonly unknown[]): this {
    for (const value of values) this.with(value, this.#levels);
    return this;
  }

  /** Gives a value with other levels than the form's. */
  with(value: unknown, levels: Levels, topic = ''): this {
    const condition = readCondition(this.rule, levels);
    const observed = condition.kind === 'spread' ? readSpread(value) : readValue(value, 'price');
    return this.#note(this.#book.value(topic, condition, observed, this.moment));
  }

  stale(topic = ''): this {
    return this.#note(this.#book.stale(topic, this.moment));
  }

  command(command: Command, topic?: string): this {
    return this.#note(this.#book.command(command, topic, this.moment));
  }

  /** Time passes, with a timer for everything that is due. */
  wait(ms: number): this {
    const until = this.#elapsed + ms;
    for (;;) {
      const due = [...this.#book.state.states.keys()]
        .flatMap((topic) => [{ topic, at: this.#book.dueAt(topic) ?? Infinity }])
        .sort((a, b) => a.at - b.at)[0];
      if (!due || due.at > until) break;
      this.#elapsed = Math.max(this.#elapsed, due.at);
      this.#note(this.#book.time(due.topic, this.moment));
    }
    this.#elapsed = until;
    return this;
  }

  /** Time passes, and no timer fires. */
  pass(ms: number): this {
    this.#elapsed += ms;
    return this;
  }

  /** The clock is set by so much, or the machine slept for so long: nothing else is seen of that. */
  setClock(ms: number): this {
    this.#zero += ms;
    return this;
  }

  /** A restart through JSON text: another process with another clock of its own, `ms` later. */
  restart(ms = 0, windows = true): this {
    const text = JSON.stringify(savedBook(this.#book.state, this.moment, windows));
    this.#zero += this.#elapsed + ms - 7;
    this.#elapsed = 7;
    const { moment } = this;
    const { silenceMs, policy } = this.rule;
    const silence = silenceMs > 0 ? readCondition(this.rule, {}) : undefined;
    const kept = restoredBook(JSON.parse(text), this.rule, moment);
    this.#book = new AlertBook({ policy, silence, topic: '' }, moment, kept);
    return this;
  }

  /** `triggered 101`, and so on, since the last call. */
  told(): string[] {
    return this.events
      .splice(0)
      .map(({ event, value, topic, by }) =>
        [event, value?.toFixed(), topic, by === 'value' ? '' : `by ${by}`].filter(Boolean).join(' '),
      );
  }

  #note({ events }: Change): this {
    this.events.push(...events);
    return this;
  }
}
