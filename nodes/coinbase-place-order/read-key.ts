import { CoinbaseError } from '../lib/rules/errors';
import { isPlainObject, shown } from '../lib/rules/shapes';
import type { Message, PropertyReader } from '../lib/runtime';
import type { PlaceOrderConfig } from './config';

/** Longer keys are a mistake. */
const LONGEST_KEY = 200;

/**
 * The idempotency key of a message, as the form says; undefined where every message is an order of its own.
 * @throws CoinbaseError ORDER_INVALID naming the field.
 */
export async function readKey(
  config: Partial<PlaceOrderConfig>,
  properties: PropertyReader,
  node: string,
  msg: Message,
): Promise<string | undefined> {
  const once = config.once ?? 'each';
  if (once === 'each') return undefined;
  if (once === 'message') return messageKey(node, msg);
  if (once === 'key') return givenKey(await properties.read('key', msg));
  throw invalid('once', 'it must be each, message or key');
}

/** One for each message; the parts that a Split node makes of one message are told apart by their places. */
function messageKey(node: string, msg: Message): string {
  const id = msg['_msgid'];
  if (typeof id !== 'string' || id === '') throw invalid('once', 'the message has no _msgid');
  return [`message ${node} ${id}`, ...placesOf(msg['parts'])].join(' ');
}

/** Outermost last: a part can be split again. */
function placesOf(parts: unknown): string[] {
  if (!isPlainObject(parts)) return [];
  const { id, index } = parts;
  const place = `${plain(id)}/${plain(index)}`;
  return place === '/' ? [] : [place, ...placesOf(parts['parts'])];
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, LONGEST_KEY) : '';
}

function givenKey(value: unknown): string {
  const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : value;
  if (text === undefined || text === null || text === '') throw invalid('key', 'it is missing');
  if (typeof text !== 'string') throw invalid('key', `it is ${shown(value)}; it must be text or a number`);
  if (text.length > LONGEST_KEY) throw invalid('key', `it is longer than ${LONGEST_KEY} characters`);
  return text;
}

function invalid(field: string, why: string): CoinbaseError {
  return new CoinbaseError('ORDER_INVALID', `${field}: ${why}`, { field, sent: false });
}
