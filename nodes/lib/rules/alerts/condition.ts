import { decimal, type Decimal } from '../decimal';

/** An amount in the unit of what is watched, or a percentage of what it is measured from. Never below zero. */
export interface Distance {
  readonly size: Decimal;
  readonly unit: 'amount' | 'percent';
}

export type Direction = 'up' | 'down' | 'either';

/** What an alert waits for. Values that are exactly at a level or an edge: see {@link judge}. */
export type Condition =
  | { readonly kind: 'above' | 'below' | 'either'; readonly level: Decimal }
  /** A band with both its edges. */
  | { readonly kind: 'enters' | 'leaves'; readonly low: Decimal; readonly high: Decimal }
  /** At least so many percent away from the lowest or highest value of the last `windowMs`. */
  | {
      readonly kind: 'moves';
      readonly percent: Decimal;
      readonly direction: Direction;
      readonly windowMs: number;
    }
  /** At least so far below the highest, or above the lowest, value since the alert was armed. */
  | { readonly kind: 'falls' | 'rises'; readonly by: Distance }
  /** Between the best bid and the best ask; a percentage is one of their middle. */
  | { readonly kind: 'spread'; readonly width: Distance }
  /** Nothing came for so long. */
  | { readonly kind: 'silent'; readonly afterMs: number };

export type ConditionKind = Condition['kind'];

/** How often an alert tells: `level` is once for each level, `once` until it is armed by a command. */
export const repeats = ['again', 'once', 'level'] as const;

/** What is the same in all conditions. */
export interface Policy {
  /** How far back a value must be before the alert is cleared. */
  readonly hysteresis: Distance;
  /** How long, or for how many values in a row, the condition must hold. */
  readonly confirm: { readonly updates: number } | { readonly ms: number };
  /** Least time between two alerts, milliseconds. */
  readonly coolDownMs: number;
  readonly repeat: (typeof repeats)[number];
  /** `side`: the first value is only where it starts from. `alert`: it can be an alert already. */
  readonly first: 'side' | 'alert';
}

/** Both clocks at one moment: durations are counted on the one that never jumps. Whole milliseconds. */
export interface Moment {
  /** From an arbitrary start. */
  readonly elapsed: number;
  /** Unix time. */
  readonly now: number;
}

const HUNDREDTH = decimal('0.01');

/** The distance in the unit of `from`. */
export function distanceFrom(from: Decimal, { size, unit }: Distance): Decimal {
  return unit === 'amount' ? size : from.abs().times(size).times(HUNDREDTH);
}

/** Whether nothing that a condition is compared with has changed. */
export function sameCondition(one: Condition, other: Condition): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
