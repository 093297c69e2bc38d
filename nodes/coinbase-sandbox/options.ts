import path from 'node:path';
import { CoinbaseError } from '../lib/rules/errors';
import { unsetVariable } from '../lib/runtime';
import { parseBalances, type SandboxOptions } from '../lib/sandbox';
import { say, type Sentence } from '../lib/sentences';
import { isPricesKind, type PricesKind, type SandboxConfig } from './config';

/** What a sandbox is to start with, as plain data: the same text, the same sandbox. */
export interface SandboxPlan extends Omit<SandboxOptions, 'market'> {
  /** Candles to replay. */
  readonly market?: string;
  /** Its prices are those of the public feed. */
  readonly livePrices?: true;
}

/**
 * What the shared default sandbox starts with: candles to replay where the environment names some.
 * @throws CoinbaseError ACCOUNT_MISSING
 */
export function sharedOptions(environment: NodeJS.ProcessEnv): SandboxPlan {
  const { COINBASE_SANDBOX_MARKET: market, COINBASE_SANDBOX_SPEED: speed } = environment;
  return readOptions({ market, speed });
}

/** The file that keeps the state of the sandbox with this id. */
export function stateFileOf(id: string, userDir = '.'): string {
  return path.resolve(userDir, `coinbase-sandbox-${encodeURIComponent(id)}.state`);
}

/**
 * Reads the sandbox's form.
 * @param stateFile where the state goes when the form says to keep it
 * @throws CoinbaseError ACCOUNT_MISSING naming the field.
 */
export function readOptions(
  config: Partial<Record<keyof SandboxConfig, unknown>>,
  stateFile?: string,
): SandboxPlan {
  const port = whole('port', config.port, 65_535);
  const seed = whole('seed', config.seed, Number.MAX_SAFE_INTEGER);
  const balance = readBalance(config.balance);
  const prices = readPrices(config.prices);
  const market = fieldText('market', config.market);
  if (market.length > 1000) throw unusable('market', say('sandbox.long', { field: 'market' }));
  const speed = readSpeed(config.speed);
  const rateLimits = flag('rateLimits', config.rateLimits, true);
  const keepState = flag('keepState', config.keepState, false);
  return {
    ...(port !== undefined && { port }),
    ...(seed !== undefined && { seed }),
    ...(balance && { balance }),
    ...(prices === 'candles' && market !== '' && { market, speed }),
    ...(prices === 'live' && { livePrices: true as const }),
    ...(keepState && stateFile !== undefined && { state: stateFile }),
    rateLimits,
  };
}

function readPrices(value: unknown): PricesKind {
  const text = fieldText('prices', value) || 'candles';
  if (!isPricesKind(text)) throw unusable('prices', say('sandbox.prices', { field: 'prices' }));
  return text;
}

function flag(name: string, value: unknown, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (typeof value !== 'boolean') throw unusable(name, say('sandbox.flag', { field: name }));
  return value;
}

function fieldText(name: string, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string' && typeof value !== 'number')
    throw unusable(name, say('sandbox.text', { field: name }));
  const text = String(value).trim();
  const unset = unsetVariable(text);
  if (unset !== undefined) throw unusable(name, say('sandbox.unset', { field: name, name: unset }));
  return text;
}

function whole(name: string, value: unknown, most: number): number | undefined {
  const text = fieldText(name, value);
  if (text === '') return undefined;
  if (!/^\d{1,16}$/.test(text) || Number(text) > most)
    throw unusable(name, say('sandbox.whole', { field: name, most: String(most) }));
  return Number(text);
}

function readSpeed(value: unknown): number {
  const text = fieldText('speed', value) || '1';
  if (!/^\d{1,4}(\.\d{1,9})?$/.test(text)) throw unusable('speed', say('sandbox.speed', { field: 'speed' }));
  return Number(text);
}

function readBalance(value: unknown): Record<string, string> | undefined {
  const text = fieldText('balance', value);
  if (text.length > 2000) throw unusable('balance', say('sandbox.long', { field: 'balance' }));
  try {
    return parseBalances(text);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : '';
    throw unusable('balance', say('sandbox.balance', { field: 'balance', why }));
  }
}

function unusable(field: string, why: Sentence): CoinbaseError {
  return new CoinbaseError('ACCOUNT_MISSING', why, { field });
}
