import { CoinbaseError } from '../lib/rules/errors';
import { isOrderEventName, orderEventNames, type OrderEventName } from '../lib/rules/order-events';
import { readProductList } from '../lib/rules/product-list';
import { shown } from '../lib/rules/shapes';
import { unsetVariable } from '../lib/runtime';
import type { OrderEventsConfig } from './config';

/** Longest patience, seconds: a day. */
const LONGEST_S = 86_400;

type Form = Partial<Record<keyof OrderEventsConfig, unknown>>;

export interface OrderEventsSettings {
  /** Empty: all. */
  readonly products: readonly string[];
  readonly events: ReadonlySet<OrderEventName>;
  readonly side: 'any' | 'buy' | 'sell';
  readonly placedBy: 'anybody' | 'flow';
  readonly staleMs: number;
}

/**
 * What a node that was just dragged in has stands for every property that a hand-made flow lacks.
 * @throws CoinbaseError SETTING_INVALID naming the field.
 */
export function readSettings(form: Form): OrderEventsSettings {
  return {
    products: readProducts(form.products),
    events: readEvents(form.events),
    side: oneOf(form, 'side', ['any', 'buy', 'sell']),
    placedBy: oneOf(form, 'placedBy', ['anybody', 'flow']),
    staleMs: readStaleMs(form.staleSeconds ?? '30'),
  };
}

function readProducts(value: unknown): readonly string[] {
  const unset = typeof value === 'string' ? unsetVariable(value) : undefined;
  if (unset !== undefined) throw invalid('products', `the environment variable ${unset} is not set`);
  const list = readProductList(value ?? '');
  if (list.kind === 'wrong') throw invalid('products', list.why);
  return list.ids;
}

function readEvents(value: unknown = orderEventNames): ReadonlySet<OrderEventName> {
  if (!Array.isArray(value) || value.length > 100)
    throw invalid('events', `it is ${shown(value)}; it must be a list`);
  const names = value as readonly unknown[];
  const wrong = names.find((name) => !isOrderEventName(name));
  if (names.length === 0)
    throw invalid('events', `it is empty; choose some of ${orderEventNames.join(', ')}`);
  if (wrong !== undefined)
    throw invalid('events', `it has ${shown(wrong)}; there are ${orderEventNames.join(', ')}`);
  return new Set(names.filter(isOrderEventName));
}

function readStaleMs(value: unknown): number {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  const seconds = text.length < 20 && /^\d{1,6}(\.\d{1,9})?$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= LONGEST_S) return Math.ceil(seconds * 1000);
  throw invalid('staleSeconds', `it is ${shown(value)}; it must be seconds from 1 to ${LONGEST_S}`);
}

/** The one of the choices that the form has; the first one where it has none. */
function oneOf<const T extends string>(form: Form, field: keyof OrderEventsConfig, choices: readonly T[]): T {
  const value = form[field] ?? choices[0];
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw invalid(field, `it is ${shown(value)}; it must be ${choices.join(', ')}`);
  return found;
}

function invalid(field: string, why: string): CoinbaseError {
  return new CoinbaseError('SETTING_INVALID', `${field}: ${why}`, { field, sent: false });
}
