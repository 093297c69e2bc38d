import type { AuditQuery } from '../lib/placement/desk';
import { CoinbaseError } from '../lib/rules/errors';
import { isPlainObject, shown, uuidText } from '../lib/rules/shapes';
import { say, type Words } from '../lib/sentences';
import { isTradingState, type TradingState } from '../lib/rules/trading-state';

/** What a message asks of the trading switch. */
export type Command =
  | { readonly kind: 'move'; readonly state: TradingState; readonly reason?: string }
  | { readonly kind: 'status' }
  | { readonly kind: 'release'; readonly clientOid: string }
  | { readonly kind: 'audit'; readonly query: AuditQuery };

/** Longest reason, message id or key, characters. */
const LONGEST = 500;
/** Placements that one audit gives at most. */
const MOST_AUDITS = 1000;

/**
 * Reads a command: `"halted"`, `{ state, reason }`, `"status"`, `{ release }` or `{ audit }`. Nothing is guessed: a
 * word that is not known moves nothing.
 * @throws CoinbaseError COMMAND_UNKNOWN saying why.
 */
export function readCommand(value: unknown): Command {
  if (typeof value === 'string') return wordCommand(value);
  if (!isPlainObject(value)) throw unknown(`it is ${shown(value)}`);
  const { state, reason, release, audit, ...others } = value;
  const [other] = Object.keys(others);
  if (other !== undefined) throw unknown(`it has the field ${shown(other)}`);
  const given = [state, release, audit].filter((one) => one !== undefined);
  if (given.length !== 1) throw unknown('it needs exactly one of state, release and audit');
  if (state !== undefined) return moveTo(state, reason);
  if (reason !== undefined) throw unknown('a reason goes with a state alone');
  return release !== undefined
    ? { kind: 'release', clientOid: readClientOid(release) }
    : { kind: 'audit', query: readAudit(audit) };
}

/** A button, an MQTT topic or a voice assistant may write a word in capitals or with a line break after it. */
function wordCommand(text: string): Command {
  const word = text.length > LONGEST ? '' : text.trim().toLowerCase();
  if (word === 'status') return { kind: 'status' };
  if (isTradingState(word)) return { kind: 'move', state: word };
  throw unknown(`it is ${shown(text)}`);
}

/** @throws CoinbaseError COMMAND_UNKNOWN */
export function moveTo(state: unknown, reason: unknown): Extract<Command, { kind: 'move' }> {
  if (!isTradingState(state)) throw unknown(`its state is ${shown(state)}`);
  if (reason === undefined || reason === '') return { kind: 'move', state };
  return { kind: 'move', state, reason: shortText('reason', reason) };
}

/** @throws CoinbaseError COMMAND_UNKNOWN */
export function readClientOid(value: unknown): string {
  const uuid = uuidText(value);
  if (uuid === undefined) throw unknown(say('form.noClientOid', { text: shown(value) }));
  return uuid;
}

/**
 * Reads which placements an audit is about: an object with one of message, client_oid, key and last.
 * @throws CoinbaseError COMMAND_UNKNOWN
 */
export function readAudit(value: unknown): AuditQuery {
  const entries = isPlainObject(value) ? Object.entries(value) : [];
  const [entry] = entries;
  if (!entry || entries.length > 1)
    throw unknown('an audit needs exactly one of message, client_oid, key and last');
  const [by, what] = entry;
  if (by === 'message') return { message: shortText(by, what) };
  if (by === 'client_oid') return { client_oid: readClientOid(what) };
  if (by === 'key') return { key: shortText(by, what) };
  if (by !== 'last') throw unknown(`an audit by ${shown(by)} is not one by message, client_oid, key or last`);
  const count = typeof what === 'string' && /^\d{1,4}$/.test(what) ? Number(what) : what;
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > MOST_AUDITS)
    throw unknown(say('form.lastAudits', { text: shown(what), most: String(MOST_AUDITS) }));
  return { last: count };
}

function shortText(field: string, value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > LONGEST || /[\x00-\x1f\x7f]/.test(value))
    throw unknown(say('form.oneLine', { field, most: String(LONGEST) }));
  return value;
}

function unknown(why: Words): CoinbaseError {
  return new CoinbaseError('COMMAND_UNKNOWN', why);
}
