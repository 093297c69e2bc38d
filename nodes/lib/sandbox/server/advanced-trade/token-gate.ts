import {
  CDP_HOST,
  type CdpCredential,
  diagnose,
  type Finding,
  issuers,
  nonceOf,
  type ReceivedRequest,
  tokenIn,
  verifyCdp,
  verifyCdpFeed,
} from '../../../signer';
import type { KeyPermission } from '../../types';
import { isAllowed } from '../authenticate';
import type { IssuedKey } from '../profiles';
import { type Parsed, parsed } from '../reply';
import { denied, unauthorized } from './answers';

/** A clock may be off by so much; what the real server grants is not known. */
const TOLERANCE_SECONDS = 1;

/** Nonces remembered at once: what 30 requests a second use up in two minutes, many times over. */
const MOST_NONCES = 100_000;

const TOKEN_FOR_REQUEST: Finding = {
  code: 'TOKEN_FOR_REQUEST',
  text: 'The token is for a request: it has the claim "uri"',
  fix: 'Make a token without "uri" and "uris" for the feed.',
};

/** Lets a request in that carries a right token: for this request, of a key of this sandbox, in time, for the first time. */
export class TokenGate {
  readonly #keys: ReadonlyMap<string, { readonly key: IssuedKey; readonly credential: CdpCredential }>;
  /** Unix seconds until which a key's nonce is remembered, oldest first. */
  readonly #nonces = new Map<string, number>();

  constructor(keys: readonly IssuedKey[]) {
    this.#keys = new Map(
      keys.flatMap((key) => key.cdp.map((credential) => [credential.key, { key, credential }] as const)),
    );
  }

  /** @param nowMs Unix milliseconds by the sandbox's clock. */
  admit(received: ReceivedRequest, permission: KeyPermission, nowMs: number): Parsed<IssuedKey> {
    const key = this.#keyOf(received, nowMs);
    if (!key) return { kind: 'refused', reply: unauthorized(this.diagnosis(received, nowMs)) };
    return isAllowed(key, permission)
      ? parsed(key)
      : { kind: 'refused', reply: denied('Missing required scopes') };
  }

  /** As {@link admit} does, for the token of a subscribe message, which may come more than once. */
  admitFeed(jwt: string, nowMs: number): IssuedKey | undefined {
    const found = this.#foundBy(bearing(jwt), nowMs);
    return found && verifyCdpFeed(jwt, found.credential) && isAllowed(found.key, 'view')
      ? found.key
      : undefined;
  }

  /** What is wrong with the token of a subscribe message, which is for no request. */
  feedDiagnosis(jwt: string, nowMs: number): Finding[] {
    const request = bearing(jwt);
    const findings = this.diagnosis(request, nowMs).filter(({ code }) => !code.startsWith('TOKEN_URI'));
    const token = tokenIn(request);
    return token && ('uri' in token.claims || 'uris' in token.claims)
      ? [...findings, TOKEN_FOR_REQUEST]
      : findings;
  }

  /** Under the name of this server that explains most. */
  diagnosis(received: ReceivedRequest, nowMs: number): Finding[] {
    const credentials = [...this.#keys.values()].map(({ credential }) => credential);
    const isRepeated = (key: string, nonce: string): boolean => this.#nonces.has(`${key} ${nonce}`);
    const each = hostsOf(received).map((host) =>
      diagnose(received, { credentials, host, isRepeated }, nowMs),
    );
    return each.toSorted((a, b) => a.length - b.length)[0] ?? [];
  }

  #keyOf(received: ReceivedRequest, nowMs: number): IssuedKey | undefined {
    const found = this.#foundBy(received, nowMs);
    if (!found || !hostsOf(received).some((host) => verifyCdp(received, found.credential, host)))
      return undefined;
    const nonce = nonceOf(found.token);
    return nonce === '' || this.#isFirst(`${found.credential.key} ${nonce}`, found.exp, nowMs / 1000)
      ? found.key
      : undefined;
  }

  /** The key that a token names, where the token is in time. Nothing is proven yet. */
  #foundBy(received: ReceivedRequest, nowMs: number) {
    const token = tokenIn(received);
    const found = token && this.#keys.get(String(token.header['kid']));
    if (!found) return undefined;
    const { iss, nbf, exp } = token.claims;
    const now = nowMs / 1000;
    if (!issuers.includes(iss) || typeof exp !== 'number' || exp <= now - TOLERANCE_SECONDS) return undefined;
    if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= now + TOLERANCE_SECONDS)) return undefined;
    return { ...found, token, exp };
  }

  #isFirst(nonce: string, exp: number, now: number): boolean {
    if (this.#nonces.has(nonce)) return false;
    for (const [old, until] of this.#nonces) {
      if (until > now - TOLERANCE_SECONDS && this.#nonces.size < MOST_NONCES) break;
      this.#nonces.delete(old);
    }
    this.#nonces.set(nonce, exp);
    return true;
  }
}

/** The token where the signer looks for one. */
function bearing(jwt: string): ReceivedRequest {
  return { method: 'GET', path: '/', body: '', headers: { authorization: `Bearer ${jwt}` } };
}

/** What this server is called: as the request says, and as every client of Advanced Trade knows it. */
function hostsOf({ headers }: ReceivedRequest): string[] {
  const { host } = headers;
  return typeof host === 'string' ? [host, CDP_HOST] : [CDP_HOST];
}
