import { createHash, randomUUID } from 'node:crypto';
import type { Connection } from '../lib/api';
import { openDesk, type Desk } from '../lib/placement/desk';
import type { Journal } from '../lib/placement/journal/journal';
import { isTradingState, type TradingState } from '../lib/rules/trading-state';
import { keyFingerprint } from '../lib/runtime';
import type { AccountConfig } from './config';

/** Whose orders a desk keeps: one for each (origin, key), whatever node ids there are. */
export interface DeskOwner {
  readonly environment: string;
  readonly config: Partial<AccountConfig>;
  /** Undefined for the embedded sandbox, whose port and key change from start to start. */
  readonly origin: string | undefined;
  readonly key: string;
  readonly userDir: string | undefined;
  readonly connect: () => Promise<Connection>;
}

/** `exchange-` and 16 hex digits, or `local-sandbox-` and the sandbox: a folder's name, and no secret. */
export function deskIdentity({ environment, origin, key, config }: DeskOwner): string {
  if (origin === undefined) return `${environment}-${encodeURIComponent(config.sandbox || 'shared')}`;
  const hash = createHash('sha256').update(`coinbase order desk\n${origin}\n${keyFingerprint(key)}`);
  return `${environment}-${hash.digest('hex').slice(0, 16)}`;
}

/** Until orders are kept in a file. */
const forgetful: Journal = {
  read: () => Promise.resolve([]),
  write: () => Promise.resolve(),
  replace: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/** A share in the desk of this owner. */
export function openOrderDesk(owner: DeskOwner): Desk {
  const { config, connect } = owner;
  const identity = deskIdentity(owner);
  const loosest = loosestState(config.tradingState);
  return openDesk({
    identity,
    connect,
    newId: randomUUID,
    openJournal: () => Promise.resolve(forgetful),
    ...(loosest && { loosest }),
  });
}

/** A state that cannot be read stops everything: somebody meant to be careful. */
function loosestState(state: unknown): TradingState | undefined {
  if (state === undefined || state === '') return undefined;
  return isTradingState(state) ? state : 'halted';
}
