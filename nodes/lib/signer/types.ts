import type { KeyObject } from 'node:crypto';
import type { Finding } from './findings';

export type { Finding } from './findings';

/** A request as it will be sent: final strings, because the bytes signed are the bytes sent. */
export interface SignableRequest {
  /** HTTP method in upper case. */
  readonly method: string;
  /**
   * Path with its leading slash and, where there is one, `?` and the raw query exactly as sent. Percent-encode
   * before: anything but ASCII is signed as UTF-8, while HTTP stacks differ in what they send for it.
   */
  readonly path: string;
  /** Body exactly as sent (as UTF-8); the empty string (or absent) for none. */
  readonly body?: string;
}

/** Exchange (ex Pro): HMAC-SHA256 with the base64-decoded secret, and a passphrase. */
export interface ExchangeCredential {
  readonly scheme: 'exchange';
  readonly key: string;
  /** The base64-decoded secret, decoded once. */
  readonly secret: KeyObject;
  readonly passphrase: string;
}

/** A credential that is ready to sign. One member a scheme. */
export type Credential = ExchangeCredential;

/** Either a credential that can sign, with what had to be repaired, or everything that keeps it from signing. */
export type CredentialResult =
  | { readonly ok: true; readonly credential: Credential; readonly repaired: readonly Finding[] }
  | { readonly ok: false; readonly problems: readonly Finding[] };

/** Header names in upper case, as the API's documentation prints them. */
export type SignedHeaders = Readonly<Record<string, string>>;

/** What an authenticated subscribe message of the Exchange feed carries at its root. */
export interface FeedSignature {
  readonly signature: string;
  readonly key: string;
  readonly passphrase: string;
  /** Unix seconds as text. */
  readonly timestamp: string;
}

/** How a signature came about, step by step, without the secret. */
export interface Explanation {
  readonly scheme: Credential['scheme'];
  readonly prehash: string;
  readonly parts: {
    readonly timestamp: string;
    readonly method: string;
    readonly path: string;
    readonly body: string;
  };
  /** One sentence a step, in order. */
  readonly steps: readonly string[];
  /** The signature's first four characters and its length: enough to compare by eye, not enough to use. */
  readonly signature: string;
}

/** A signed request as a server received it. */
export interface ReceivedRequest {
  readonly method: string;
  /** The request target as it came over the wire, query included. */
  readonly path: string;
  readonly body: string;
  /** Header names in lower case, as node:http gives them. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
