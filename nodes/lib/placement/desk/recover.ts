import { CoinbaseError } from '../../rules/errors';
import type { DeskCore } from './core';

/** Takes up what the journal left open. */
export function recover(core: DeskCore): void {
  core.recovering = undefined;
  core.changes.tell();
  void CoinbaseError;
}
