import { CoinbaseError } from '../errors';
import { dueAt, newAlert, onCommand, onStale, onTime, onValue, type Command } from './alert';
import type { AlertEvent } from './alert-event';
import type { AlertState, Step } from './alert-state';
import type { Condition, Moment, Policy } from './condition';
import type { Observation } from './judge';
import type { Phase } from './phases';

/** Topics that one alert keeps apart. */
export const MOST_TOPICS = 1000;

/** What an alert watches. */
export interface Watch {
  readonly policy: Policy;
  /** A silence, which needs no message for being known. */
  readonly silence: Condition | undefined;
  /** Whose silence is watched before anything came: of this topic, or of all. */
  readonly topic: string;
}

export interface TopicEvent extends AlertEvent {
  /** Empty for a stream without one. */
  readonly topic: string;
}

/** What a message, the time or a command did. */
export interface Change {
  readonly events: readonly TopicEvent[];
  /** A phase changed, or there is a topic more or less. */
  readonly moved: boolean;
  /** It is worth writing down at once. */
  readonly lasting: boolean;
  /** What a fall or a rise is measured from is another value: worth writing down soon. */
  readonly trailing: boolean;
}

/** What is kept over a restart. */
export interface BookState {
  readonly states: ReadonlyMap<string, AlertState>;
  /** What a command said to all topics: also to those that come later. */
  readonly disarmed: boolean;
  /** Nothing came at all yet. */
  readonly unheard: boolean;
}

/** The alerts of one node, one for each topic. Bounded; time comes as an argument. */
export class AlertBook {
  readonly #watch: Watch;
  readonly #states = new Map<string, AlertState>();
  #disarmed = false;
  /** A silence is watched from the start, before it is known which topics there are. */
  #unheard = false;

  /** @param kept from before a restart. */
  constructor(watch: Watch, moment: Moment, kept?: BookState) {
    this.#watch = watch;
    for (const [topic, state] of kept?.states ?? []) this.#states.set(topic, state);
    this.#disarmed = kept?.disarmed ?? false;
    this.#unheard = kept?.unheard ?? false;
    if (watch.silence && this.#states.size === 0) this.#beginUnheard(moment);
  }

  get state(): BookState {
    return { states: this.#states, disarmed: this.#disarmed, unheard: this.#unheard };
  }

  /** When {@link AlertBook.time} is to be called for a topic, elapsed milliseconds; undefined for never. */
  dueAt(topic: string): number | undefined {
    const state = this.#states.get(topic);
    return state && dueAt(this.#watch.policy, state);
  }

  /** @throws CoinbaseError TOO_MANY_TOPICS */
  value(topic: string, condition: Condition, observation: Observation, moment: Moment): Change {
    const { policy } = this.#watch;
    const state = this.#stateOf(topic, moment);
    const first = this.#heard(topic, condition, observation, moment);
    return joined(first, this.#put(topic, onValue(policy, state, condition, observation, moment)));
  }

  /** The last value of the topic is not current any more. */
  stale(topic: string, moment: Moment): Change {
    const state = this.#states.get(topic);
    return state ? this.#put(topic, onStale(this.#watch.policy, state, moment)) : unchanged;
  }

  time(topic: string, moment: Moment): Change {
    const state = this.#states.get(topic);
    return state ? this.#put(topic, onTime(this.#watch.policy, state, moment)) : unchanged;
  }

  /**
   * @param topic undefined for all topics, those that come later too.
   * @throws CoinbaseError TOO_MANY_TOPICS
   */
  command(command: Command, topic: string | undefined, moment: Moment): Change {
    if (topic !== undefined) return this.#commandOne(command, topic, moment);
    const { size } = this.#states;
    const wasDisarmed = this.#disarmed;
    const change = [...this.#states.keys()]
      .map((one) => this.#commandOne(command, one, moment))
      .reduce(joined, unchanged);
    if (command === 'rearm') this.#forget(moment);
    else this.#disarmed = command === 'disarm';
    const isOther = size !== this.#states.size || wasDisarmed !== this.#disarmed;
    return isOther ? { ...change, moved: true, lasting: true } : change;
  }

  #commandOne(command: Command, topic: string, moment: Moment): Change {
    // One that no value came for is what all are by default; most commands change nothing of that.
    const isSo = this.#disarmed ? command !== 'arm' : command !== 'disarm';
    if (isSo && !this.#states.has(topic)) return unchanged;
    const state = this.#stateOf(topic, moment);
    return this.#put(topic, onCommand(this.#watch.policy, state, command, moment));
  }

  /** After everything began anew only what a command disarmed is worth its place. */
  #forget(moment: Moment): void {
    for (const [topic, { phase }] of this.#states)
      if ((phase === 'disarmed') === this.#disarmed) this.#states.delete(topic);
    if (this.#watch.silence && this.#states.size === 0) this.#beginUnheard(moment);
  }

  #beginUnheard(moment: Moment): void {
    this.#unheard = true;
    const { topic } = this.#watch;
    this.#states.set(topic, this.#stateOf(topic, moment));
  }

  /** The first message ends the silence of all topics: from here on each has its own. */
  #heard(topic: string, condition: Condition, observation: Observation, moment: Moment): Change {
    if (!this.#unheard) return unchanged;
    this.#unheard = false;
    const start = this.#watch.topic;
    const state = this.#states.get(start);
    if (!state || topic === start) return unchanged;
    const step = onValue(this.#watch.policy, state, condition, observation, moment);
    this.#states.delete(start);
    return { events: named(start, step), moved: true, lasting: true, trailing: false };
  }

  #stateOf(topic: string, moment: Moment): AlertState {
    const known = this.#states.get(topic);
    if (known) return known;
    const { policy, silence } = this.#watch;
    if (this.#states.size >= MOST_TOPICS) {
      const why = `there are ${MOST_TOPICS} already, and this message is of another`;
      throw new CoinbaseError('TOO_MANY_TOPICS', why);
    }
    const state = newAlert(policy, moment, silence);
    return this.#disarmed ? onCommand(policy, state, 'disarm', moment).state : state;
  }

  #put(topic: string, step: Step): Change {
    const { phase: before, memory, armedAhead } = this.#states.get(topic) ?? {};
    const { phase } = step.state;
    const trailing = memory?.extreme !== step.state.memory.extreme;
    this.#states.set(topic, step.state);
    const isOther = !before || keptAs(before) !== keptAs(phase) || armedAhead !== step.state.armedAhead;
    const lasting = isOther || step.events.length > 0;
    const moved = before !== phase || step.events.length > 0;
    return { events: named(topic, step), moved, lasting, trailing };
  }
}

const unchanged: Change = { events: [], moved: false, lasting: false, trailing: false };

/** A confirmation is not kept over a restart. */
function keptAs(phase: Phase): Phase {
  return phase === 'confirming' ? 'armed' : phase;
}

function named(topic: string, { events }: Step): TopicEvent[] {
  return events.map((event) => ({ ...event, topic }));
}

function joined(one: Change, other: Change): Change {
  return {
    events: [...one.events, ...other.events],
    moved: one.moved || other.moved,
    lasting: one.lasting || other.lasting,
    trailing: one.trailing || other.trailing,
  };
}
