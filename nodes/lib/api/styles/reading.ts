import { isPlainObject } from '../../rules/shapes';
import type { RawResponse } from '../trading-api';

/** The value at a path of names inside an answer; undefined where there is none. */
export function valueAt(body: unknown, ...names: readonly string[]): unknown {
  let value = body;
  for (const name of names) value = isPlainObject(value) ? value[name] : undefined;
  return value;
}

/** Text that says something, for people: what is longer than they would read is cut. */
export function textAt(body: unknown, ...names: readonly string[]): string | undefined {
  return wholeTextAt(body, ...names)?.slice(0, 500);
}

/** Text that says something, every byte of it: a cursor. */
export function wholeTextAt(body: unknown, ...names: readonly string[]): string | undefined {
  const value = valueAt(body, ...names);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A whole number that is not negative, as a number or as text. */
export function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** The answer's own `Date`, Unix milliseconds. */
export function dateHeader(headers: RawResponse['headers']): number | undefined {
  return positive(Date.parse(String(headers['date'] ?? '')));
}

export function positive(value: number): number | undefined {
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

/** The only list in an answer; a body that is a list is that list. */
export function onlyList(body: unknown): readonly unknown[] | undefined {
  if (Array.isArray(body)) return body as readonly unknown[];
  if (!isPlainObject(body)) return undefined;
  const lists = Object.values(body).filter((value): value is unknown[] => Array.isArray(value));
  return lists.length === 1 ? lists[0] : undefined;
}

/** The same target with one query value set anew; every other byte stays. */
export function withQuery(target: string, name: string, value: string): string {
  const [path = '', query = ''] = splitOnce(target, '?');
  const others = query.split('&').filter((pair) => pair !== '' && pair.split('=', 1)[0] !== name);
  return `${path}?${[...others, `${name}=${encodeURIComponent(value)}`].join('&')}`;
}

/** A value of the target's query, decoded; undefined when it is not there. */
export function queryValue(target: string, name: string): string | undefined {
  return new URLSearchParams(splitOnce(target, '?')[1] ?? '').get(name) ?? undefined;
}

function splitOnce(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
