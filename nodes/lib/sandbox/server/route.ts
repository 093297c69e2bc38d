import type { KeyPermission } from '../types';
import type { PaperExchange } from './paper-exchange';
import type { BucketName } from './rate-limits';
import type { Reply } from './reply';

/** A request that passed every check and reached its route. */
export interface Call {
  readonly exchange: PaperExchange;
  /** The profile of the request's key; of a public request the default one. */
  readonly profile: string;
  /** Of the request's key; none for a public request. */
  readonly permissions: ReadonlySet<KeyPermission>;
  /** Values of the path's `{names}`, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
  /** Starts the whole sandbox anew. */
  readonly reset: () => void;
}

/** One line of the table of routes. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As the exchange's documentation prints it: `/products/{product_id}/book`. */
  readonly path: string;
  /** `public` takes no signature; the others are the permission that the key needs. */
  readonly auth: 'public' | KeyPermission;
  readonly bucket: BucketName;
  /** For people: one clause. */
  readonly summary: string;
  /** `Cache-Control` where it is not `no-store`. */
  readonly cache?: string;
  readonly answer: (call: Call) => Reply;
}
