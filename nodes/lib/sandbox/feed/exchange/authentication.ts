import type { Finding } from '../../../signer';
import { authenticate, type KeyRing } from '../../server/authenticate';

/** The request that a feed's signature stands for. */
const VERIFIED = { method: 'GET', path: '/users/self/verify', body: '' } as const;

const FIELDS = ['signature', 'key', 'passphrase', 'timestamp'] as const;

export type Authentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly profile: string }
  /** `reason` is text that holds JSON, as the exchange sends it. */
  | { readonly kind: 'refused'; readonly reason: string; readonly diagnosis?: readonly Finding[] };

/** Whom a message is from: checked as a signed request is, in the same order and with the same words. */
export function authenticationOf(
  message: Readonly<Record<string, unknown>>,
  keys: KeyRing,
  nowMs: number,
): Authentication {
  if (FIELDS.every((name) => message[name] === undefined)) return { kind: 'none' };
  const text = (name: (typeof FIELDS)[number]): string | undefined => {
    const value = message[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  };
  const headers = {
    'cb-access-key': text('key'),
    'cb-access-sign': text('signature'),
    'cb-access-timestamp': text('timestamp'),
    'cb-access-passphrase': text('passphrase'),
  };
  const found = authenticate({ ...VERIFIED, headers }, keys, 'view', nowMs);
  if (found.kind === 'value') return { kind: 'key', profile: found.value.profile };
  const { message: reason, diagnosis } = JSON.parse(found.reply.body) as {
    readonly message: string;
    readonly diagnosis?: readonly Finding[];
  };
  return { kind: 'refused', reason: JSON.stringify({ message: reason }), ...(diagnosis && { diagnosis }) };
}
