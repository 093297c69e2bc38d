import { decimal, decimalText, isDecimalText, type Decimal } from '../decimal';
import { CoinbaseError } from '../errors';
import { shown } from '../shapes';
import {
  distanceFrom,
  repeats,
  type Condition,
  type ConditionKind,
  type Direction,
  type Distance,
  type Policy,
} from './condition';
import { conditionFields, isConditionKind, MOST_SECONDS, MOST_UPDATES, type LevelName } from './fields';
import { measured } from './read-value';

/** What a form says of an alert, but for its levels, which a message may bring. */
export interface AlertRule {
  readonly kind: ConditionKind;
  readonly policy: Policy;
  readonly unit: Distance['unit'];
  readonly direction: Direction;
  readonly windowMs: number;
  readonly silenceMs: number;
}

export type Levels = Readonly<Partial<Record<LevelName, unknown>>>;

const NONE: Distance = { size: decimal('0'), unit: 'amount' };

/**
 * Reads a form. A field that its condition does not have is not looked at.
 * @throws CoinbaseError ALERT_INVALID naming the field.
 */
export function readRule(form: Readonly<Record<string, unknown>>): AlertRule {
  const kind = form.condition;
  if (!isConditionKind(kind)) throw refused('condition', `it is ${shown(kind)}, which is none`);
  const has = conditionFields[kind];
  const percent =
    has.unit && choice('byUnit', form.byUnit, ['amount', 'percent']) === 'amount' ? 'amount' : 'percent';
  return {
    kind,
    unit: percent,
    direction: has.direction ? choice('direction', form.direction, ['either', 'up', 'down']) : 'either',
    windowMs: has.windowSeconds ? milliseconds('windowSeconds', form.windowSeconds) : 0,
    silenceMs: has.silenceSeconds ? milliseconds('silenceSeconds', form.silenceSeconds) : 0,
    policy: {
      hysteresis: kind === 'silent' ? NONE : readHysteresis(form),
      confirm: kind === 'silent' ? { updates: 1 } : readConfirmation(form),
      coolDownMs: isEmpty(form.coolDown) ? 0 : milliseconds('coolDown', form.coolDown, true),
      repeat: choice('repeat', form.repeat, repeats),
      first: has.first ? choice('first', form.first, ['side', 'alert']) : 'side',
    },
  };
}

/**
 * The condition with its levels: numbers or decimal text.
 * @throws CoinbaseError ALERT_INVALID naming the level.
 */
export function readCondition(rule: AlertRule, levels: Levels): Condition {
  const { kind } = rule;
  const { hysteresis } = rule.policy;
  switch (kind) {
    case 'above':
    case 'below':
    case 'either':
      return { kind, level: readEdge('level', levels.level, hysteresis) };
    case 'enters':
    case 'leaves':
      return readBand(kind, levels, hysteresis);
    case 'moves': {
      const { direction, windowMs } = rule;
      return { kind, percent: readSize('by', levels.by), direction, windowMs };
    }
    case 'falls':
    case 'rises':
      return { kind, by: { size: readSize('by', levels.by), unit: rule.unit } };
    case 'spread':
      return { kind, width: { size: readSize('by', levels.by), unit: rule.unit } };
    case 'silent':
      return { kind, afterMs: rule.silenceMs };
  }
}

/** The levels of a condition as text: what {@link readCondition} takes. */
export function levelsOf(condition: Condition): Readonly<Partial<Record<LevelName, string>>> {
  switch (condition.kind) {
    case 'above':
    case 'below':
    case 'either':
      return { level: decimalText(condition.level) };
    case 'enters':
    case 'leaves':
      return { low: decimalText(condition.low), high: decimalText(condition.high) };
    case 'moves':
      return { by: decimalText(condition.percent) };
    case 'falls':
    case 'rises':
      return { by: decimalText(condition.by.size) };
    case 'spread':
      return { by: decimalText(condition.width.size) };
    case 'silent':
      return {};
  }
}

function readBand(kind: 'enters' | 'leaves', levels: Levels, hysteresis: Distance): Condition {
  const low = readEdge('low', levels.low, hysteresis);
  const high = readEdge('high', levels.high, hysteresis);
  if (!low.lt(high))
    throw refused('high', `it is ${decimalText(high)}, which is not above ${decimalText(low)}`);
  const wellInside = high
    .minus(distanceFrom(high, hysteresis))
    .minus(distanceFrom(low, hysteresis))
    .minus(low);
  if (kind === 'leaves' && wellInside.lt('0'))
    throw refused('hysteresis', 'it is more than half of the band, so that no value would ever be back');
  return { kind, low, high };
}

/** A level with a hysteresis around it: a percentage of nothing would be none, and every bit of noise an alert. */
function readEdge(field: LevelName, value: unknown, { size, unit }: Distance): Decimal {
  const level = readLevel(field, value);
  if (unit === 'percent' && size.gt('0') && level.eq('0'))
    throw refused('hysteresis', `it is a percentage of ${field}, which is 0; give it as an amount`);
  return level;
}

function readLevel(field: LevelName, value: unknown): Decimal {
  if (isEmpty(value)) throw refused(field, 'it is missing');
  return measured(value) ?? notANumber(field, value);
}

function readSize(field: LevelName, value: unknown): Decimal {
  const size = readLevel(field, value);
  if (!size.gt('0')) throw refused(field, `it is ${decimalText(size)}; it must be more than 0`);
  return size;
}

function readHysteresis({ hysteresis, hysteresisUnit }: Readonly<Record<string, unknown>>): Distance {
  if (isEmpty(hysteresis)) return NONE;
  const size = measured(hysteresis) ?? notANumber('hysteresis', hysteresis);
  if (size.lt('0')) throw refused('hysteresis', `it is ${decimalText(size)}; it must not be below 0`);
  return { size, unit: choice('hysteresisUnit', hysteresisUnit, ['amount', 'percent']) };
}

function readConfirmation({ confirm, confirmFor }: Readonly<Record<string, unknown>>): Policy['confirm'] {
  const how = choice('confirm', confirm, ['none', 'seconds', 'updates']);
  if (how === 'none') return { updates: 1 };
  if (how === 'seconds') return { ms: milliseconds('confirmFor', confirmFor) };
  const updates = /^\d{1,7}$/.test(textOf(confirmFor)) ? Number(confirmFor) : 0;
  if (updates >= 1 && updates <= MOST_UPDATES) return { updates };
  throw refused(
    'confirmFor',
    `it is ${shown(confirmFor)}; it must be a whole number from 1 to ${MOST_UPDATES}`,
  );
}

function milliseconds(field: string, value: unknown, orZero = false): number {
  const text = textOf(value);
  const ms = isDecimalText(text) ? Number(decimalText(decimal(text).times('1000').round(0, 3))) : -1;
  if (ms > 0 && ms <= MOST_SECONDS * 1000) return ms;
  if (ms === 0 && orZero) return 0;
  throw refused(field, `it is ${shown(value)}; it must be seconds, more than 0 and at most ${MOST_SECONDS}`);
}

/** The first choice is what a form has at first. */
function choice<const T extends string>(field: string, value: unknown, allowed: readonly [T, ...T[]]): T {
  if (isEmpty(value)) return allowed[0];
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw refused(field, `it is ${shown(value)}; it must be ${allowed.join(' or ')}`);
  return found;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function notANumber(field: string, value: unknown): never {
  throw refused(field, `it is ${shown(value)}; it must be a number such as 70000 or "0.5"`);
}

function refused(field: string, why: string): CoinbaseError {
  return new CoinbaseError('ALERT_INVALID', `${field}: ${why}`, { field });
}
