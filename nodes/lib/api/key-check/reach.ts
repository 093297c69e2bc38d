import { errorCodes } from '../../rules/error-codes';
import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';
import { clockDifference } from '../clock-difference';
import type { CallOptions, Connection } from '../trading-api';
import { line, type CheckLine } from './line';

const NAME = /^(?:ENOTFOUND|EAI_AGAIN|EAI_\w+)$/;
const TLS = /CERT|^EPROTO$|^ERR_(?:SSL|TLS)/;

/** Whether the API answers, and how far its clock is from this machine's. */
export async function checkReach(
  connection: Pick<Connection, 'origin' | 'measureClock'>,
  options: CallOptions,
): Promise<{ readonly lines: CheckLine[]; readonly reached: boolean }> {
  const { host } = new URL(connection.origin);
  try {
    const offsetMs = await connection.measureClock(options);
    return { reached: true, lines: [line('reachable', true, `${host} answers`), clockLine(offsetMs)] };
  } catch (thrown) {
    const error = asCoinbaseError(thrown, 'NETWORK');
    return { reached: false, lines: [unreachable(host, error)] };
  }
}

function unreachable(host: string, error: CoinbaseError): CheckLine {
  const { reason: code } = error.details;
  const reason = typeof code === 'string' ? code : '';
  const text = `${host}: ${error.why}`;
  const usual = errorCodes[error.code].fix;
  if (error.code === 'TIMEOUT')
    return line('reachable', false, text, 'Look for a firewall or proxy that swallows the connection.');
  if (error.code !== 'NETWORK') return line('reachable', false, text, usual);
  if (NAME.test(reason))
    return line('reachable', false, text, "Check the address, and this machine's name resolution (DNS).");
  if (TLS.test(reason))
    return line(
      'reachable',
      false,
      text,
      "Check the address and this machine's clock, and look for a proxy that inspects encrypted traffic.",
    );
  return line('reachable', false, text, "Check the address, this machine's network, and its firewall.");
}

function clockLine(offsetMs: number | undefined): CheckLine {
  if (offsetMs === undefined) return line('clock', null, 'the answer tells no time to compare with');
  const { well, text, fix } = clockDifference(offsetMs);
  return line('clock', well, text, fix);
}
