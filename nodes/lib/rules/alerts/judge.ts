import { decimal, type Decimal } from '../decimal';
import { distanceFrom, type Condition, type Distance, type Moment } from './condition';
import { emptyWindow, slide, type MovingWindow } from './window';

/** What one message tells of what is watched. */
export interface Observation {
  /** For a spread: ask minus bid. Absent where a message counts by coming alone. */
  readonly value?: Decimal;
  /** Of a spread: what a percentage is one of. */
  readonly middle?: Decimal;
}

/** What an alert remembers of the values, as far as its condition needs it. */
export interface Memory {
  /** Absent before the first, and while the data is stale. */
  readonly last?: Observation;
  /** The value before the last one. */
  readonly previous?: Decimal;
  /** `either`: where the value was when the alert was armed. */
  readonly side?: 'above' | 'below';
  /** `falls` and `rises`: the highest or lowest value since the alert was armed. */
  readonly extreme?: Decimal;
  readonly window?: MovingWindow;
  /** When the last data came, or the alert was armed; elapsed milliseconds. */
  readonly heardAt: number;
  /** The data is out of date: there is no last value. */
  readonly stale?: true;
}

/** How a condition stands. */
export interface Reading {
  /** It holds. */
  readonly beyond: boolean;
  /** It does not hold, by at least the hysteresis. */
  readonly back: boolean;
  /** What the value is compared with; of a silence its seconds. */
  readonly level?: Decimal;
  /** What the level is measured from: an extreme. */
  readonly reference?: Decimal;
  readonly direction?: 'up' | 'down';
}

const HUNDREDTH = decimal('0.01');
const nothing: Reading = { beyond: false, back: false };

/**
 * How the condition stands with the last value. Crossing is passing: a value exactly at a level is not beyond it, neither
 * above nor below. What is "at least" begins at its limit: a band has its edges, a fall by 5 is one by exactly 5. A value
 * that is back by exactly the hysteresis is back.
 */
export function judge(condition: Condition, memory: Memory, hysteresis: Distance, elapsed: number): Reading {
  if (condition.kind === 'silent') return judgeSilence(condition.afterMs, memory.heardAt, elapsed);
  const { value, middle } = memory.last ?? {};
  if (!value) return nothing;
  const from = (level: Decimal, beyond: boolean, away: Decimal): Reading => ({
    beyond,
    back: !beyond && away.gte(distanceFrom(level, hysteresis)),
    level,
  });
  switch (condition.kind) {
    case 'above':
      return from(condition.level, value.gt(condition.level), condition.level.minus(value));
    case 'below':
      return from(condition.level, value.lt(condition.level), value.minus(condition.level));
    case 'either':
      return judgeCrossing(value, condition.level, memory.side, hysteresis);
    case 'enters':
    case 'leaves':
      return judgeBand(value, condition, hysteresis);
    case 'moves':
      return judgeMove(value, condition, memory.window ?? emptyWindow, from);
    case 'falls':
    case 'rises':
      return judgeTrail(value, condition, memory.extreme, from);
    case 'spread': {
      const width = distanceFrom(middle ?? value, condition.width);
      return from(width, value.gt(width), width.minus(value));
    }
  }
}

type From = (level: Decimal, beyond: boolean, away: Decimal) => Reading;

function judgeSilence(afterMs: number, heardAt: number, elapsed: number): Reading {
  const beyond = elapsed - heardAt >= afterMs;
  return { beyond, back: !beyond, level: decimal(String(afterMs)).times('0.001') };
}

/** A crossing is over once the value is away from the level, on whichever side. */
function judgeCrossing(value: Decimal, level: Decimal, side: Memory['side'], hysteresis: Distance): Reading {
  const beyond = side === 'below' ? value.gt(level) : side === 'above' && value.lt(level);
  const back = value.minus(level).abs().gte(distanceFrom(level, hysteresis));
  return { beyond, back, level, ...(side && { direction: side === 'below' ? 'up' : 'down' }) };
}

