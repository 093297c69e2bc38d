import {
  type CdpCredential,
  createCredential,
  createExchangeCredential,
  type ExchangeCredential,
} from '../../signer';
import type { KeyPermission, SandboxCdpKey, SandboxIssuedKey, SandboxKeyWish } from '../types';
import { sandboxCdpKeys } from './cdp-keys';
import { sandboxKey, stableId } from './keys';

/** The name of the profile and of the key that are always there. */
export const DEFAULT = 'default';

/** A holder of balances, orders and fills. */
export interface Profile {
  readonly id: string;
  readonly name: string;
}

/** A key, what it may do, and the one profile that it sees. */
export interface IssuedKey {
  readonly shown: SandboxIssuedKey;
  readonly credential: ExchangeCredential;
  /** The same key's names on Advanced Trade. */
  readonly cdp: readonly CdpCredential[];
  readonly permissions: ReadonlySet<KeyPermission>;
  /** The profile's id. */
  readonly profile: string;
}

/** The default profile's id has no name in it, so that it is the same with and without other profiles. */
export function profileId(seed: number, name: string): string {
  return stableId(seed, name === DEFAULT ? 'profile' : `profile ${name}`);
}

/** Every profile that a key belongs to, the default one first. */
export function profilesOf(seed: number, keys: readonly SandboxKeyWish[]): Profile[] {
  const names = new Set([DEFAULT, ...keys.map(({ profile = DEFAULT }) => profile)]);
  return [...names].map((name) => ({ id: profileId(seed, name), name }));
}

/** Makes the keys that were asked for: the same seed and name give the same key. */
export function issueKeys(seed: number, keys: readonly SandboxKeyWish[]): IssuedKey[] {
  return keys.map(({ name, permissions, profile = DEFAULT }) => {
    const salt = name === DEFAULT ? '' : ` ${name}`;
    const key = sandboxKey(seed, salt);
    const cdp = sandboxCdpKeys(seed, salt);
    const made = createExchangeCredential(key);
    if (!made.ok) throw new Error(REFUSED);
    return {
      shown: { name, ...key, permissions, profile, cdp },
      credential: made.credential,
      cdp: [cdpCredential(cdp.ecdsa), cdpCredential(cdp.ed25519)],
      permissions: new Set(permissions),
      profile: profileId(seed, profile),
    };
  });
}

const REFUSED = 'the sandbox made a key that its own signer refuses';

function cdpCredential({ name, privateKey }: SandboxCdpKey): CdpCredential {
  const made = createCredential({ scheme: 'cdp', key: name, secret: privateKey });
  if (!made.ok) throw new Error(REFUSED);
  return made.credential;
}
