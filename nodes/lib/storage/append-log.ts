import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { say } from '../sentences';
import { writeWhole } from './atomic-file';
import { checkedLine, damaged, readCheckedLines, type CheckedLines, type CutTail } from './checked-lines';
import { takeLease, type Lease, type LeaseTimes } from './lease';
import { LogWriter } from './log-writer';
import { storageFailure, systemCode } from './storage-failure';

/** A file of JSON lines that only grows, and that one process at a time has open. */
export interface AppendLog {
  /**
   * Resolves once the line is on the disk; all that are asked for while the disk is busy share the next write.
   * @throws StorageFailure; no part of the line is in the file then, and the next append tries anew.
   */
  append(value: unknown): Promise<void>;
  /** Puts these in the place of all lines, in one step; lines appended meanwhile follow them. @throws as append. */
  replace(values: readonly unknown[]): Promise<void>;
  /** Idempotent, never rejects, under 2 s. What was appended before is finished. */
  close(): Promise<void>;
}

export interface AppendLogOptions {
  readonly folder: string;
  readonly name: string;
  /** What is in it and in which version, such as `orders 1`: the first line says it. */
  readonly format: string;
  readonly lease?: Partial<LeaseTimes>;
}

export interface OpenedLog {
  readonly log: AppendLog;
  readonly file: string;
  /** What is in it, oldest first; line n + 2 of the file holds number n. */
  readonly values: readonly unknown[];
  /** A line that a crash left unfinished: it was never acknowledged, and is cut off now. */
  readonly cut: CutTail | undefined;
  readonly takenFrom: Lease['takenFrom'];
}

/**
 * Opens a log, and makes it where there is none: the file for its owner alone (0600), in a folder likewise (0700).
 * @throws StorageFailure `in-use`, `damaged`, `not-writable`, `no-space`, `broken`.
 */
export async function openAppendLog(options: AppendLogOptions): Promise<OpenedLog> {
  const file = path.join(options.folder, options.name);
  try {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const lease = await takeLease(`${file}.lock`, options.lease);
    try {
      return await openUnderLease(file, options, lease);
    } catch (thrown) {
      await lease.release();
      throw thrown;
    }
  } catch (thrown) {
    throw storageFailure(thrown, file);
  }
}

/**
 * What is in a log, oldest first, without opening it: another process may be writing to it. Nothing where there is none.
 * A line that is being written just now does not count yet.
 * @throws StorageFailure `damaged`, or what the system says.
 */
export async function readAppendLog({
  folder,
  name,
  format,
}: Omit<AppendLogOptions, 'lease'>): Promise<Pick<OpenedLog, 'file' | 'values'>> {
  const file = path.join(folder, name);
  try {
    const read = readCheckedLines(await readFile(file).catch(emptyWhenMissing), file);
    checkFormat(read, format, file);
    return { file, values: read.values.slice(1) };
  } catch (thrown) {
    throw storageFailure(thrown, file);
  }
}

async function openUnderLease(file: string, { format }: AppendLogOptions, lease: Lease): Promise<OpenedLog> {
  await removeUnfinished(file);
  const bytes = await readFile(file).catch(emptyWhenMissing);
  const read = readCheckedLines(bytes, file);
  const header = checkedLine({ format });
  checkFormat(read, format, file);
  // A silent holder may wake up and write: into the file that it has open, which is not this one any more.
  const anew = read.values.length === 0 || read.cut || read.openEnd || lease.takenFrom === 'silent';
  if (anew) await writeWhole(file, wholeText(bytes, read) || header);
  const log = await LogWriter.open({ file, header, lease });
  return { log, file, values: read.values.slice(1), cut: read.cut, takenFrom: lease.takenFrom };
}

function wholeText(bytes: Buffer, { wholeBytes, openEnd }: CheckedLines): string {
  return `${bytes.toString('utf8', 0, wholeBytes)}${openEnd ? '\n' : ''}`;
}

function checkFormat({ values }: CheckedLines, format: string, file: string): void {
  if (values.length === 0) return;
  const first = values[0];
  const said = typeof first === 'object' && first !== null && 'format' in first ? first.format : undefined;
  if (said === format) return;
  const newer = typeof said === 'string' && said.split(' ')[0] === format.split(' ')[0];
  throw damaged(
    file,
    1,
    newer ? say('journal.otherVersion') : say('journal.noFormat', { format: JSON.stringify(format) }),
  );
}

/** What a crash in the middle of writing a whole file left beside it. */
async function removeUnfinished(file: string): Promise<void> {
  const [folder, name] = [path.dirname(file), path.basename(file)];
  for (const one of await readdir(folder))
    if (one.startsWith(`.${name}.`) && one.endsWith('.tmp'))
      await rm(path.join(folder, one), { force: true });
}

function emptyWhenMissing(thrown: unknown): Buffer {
  if (systemCode(thrown) === 'ENOENT') return Buffer.alloc(0);
  throw thrown;
}
