import { asCoinbaseError, type CoinbaseError } from '../../rules/errors';
import { say } from '../../sentences';
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
    return {
      reached: true,
      lines: [line('reachable', true, say('check.answers', { host })), clockLine(offsetMs)],
    };
  } catch (thrown) {
    const error = asCoinbaseError(thrown, 'NETWORK');
    return { reached: false, lines: [unreachable(host, error)] };
  }
}

function unreachable(host: string, error: CoinbaseError): CheckLine {
  const { reason: code } = error.details;
  const reason = typeof code === 'string' ? code : '';
  const text = say('check.unreachable', { host, why: error.toldWhy });
  if (error.code === 'TIMEOUT') return line('reachable', false, text, say('advice.firewall'));
  if (error.code !== 'NETWORK') return line('reachable', false, text, say(`remedy.${error.code}`));
  if (NAME.test(reason)) return line('reachable', false, text, say('advice.dns'));
  if (TLS.test(reason)) return line('reachable', false, text, say('advice.tls'));
  return line('reachable', false, text, say('advice.network'));
}

function clockLine(offsetMs: number | undefined): CheckLine {
  if (offsetMs === undefined) return line('clock', null, say('check.noTime'));
  const { well, told } = clockDifference(offsetMs);
  return line('clock', well, told.text, told.fix);
}
