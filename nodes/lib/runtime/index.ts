/** The Node-RED seam: everything that a palette folder needs of it. */
export { linkAccount, offerAccount, type Account, type AccountLink, type Mode } from './account';
export { answerAdmin } from './answer-admin';
export { attachNode, type NodeBehaviour } from './attach-node';
export { isPermitted, keyFingerprint, livePermit } from './live-permit';
export type { ErrorFacts, MessageFacts } from './message-facts';
export { MOST_IN_FLIGHT, type Job } from './message-input';
export type { Outlet } from './outlet';
export type * from './red';
export {
  provideSandbox,
  runningSandbox,
  useSandbox,
  type SandboxAccess,
  type SandboxProvider,
} from './sandbox-seam';
export { registerNode, type NodeKind } from './register-node';
export { readKeyFile, secretText } from './secrets';
export { statusOf, type NodeState, type StatusKind } from './status-line';
export { propertyReader, unsetVariable, type PropertyReader } from './typed-property';
