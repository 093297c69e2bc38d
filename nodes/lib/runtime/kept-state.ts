import path from 'node:path';
import type { Clock } from '../rules/clock';
import { KeptFile, readKept, type Worth } from '../storage/kept-file';
import type { RedNode } from './red';

/** Larger than anything that is kept: a wrong file is not read whole. */
const MOST_BYTES = 4 * 1024 * 1024;

/** What one node remembers over deploys and restarts. Nothing here throws or rejects. */
export interface KeptState {
  /** What was kept, or undefined: nothing, or what cannot be used, which is told. */
  read(): Promise<unknown>;
  /** What was read is not what was written. */
  refuse(why: string): void;
  /** What is worth little is written later. */
  changed(worth: Worth): void;
  /** Writes what is not written yet, or forgets all. */
  close(removed: boolean): Promise<void>;
}

export interface KeptStateOptions {
  readonly node: RedNode;
  readonly clock: Clock;
  /** Of Node-RED; without one nothing is kept. */
  readonly userDir: string | undefined;
  /** Below `coinbase` in the user directory. */
  readonly folder: string;
  /** What is to be kept now: plain JSON. */
  readonly value: () => unknown;
}

/** `<userDir>/coinbase/<folder>/<node id>.json`, for its owner's eyes alone. */
export function keepState({ node, clock, userDir, folder, value }: KeptStateOptions): KeptState {
  let told = false;
  /** Once: it would be the same with every write. */
  const warnOnce = (text: string): void => {
    if (!told) node.warn(text);
    told = true;
  };
  const unkept = 'What it remembers is kept in memory alone and is gone with the next deploy or restart';
  if (userDir === undefined) {
    const none = (): Promise<undefined> => Promise.resolve(undefined);
    const changed = (): void => warnOnce(`${unkept}: Node-RED has no user directory`);
    return { read: none, refuse: () => undefined, changed, close: none };
  }
  const file = path.join(userDir, 'coinbase', folder, `${fileNameOf(node.id)}.json`);
  const kept = new KeptFile({
    file,
    clock,
    value,
    failed: ({ message }) => warnOnce(`${unkept}: ${message}`),
  });
  const refuse = (why: string): void =>
    node.warn(`What it remembered is lost, and it begins anew: ${file} ${why}`);
  return {
    async read() {
      const read = await readKept(file, MOST_BYTES);
      if (read?.ok === false) refuse(read.why);
      return read?.ok ? read.value : undefined;
    },
    refuse,
    changed: (worth) => kept.changed(worth),
    close: (removed) => kept.close(removed),
  };
}

/** Another one for each id, whatever is in it. */
function fileNameOf(id: string): string {
  return id.replace(/[^\w-]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}.`);
}
