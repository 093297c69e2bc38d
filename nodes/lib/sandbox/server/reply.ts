import type { Delivery } from './deliver';

/** An answer before it is written to a socket. */
export interface Reply {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  /** Headers beyond those that every answer carries, names as they go onto the wire. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Set when it is to arrive wrongly. */
  readonly delivery?: Delivery;
}

/** 200 with a value as JSON. */
export function ok(value: unknown, headers?: Readonly<Record<string, string>>): Reply {
  return { status: 200, body: JSON.stringify(value), ...(headers && { headers }) };
}

/** A refusal in the exchange's one shape: `{"message": …}`, with further members where they help. */
export function refuse(status: number, message: string, more: Readonly<Record<string, unknown>> = {}): Reply {
  return { status, body: JSON.stringify({ message, ...more }) };
}

/** GET of anything that the exchange does not know. */
export function notFound(): Reply {
  return refuse(404, 'NotFound');
}

/** Either a value or the answer that refuses it: how the reading of a request's parts ends. */
export type Parsed<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'refused'; readonly reply: Reply };

export function parsed<T>(value: T): Parsed<T> {
  return { kind: 'value', value };
}

export function refused(status: number, message: string): Parsed<never> {
  return { kind: 'refused', reply: refuse(status, message) };
}
