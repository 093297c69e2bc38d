import { createHash } from 'node:crypto';
import { readSmallFile } from '../../storage/small-file';
import { writeWhole } from '../../storage/atomic-file';
import type { SavedState } from './exchange-state';

/** First line of the file, before the checksum of the second. */
const FORMAT = 'coinbase-sandbox state 1';

/** Larger than any state there can be, as orders, fills and ledger rows are bounded. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Reads what an earlier sandbox left; undefined where there is no file.
 * @throws Error for a file that is not such a state, is damaged, or belongs to another seed: it is never written over.
 */
export async function readState(file: string, seed: number): Promise<SavedState | undefined> {
  const read = await readSmallFile(file, MOST_BYTES);
  if (!read.ok && read.why === 'does not exist') return undefined;
  if (!read.ok) throw unusable(file, read.why);
  const [head = '', body = ''] = read.text.split('\n');
  if (!head.startsWith(`${FORMAT} `)) throw unusable(file, "is not a sandbox's state");
  if (head !== headOf(body)) throw unusable(file, 'is damaged');
  const state = decode(body);
  if (state.seed !== seed)
    throw unusable(file, `is the state of a sandbox with seed ${state.seed}, not ${seed}`);
  return state;
}

/** @throws the system's error. */
export async function writeState(file: string, state: SavedState): Promise<void> {
  const body = encode(state);
  await writeWhole(file, `${headOf(body)}\n${body}\n`);
}

function headOf(body: string): string {
  return `${FORMAT} ${createHash('sha256').update(body).digest('hex')}`;
}

/** A client order id may look like an amount; it is written with one `~` before it. */
const LIKE_AMOUNT = /^~*-?\d+n$/;

/** JSON, with amounts as `123n`. */
function encode(state: SavedState): string {
  return JSON.stringify(state, (_name, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    return typeof value === 'string' && LIKE_AMOUNT.test(value) ? `~${value}` : value;
  });
}

/** The checksum has shown that this is what {@link encode} wrote. */
function decode(body: string): SavedState {
  return JSON.parse(body, (_name, value: unknown) => {
    if (typeof value !== 'string' || !LIKE_AMOUNT.test(value)) return value;
    return value.startsWith('~') ? value.slice(1) : BigInt(value.slice(0, -1));
  }) as SavedState;
}

function unusable(file: string, why: string): Error {
  return new Error(
    `The state file ${file} ${why}. It was left as it is: move it away, or choose another file.`,
  );
}
