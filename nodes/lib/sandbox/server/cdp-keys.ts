import { createECDH, createPrivateKey, createPublicKey } from 'node:crypto';
import type { SandboxCdpKeys } from '../types';
import { seededBytes, stableId } from './keys';

/** Order of the group of P-256: a private key is a number from 1 to one less. */
const P256_ORDER = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');

/** An Ed25519 private key in PKCS#8 DER up to its 32 bytes (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The two CDP keys that go with one key of a sandbox, in the forms in which Coinbase's portal shows them. The same seed
 * and name give the same keys; paper money only.
 */
export function sandboxCdpKeys(seed: number, name = ''): SandboxCdpKeys {
  return {
    ecdsa: {
      name: keyName(seed, `ecdsa${name}`),
      privateKey: ecdsaPem(seededBytes('sha256', `ecdsa${name}`, seed)),
    },
    ed25519: {
      name: keyName(seed, `ed25519${name}`),
      privateKey: ed25519Text(seededBytes('sha256', `ed25519${name}`, seed)),
    },
  };
}

function keyName(seed: number, what: string): string {
  return `organizations/${stableId(seed, 'organization')}/apiKeys/${stableId(seed, `cdp key ${what}`)}`;
}

/** SEC1 in PEM. */
function ecdsaPem(bytes: Buffer): string {
  const number = (BigInt(`0x${bytes.toString('hex')}`) % (P256_ORDER - 1n)) + 1n;
  const secret = Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(secret);
  // The uncompressed point: one byte that says so, then x and y.
  const point = curve.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: secret.toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'sec1', format: 'pem' }).toString();
}

/** The seed and the public key behind it, in base64. */
function ed25519Text(seed: Buffer): string {
  const key = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.concat([seed, Buffer.from(x, 'base64url')]).toString('base64');
}
