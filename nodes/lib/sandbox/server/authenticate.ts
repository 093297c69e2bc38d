import { diagnose, type ExchangeCredential, type ReceivedRequest, verifyExchange } from '../../signer';
import type { KeyPermission } from '../types';
import type { IssuedKey } from './profiles';
import { type Parsed, parsed, refuse, refused } from './reply';

/** The exchange takes a timestamp up to this far from its own clock, either way. */
const WINDOW_SECONDS = 30;

/** Keys of a sandbox by their public part. */
export type KeyRing = ReadonlyMap<string, IssuedKey>;

/**
 * Checks a signed request in the exchange's order: key, timestamp, window, known key, signature, passphrase,
 * permission. The key when everything is right; otherwise the exchange's own words, and beside them what the doctor
 * found.
 *
 * @param nowMs Unix milliseconds by the sandbox's clock.
 */
export function authenticate(
  received: ReceivedRequest,
  ring: KeyRing,
  permission: KeyPermission,
  nowMs: number,
): Parsed<IssuedKey> {
  const key = ring.get(header(received, 'cb-access-key'));
  const message = complaint(received, key?.credential, nowMs);
  if (message !== undefined || !key) {
    const credentials = [...ring.values()].map(({ credential }) => credential);
    const diagnosis = diagnose(received, { credentials }, nowMs);
    return { kind: 'refused', reply: refuse(401, message ?? 'Invalid API Key', { diagnosis }) };
  }
  return isAllowed(key, permission) ? parsed(key) : refused(403, 'Forbidden');
}

/** Who may trade may also read. */
export function isAllowed({ permissions }: Pick<IssuedKey, 'permissions'>, wanted: KeyPermission): boolean {
  return permissions.has(wanted) || (wanted === 'view' && permissions.has('trade'));
}

function complaint(
  received: ReceivedRequest,
  credential: ExchangeCredential | undefined,
  nowMs: number,
): string | undefined {
  const key = header(received, 'cb-access-key');
  if (key === '') return 'CB-ACCESS-KEY header is required';
  const stamp = stampComplaint(header(received, 'cb-access-timestamp'), nowMs);
  if (stamp !== undefined) return stamp;
  if (!credential) return 'Invalid API Key';
  if (header(received, 'cb-access-sign') === '') return 'CB-ACCESS-SIGN header is required';
  if (!verifyExchange(received, credential)) return 'invalid signature';
  const passphrase = header(received, 'cb-access-passphrase');
  if (passphrase === '') return 'CB-ACCESS-PASSPHRASE header is required';
  return passphrase === credential.passphrase ? undefined : 'Invalid Passphrase';
}

/** Unix seconds, a fraction allowed. `NaN` counts as expired, as it does at the exchange. */
function stampComplaint(text: string, nowMs: number): string | undefined {
  if (text !== 'NaN' && !/^-?\d+(\.\d*)?$/.test(text)) return 'invalid timestamp';
  const distance = Math.abs(Number(text) - nowMs / 1000);
  return distance <= WINDOW_SECONDS ? undefined : 'request timestamp expired';
}

/** A header's text; empty when it is missing. Node joins a repeated one with a comma. */
function header(received: ReceivedRequest, name: string): string {
  const value = received.headers[name];
  return typeof value === 'string' ? value.trim() : '';
}
