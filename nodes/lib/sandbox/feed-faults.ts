/**
 * What a test may have the feeds do wrong, frame by frame or at once. A frame is one message of the server; its number
 * in Advanced Trade's envelope, and the sequence in an Exchange message, are given before a fault has its turn, so that a
 * lost frame leaves a gap.
 */

/** What a fault may be chosen by. */
export interface FeedFrameFacts {
  readonly api: 'exchange' | 'advanced-trade';
  /** Counts connections since the start or the last reset, from 0. */
  readonly connection: number;
  /** Counts frames of this connection, from 0: those that go wrong too. */
  readonly frame: number;
  /** `ticker`, `l2update`; of Advanced Trade the channel in the envelope; `level3` for an array. */
  readonly type: string;
  /** Absent where the frame is about no one product. */
  readonly productId?: string;
}

export type FeedFault =
  /** The server closes the connection, with a close frame. Default code 1001. */
  | { readonly kind: 'close'; readonly code?: number }
  /** The connection ends without one. */
  | { readonly kind: 'terminate' }
  /** As for a client that does not read: `ErrSlowConsume`. */
  | { readonly kind: 'slow-consumer' }
  /** The connection stays open, but nothing more comes, not even an answer to a ping or a close frame. */
  | { readonly kind: 'half-open' }
  /** The connection stays open and pings are answered, but no message comes any more, nor an answer to one. */
  | { readonly kind: 'stall' }
  /** This frame and those after it, so many in all, are lost. Default 1. */
  | { readonly kind: 'drop'; readonly frames?: number }
  /** This frame comes again, so many times in all. Default 2. */
  | { readonly kind: 'repeat'; readonly times?: number }
  /** This frame changes places with the next one. */
  | { readonly kind: 'swap' }
  /** Only the first half of this frame's text comes. */
  | { readonly kind: 'garbage' }
  /** Before this frame comes one of so many bytes that means nothing. */
  | { readonly kind: 'too-large'; readonly bytes: number };

/** Chooses what goes wrong with a frame; undefined for nothing. Called once for each, in the order in which they leave. */
export type ChooseFeedFault = (frame: FeedFrameFacts) => FeedFault | undefined;

/** What {@link Sandbox.feedFault} takes. */
export type FeedFaultNow =
  /** On every connection there is: with its next frame, or after so many more. */
  | (FeedFault & { readonly afterFrames?: number })
  /** For so many milliseconds of the sandbox's clock new connections are turned away. Default status 503. */
  | { readonly kind: 'refuse'; readonly ms: number; readonly status?: number };

/** What has happened since the start or the last reset. */
export interface FeedCounts {
  /** Let in. */
  readonly connections: number;
  /** Turned away. */
  readonly refused: number;
  /** At present. */
  readonly open: number;
  /** Messages to clients, those that went wrong included. */
  readonly frames: number;
  /** Of these, those that never arrive whole: dropped, garbage, or after the connection went half-open or stalled. */
  readonly lost: number;
  /** Clients that did not read what they were sent. */
  readonly slowConsumers: number;
  /** How often each fault happened. */
  readonly faults: Readonly<Partial<Record<FeedFault['kind'], number>>>;
}
