/**
 * The local sandbox: an exchange on 127.0.0.1 with paper money, which verifies every signature and says what is
 * wrong with one. {@link startSandbox} starts one inside this process; the command coinbase-sandbox starts one of
 * its own.
 */
export { startSandbox } from './start';
export { removeWhole as removeState } from '../storage/atomic-file';
export { parseBalances } from './server/settings';
export { openFramePlayer, type FramePlayer, type FramePlayerOptions } from './feed/recorded/frame-player';
export { renumbered } from './feed/recorded/renumber';
export type { RecordedFrame } from './feed/recorded/frames';
export type * from './faults';
export type * from './feed-faults';
export type * from './types';
