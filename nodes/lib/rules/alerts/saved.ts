import { decimal, decimalText, isDecimalText, type Decimal } from '../decimal';
import { isPlainObject } from '../shapes';
import { MOST_TOPICS, type BookState, type TopicEvent } from './book';
import type { AlertState, Trigger } from './alert-state';
import type { Moment } from './condition';
import type { Memory, Reading } from './judge';
import { phases } from './phases';
import { levelsOf, readCondition, type AlertRule } from './rule';
import { ageOf, type MovingWindow } from './window';

type Json = Readonly<Record<string, unknown>>;

/**
 * The alerts as plain JSON. Times are ages, because the clock that never jumps begins anew with each process.
 * @param windows whether the values of moving windows go along: they are most of it.
 */
export function savedBook({ states, disarmed, unheard }: BookState, moment: Moment, windows: boolean): Json {
  const alerts = [...states].map(([topic, state]) => ({ topic, ...savedState(state, moment, windows) }));
  return { at: moment.now, disarmed, unheard, alerts };
}

/**
 * The alerts as they were, with what has passed since. What was said of the last value is not known to hold any more, and
 * silence counts from now: nothing could come meanwhile.
 * @throws Error for anything that {@link savedBook} did not make.
 */
export function restoredBook(saved: unknown, rule: AlertRule, moment: Moment): BookState {
  const json = object(saved);
  const { alerts } = json;
  if (!Array.isArray(alerts) || alerts.length > MOST_TOPICS) throw damaged();
  // A clock that was set back tells nothing of how long it was.
  const away = Math.max(0, moment.now - count(json.at));
  const left = { elapsed: moment.elapsed - away, now: moment.now - away };
  const states = alerts
    .map(object)
    .map((one) => [text(one.topic), restoredState(one, rule, left, moment)] as const);
  return { states: new Map(states), disarmed: json.disarmed === true, unheard: json.unheard === true };
}

/**
 * What alerts that do not go on leave on: each is over now, as after a command.
 * @throws Error for anything that {@link savedBook} did not make.
 */
export function leftOn(saved: unknown, { now }: Moment): readonly TopicEvent[] {
  const { alerts } = object(saved);
  if (!Array.isArray(alerts) || alerts.length > MOST_TOPICS) throw damaged();
  const on = alerts.map(object).filter(({ phase }) => phase === 'triggered');
  return on.map(({ topic, last, trigger }) => {
    const before = object(trigger);
    return {
      topic: text(topic),
      event: 'cleared',
      by: 'command',
      reading: restoredReading(before),
      since: count(before.at),
      at: now,
      ...(last !== undefined && { value: number(last) }),
    };
  });
}

function savedState(
  { phase, since, condition, memory, trigger, armedAhead }: AlertState,
  moment: Moment,
  windows: boolean,
): Json {
  const { elapsed } = moment;
  const { last, previous, side, extreme, window } = memory;
  const ages = (points: MovingWindow['lows']): unknown[] =>
    points.map((point) => [ageOf(point, moment), decimalText(point.value)]);
  return {
    phase,
    age: elapsed - since,
    ...(condition && { levels: levelsOf(condition) }),
    ...short('last', last?.value ?? previous),
    ...(side && { side }),
    ...(extreme && { extreme: decimalText(extreme) }),
    ...(window && windows && { lows: ages(window.lows), highs: ages(window.highs) }),
    ...(trigger && { trigger: savedTrigger(trigger, elapsed) }),
    ...(armedAhead && { armedAhead }),
  };
}

function restoredState(json: Json, rule: AlertRule, left: Moment, { elapsed }: Moment): AlertState {
  const phase = phases.find((one) => one === json.phase) ?? fail();
  const known = json.levels === undefined ? undefined : readCondition(rule, object(json.levels));
  return {
    // A confirmation that was under way begins anew.
    phase: phase === 'confirming' ? 'armed' : phase,
    since: left.elapsed - count(json.age),
    updates: 0,
    memory: restoredMemory(json, left, elapsed),
    ...(known && { condition: known }),
    ...(json.trigger !== undefined && { trigger: restoredTrigger(object(json.trigger), rule, left) }),
    ...(json.armedAhead === true && { armedAhead: true }),
  };
}

function restoredMemory({ last, side, extreme, lows, highs }: Json, left: Moment, heardAt: number): Memory {
  const points = (list: unknown): MovingWindow['lows'] =>
    (Array.isArray(list) ? list : fail()).map((point: unknown) => {
      const [age, value] = Array.isArray(point) ? (point as unknown[]) : fail();
      const then = { elapsed: left.elapsed - count(age), now: left.now - count(age) };
      return { moment: then, value: number(value) };
    });
  if (side !== undefined && side !== 'above' && side !== 'below') throw damaged();
  return {
    heardAt,
    ...(last !== undefined && { previous: number(last) }),
    ...(side && { side }),
    ...(extreme !== undefined && { extreme: number(extreme) }),
    ...(lows !== undefined && { window: { lows: points(lows), highs: points(highs) } }),
  };
}

function savedTrigger({ moment, condition, reading }: Trigger, elapsed: number): Json {
  const { level, reference, direction } = reading;
  return {
    age: elapsed - moment.elapsed,
    at: moment.now,
    levels: levelsOf(condition),
    ...short('level', level),
    ...short('reference', reference),
    ...(direction && { direction }),
  };
}

function restoredTrigger(json: Json, rule: AlertRule, left: Moment): Trigger {
  const { age, at, levels } = json;
  const moment = { elapsed: left.elapsed - count(age), now: count(at) };
  return { moment, condition: readCondition(rule, object(levels)), reading: restoredReading(json) };
}

function restoredReading({ level, reference, direction }: Json): Reading {
  if (direction !== undefined && direction !== 'up' && direction !== 'down') throw damaged();
  return {
    beyond: true,
    back: false,
    ...(level !== undefined && { level: number(level) }),
    ...(reference !== undefined && { reference: number(reference) }),
    ...(direction && { direction }),
  };
}

/** What was computed can have more digits than any number that is read; it is told, and not needed. */
function short(name: string, value: Decimal | undefined): Json {
  const text = value && decimalText(value);
  return isDecimalText(text) ? { [name]: text } : {};
}

function object(value: unknown): Json {
  return isPlainObject(value) ? value : fail();
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : fail();
}

/** Milliseconds: never below zero, never more than a date can be. */
function count(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= 8.64e15 ? value : fail();
}

function number(value: unknown): Decimal {
  return isDecimalText(value) ? decimal(value) : fail();
}

function fail(): never {
  throw damaged();
}

function damaged(): Error {
  return new Error('is not what was written');
}
