import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import { environments, hasOrders, type Connection } from '../lib/api';
import { openDesk, viewSwitch, type Desk, type DeskOptions, type SwitchView } from '../lib/placement/desk';
import { openFileJournal, readFileJournal, type Journal, type JournalRecord } from '../lib/placement/journal';
import { asCoinbaseError, CoinbaseError } from '../lib/rules/errors';
import { isCancelAfter } from '../lib/rules/lapse';
import { parseLimits } from '../lib/rules/limits';
import { isPlainObject } from '../lib/rules/shapes';
import { isTradingState, stricter, type TradingState } from '../lib/rules/trading-state';
import { keyFingerprint, type Mode } from '../lib/runtime';
import { say } from '../lib/sentences';
import type { AccountConfig } from './config';

/** The exchange is asked every second at most. */
const SHORTEST_DEAD_MAN_S = 3;

/** Whose orders a desk keeps: one for each (origin, key), whatever node ids there are. */
export interface DeskOwner {
  readonly environment: string;
  readonly mode: Mode;
  /** What the account is called, and whether it may order with real money; asked each time. */
  readonly name: string;
  readonly liveOrdersAllowed: () => boolean;
  readonly config: Partial<AccountConfig>;
  /** Undefined for the embedded sandbox, whose port and key change from start to start. */
  readonly origin: string | undefined;
  readonly key: string;
  readonly userDir: string | undefined;
  readonly connect: () => Promise<Connection>;
}

/** `exchange-` and 16 hex digits, or `local-sandbox-` (`local-sandbox-advanced-trade-`) and the sandbox: a folder's name, and no secret. */
export function deskIdentity({
  environment,
  origin,
  key,
  config,
}: Pick<DeskOwner, 'environment' | 'origin' | 'key' | 'config'>): string {
  if (origin === undefined) return `${environment}-${encodeURIComponent(config.sandbox || 'shared')}`;
  const hash = createHash('sha256').update(`coinbase order desk\n${origin}\n${keyFingerprint(key)}`);
  return `${environment}-${hash.digest('hex').slice(0, 16)}`;
}

/** A share in the desk of this owner. */
export function openOrderDesk(owner: DeskOwner): Desk {
  const { config, userDir, connect } = owner;
  const identity = deskIdentity(owner);
  const loosest = loosestState(config.tradingState);
  return openDesk({
    identity,
    connect,
    newId: randomUUID,
    openJournal: () => openJournal(userDir, identity),
    ...(loosest && { loosest }),
    ...readLimits(owner, () => liveOrdersOff(owner)),
    ...readDeadMan(config.deadManSeconds),
    ...readLapse(config.lapse),
  });
}

/** Where everything about the orders of one (origin, key) is kept. */
export function ordersFolder(userDir: string, identity: string): string {
  return path.join(userDir, 'coinbase', 'orders', identity);
}

/**
 * The switch that an account without order nodes keeps to: its key may be that of an account with them at the same
 * address, as on api.coinbase.com, and what is halted there is halted for the key.
 * @throws CoinbaseError JOURNAL_UNAVAILABLE.
 */
export async function sharedSwitch(
  owner: Pick<DeskOwner, 'config' | 'origin' | 'key' | 'userDir'>,
): Promise<SwitchView> {
  const own = loosestState(owner.config.tradingState) ?? 'active';
  const views = await Promise.all(
    Object.keys(environments)
      .filter(hasOrders)
      .map((environment) => {
        const identity = deskIdentity({ ...owner, environment });
        return viewSwitch(identity, () => readJournal(owner.userDir, identity));
      }),
  );
  return {
    get state() {
      return views.reduce<TradingState>((strictest, { state }) => stricter(strictest, state), own);
    },
  };
}

async function openJournal(userDir: string | undefined, identity: string): Promise<Journal> {
  if (userDir !== undefined) return openFileJournal(ordersFolder(userDir, identity));
  throw new CoinbaseError('JOURNAL_UNAVAILABLE', say('form.noUserDir'), { sent: false });
}

/** Where there is no user directory, nobody ever had a journal. */
async function readJournal(userDir: string | undefined, identity: string): Promise<readonly JournalRecord[]> {
  return userDir === undefined ? [] : readFileJournal(ordersFolder(userDir, identity));
}

/** Limits that cannot be read let no order pass; cancels do. */
function readLimits(
  { config, mode }: DeskOwner,
  refusal: () => CoinbaseError | undefined,
): Pick<DeskOptions, 'limits' | 'refusal'> {
  try {
    return { limits: parseLimits(isPlainObject(config.limits) ? config.limits : {}, mode), refusal };
  } catch (thrown) {
    const unreadable = asCoinbaseError(thrown, 'LIMIT_EXCEEDED');
    return { refusal: () => refusal() ?? unreadable };
  }
}

function liveOrdersOff({ mode, liveOrdersAllowed, name }: DeskOwner): CoinbaseError | undefined {
  if (mode !== 'live' || liveOrdersAllowed()) return undefined;
  const why = `the account ${name} may not place orders with real money`;
  return new CoinbaseError('LIVE_ORDERS_OFF', why, { sent: false });
}

/** A time that cannot be read is the shortest: somebody meant to be careful. */
function readDeadMan(seconds: unknown): Pick<DeskOptions, 'deadManMs'> {
  if (seconds === undefined || seconds === '') return {};
  const given = typeof seconds === 'string' && /^\d{1,5}$/.test(seconds.trim()) ? Number(seconds) : 0;
  return { deadManMs: Math.max(given, SHORTEST_DEAD_MAN_S) * 1000 };
}

/** A lifetime that cannot be read is the shortest: somebody meant to be careful. */
function readLapse(lapse: unknown): Pick<DeskOptions, 'lapse'> {
  if (lapse === undefined || lapse === '') return {};
  return { lapse: isCancelAfter(lapse) ? lapse : 'min' };
}

/** A state that cannot be read stops everything: somebody meant to be careful. */
function loosestState(state: unknown): TradingState | undefined {
  if (state === undefined || state === '') return undefined;
  return isTradingState(state) ? state : 'halted';
}
