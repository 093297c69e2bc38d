import { diagnose, type ExchangeCredential, type ReceivedRequest, verifyExchange } from '../../signer';
import { refuse, type Reply } from './reply';

/** The exchange takes a timestamp up to this far from its own clock, either way. */
const WINDOW_SECONDS = 30;

/** The sandbox's key and what it may do. */
export interface IssuedKey {
  readonly credential: ExchangeCredential;
  readonly permissions: ReadonlySet<'view' | 'trade'>;
}

/**
 * Checks a signed request in the exchange's order: key, timestamp, window, known key, signature, passphrase,
 * permission. Undefined when everything is right; otherwise the exchange's own words, and beside them what the
 * doctor found.
 *
 * @param nowMs Unix milliseconds by the sandbox's clock.
 */
export function refuseUnauthentic(
  received: ReceivedRequest,
  issued: IssuedKey,
  permission: 'view' | 'trade',
  nowMs: number,
): Reply | undefined {
  const message = complaint(received, issued.credential, nowMs);
  if (message !== undefined) {
    return refuse(401, message, {
      diagnosis: diagnose(received, { credentials: [issued.credential] }, nowMs),
    });
  }
  return issued.permissions.has(permission) ? undefined : refuse(403, 'Forbidden');
}

function complaint(
  received: ReceivedRequest,
  credential: ExchangeCredential,
  nowMs: number,
): string | undefined {
  const key = header(received, 'cb-access-key');
  if (key === '') return 'CB-ACCESS-KEY header is required';
  const stamp = stampComplaint(header(received, 'cb-access-timestamp'), nowMs);
  if (stamp !== undefined) return stamp;
  if (key !== credential.key) return 'Invalid API Key';
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
