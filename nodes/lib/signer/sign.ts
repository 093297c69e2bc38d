/** One door for every scheme: the credential decides which. A new scheme is a file of its own and a line in each. */
import { explainCdp, signCdp, signCdpFeed, verifyCdp } from './cdp';
import { explainCoinbaseApp, signCoinbaseApp, verifyCoinbaseApp } from './coinbase-app';
import { explainExchange, signExchange, signExchangeFeed, verifyExchange } from './exchange';
import {
  explainInternational,
  signInternational,
  signInternationalFeed,
  verifyInternational,
} from './international';
import { explainPrime, signPrime, signPrimeFeed, verifyPrime } from './prime';
import type {
  CdpCredential,
  CdpFeedSignature,
  Credential,
  ExchangeCredential,
  ExchangeFeedSignature,
  Explanation,
  FeedSignature,
  InternationalCredential,
  InternationalFeedSignature,
  PrimeCredential,
  PrimeFeedSignature,
  PrimeSubscription,
  ReceivedRequest,
  SignableRequest,
  SignedHeaders,
} from './types';

/**
 * The headers that authorise this request.
 * @param request final strings: what is signed here must be sent byte by byte.
 * @param nowMs Unix milliseconds by the API's clock.
 * @param nonce of a token, where the same one is explained; fresh when absent. Other schemes have none.
 * @throws RangeError when `nowMs` is not a time.
 */
export function sign(
  request: SignableRequest,
  credential: Credential,
  nowMs: number,
  nonce?: string,
): SignedHeaders {
  switch (credential.scheme) {
    case 'exchange':
      return signExchange(request, credential, nowMs);
    case 'cdp':
      return signCdp(request, credential, nowMs, nonce);
    case 'prime':
      return signPrime(request, credential, nowMs);
    case 'international':
      return signInternational(request, credential, nowMs);
    case 'coinbase-app':
      return signCoinbaseApp(request, credential, nowMs);
  }
}

/**
 * The fields that authorise a subscribe message of the feed; sign each message anew, a signature lives 30 s and a
 * token two minutes.
 * @throws RangeError when `nowMs` is not a time, when Prime's subscription or service account id is missing, or when
 * the scheme has no feed.
 */
export function signFeed(credential: ExchangeCredential, nowMs: number): ExchangeFeedSignature;
export function signFeed(credential: CdpCredential, nowMs: number): CdpFeedSignature;
export function signFeed(credential: InternationalCredential, nowMs: number): InternationalFeedSignature;
export function signFeed(
  credential: PrimeCredential,
  nowMs: number,
  subscription: PrimeSubscription,
): PrimeFeedSignature;
export function signFeed(
  credential: Credential,
  nowMs: number,
  subscription?: PrimeSubscription,
): FeedSignature;
export function signFeed(
  credential: Credential,
  nowMs: number,
  subscription?: PrimeSubscription,
): FeedSignature {
  switch (credential.scheme) {
    case 'exchange':
      return signExchangeFeed(credential, nowMs);
    case 'cdp':
      return signCdpFeed(credential, nowMs);
    case 'international':
      return signInternationalFeed(credential, nowMs);
    case 'prime':
      if (subscription === undefined)
        throw new RangeError('Prime signs the channel, portfolio and products too');
      return signPrimeFeed(credential, nowMs, subscription);
    case 'coinbase-app':
      throw new RangeError('The Coinbase App has no feed');
  }
}

/**
 * How `sign` arrives at its headers, without the secret; a token's are the same with the same `nonce`.
 * @throws RangeError when `nowMs` is not a time.
 */
export function explain(
  request: SignableRequest,
  credential: Credential,
  nowMs: number,
  nonce?: string,
): Explanation {
  switch (credential.scheme) {
    case 'exchange':
      return explainExchange(request, credential, nowMs);
    case 'cdp':
      return explainCdp(request, credential, nowMs, nonce);
    case 'prime':
      return explainPrime(request, credential, nowMs);
    case 'international':
      return explainInternational(request, credential, nowMs);
    case 'coinbase-app':
      return explainCoinbaseApp(request, credential, nowMs);
  }
}

/**
 * Whether a request as received carries this credential's signature over exactly that request. Key, passphrase and
 * time are the server's to check: each API answers each with its own words, in its own order.
 * @param host the name that this server answers for, which only tokens cover; default api.coinbase.com.
 */
export function verify(received: ReceivedRequest, credential: Credential, host?: string): boolean {
  switch (credential.scheme) {
    case 'exchange':
      return verifyExchange(received, credential);
    case 'cdp':
      return verifyCdp(received, credential, host);
    case 'prime':
      return verifyPrime(received, credential);
    case 'international':
      return verifyInternational(received, credential);
    case 'coinbase-app':
      return verifyCoinbaseApp(received, credential);
  }
}
