/** Talking to Coinbase. Everything that the nodes and placement use of it. */
export * from './trading-api';
export type * from './feed';
export { openConnection, type ConnectionOptions } from './connection';
export {
  apiOf,
  checkOrigin,
  environments,
  hasOrders,
  isEmbedded,
  missingBase,
  type ApiName,
  type EnvironmentFacts,
  type EnvironmentName,
} from './environments';
export { styleOf, type ApiStyle } from './styles';
export { readPages, type ListPage, type PageOptions } from './pages';
export { answerTo, type Answered } from './answer-to';
export { clockDifference, type ClockDifference } from './clock-difference';
export { refusal } from './refusal';
export { UnreadableAnswer } from './answer';
export {
  checkPath,
  checkLive,
  heedsSwitch,
  type CheckedPath,
  type GateQuestion,
} from '../rules/request-gate';
export { buildTarget } from '../rules/target';
export { checkCallerHeaders } from '../rules/caller-headers';
export { checkKey, line, type CheckLine, type CheckName, type KeyCheck, type OtherPlace } from './key-check';
