/** Reading a request as a server received it. */
import { timingSafeEqual } from 'node:crypto';
import type { ReceivedRequest } from './types';

/** One header as text; absent, or repeated where it must not be, is undefined. */
export function headerText(received: ReceivedRequest, name: string): string | undefined {
  const value = received.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Equality of secrets and signatures whose duration tells nothing of the content. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
