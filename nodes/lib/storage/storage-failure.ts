/** Why a file cannot be used: what a program can act on. */
export type StorageReason =
  /** Another living process has it. */
  | 'in-use'
  /** Another process took it while this one was silent. */
  | 'lost'
  /** What is in it is not what was written. */
  | 'damaged'
  | 'not-writable'
  | 'no-space'
  | 'closed'
  | 'broken';

/** A file that cannot be used. The message is a clause for people: what, why and the way out, without a final stop. */
export class StorageFailure extends Error {
  readonly reason: StorageReason;

  constructor(reason: StorageReason, message: string) {
    super(message);
    this.name = 'StorageFailure';
    this.reason = reason;
  }
}

const SYSTEM: Readonly<Record<string, readonly [StorageReason, string]>> = {
  ENOSPC: ['no-space', 'the disk is full; free some space'],
  EDQUOT: ['no-space', "the user's share of the disk is used up; free some space"],
  EFBIG: ['no-space', 'the file may not grow any more; raise the file size limit'],
  EROFS: ['not-writable', 'the disk is mounted read-only; mount it for writing'],
  EACCES: ['not-writable', 'the user that runs Node-RED may not write there; give it the right to'],
  EPERM: ['not-writable', 'the user that runs Node-RED may not write there; give it the right to'],
  ENOTDIR: ['not-writable', 'a part of the path is not a folder; move that away'],
  EISDIR: ['not-writable', 'there is a folder in its place; move that away'],
  EIO: ['broken', 'the disk reports an error; check the disk'],
};

/** A system's error as such a failure. */
export function storageFailure(thrown: unknown, file: string): StorageFailure {
  if (thrown instanceof StorageFailure) return thrown;
  const code = systemCode(thrown);
  const [reason, why] = SYSTEM[code] ?? ['broken', 'the system refuses the file'];
  return new StorageFailure(reason, `${why} (${file}${code === '' ? '' : `, ${code}`})`);
}

/** The system's name of an error, such as ENOENT; '' where there is none. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}
