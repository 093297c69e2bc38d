/**
 * What a test may have the sandbox do wrong, request by request. Everything that starts once a whole request has arrived
 * is here; what goes wrong before that or between the two ends (a refused connection, a request that is cut on its way
 * or arrives twice) belongs to a proxy before the sandbox.
 */

/** What a fault may be chosen by. */
export interface RequestFacts {
  readonly method: string;
  /** With the query, as received. */
  readonly path: string;
  /** Of the table of routes, such as `POST /orders`; `other` for none. */
  readonly route: string;
  /** How many requests of this route there were before, since the start or the last reset. */
  readonly earlier: number;
  readonly body: string;
}

/** Whether the request is carried out all the same: an order that was accepted although its answer never came. */
interface Carried {
  readonly accepted: boolean;
}

export type SandboxFault =
  /** Another answer than the right one: a 5xx, a 429, HTML with 200 or 403, a redirect. */
  | (Carried & {
      readonly kind: 'answer';
      readonly status: number;
      readonly body?: string;
      /** Default `Content-Type: application/json; charset=utf-8`. */
      readonly headers?: Readonly<Record<string, string>>;
    })
  /** The connection is reset. */
  | (Carried & { readonly kind: 'reset' })
  /** No answer ever comes; the connection stays open. */
  | (Carried & { readonly kind: 'silence' })
  /** The right answer, but the connection ends after so many bytes of its body. */
  | { readonly kind: 'cut'; readonly bytes: number }
  /** The right answer under a Content-Length that is too long by so much; then the connection ends. */
  | { readonly kind: 'wrong-length'; readonly by: number }
  /** The right answer, twice on the same connection. */
  | { readonly kind: 'duplicate' }
  /** The right answer, so many bytes of its body at a time. */
  | { readonly kind: 'slow'; readonly bytes: number; readonly everyMs: number };

/** Chooses what goes wrong with a request; undefined for nothing. Called once for each, in order of arrival. */
export type ChooseFault = (request: RequestFacts) => SandboxFault | undefined;
