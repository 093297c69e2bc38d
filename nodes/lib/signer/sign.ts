/** One door for every scheme: the credential decides which. A new scheme is a file of its own and a line in each. */
import { explainExchange, signExchange, signExchangeFeed } from './exchange';
import type { Credential, Explanation, FeedSignature, SignableRequest, SignedHeaders } from './types';

/**
 * The headers that authorise this request.
 * @param request final strings: what is signed here must be sent byte by byte.
 * @param nowMs Unix milliseconds by the API's clock.
 * @throws RangeError when `nowMs` is not a time.
 */
export function sign(request: SignableRequest, credential: Credential, nowMs: number): SignedHeaders {
  switch (credential.scheme) {
    case 'exchange':
      return signExchange(request, credential, nowMs);
  }
}

/**
 * The fields that authorise a subscribe message of the feed; sign each message anew, a signature lives 30 s.
 * @throws RangeError when `nowMs` is not a time.
 */
export function signFeed(credential: Credential, nowMs: number): FeedSignature {
  switch (credential.scheme) {
    case 'exchange':
      return signExchangeFeed(credential, nowMs);
  }
}

/** How `sign` arrives at its headers, without the secret. @throws RangeError when `nowMs` is not a time. */
export function explain(request: SignableRequest, credential: Credential, nowMs: number): Explanation {
  switch (credential.scheme) {
    case 'exchange':
      return explainExchange(request, credential, nowMs);
  }
}
