import { hash } from 'node:crypto';
import { say, type Words } from '../sentences';
import { StorageFailure } from './storage-failure';

const NEWLINE = 10;
/** Digits of the checksum; then a space, then the JSON. */
const SUM_DIGITS = 16;

/**
 * One line of a log: `<checksum> <JSON>`. The checksum is the beginning of the SHA-256 of the JSON's bytes, so that a
 * person can check it with the tools of any system.
 */
export function checkedLine(value: unknown): string {
  const json = JSON.stringify(value);
  return `${sumOf(json)} ${json}\n`;
}

/** What stood at the end of a log and was not whole: a crash cut it off in the middle of writing. */
export interface CutTail {
  /** Counted from 1. */
  readonly line: number;
  readonly bytes: number;
}

export interface CheckedLines {
  /** Of each line its JSON, read. */
  readonly values: readonly unknown[];
  /** So many bytes from the start are whole lines. */
  readonly wholeBytes: number;
  /** True when the last line is whole but for its end of line: an editor took it away. */
  readonly openEnd: boolean;
  readonly cut: CutTail | undefined;
}

/**
 * Reads a log. Only its end may be unwhole, as a crash leaves it: a line without its end, or blocks that were never
 * written (zeros) with no good line after them.
 * @throws StorageFailure `damaged`, naming file and line, for anything else.
 */
export function readCheckedLines(bytes: Buffer, file: string): CheckedLines {
  const values: unknown[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    const read = readLine(bytes.subarray(start, end));
    if (!read) {
      if (newline !== -1 && !isUnwritten(bytes, start, end)) throw damaged(file, values.length + 1);
      const cut = { line: values.length + 1, bytes: bytes.length - start };
      return { values, wholeBytes: start, openEnd: false, cut };
    }
    values.push(read.value);
    if (newline === -1) return { values, wholeBytes: end, openEnd: true, cut: undefined };
    start = end + 1;
  }
  return { values, wholeBytes: start, openEnd: false, cut: undefined };
}

/** A bad line in the middle, with the way out: a guess at what it said would be worse than a person's look. */
export function damaged(file: string, line: number, why: Words = say('journal.isDamaged')): StorageFailure {
  return new StorageFailure('damaged', say('journal.line', { line: String(line), file, why }));
}

function readLine(line: Buffer): { readonly value: unknown } | undefined {
  // Bytes that are no UTF-8 read as a replacement, which has another checksum.
  const text = line.toString('utf8');
  const json = text.slice(SUM_DIGITS + 1);
  if (json === '' || text[SUM_DIGITS] !== ' ' || text.slice(0, SUM_DIGITS) !== sumOf(json)) return undefined;
  try {
    return { value: JSON.parse(json) as unknown };
  } catch {
    return undefined;
  }
}

/** Disks write in blocks: a single zero is a damaged letter. */
const ZEROS = Buffer.alloc(16);

function isUnwritten(bytes: Buffer, start: number, end: number): boolean {
  if (!bytes.subarray(start, end).includes(ZEROS)) return false;
  for (let at = end + 1; at < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, at);
    if (newline === -1) return true;
    if (readLine(bytes.subarray(at, newline))) return false;
    at = newline + 1;
  }
  return true;
}

function sumOf(json: string): string {
  return hash('sha256', json).slice(0, SUM_DIGITS);
}
