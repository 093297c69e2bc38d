import type { ReceivedRequest } from '../../signer';
import type { KeyPermission } from '../types';
import type { Parsed, Reply } from './reply';
import type { Route } from './route';
import type { Match } from './router';

/** Whom a request is answered for. */
export interface Admitted {
  /** Of a public request the default key's. */
  readonly profile: string;
  /** Of the key; none for a public request. */
  readonly permissions: ReadonlySet<KeyPermission>;
}

/** Whether somebody meant to sign a request, in whichever API's way. */
export function isSigned({ headers }: ReceivedRequest): boolean {
  return headers['cb-access-sign'] !== undefined || headers['authorization'] !== undefined;
}

/** One API of the sandbox: its routes, and its own way to let requests in and to turn them away. */
export interface Face {
  find(method: string, path: string): Match | undefined;
  /**
   * Whom the request is for, or why it is not answered: signature, permission, rate limit.
   * @param address where the request came from, for the public rate limit.
   * @param now Unix milliseconds.
   */
  admit(received: ReceivedRequest, route: Route, address: string, now: number): Parsed<Admitted>;
  /** What a path without a route is answered. */
  unknown(received: ReceivedRequest, path: string, now: number): Reply;
  /** Forgets what it has counted. */
  reset(): void;
}
