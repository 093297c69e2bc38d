import type { OrderFilter, OrderName } from '../lib/api';
import { CoinbaseError } from '../lib/rules/errors';
import { isProductId, shown, uuidText } from '../lib/rules/shapes';
import type { Message, PropertyReader } from '../lib/runtime';
import type { ListOrdersConfig } from './config';

/** What a message asks for: one order, or a list. */
export type Question =
  | { readonly kind: 'one'; readonly name: OrderName; readonly text: string }
  | { readonly kind: 'list'; readonly filter: OrderFilter; readonly most: number };

const DEFAULT_MOST = 1000;
/** More would be a download of the account's history through one message. */
const LARGEST_MOST = 100_000;

/** @throws CoinbaseError ORDER_INVALID naming the field; nothing was sent. */
export async function readQuestion(
  config: Partial<ListOrdersConfig>,
  properties: PropertyReader,
  msg: Message,
): Promise<Question> {
  const scope = config.scope ?? 'list';
  if (scope === 'list')
    return { kind: 'list', filter: await readFilter(config, properties, msg), most: readMost(config.most) };
  if (scope !== 'id' && scope !== 'clientOid') throw refused('scope', 'it must be list, id or clientOid');
  const value = await properties.read('order', msg);
  const uuid = uuidText(value);
  if (uuid === undefined) throw refused('order', `it is ${shown(value)}; it must be the UUID of an order`);
  return { kind: 'one', name: scope === 'id' ? { id: uuid } : { clientOid: uuid }, text: uuid };
}

async function readFilter(
  config: Partial<ListOrdersConfig>,
  properties: PropertyReader,
  msg: Message,
): Promise<OrderFilter> {
  const status = config.orderStatus ?? 'open';
  if (status !== 'open' && status !== 'active' && status !== 'done' && status !== 'all')
    throw refused('orderStatus', 'it must be open, active, done or all');
  const productId = await properties.read('product', msg);
  if (isGiven(productId) && !isProductId(productId))
    throw refused('product', `it is ${shown(productId)}; it looks like BTC-USD`);
  const startDate = readDate('startDate', await properties.read('startDate', msg));
  const endDate = readDate('endDate', await properties.read('endDate', msg));
  if (startDate !== undefined && endDate !== undefined && startDate > endDate)
    throw refused('endDate', 'it is before startDate');
  return {
    ...(status !== 'open' && { status: [status] }),
    ...(isProductId(productId) && { productId }),
    ...(startDate !== undefined && { startDate }),
    ...(endDate !== undefined && { endDate }),
  };
}

/** ISO 8601 text, Unix milliseconds, or a Date; as ISO 8601 in UTC. */
function readDate(field: string, value: unknown): string | undefined {
  if (!isGiven(value)) return undefined;
  const bad = (): CoinbaseError =>
    refused(
      field,
      `it is ${shown(value)}; it must be ISO 8601 text with its time zone, or Unix milliseconds`,
    );
  const time = timeOf(value);
  // From 2012, when Coinbase began, to the end of four-digit years: seconds in place of milliseconds fall outside.
  if (time === undefined || !(time >= Date.UTC(2012) && time < Date.UTC(10_000))) throw bad();
  return new Date(time).toISOString();
}

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d))?$/;

function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (Object.prototype.toString.call(value) === '[object Date]') return (value as Date).getTime();
  if (typeof value !== 'string' || value.length > 40) return undefined;
  if (/^\d{12,15}$/.test(value)) return Number(value);
  return ISO.test(value) ? Date.parse(value) : undefined;
}

function readMost(value: unknown): number {
  if (!isGiven(value)) return DEFAULT_MOST;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  const most = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (most >= 1 && most <= LARGEST_MOST) return most;
  throw refused('most', `it is ${shown(value)}; it must be a whole number from 1 to ${LARGEST_MOST}`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function refused(field: string, why: string): CoinbaseError {
  return new CoinbaseError('ORDER_INVALID', `${field}: ${why}`, { field, sent: false });
}
