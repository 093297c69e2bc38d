import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Writes a whole file so that at any moment, power cut included, its name has the old text or the new one: a file beside
 * it is written, synced and renamed. Only its owner may read it; missing folders are made.
 * @throws the system's error, with nothing changed.
 */
export async function writeWhole(file: string, text: string): Promise<void> {
  const folder = await makeFolderOf(file);
  const beside = path.join(folder, `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (thrown) {
    await rm(beside, { force: true });
    throw thrown;
  }
  await syncFolder(folder);
}

/** Makes the missing folders of a file, for its owner alone. @throws the system's error. */
export async function makeFolderOf(file: string): Promise<string> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Removes a file; fine when there is none. @throws the system's error. */
export function removeWhole(file: string): Promise<void> {
  return rm(file, { force: true });
}

/** Gives a file that cannot be used another name beside its own. @returns the new name. @throws the system's error. */
export async function moveAside(file: string): Promise<string> {
  const aside = `${file}.${randomUUID().slice(0, 8)}.unusable`;
  await rename(file, aside);
  return aside;
}

/** Makes the new name last; some systems cannot do that with folders, and then it lasts soon anyway. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    return;
  }
}
