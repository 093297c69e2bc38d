import type { KeyObject } from 'node:crypto';
import type { CredentialFinding } from './findings';
import type { Scheme } from './schemes';

export type { CredentialFinding, Finding } from './findings';
export type { GivenCredential, Scheme } from './schemes';

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
  /**
   * Name of the host that the request goes to, without scheme; a port is ignored. Only a CDP key signs it; absent,
   * it is that key's own API, api.coinbase.com. Pass it wherever the origin can be another.
   */
  readonly host?: string;
}

/** What every credential has, so that two can be compared without knowing their schemes. */
interface Signatory {
  readonly key: string;
  /** Decoded once, from the form in which the API hands it out. */
  readonly secret: KeyObject;
  /** The empty string where the scheme has none. */
  readonly passphrase: string;
}

/** Exchange (ex Pro): HMAC-SHA256 with the base64-decoded secret, and a passphrase. */
export interface ExchangeCredential extends Signatory {
  readonly scheme: 'exchange';
}

/** Prime: HMAC-SHA256 with the characters of the signing key as they are, and a passphrase. */
export interface PrimeCredential extends Signatory {
  readonly scheme: 'prime';
  /** Needed by the feed alone; the empty string when it was not given. */
  readonly serviceAccountId: string;
}

/** International (INTX): Exchange's scheme without the query. */
export interface InternationalCredential extends Signatory {
  readonly scheme: 'international';
}

/** The old key of the Coinbase App (v2): HMAC-SHA256 with the characters of the secret, in hex. */
export interface CoinbaseAppCredential extends Signatory {
  readonly scheme: 'coinbase-app';
}

/** A CDP key, of Advanced Trade and the Coinbase App: a token (JWT) signed with a private key. */
export interface CdpCredential extends Signatory {
  readonly scheme: 'cdp';
  readonly algorithm: 'ES256' | 'EdDSA';
}

/** A credential that is ready to sign. One member a scheme. */
export type Credential =
  ExchangeCredential | PrimeCredential | InternationalCredential | CoinbaseAppCredential | CdpCredential;

/** Either a credential that can sign, with what had to be repaired, or everything that keeps it from signing. */
export type CredentialResult<Made extends Credential = Credential> =
  | { readonly ok: true; readonly credential: Made; readonly repaired: readonly CredentialFinding[] }
  | { readonly ok: false; readonly problems: readonly CredentialFinding[] };

/** Header names as the API's documentation prints them. */
export type SignedHeaders = Readonly<Record<string, string>>;

/** What an authenticated subscribe message of the Exchange feed carries at its root. */
export interface ExchangeFeedSignature {
  readonly signature: string;
  readonly key: string;
  readonly passphrase: string;
  /** Unix seconds as text. */
  readonly timestamp: string;
}

/** What a subscribe message of Prime carries beside its channel, portfolio and products, which are signed. */
export interface PrimeFeedSignature {
  readonly access_key: string;
  /** The service account id. */
  readonly api_key_id: string;
  readonly passphrase: string;
  readonly signature: string;
  /** Unix seconds as text. */
  readonly timestamp: string;
}

/** What Prime wants signed of a subscribe message. */
export interface PrimeSubscription {
  readonly channel: string;
  /** The empty string (or absent) for market channels. */
  readonly portfolioId?: string;
  readonly productIds?: readonly string[];
}

/** What the first subscribe message of International carries. */
export interface InternationalFeedSignature {
  readonly key: string;
  readonly passphrase: string;
  readonly signature: string;
  /** Unix seconds as text. */
  readonly time: string;
}

/** What a subscribe message of Advanced Trade carries. */
export interface CdpFeedSignature {
  readonly jwt: string;
}

/** The fields that authorise a subscribe message, by their names on the wire. */
export type FeedSignature =
  ExchangeFeedSignature | PrimeFeedSignature | InternationalFeedSignature | CdpFeedSignature;

/** How a signature came about, step by step, without the secret. */
export interface Explanation {
  readonly scheme: Scheme;
  /** The text that was signed; of a token, its header and claims before they are encoded. */
  readonly prehash: string;
  /** Each as it was signed: without the query where the API leaves it out. */
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
