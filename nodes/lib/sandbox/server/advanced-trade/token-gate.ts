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
    const token = tokenIn(received);
    const found = token && this.#keys.get(String(token.header['kid']));
    if (!found) return undefined;
    const { key, credential } = found;
    const { iss, nbf, exp } = token.claims;
    const now = nowMs / 1000;
    if (!issuers.includes(iss) || typeof exp !== 'number' || exp <= now - TOLERANCE_SECONDS) return undefined;
    if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= now + TOLERANCE_SECONDS)) return undefined;
    if (!hostsOf(received).some((host) => verifyCdp(received, credential, host))) return undefined;
    const nonce = nonceOf(token);
    return nonce === '' || this.#isFirst(`${credential.key} ${nonce}`, exp, now) ? key : undefined;
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

/** What this server is called: as the request says, and as every client of Advanced Trade knows it. */
function hostsOf({ headers }: ReceivedRequest): string[] {
  const { host } = headers;
  return typeof host === 'string' ? [host, CDP_HOST] : [CDP_HOST];
}
