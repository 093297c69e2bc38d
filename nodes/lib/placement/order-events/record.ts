import { isDecimalText } from '../../rules/decimal';
import { isOrderEventName } from '../../rules/order-events';
import { isPlainObject } from '../../rules/shapes';
import type { SavedMemory } from './memory';
import type { SavedPost } from './post';

/** What is written down of order events: one JSON object, without a secret. */
export interface EventsRecord {
  readonly memory: SavedMemory;
  readonly post: SavedPost;
}

/** A change that an older version could misread gets another number. */
const FORMAT = 'coinbase-order-events 1';

export function recordText(record: EventsRecord): string {
  return `${JSON.stringify({ format: FORMAT, ...record })}\n`;
}

/** @returns undefined for a text that this version cannot rest on. */
export function readRecord(text: string): EventsRecord | undefined {
  const value = parsed(text);
  if (!isPlainObject(value) || value['format'] !== FORMAT) return undefined;
  const { memory, post } = value;
  return isMemory(memory) && isPost(post) ? { memory, post } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isMemory(value: unknown): value is SavedMemory {
  if (!isPlainObject(value)) return false;
  const { horizonMs, orders } = value;
  return (horizonMs === undefined || isNumber(horizonMs)) && isListOf(orders, isSavedOrder);
}

function isSavedOrder(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { order, trades, beforeMs, filled, changes, atMs, found, unsettled = false } = value;
  return (
    isOrder(order) &&
    isListOf(trades, (trade) => isPair(trade) && typeof trade[0] === 'string' && isNumber(trade[1])) &&
    isDecimalText(filled) &&
    typeof found === 'boolean' &&
    typeof unsettled === 'boolean' &&
    [beforeMs, changes, atMs].every(isNumber)
  );
}

const STATUSES: readonly unknown[] = ['pending', 'received', 'open', 'active', 'done', 'rejected'];

function isOrder(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { id, product_id, side, type, status, created_at } = value;
  return (
    [id, product_id, created_at].every((text) => typeof text === 'string') &&
    (side === 'buy' || side === 'sell') &&
    (type === 'limit' || type === 'market') &&
    STATUSES.includes(status) &&
    ['filled_size', 'executed_value', 'fill_fees'].every((name) => isDecimalText(value[name])) &&
    ['size', 'price', 'funds'].every((name) => value[name] === undefined || isDecimalText(value[name]))
  );
}

function isPost(value: unknown): value is SavedPost {
  if (!isPlainObject(value)) return false;
  const { last, told, kept } = value;
  return (
    isNumber(last) &&
    isListOf(told, (entry) => isPair(entry) && typeof entry[0] === 'string' && isNumber(entry[1])) &&
    isListOf(kept, (entry) => isPair(entry) && isNumber(entry[0]) && isChange(entry[1]))
  );
}

function isChange(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { event, event_id, order, previous, time } = value;
  const texts = typeof event_id === 'string' && typeof time === 'string';
  return isOrderEventName(event) && texts && isOrder(order) && (previous === undefined || isOrder(previous));
}

const isNumber = (value: unknown): boolean => Number.isFinite(value);

function isPair(value: unknown): value is readonly [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

function isListOf(value: unknown, fits: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(fits);
}
