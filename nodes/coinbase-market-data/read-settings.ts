import { CoinbaseError } from '../lib/rules/errors';
import { candleSizes, type CandleSize } from '../lib/rules/market-data';
import { readProductList } from '../lib/rules/product-list';
import { shown } from '../lib/rules/shapes';
import { unsetVariable } from '../lib/runtime';
import { channels, type Pace, type StreamSettings } from '../lib/streams';
import type { MarketDataConfig } from './config';

/** Longest interval and longest patience, seconds: a day. */
const LONGEST_S = 86_400;
/** Prices of a side of the book that can be asked for; all of them are another choice. */
const DEEPEST = 5000;

type Form = Partial<Record<keyof MarketDataConfig, unknown>>;

export interface MarketDataSettings {
  readonly products: readonly string[];
  readonly streams: StreamSettings;
}

/**
 * What a node that was just dragged in has stands for every property that an older or hand-made flow lacks.
 * @throws CoinbaseError SETTING_INVALID naming the field.
 */
export function readSettings(form: Form): MarketDataSettings {
  const channel = oneOf(form, 'channel', channels);
  const depth = readDepth(form.depth);
  return {
    products: readProducts(form.products),
    streams: {
      channel,
      pace: channel === 'candles' && isFinalOnly(form) ? { kind: 'final' } : readPace(form),
      candleSize: readCandleSize(form.candleSize),
      emptyCandles: oneOf(form, 'emptyCandles', ['skip', 'repeat']),
      ...(depth !== undefined && { depth }),
      bookAs: oneOf(form, 'bookAs', ['snapshot', 'changes']),
      tellStale: form.tellStale !== false,
      staleMs: readMs('staleSeconds', form.staleSeconds ?? '30', 1),
    },
  };
}

function isFinalOnly(form: Form): boolean {
  return oneOf(form, 'candleUpdates', ['final', 'forming']) === 'final';
}

function readPace(form: Form): Pace {
  const kind = oneOf(form, 'pace', ['interval', 'every', 'change']);
  if (kind !== 'interval') return { kind };
  return { kind, everyMs: readMs('seconds', form.seconds ?? '1', 0) };
}

function readProducts(value: unknown): readonly string[] {
  const unset = typeof value === 'string' ? unsetVariable(value) : undefined;
  if (unset !== undefined) throw invalid('products', `the environment variable ${unset} is not set`);
  const list = readProductList(value ?? '');
  if (list.kind === 'wrong') throw invalid('products', list.why);
  return list.ids;
}

function readCandleSize(value: unknown): CandleSize {
  const seconds = value === undefined ? candleSizes[0] : numberOf(value, /^\d{1,6}$/);
  const found = candleSizes.find((size) => size === seconds);
  if (found === undefined)
    throw invalid('candleSize', `it is ${shown(value)}; it must be ${candleSizes.join(', ')}`);
  return found;
}

function readDepth(value: unknown): number | undefined {
  if (value === undefined) return 10;
  if (value === '') return undefined;
  const depth = numberOf(value, /^\d{1,6}$/);
  if (depth >= 1 && depth <= DEEPEST) return depth;
  throw invalid('depth', `it is ${shown(value)}; it must be a whole number from 1 to ${DEEPEST}, or empty`);
}

/** Seconds of the form, in milliseconds. */
function readMs(field: keyof MarketDataConfig, value: unknown, least: number): number {
  const seconds = numberOf(value, /^\d{1,6}(\.\d{1,9})?$/);
  if (seconds > 0 && seconds >= least && seconds <= LONGEST_S) return Math.ceil(seconds * 1000);
  const range = least > 0 ? `from ${least}` : 'above 0, and';
  throw invalid(field, `it is ${shown(value)}; it must be seconds ${range} to ${LONGEST_S}`);
}

/** NaN for what is not written like that. */
function numberOf(value: unknown, pattern: RegExp): number {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return text.length < 20 && pattern.test(text) ? Number(text) : NaN;
}

/** The one of the choices that the form has; the first one where it has none. */
function oneOf<const T extends string>(form: Form, field: keyof MarketDataConfig, choices: readonly T[]): T {
  const value = form[field] ?? choices[0];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw invalid(field, `it is ${shown(value)}; it must be ${choices.join(', ')}`);
  return found;
}

function invalid(field: string, why: string): CoinbaseError {
  return new CoinbaseError('SETTING_INVALID', `${field}: ${why}`, { field, sent: false });
}
