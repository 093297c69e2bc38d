import { createExchangeCredential, type ExchangeCredential } from '../../signer';
import type { KeyPermission, SandboxIssuedKey, SandboxKeyWish } from '../types';
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
    const key = sandboxKey(seed, name === DEFAULT ? '' : ` ${name}`);
    const made = createExchangeCredential(key);
    if (!made.ok) throw new Error('the sandbox made a key that its own signer refuses');
    return {
      shown: { name, ...key, permissions, profile },
      credential: made.credential,
      permissions: new Set(permissions),
      profile: profileId(seed, profile),
    };
  });
}
