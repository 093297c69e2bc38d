/** Alerts on any stream of numbers: pure rules, no account, no I/O. */
export type { AlertEvent } from './alert-event';
export type { AlertState } from './alert-state';
export type { Command } from './alert';
export { AlertBook, MOST_TOPICS, type BookState, type Change, type TopicEvent, type Watch } from './book';
export { repeats, type Condition, type ConditionKind, type Moment, type Policy } from './condition';
export { conditionFields, isConditionKind, MOST_SECONDS, MOST_UPDATES, type LevelName } from './fields';
export type { Observation } from './judge';
export { phases, type Phase } from './phases';
export { invalid, measured, readSpread, readValue } from './read-value';
export { levelsOf, readCondition, readRule, type AlertRule, type Levels } from './rule';
export { leftOn, restoredBook, savedBook } from './saved';
