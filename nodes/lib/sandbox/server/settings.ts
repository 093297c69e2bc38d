import { isUnitsText, ONE, parseUnits, type Units } from '../engine';
import type { ChooseFault } from '../faults';
import type { ChooseFeedFault } from '../feed-faults';
import { type MarketFile, parseMarketFiles } from '../market-files';
import type {
  MirrorNews,
  SandboxClock,
  SandboxKeyWish,
  SandboxOptions,
  SandboxSnapshot,
  SandboxTls,
} from '../types';
import { realClock } from './clock';
import { keysFrom } from './key-wishes';

/** {@link SandboxOptions} with every gap filled and every value checked. */
export interface Settings {
  readonly port: number;
  readonly seed: number;
  readonly balance: ReadonlyMap<string, Units>;
  readonly rateLimits: boolean;
  readonly makerFee: Units;
  readonly takerFee: Units;
  readonly clock: SandboxClock;
  readonly marketEveryMs: number;
  /** Candles to replay. */
  readonly market: readonly MarketFile[];
  /** News of a market to mirror. */
  readonly mirror: AsyncIterable<MirrorNews> | undefined;
  /** Candles a second. */
  readonly speed: number;
  /** Path of the file that keeps the state. */
  readonly stateFile: string | undefined;
  /** What the sandbox held whose place this one takes. */
  readonly from: SandboxSnapshot | undefined;
  readonly late404Ms: number;
  readonly settleDelayMs: number;
  readonly queuedCancelMs: number;
  readonly usdcAsUsd: boolean;
  readonly faults: ChooseFault | undefined;
  readonly feedFaults: ChooseFeedFault | undefined;
  readonly onAccepted: SandboxOptions['onAccepted'] | undefined;
  /** Undefined for plain http. */
  readonly tls: SandboxTls | undefined;
  /** The default key first. */
  readonly keys: readonly SandboxKeyWish[];
}

const DEFAULT_BALANCE = { USD: '10000', EUR: '10000', BTC: '1', ETH: '10' };

/** @throws RangeError that names the option and says what it takes. */
export function settingsFrom(options: SandboxOptions): Settings {
  const { port = 0, seed = 1 } = options;
  const mirror = isNews(options.market) ? options.market : undefined;
  const market = parseMarketFiles(isNews(options.market) ? [] : (options.market ?? []));
  const speed = speedFrom(options.speed, market);
  const marketEveryMs = options.marketEveryMs ?? (market.length > 0 ? replayEveryMs(speed) : 250);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new RangeError(`port must be a whole number from 0 (any free port) to 65535, not ${String(port)}`);
  }
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a whole number, not ${String(seed)}`);
  if (!(Number.isFinite(marketEveryMs) && marketEveryMs >= 0)) {
    throw new RangeError(
      `marketEveryMs must be a number of milliseconds, or 0, not ${String(marketEveryMs)}`,
    );
  }
  return {
    port,
    seed,
    marketEveryMs,
    market,
    mirror,
    speed,
    balance: balanceFrom(options.balance ?? DEFAULT_BALANCE),
    rateLimits: options.rateLimits ?? true,
    makerFee: feeFrom('makerFee', options.makerFee ?? '0.004'),
    takerFee: feeFrom('takerFee', options.takerFee ?? '0.006'),
    clock: options.clock ?? realClock,
    stateFile: options.state,
    from: options.from,
    late404Ms: waitFrom('late404Ms', options.late404Ms),
    settleDelayMs: waitFrom('settleDelayMs', options.settleDelayMs),
    queuedCancelMs: waitFrom('queuedCancelMs', options.queuedCancelMs),
    usdcAsUsd: options.usdcAsUsd ?? false,
    faults: options.faults,
    feedFaults: options.feedFaults,
    onAccepted: options.onAccepted,
    tls: options.tls,
    keys: keysFrom(options),
  };
}

function isNews(market: SandboxOptions['market']): market is AsyncIterable<MirrorNews> {
  return typeof market === 'object' && Symbol.asyncIterator in market;
}

function speedFrom(speed: number | undefined, market: readonly MarketFile[]): number {
  if (speed === undefined) return 1;
  if (!(speed >= 0.001 && speed <= 1000))
    throw new RangeError(
      `speed must be a number of candles a second from 0.001 to 1000, not ${String(speed)}`,
    );
  if (market.length === 0) throw new RangeError('speed is for a replayed market: give market as well');
  return speed;
}

/** Often enough for what rests in the book to be filled soon after the price has passed it. Milliseconds. */
function replayEveryMs(speed: number): number {
  return Math.min(250, Math.max(10, 250 / speed));
}

/**
 * Reads balances as a person types them: `USD=10000,BTC=1`; empty text gives undefined, for the default.
 * @throws RangeError that quotes the part that cannot be read.
 */
export function parseBalances(text: string): Record<string, string> | undefined {
  if (text.trim() === '') return undefined;
  const balances = new Map<string, string>();
  for (const part of text.split(',')) {
    const [currency = '', amount = '', ...more] = part.split('=').map((piece) => piece.trim());
    if (more.length > 0 || currency === '' || amount === '') {
      throw new RangeError(`balance must look like USD=10000,BTC=1, not ${quoted(part)}`);
    }
    if (balances.has(currency)) throw new RangeError(`balance names ${quoted(currency)} twice`);
    balances.set(currency, amount);
  }
  const result = Object.fromEntries(balances);
  balanceFrom(result);
  return result;
}

function balanceFrom(given: Readonly<Record<string, string>>): ReadonlyMap<string, Units> {
  const balances = new Map<string, Units>();
  for (const [currency, amount] of Object.entries(given)) {
    if (!/^[A-Z0-9]{2,12}$/.test(currency)) {
      throw new RangeError(`balance: ${quoted(currency)} is not a currency such as USD or BTC`);
    }
    if (!isUnitsText(amount) || amount.startsWith('-')) {
      throw new RangeError(
        `balance: ${currency} must be a plain decimal such as 10000, not ${quoted(amount)}`,
      );
    }
    balances.set(currency, parseUnits(amount));
  }
  return balances;
}

function waitFrom(name: string, ms = 0): number {
  if (Number.isFinite(ms) && ms >= 0) return ms;
  throw new RangeError(`${name} must be a number of milliseconds, not ${String(ms)}`);
}

function feeFrom(name: string, text: string): Units {
  const rate = isUnitsText(text) ? parseUnits(text) : -1n;
  if (rate < 0n || rate >= ONE) {
    throw new RangeError(`${name} must be a fraction such as 0.006, not ${quoted(text)}`);
  }
  return rate;
}

function quoted(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 40));
}
