import { createHash, timingSafeEqual } from 'node:crypto';

/** Tells keys apart without showing them: 16 hex digits. */
export function keyFingerprint(key: string): string {
  return createHash('sha256').update(`coinbase key\n${key}`).digest('hex').slice(0, 16);
}

/**
 * The proof that a person allowed live orders for this key at this origin. Node-RED keeps it with the credentials and
 * never exports it, so an imported flow, another key or another URL has none that fits.
 */
export function livePermit(fingerprint: string, origin: string): string {
  return createHash('sha256').update(`coinbase live orders\n${fingerprint}\n${origin}`).digest('hex');
}

/** Whether `permit` is the one for this key and origin. */
export function isPermitted(permit: unknown, fingerprint: string, origin: string): boolean {
  if (typeof permit !== 'string') return false;
  const given = Buffer.from(permit.trim());
  const expected = Buffer.from(livePermit(fingerprint, origin));
  return given.length === expected.length && timingSafeEqual(given, expected);
}
