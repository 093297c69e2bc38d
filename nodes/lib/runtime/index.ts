/** The Node-RED seam: everything that a palette folder needs of it. */
export {
  deployedAccounts,
  linkAccount,
  offerAccount,
  type Account,
  type AccountLink,
  type DeployedAs,
  type Mode,
} from './account';
export { onFlowsStarted } from './flows-started';
export { followConnection, type ConnectionFollower } from './follow-connection';
export { answerAdmin } from './answer-admin';
export { attachNode, type NodeBehaviour } from './attach-node';
export { attachPlainNode, type PlainBehaviour, type PlainJob } from './attach-plain-node';
export { keepState, type KeptState } from './kept-state';
export { isPermitted, keyFingerprint, livePermit } from './live-permit';
export { createErrorTally, errorTally, type ErrorCount, type ErrorTally } from './error-tally';
export type { ErrorFacts, MessageFacts } from './message-facts';
export { callSafely, failure, MOST_IN_FLIGHT, type Job } from './message-input';
export type { Outlet } from './outlet';
export type * from './red';
export {
  provideSandbox,
  runningSandbox,
  useSandbox,
  type RunningSandbox,
  type SandboxAccess,
  type SandboxProvider,
} from './sandbox-seam';
export { registerNode, type NodeKind } from './register-node';
export { readKeyFile, secretText } from './secrets';
export { StatusLine, statusOf, type NodeState, type StatusKind } from './status-line';
export { propertyReader, unsetVariable, type PropertyReader } from './typed-property';
