import { CoinbaseError } from '../rules/errors';

/** How far a request had come when it failed: nothing left the machine, it was on its way, the answer had begun. */
export type Phase = 'connect' | 'sent' | 'answering';

/** Connect-phase failures in plain words. The closed list of what proves that a request never left. */
const CONNECT_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'name resolution does not work at the moment',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'the network is unreachable',
  ENETDOWN: 'the network is down',
  ETIMEDOUT: 'the connection was not accepted in time',
  EADDRNOTAVAIL: 'this machine has no free address or port for a connection',
  ECONNRESET: 'the connection was closed before it was set up',
  EPROTO: 'the encrypted connection could not be set up',
  UND_ERR_CONNECT_TIMEOUT: 'the connection was not accepted in time',
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  CERT_NOT_YET_VALID: "the server's certificate is not valid yet; check this machine's clock",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN:
    "the server's certificate is signed by an unknown authority (a proxy that inspects traffic?)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate cannot be verified",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate is signed by an unknown authority",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host name",
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS on this port',
};

/**
 * A failure of the connection as a coded error: the reason in plain words, the system's code, and in `details.sent`
 * whether anything can have left. The original is dropped: it can hold the signed request.
 */
export function networkFailure(thrown: unknown, phase: Phase): CoinbaseError {
  const code = codeOf(thrown);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED')
    return new CoinbaseError('ABORTED', 'the account was closed', { sent: phase !== 'connect' });
  if (phase === 'answering')
    return new CoinbaseError('RESPONSE_CUT', 'it stopped before its end', { sent: true, reason: code });
  if (phase === 'sent') return new CoinbaseError('NETWORK', lostReason(code), { sent: true, reason: code });
  const why = Object.hasOwn(CONNECT_REASONS, code) ? CONNECT_REASONS[code] : undefined;
  return new CoinbaseError('NETWORK', why ?? `the connection failed (${code})`, { sent: !why, reason: code });
}

function lostReason(code: string): string {
  if (code.startsWith('HPE_')) return 'what answers there does not speak HTTP';
  if (code === 'UND_ERR_HEADERS_OVERFLOW') return "the answer's headers are too large";
  return `the connection was lost before an answer came (${code})`;
}

function codeOf(thrown: unknown): string {
  const { code, errors } = (thrown ?? {}) as { code?: unknown; errors?: unknown };
  if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code;
  return Array.isArray(errors) && errors.length > 0 ? codeOf(errors[0]) : 'UNKNOWN';
}
