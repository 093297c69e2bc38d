import type { SandboxFault } from '../../nodes/lib/sandbox';

/** How much of a request the exchange gets to see. */
export type Delivered = 'nothing' | 'head' | 'half' | 'all';

/** What goes wrong between the two ends: the door does it, the exchange is sound. */
export type DoorFault =
  /** The connection is reset, or ended in good order, after so much of the request went on. `all`: after the answer came. */
  | { readonly kind: 'break'; readonly delivered: Delivered; readonly how: 'reset' | 'end' }
  /** Nothing goes on and nothing comes back. */
  | { readonly kind: 'swallow' }
  /** The request goes on after so long, milliseconds, whether or not somebody still waits for its answer. */
  | { readonly kind: 'hold'; readonly ms: number }
  /** The answer waits so long, milliseconds. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The answer comes in crumbs. */
  | { readonly kind: 'trickle'; readonly bytes: number; readonly everyMs: number }
  /** The answer comes a second time, as the answer to the next request on the connection. */
  | { readonly kind: 'repeat' }
  /** The answer, if it is 200, with another body. One byte is one character. */
  | { readonly kind: 'rewrite'; readonly body: (body: string) => string }
  /** Other bytes than the answer; the request goes on first where it is delivered. */
  | { readonly kind: 'instead'; readonly delivered: boolean; readonly bytes: string };

/** Milliseconds are scaled time everywhere. */
export type Fault =
  | { readonly where: 'door'; readonly fault: DoorFault }
  | { readonly where: 'exchange'; readonly fault: SandboxFault };

/** A request as the door sees it: whole. */
export interface DoorRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** With the empty line that ends it. */
  readonly head: string;
  readonly body: string;
}
