import { CoinbaseError } from '../rules/errors';
import { say, type Sentence } from '../sentences';

/** How far a request had come when it failed: nothing left the machine, it was on its way, the answer had begun. */
export type Phase = 'connect' | 'sent' | 'answering';

/** Connect-phase failures in plain words. The closed list of what proves that a request never left. */
const CONNECT_REASONS: Readonly<Record<string, Sentence>> = {
  ECONNREFUSED: say('network.refused'),
  ENOTFOUND: say('network.unknownHost'),
  EAI_AGAIN: say('network.noNames'),
  EHOSTUNREACH: say('network.noRoute'),
  ENETUNREACH: say('network.unreachable'),
  ENETDOWN: say('network.down'),
  ETIMEDOUT: say('network.notAccepted'),
  EADDRNOTAVAIL: say('network.noPort'),
  ECONNRESET: say('network.closedEarly'),
  EPROTO: say('network.noTls'),
  UND_ERR_CONNECT_TIMEOUT: say('network.notAccepted'),
  CERT_HAS_EXPIRED: say('network.certificateExpired'),
  CERT_NOT_YET_VALID: say('network.certificateEarly'),
  DEPTH_ZERO_SELF_SIGNED_CERT: say('network.selfSigned'),
  SELF_SIGNED_CERT_IN_CHAIN: say('network.unknownChain'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: say('network.unverified'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: say('network.unknownAuthority'),
  ERR_TLS_CERT_ALTNAME_INVALID: say('network.otherName'),
  ERR_SSL_WRONG_VERSION_NUMBER: say('network.notTls'),
};

/**
 * A failure of the connection as a coded error: the reason in plain words, the system's code, and in `details.sent`
 * whether anything can have left. The original is dropped: it can hold the signed request.
 */
export function networkFailure(thrown: unknown, phase: Phase): CoinbaseError {
  const code = codeOf(thrown);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED')
    return new CoinbaseError('ABORTED', say('network.closed'), { sent: phase !== 'connect' });
  if (phase === 'answering')
    return new CoinbaseError('RESPONSE_CUT', say('network.cut'), { sent: true, reason: code });
  if (phase === 'sent') return new CoinbaseError('NETWORK', lostReason(code), { sent: true, reason: code });
  const why = Object.hasOwn(CONNECT_REASONS, code) ? CONNECT_REASONS[code] : undefined;
  return new CoinbaseError('NETWORK', why ?? say('network.failed', { code }), { sent: !why, reason: code });
}

function lostReason(code: string): Sentence {
  if (code.startsWith('HPE_')) return say('network.noHttp');
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return say('network.largeHeaders');
  return say('network.lost', { code });
}

function codeOf(thrown: unknown): string {
  const { code, errors } = (thrown ?? {}) as { code?: unknown; errors?: unknown };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : 'UNKNOWN';
}
