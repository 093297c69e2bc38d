import { isDecimalText } from './decimal';
import { invalid } from './field-checks';
import type { OrderConfiguration } from './orders';
import { isPlainObject, shown } from './shapes';

/** What a field of an order configuration holds. */
type FieldKind = 'amount' | 'time' | 'flag' | 'count' | 'word' | 'seconds';

/** The fields of one kind of order: those that it must have, and those that it may have. */
interface ConfigurationShape {
  readonly must: readonly string[];
  readonly may: readonly string[];
}

const KIND_OF: Readonly<Record<string, FieldKind>> = {
  base_size: 'amount',
  quote_size: 'amount',
  limit_price: 'amount',
  stop_price: 'amount',
  stop_trigger_price: 'amount',
  min_price: 'amount',
  max_price: 'amount',
  bucket_size: 'amount',
  size_diff: 'amount',
  size_ratio: 'amount',
  start_time: 'time',
  end_time: 'time',
  post_only: 'flag',
  rfq_disabled: 'flag',
  num_orders: 'count',
  number_buckets: 'count',
  bucket_duration: 'seconds',
  stop_direction: 'word',
  price_distribution: 'word',
  size_distribution: 'word',
};

const LIMIT = ['base_size', 'limit_price'];
const STOP = [...LIMIT, 'stop_price', 'stop_direction'];
const BRACKET = [...LIMIT, 'stop_trigger_price'];
/** One of the two is there. */
const SIZES = ['base_size', 'quote_size'];

/**
 * Every kind of order that Advanced Trade knows. `quote_size` of a limit order is left out: how much it buys at most is
 * not said anywhere, and limits have to know. Source: create-order reference.
 */
export const configurationShapes = {
  market_market_ioc: { must: [], may: [...SIZES, 'rfq_disabled'] },
  market_market_fok: { must: [], may: [...SIZES, 'rfq_disabled'] },
  sor_limit_ioc: { must: LIMIT, may: ['rfq_disabled'] },
  limit_limit_gtc: { must: LIMIT, may: ['post_only', 'rfq_disabled'] },
  limit_limit_gtd: { must: [...LIMIT, 'end_time'], may: ['post_only', 'rfq_disabled'] },
  limit_limit_fok: { must: LIMIT, may: ['rfq_disabled'] },
  twap_limit_gtd: {
    must: [...LIMIT, 'start_time', 'end_time'],
    may: ['number_buckets', 'bucket_size', 'bucket_duration'],
  },
  stop_limit_stop_limit_gtc: { must: STOP, may: [] },
  stop_limit_stop_limit_gtd: { must: [...STOP, 'end_time'], may: [] },
  trigger_bracket_gtc: { must: BRACKET, may: [] },
  trigger_bracket_gtd: { must: [...BRACKET, 'end_time'], may: [] },
  scaled_limit_gtc: {
    must: ['base_size', 'min_price', 'max_price', 'num_orders'],
    may: ['price_distribution', 'size_distribution', 'size_diff', 'size_ratio'],
  },
} as const satisfies Record<string, ConfigurationShape>;

export type ConfigurationKind = keyof typeof configurationShapes;

/** One order configuration, taken apart; every amount is decimal text above 0. */
export interface ReadConfiguration {
  readonly kind: ConfigurationKind;
  readonly fields: Readonly<Record<string, unknown>>;
  /** The fields that are text. */
  readonly texts: Readonly<Record<string, string>>;
  readonly whole: OrderConfiguration;
}

/**
 * Reads an order configuration as a message gives it: one member that is known, with all of its fields and no others.
 * @throws CoinbaseError ORDER_INVALID naming the field.
 */
export function readConfiguration(value: unknown): ReadConfiguration {
  if (!isPlainObject(value)) throw wrong('', `it is ${shown(value)}; it must be an object`);
  const kinds = Object.keys(configurationShapes);
  const [kind, ...more] = Reflect.ownKeys(value);
  if (kind === undefined || more.length > 0)
    throw wrong('', `it has ${more.length + (kind === undefined ? 0 : 1)} members; it must have exactly one`);
  if (typeof kind !== 'string' || !isKind(kind))
    throw wrong('', `${shown(String(kind))} is none of ${kinds.join(', ')}`);
  const fields = value[kind];
  if (!isPlainObject(fields)) throw wrong(kind, `it is ${shown(fields)}; it must be an object`);
  checkFields(kind, fields);
  // What a flow does to its message later changes no order; the fields hold no objects.
  const own = Object.freeze({ ...fields });
  const texts = Object.entries(own).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return { kind, fields: own, texts: Object.fromEntries(texts), whole: { [kind]: own } };
}

function isKind(kind: string): kind is ConfigurationKind {
  return Object.hasOwn(configurationShapes, kind);
}

function checkFields(kind: ConfigurationKind, fields: Readonly<Record<string, unknown>>): void {
  const { must, may }: ConfigurationShape = configurationShapes[kind];
  const known = [...must, ...may];
  for (const name of Reflect.ownKeys(fields)) {
    if (typeof name === 'string' && known.includes(name)) continue;
    const hint = name === 'quote_size' ? '; give base_size, so that limits know how much it can come to' : '';
    throw wrong(kind, `the field ${shown(String(name))} is unknown${hint}; it has ${known.join(', ')}`);
  }
  const absent = must.find((name) => fields[name] === undefined);
  if (absent !== undefined) throw wrong(`${kind}.${absent}`, 'it is missing');
  if (kind.startsWith('market_') && SIZES.filter((name) => fields[name] !== undefined).length !== 1)
    throw wrong(kind, 'it must have one of base_size and quote_size');
  for (const [name, value] of Object.entries(fields)) checkField(kind, name, value);
}

const CHECKS: Readonly<Record<FieldKind, readonly [fits: (value: unknown) => boolean, must: string]>> = {
  amount: [
    (value) => isDecimalText(value) && !value.startsWith('-') && !/^[0.]+$/.test(value),
    'it must be plain decimal text above 0 such as "0.01"',
  ],
  time: [
    (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value),
    'it must be a time such as "2026-01-02T03:04:05Z"',
  ],
  flag: [(value) => typeof value === 'boolean', 'it must be true or false'],
  count: [(value) => /^[1-9]\d{0,5}$/.test(countText(value)), 'it must be a whole number above 0'],
  word: [
    (value) => typeof value === 'string' && /^[A-Z_]{1,64}$/.test(value),
    'it must be one of the names of the API',
  ],
  seconds: [
    (value) => typeof value === 'string' && /^[1-9]\d{0,7}s$/.test(value),
    'it must be text such as "300s"',
  ],
};

function countText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function checkField(kind: ConfigurationKind, name: string, value: unknown): void {
  const [fits, must] = CHECKS[KIND_OF[name] ?? 'word'];
  if (!fits(value)) throw wrong(`${kind}.${name}`, `it is ${shown(value)}; ${must}`);
  if (KIND_OF[name] === 'time' && Number.isNaN(Date.parse(String(value))))
    throw wrong(`${kind}.${name}`, `there is no such time as ${shown(value)}`);
  if (name === 'stop_direction' && !/^STOP_DIRECTION_STOP_(?:UP|DOWN)$/.test(String(value)))
    throw wrong(
      `${kind}.${name}`,
      `it is ${shown(value)}; it must be STOP_DIRECTION_STOP_UP or STOP_DIRECTION_STOP_DOWN`,
    );
}

function wrong(where: string, why: string): Error {
  return invalid(where === '' ? 'order_configuration' : `order_configuration.${where}`, why);
}
