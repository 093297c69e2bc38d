import { inEnglish, say, type SentenceKey, type Words } from '../sentences';

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
  /** The message, for the editor. Not enumerable, so that loggers print the text alone. */
  declare readonly told: Words;

  constructor(reason: StorageReason, told: Words) {
    super(inEnglish(told));
    this.name = 'StorageFailure';
    this.reason = reason;
    Object.defineProperty(this, 'told', { value: told, enumerable: false });
  }
}

type Why = Extract<SentenceKey, `disk.${string}`>;

const SYSTEM: Readonly<Record<string, readonly [StorageReason, Why]>> = {
  ENOSPC: ['no-space', 'disk.full'],
  EDQUOT: ['no-space', 'disk.share'],
  EFBIG: ['no-space', 'disk.fileSize'],
  EROFS: ['not-writable', 'disk.readOnly'],
  EACCES: ['not-writable', 'disk.forbidden'],
  EPERM: ['not-writable', 'disk.forbidden'],
  ENOTDIR: ['not-writable', 'disk.noFolder'],
  EISDIR: ['not-writable', 'disk.folder'],
  EIO: ['broken', 'disk.error'],
};

/** A system's error as such a failure. */
export function storageFailure(thrown: unknown, file: string): StorageFailure {
  if (thrown instanceof StorageFailure) return thrown;
  const code = systemCode(thrown);
  const [reason, why] = SYSTEM[code] ?? ['broken', 'disk.refused'];
  const where = code === '' ? file : `${file}, ${code}`;
  return new StorageFailure(reason, say('journal.where', { why: say(why), where }));
}

/** The system's name of an error, such as ENOENT; '' where there is none. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
}
