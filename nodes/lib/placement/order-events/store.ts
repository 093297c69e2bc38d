import { moveAside, writeWhole } from '../../storage/atomic-file';
import { readSmallFile } from '../../storage/small-file';
import { storageFailure } from '../../storage/storage-failure';

/** Where a text is kept over restarts: written whole, or not at all. What they throw says why in its message. */
export interface EventsStore {
  /** Undefined where there is none. */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
  /** Keeps a text that cannot be used under another name. @returns where. */
  putAside(): Promise<string>;
}

/** Larger than any record, as everything in it is bounded. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A file that only its owner may read. */
export function fileStore(file: string): EventsStore {
  return {
    async read() {
      const read = await readSmallFile(file, MOST_BYTES);
      if (read.ok) return read.text;
      if (read.why === 'does not exist') return undefined;
      throw new Error(`${file} ${read.why}`);
    },
    write: (text) => writeWhole(file, text).catch(failed(file)),
    putAside: () => moveAside(file).catch(failed(file)),
  };
}

function failed(file: string): (thrown: unknown) => never {
  return (thrown) => {
    throw storageFailure(thrown, file);
  };
}
