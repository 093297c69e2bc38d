import { isDecimalText } from '../../rules/decimal';
import { isPlainObject } from '../../rules/shapes';
import { isTradingState } from '../../rules/trading-state';
import type { JournalRecord } from './records';

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;
type Kind = JournalRecord['kind'];

const text: Check = (value) => typeof value === 'string';
const amount: Check = isDecimalText;
const count: Check = (value) => Number.isSafeInteger(value);
const flag: Check = (value) => typeof value === 'boolean';
const list: Check = (value) => Array.isArray(value);
const time: Check = (value) => typeof value === 'string' && Number.isFinite(Date.parse(value));
const maybe =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const oneOf =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value);
const shaped =
  (shape: Shape): Check =>
  (value) =>
    isPlainObject(value) && misfit(value, shape) === undefined;

const side = oneOf('buy', 'sell');
const type = oneOf('limit', 'market');

const intent = shaped({
  client_oid: text,
  product_id: text,
  side,
  type,
  size: maybe(amount),
  funds: maybe(amount),
  price: maybe(amount),
  stop_price: maybe(amount),
});

const asked = shaped({
  product_id: text,
  side,
  type,
  amount: shaped({ unit: oneOf('base', 'quote', 'percent'), value: amount }),
  price: maybe(amount),
  stop_price: maybe(amount),
});

const order = shaped({
  id: text,
  client_oid: maybe(text),
  product_id: text,
  side,
  type: maybe(type),
  size: maybe(amount),
  price: maybe(amount),
  status: oneOf('pending', 'received', 'open', 'active', 'done', 'rejected'),
  filled_size: amount,
  executed_value: amount,
  fill_fees: amount,
  created_at: text,
});

const origin: Shape = { client_oid: text, node: text, flow: maybe(text), message: text, key: maybe(text) };

/** What each kind of record must have for this version to rest on it; it may have more. */
const SHAPES: Readonly<Record<Kind, Shape>> = {
  intended: { ...origin, intent, asked, rounding: list, limits: list, renews: maybe(text) },
  forbidden: { ...origin, intent, asked, limits: list, code: text, why: text },
  sending: { client_oid: text, attempt: count },
  answered: {
    client_oid: text,
    attempt: count,
    verdict: oneOf('accepted', 'refused', 'not-sent', 'unknown'),
    order_id: maybe(text),
    stamp_ms: maybe((value) => Number.isFinite(value)),
  },
  seen: { client_oid: text, order },
  absent: { client_oid: text, code: text, why: text },
  unresolved: { client_oid: text, why: text },
  released: { client_oid: text, by: text },
  renewing: { client_oid: text, cancel: oneOf('leaving', 'taken', 'over') },
  reported: { client_oid: text, outcome: text, recovered: flag },
  switch: { state: isTradingState, by: text, reason: maybe(text) },
  alive: { server_ms: maybe((value) => Number.isFinite(value)) },
};

/**
 * A line of a journal as a record.
 * @returns `unknown kind` for one of a newer version, and the name of what is wrong with one that cannot be relied on.
 */
export function readRecord(value: unknown): JournalRecord | string {
  if (!isPlainObject(value)) return 'it is not an object';
  const { kind } = value;
  if (typeof kind !== 'string') return 'kind';
  if (!Object.hasOwn(SHAPES, kind)) return 'unknown kind';
  const wrong = time(value['at']) ? misfit(value, SHAPES[kind as Kind]) : 'at';
  return wrong ?? (value as unknown as JournalRecord);
}

/** The first property that is not as it must be. */
function misfit(value: Readonly<Record<string, unknown>>, shape: Shape): string | undefined {
  for (const name in shape) if (!shape[name]?.(value[name])) return name;
  return undefined;
}
