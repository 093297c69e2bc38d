import { createHash } from 'node:crypto';
import type { SandboxKey } from '../types';

/**
 * The key of a sandbox: the same seed gives the same key, so that a flow keeps working after a restart. It looks like
 * a real one (32 hex digits, 64 bytes in base64, 11 characters) and guards paper money on loopback only.
 */
export function sandboxKey(seed: number, name = ''): SandboxKey {
  return {
    key: seededBytes('sha256', `key${name}`, seed).toString('hex').slice(0, 32),
    secret: seededBytes('sha512', `secret${name}`, seed).toString('base64'),
    passphrase: passphrase(seededBytes('sha256', `passphrase${name}`, seed)),
  };
}

/** A UUID that stands for something of the sandbox as long as the seed is the same: a profile, an account. */
export function stableId(seed: number, what: string): string {
  const bytes = seededBytes('sha256', `id ${what}`, seed);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/** 24 hex digits, the shape of the exchange's user ids. */
export function userId(seed: number): string {
  return seededBytes('sha256', 'user', seed).toString('hex').slice(0, 24);
}

function passphrase(bytes: Buffer): string {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  return [...bytes.subarray(0, 11)].map((byte) => letters[byte % letters.length]).join('');
}

/** Bytes that stand for something of the sandbox as long as the seed is the same. */
export function seededBytes(algorithm: 'sha256' | 'sha512', what: string, seed: number): Buffer {
  return createHash(algorithm).update(`coinbase-sandbox ${what} ${seed}`).digest();
}
