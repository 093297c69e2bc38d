import type { EngineEvent } from '../engine';
import type { FeedSession } from './session';

/** What one client and its face say to each other. */
export interface Conversation {
  /** A message of the client: parsed JSON, or undefined for what is none. */
  hear(message: unknown): void;
  end(): void;
}

/** The rhythms of a feed. Milliseconds of the sandbox's clock. */
export const BEATS = [50, 250, 1000, 5000] as const;

export type Beat = (typeof BEATS)[number];

/** One API's feed: its channels and messages, and who hears them. */
export interface FeedFace {
  open(session: FeedSession): Conversation;
  /** Something has happened in the engine, which includes it already. */
  tell(event: EngineEvent): void;
  beat(beat: Beat): void;
}

/** A client's message as an object; undefined for anything else. */
export function membersOf(message: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof message === 'object' && message !== null && !Array.isArray(message)
    ? (message as Record<string, unknown>)
    : undefined;
}

/** The texts of a list; undefined for what is no list of texts. */
export function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
}
