import { open, stat } from 'node:fs/promises';

/** Larger than any key file; keeps a wrong path (a disk, a log) from being read whole. */
const MOST_BYTES = 65_536;

/** A file's text, or why it could not be read: the end of a sentence for people, without its content. */
export type SmallFile =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'may not be read by the user that runs Node-RED',
  EPERM: 'may not be read by the user that runs Node-RED',
  ENOTDIR: 'does not exist',
  ENAMETOOLONG: 'has too long a name',
};

/** Reads a text file that is not larger than expected, UTF-8 without its byte order mark. Never rejects. */
export async function readSmallFile(path: string, mostBytes = MOST_BYTES): Promise<SmallFile> {
  try {
    // Asked before opening: opening a pipe would wait for a writer.
    const facts = await stat(path);
    if (!facts.isFile()) return { ok: false, why: 'is not a file' };
    return await readStart(path, facts.size, mostBytes);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    return { ok: false, why: REASONS[code] ?? `cannot be read${code === '' ? '' : ` (${code})`}` };
  }
}

async function readStart(path: string, size: number, mostBytes: number): Promise<SmallFile> {
  if (size > mostBytes) return { ok: false, why: `has more than ${mostBytes} bytes` };
  const file = await open(path, 'r');
  try {
    // Some files say that they are empty until they are read.
    const room = Buffer.alloc(Math.max(size, Math.min(mostBytes, MOST_BYTES)) + 1);
    const { bytesRead } = await file.read(room, 0, room.length, 0);
    if (bytesRead > mostBytes) return { ok: false, why: `has more than ${mostBytes} bytes` };
    if (bytesRead === room.length) return { ok: false, why: 'is being written to' };
    return { ok: true, text: room.toString('utf8', 0, bytesRead).replace(/^\ufeff/, '') };
  } finally {
    await file.close();
  }
}