function judgeBand(
  value: Decimal,
  { kind, low, high }: Extract<Condition, { kind: 'enters' | 'leaves' }>,
  hysteresis: Distance,
): Reading {
  const inside = value.gte(low) && value.lte(high);
  const level = value.minus(low).abs().lte(value.minus(high).abs()) ? low : high;
  const room = (edge: Decimal): Decimal => distanceFrom(edge, hysteresis);
  const wellInside = value.minus(low).gte(room(low)) && high.minus(value).gte(room(high));
  const wellOutside = !inside && value.minus(level).abs().gte(room(level));
  return kind === 'enters'
    ? { beyond: inside, back: wellOutside, level }
    : { beyond: !inside, back: inside && wellInside, level };
}

function judgeMove(
  value: Decimal,
  { percent, direction }: Extract<Condition, { kind: 'moves' }>,
  { lows, highs }: MovingWindow,
  from: From,
): Reading {
  const readings: Reading[] = [];
  const add = (way: 'up' | 'down', reference: Decimal | undefined): void => {
    // Nothing is a percentage of nothing.
    if (!reference || reference.eq('0') || (direction !== 'either' && direction !== way)) return;
    const room = reference.abs().times(percent).times(HUNDREDTH);
    const level = way === 'up' ? reference.plus(room) : reference.minus(room);
    const away = way === 'up' ? level.minus(value) : value.minus(level);
    readings.push({ ...from(level, away.lte('0'), away), reference, direction: way });
  };
  add('up', lows[0]?.value);
  add('down', highs[0]?.value);
  const telling = readings.find(({ beyond }) => beyond) ?? readings.find(({ back }) => !back) ?? readings[0];
  return telling ?? { beyond: false, back: true };
}

function judgeTrail(
  value: Decimal,
  { kind, by }: Extract<Condition, { kind: 'falls' | 'rises' }>,
  reference: Decimal | undefined,
  from: From,
): Reading {
  const room = reference && distanceFrom(reference, by);
  if (!reference || !room || room.eq('0')) return { beyond: false, back: true };
  const level = kind === 'falls' ? reference.minus(room) : reference.plus(room);
  const away = kind === 'falls' ? value.minus(level) : level.minus(value);
  const direction = kind === 'falls' ? 'down' : 'up';
  return { ...from(level, away.lte('0'), away), reference, direction };
}

/** The memory with a value more. */
export function observe(
  condition: Condition,
  memory: Memory,
  observation: Observation,
  moment: Moment,
): Memory {
  const { stale: _, ...rest } = memory;
  const previous = memory.last?.value ?? memory.previous;
  const { value } = observation;
  return {
    ...rest,
    last: observation,
    heardAt: moment.elapsed,
    ...(previous && { previous }),
    ...(condition.kind === 'moves' &&
      value && { window: slide(memory.window ?? emptyWindow, moment, value, condition.windowMs) }),
  };
}

/** The memory without a last value: what comes next is compared with nothing that may be out of date. */
export function forgetting({ last, ...memory }: Memory): Memory {
  const previous = last?.value ?? memory.previous;
  return { ...memory, stale: true, ...(previous && { previous }) };
}

/** The memory of an alert that is armed now: an extreme begins with the last value. */
export function armed(condition: Condition, memory: Memory): Memory {
  const { extreme: _, ...rest } = memory;
  return tracked(condition, rest);
}

/** The memory of an alert that stays armed with the last value. */
export function tracked(condition: Condition, memory: Memory): Memory {
  const value = memory.last?.value;
  if (!value) return memory;
  const { extreme = value, side } = memory;
  const { kind } = condition;
  if (kind === 'falls') return { ...memory, extreme: value.gt(extreme) ? value : extreme };
  if (kind === 'rises') return { ...memory, extreme: value.lt(extreme) ? value : extreme };
  return kind === 'either' && !side ? sided(condition, memory) : memory;
}

/** The memory of an alert that is over: the next crossing starts from the side where the value is now. */
export function sided(condition: Condition, memory: Memory): Memory {
  const value = memory.last?.value;
  // Exactly at the level it has no side; then it is still where it came from.
  if (condition.kind !== 'either' || !value || value.eq(condition.level)) return memory;
  return { ...memory, side: value.gt(condition.level) ? 'above' : 'below' };
}
