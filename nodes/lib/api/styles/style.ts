import type { BucketRate } from '../../rules/token-bucket';
import type { RawResponse } from '../trading-api';

/** A page of a list as it was answered. */
export interface AnsweredPage {
  /** The request target that was answered. */
  readonly path: string;
  readonly headers: RawResponse['headers'];
  readonly body: unknown;
}

/** In place of the target of a page that exists and cannot be asked for. */
export const NOT_FOLLOWED = '';

/** One rate limit of an API, for requests that share it. */
export interface LaneRate extends BucketRate {
  /** Of the burst, so many are kept for cancels: they leave at once, however many requests wait. */
  readonly keptForCancels?: number;
}

/** What tells one Coinbase API from another where any request is sent. One file an API. */
export interface ApiStyle {
  /** Its name for people. */
  readonly title: string;
  /** Where it tells its clock without a key, and how; the answer's Date header has whole seconds only. */
  readonly clock: {
    readonly path: string;
    readonly readMs: (body: unknown, headers: RawResponse['headers']) => number | undefined;
  };
  /** The API's own words in an answer that refuses, or undefined when the body is not of its making. */
  readonly words: (body: unknown) => string | undefined;
  /** Refuses a key with plain text instead of JSON. */
  readonly plainRefusals: boolean;
  /** What a page lists; undefined for an answer that is no list. */
  readonly items: (body: unknown) => readonly unknown[] | undefined;
  /**
   * The target of the next page: the same list further on; undefined on the last page, NOT_FOLLOWED where the API
   * says that there is more but not in a way that may be followed.
   */
  readonly next: (page: AnsweredPage) => string | undefined;
  /** Its rate limits by lane; the lane of a request. */
  readonly lanes: Readonly<Record<string, LaneRate>>;
  readonly laneOf: (path: string) => string;
}
