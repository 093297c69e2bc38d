import { open, stat } from 'node:fs/promises';
import { inEnglish, say, type Sentence } from '../sentences';

/** Larger than any key file; keeps a wrong path (a disk, a log) from being read whole. */
const MOST_BYTES = 65_536;

/** A file's text, or why it could not be read: the end of a sentence for people, without its content. */
export type SmallFile = { readonly ok: true; readonly text: string } | Unread;

interface Unread {
  readonly ok: false;
  readonly why: string;
  /** The same for the editor. */
  readonly told: Sentence;
}

const REASONS: Readonly<Record<string, Sentence>> = {
  ENOENT: say('file.missing'),
  EACCES: say('file.forbidden'),
  EPERM: say('file.forbidden'),
  ENOTDIR: say('file.missing'),
  ENAMETOOLONG: say('file.longName'),
};

/** Reads a text file that is not larger than expected, UTF-8 without its byte order mark. Never rejects. */
export async function readSmallFile(path: string, mostBytes = MOST_BYTES): Promise<SmallFile> {
  try {
    // Asked before opening: opening a pipe would wait for a writer.
    const facts = await stat(path);
    if (!facts.isFile()) return unread(say('file.noFile'));
    return await readStart(path, facts.size, mostBytes);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    return unread(REASONS[code] ?? (code === '' ? say('file.failed') : say('file.failedWith', { code })));
  }
}

function unread(told: Sentence): Unread {
  return { ok: false, why: inEnglish(told), told };
}

async function readStart(path: string, size: number, mostBytes: number): Promise<SmallFile> {
  if (size > mostBytes) return unread(say('file.large', { bytes: String(mostBytes) }));
  const file = await open(path, 'r');
  try {
    // Some files say that they are empty until they are read.
    const room = Buffer.alloc(Math.max(size, Math.min(mostBytes, MOST_BYTES)) + 1);
    const { bytesRead } = await file.read(room, 0, room.length, 0);
    if (bytesRead > mostBytes) return unread(say('file.large', { bytes: String(mostBytes) }));
    if (bytesRead === room.length) return unread(say('file.changing'));
    return { ok: true, text: room.toString('utf8', 0, bytesRead).replace(/^\ufeff/, '') };
  } finally {
    await file.close();
  }
}
