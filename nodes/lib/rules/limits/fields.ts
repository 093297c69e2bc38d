import { decimal, decimalText, isDecimalText } from '../decimal';
import { inEnglish, say, type Sentence } from '../../sentences';
import { CoinbaseError } from '../errors';
import { isProductId, shown } from '../shapes';
import { liveDefaults } from './defaults';
import { limitNames, type LimitFields, type LimitName, type LimitSettings, type QuoteLimit } from './types';

export type LimitFieldName = LimitName | 'timeZone';

/** What a field's text must be; the reason why another text is refused. */
class Unreadable extends Error {
  constructor(readonly reason: Sentence) {
    super(inEnglish(reason));
  }
}

const LONGEST_LIST = 100;
const MOST_ORDERS = 100_000;
const DAY_SECONDS = '86400';
const PERCENT = '100';

/** Each field's text as the settings that it stands for. @throws Unreadable. */
const READ: Readonly<Record<LimitFieldName, (text: string) => Partial<LimitSettings>>> = {
  allowedProducts: (text) => ({ allowedProducts: productList(text) }),
  allowedSides: (text) => ({ allowedSides: sideList(text) }),
  maxOrderValue: (text) => ({ maxOrderValue: quoteAmounts(text) }),
  maxOrderSize: (text) => ({ maxOrderSize: amounts(text) }),
  maxDailyValue: (text) => ({ maxDailyValue: quoteAmounts(text) }),
  maxDailyLoss: (text) => ({ maxDailyLoss: quoteAmounts(text) }),
  maxPosition: (text) => ({ maxPosition: amounts(text) }),
  maxOpenOrders: (text) => ({ maxOpenOrders: count(text) }),
  maxOrdersPerMinute: (text) => ({ maxOrdersPerMinute: count(text) }),
  maxOrdersPerDay: (text) => ({ maxOrdersPerDay: count(text) }),
  cooldown: (text) => ({ cooldownMs: milliseconds(text) }),
  duplicateWindow: (text) => ({ duplicateWindowMs: milliseconds(text) }),
  priceCollar: (text) => ({ priceCollar: upTo(PERCENT, 'limit.percent', text) }),
  staleMarketData: (text) => ({ staleMarketDataMs: milliseconds(text) }),
  timeZone: (text) => ({ timeZone: zone(text) }),
};

const FIELD_NAMES: readonly LimitFieldName[] = [...limitNames, 'timeZone'];

/**
 * The limits that the fields stand for; see {@link LimitFields} for absent and empty ones.
 * @throws CoinbaseError LIMIT_EXCEEDED for a text that cannot be read, so that no order passes meanwhile: `details.field`
 * and `rule` name it.
 */
export function parseLimits(fields: LimitFields, mode: 'live' | 'paper'): LimitSettings {
  const settings: { -readonly [name in keyof LimitSettings]: LimitSettings[name] } = { timeZone: 'UTC' };
  for (const name of FIELD_NAMES) {
    const text = textOf(fields[name]) ?? (mode === 'live' ? liveDefaults[name] : undefined) ?? '';
    const reason = checkLimitField(name, text);
    if (reason !== undefined) throw unusable(name, text, reason);
    if (text.trim() !== '') Object.assign(settings, READ[name](text.trim()));
  }
  return settings;
}

/** Why this text cannot be that field's, as a clause; undefined for a good one and for none. */
export function checkLimitField(name: LimitFieldName, text: string): Sentence | undefined {
  if (text.trim() === '') return undefined;
  try {
    READ[name](text.trim());
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Unreadable) return thrown.reason;
    throw thrown;
  }
}

/** An imported flow may hold anything; what is no text and no number is shown as it is and refused. */
function textOf(saved: unknown): string | undefined {
  if (saved === undefined || saved === null) return undefined;
  return typeof saved === 'string' || typeof saved === 'number' ? String(saved) : shown(saved);
}

function unusable(name: LimitFieldName, text: string, reason: Sentence): CoinbaseError {
  const limit = text.slice(0, 200);
  const why = say('limit.unusable', { field: name, text: shown(text), reason });
  return new CoinbaseError('LIMIT_EXCEEDED', why, {
    field: name,
    rule: name,
    limit,
    value: 'unknown',
    sent: false,
  });
}

function words(text: string): string[] {
  const found = text.split(/[\s,;]+/).filter((word) => word !== '');
  if (found.length > LONGEST_LIST) throw tooLong();
  return found;
}

function tooLong(): Unreadable {
  return new Unreadable(say('limit.entries', { most: String(LONGEST_LIST) }));
}

function productList(text: string): readonly string[] {
  const products = words(text);
  for (const id of products)
    if (!isProductId(id)) throw new Unreadable(say('limit.product', { text: shown(id) }));
  return products;
}

function sideList(text: string): LimitSettings['allowedSides'] & {} {
  return words(text).map((word) => {
    if (word === 'buy' || word === 'sell') return word;
    throw new Unreadable(say('limit.sides'));
  });
}

const CURRENCY = /^[A-Z0-9]{1,20}$/;

/** `BTC 0.01, ETH 0.5`, also with = or : between. */
function amounts(text: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const entry of text.split(/[,;]/)) {
    const [currency = '', value = '', more] = entry.trim().split(/\s*[\s=:]\s*/);
    if (more !== undefined || !CURRENCY.test(currency) || /^[\d.]+$/.test(currency))
      throw new Unreadable(say('limit.currencies'));
    if (found.has(currency)) throw new Unreadable(say('limit.twice', { currency }));
    found.set(currency, amount(value));
  }
  if (found.size > LONGEST_LIST) throw tooLong();
  return Object.fromEntries(found);
}

/** One amount for every quote currency, or a list of them. */
function quoteAmounts(text: string): QuoteLimit {
  return /^[^A-Z,;]*$/.test(text) ? amount(text) : amounts(text);
}

function amount(text: string): string {
  if (!isDecimalText(text) || decimal(text).lte('0')) throw new Unreadable(say('limit.amount'));
  return decimalText(decimal(text));
}

function upTo(most: string, reason: 'limit.percent' | 'limit.seconds', text: string): string {
  if (isDecimalText(text) && decimal(text).gt('0') && decimal(text).lte(most))
    return decimalText(decimal(text));
  throw new Unreadable(say(reason, { most }));
}

function milliseconds(text: string): number {
  const ms = Math.round(Number(upTo(DAY_SECONDS, 'limit.seconds', text)) * 1000);
  if (ms < 1) throw new Unreadable(say('limit.tooShort'));
  return ms;
}

function count(text: string): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= MOST_ORDERS) return value;
  throw new Unreadable(say('limit.whole', { most: String(MOST_ORDERS) }));
}

function zone(text: string): string {
  try {
    return new Intl.DateTimeFormat('en-CA', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new Unreadable(say('limit.zone'));
  }
}
