import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { say } from '../sentences';
import { credentialFindings as finding } from './credential-findings';
import type { CredentialFinding } from './findings';
import { otherPem } from './paste/pem';
import { isDerText, isPem, isSecretText } from './shapes';

/** A CDP key's private half; the algorithm is told by the key itself, never by the label of its PEM. */
export interface CdpKey {
  readonly secret: KeyObject;
  readonly algorithm: 'ES256' | 'EdDSA';
}

/** An Ed25519 private key in PKCS#8 DER up to its 32 bytes (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * Loads a private key: PEM (SEC1 or PKCS#8), the same without its armour, or the raw bytes of an Ed25519 key, which
 * are its seed with or without the public key behind. A finding when it is no key that Coinbase makes.
 * @param text a PEM with real line breaks, or base64 in the standard alphabet.
 */
export function loadCdpKey(text: string): CdpKey | CredentialFinding {
  const other = otherPem(text);
  if (other !== undefined) return finding.KEY_KIND(other);
  if (isPem(text)) return kindOf(attempt(() => createPrivateKey(text))) ?? finding.PEM_DAMAGED();
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 32) return { secret: ed25519(bytes), algorithm: 'EdDSA' };
  if (bytes.length !== 64) return kindOf(fromDer(bytes)) ?? lengthOf(text);
  return isPair(bytes) ? { secret: ed25519(bytes), algorithm: 'EdDSA' } : finding.KEY_HALVES();
}

/** Bytes that are no key: a DER that lost some, or not as many as an Ed25519 key has. */
function lengthOf(text: string): CredentialFinding {
  return isDerText(text) ? finding.PEM_DAMAGED() : finding.KEY_LENGTH(text.replace(/=+$/, '').length);
}

/** Undefined for no key at all. */
function kindOf(secret: KeyObject | undefined): CdpKey | CredentialFinding | undefined {
  if (secret === undefined) return undefined;
  if (secret.asymmetricKeyType === 'ed25519') return { secret, algorithm: 'EdDSA' };
  const curve = secret.asymmetricKeyDetails?.namedCurve;
  if (curve === 'prime256v1') return { secret, algorithm: 'ES256' };
  if (curve !== undefined) return finding.KEY_KIND(say('kind.ecdsa', { curve }));
  const name = secret.asymmetricKeyType?.toUpperCase() ?? 'unknown';
  return finding.KEY_KIND(say('kind.other', { name }));
}

/** A CDP key is its seed followed by the public key of that seed: no Exchange secret is that by chance. */
export function isEd25519Pair(secret: string): boolean {
  return isSecretText(secret) && isPair(Buffer.from(secret, 'base64'));
}

function fromDer(key: Buffer): KeyObject | undefined {
  return (
    attempt(() => createPrivateKey({ key, format: 'der', type: 'pkcs8' })) ??
    attempt(() => createPrivateKey({ key, format: 'der', type: 'sec1' }))
  );
}

function isPair(bytes: Buffer): boolean {
  const { x } = createPublicKey(ed25519(bytes)).export({ format: 'jwk' });
  return x === bytes.subarray(32).toString('base64url');
}

/** @param bytes the seed, and whatever is behind it. */
function ed25519(bytes: Buffer): KeyObject {
  const key = Buffer.concat([ED25519_PKCS8, bytes.subarray(0, 32)]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** OpenSSL throws for whatever it cannot read. */
function attempt(load: () => KeyObject): KeyObject | undefined {
  try {
    return load();
  } catch {
    return undefined;
  }
}
