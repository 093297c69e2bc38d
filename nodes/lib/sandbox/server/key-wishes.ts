import type { KeyPermission, SandboxKeyWish, SandboxOptions } from '../types';
import { DEFAULT } from './profiles';

const PERMISSIONS = ['view', 'trade', 'transfer'] as const;

const NAME = /^[A-Za-z0-9][A-Za-z0-9 _.-]{0,31}$/;

/** More would be a mistake: a real account may have 300. */
const MOST_KEYS = 300;

/**
 * The default key and those that were asked for.
 * @throws RangeError that names what is wrong with one.
 */
export function keysFrom({ keys = [], permissions = ['view', 'trade'] }: SandboxOptions): SandboxKeyWish[] {
  if (keys.length >= MOST_KEYS) throw new RangeError(`keys: at most ${MOST_KEYS - 1}`);
  const names = new Set([DEFAULT]);
  for (const { name, profile = DEFAULT, permissions: wanted } of keys) {
    if (!NAME.test(name)) throw new RangeError(`keys: ${quoted(name)} is not a name such as reader`);
    if (names.has(name)) throw new RangeError(`keys: there is a key ${quoted(name)} already`);
    if (!NAME.test(profile)) throw new RangeError(`keys: ${quoted(profile)} is not a profile's name`);
    names.add(name);
    checkPermissions(wanted);
  }
  checkPermissions(permissions);
  return [{ name: DEFAULT, permissions, profile: DEFAULT }, ...keys];
}

/**
 * Reads a key as a person types it: `NAME:PERMISSIONS[:PROFILE]`, such as `reader:view` or `bot:view,trade:second`.
 * @throws RangeError that quotes the part that cannot be read.
 */
export function parseKey(text: string): SandboxKeyWish {
  const [name = '', permissions = '', profile, ...more] = text.split(':').map((part) => part.trim());
  if (more.length > 0 || name === '' || permissions === '' || profile === '')
    throw new RangeError(`a key must look like reader:view or bot:view,trade:second, not ${quoted(text)}`);
  const wanted = permissions.split(',').map((part) => part.trim());
  checkPermissions(wanted);
  return { name, permissions: wanted, ...(profile !== undefined && { profile }) };
}

function checkPermissions(wanted: readonly string[]): asserts wanted is readonly KeyPermission[] {
  const strange = wanted.find((one) => !(PERMISSIONS as readonly string[]).includes(one));
  if (strange !== undefined)
    throw new RangeError(`a key's permissions are ${PERMISSIONS.join(', ')}, not ${quoted(strange)}`);
}

function quoted(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 40));
}
