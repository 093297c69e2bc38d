import type { ConditionKind } from './condition';

/** Properties of a form that a message can bring. */
export type LevelName = 'level' | 'low' | 'high' | 'by';

/** What the form of a condition has besides what every alert has. */
export interface ConditionFields {
  readonly levels: readonly LevelName[];
  /** `by` is an amount or a percentage, as the form says; without it a percentage. */
  readonly unit?: true;
  readonly direction?: true;
  readonly windowSeconds?: true;
  readonly silenceSeconds?: true;
  /** Its first value can be an alert already. */
  readonly first?: true;
}

/** The conditions in the order of the form's menu. */
export const conditionFields: Readonly<Record<ConditionKind, ConditionFields>> = {
  above: { levels: ['level'], first: true },
  below: { levels: ['level'], first: true },
  either: { levels: ['level'] },
  enters: { levels: ['low', 'high'], first: true },
  leaves: { levels: ['low', 'high'], first: true },
  moves: { levels: ['by'], direction: true, windowSeconds: true },
  falls: { levels: ['by'], unit: true },
  rises: { levels: ['by'], unit: true },
  spread: { levels: ['by'], unit: true, first: true },
  silent: { levels: [], silenceSeconds: true },
};

/** The longest time that a form takes, seconds: 30 days. */
export const MOST_SECONDS = 2_592_000;

/** Most values in a row for a confirmation. */
export const MOST_UPDATES = 1_000_000;

export function isConditionKind(value: unknown): value is ConditionKind {
  return typeof value === 'string' && Object.keys(conditionFields).includes(value);
}
