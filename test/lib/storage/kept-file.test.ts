import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KeptFile, readKept } from '../../../nodes/lib/storage/kept-file';
import { virtualClock, type VirtualClock } from '../api/virtual-clock';
import { withFolder } from './folder';

const MOST = 1000;

interface World {
  readonly file: string;
  readonly clock: VirtualClock;
  readonly kept: KeptFile;
  readonly failures: string[];
  /** Sets the value that is to be kept. */
  readonly set: (value: unknown) => void;
  /** What is in the file; undefined for none. */
  readonly read: () => Promise<unknown>;
}

const inWorld = (run: (world: World) => Promise<void>): Promise<void> =>
  withFolder(async (folder) => {
    const file = path.join(folder, 'a', 'b', 'state.json');
    const clock = virtualClock();
    const failures: string[] = [];
    let value: unknown = 0;
    const kept = new KeptFile({
      file,
      clock,
      value: () => value,
      failed: ({ reason }) => failures.push(reason),
    });
    const read = async (): Promise<unknown> => {
      await kept.idle();
      const found = await readKept(file, MOST);
      return found?.ok ? found.value : found?.why;
    };
    await run({ file, clock, kept, failures, read, set: (next) => (value = next) });
  });

describe('a kept file', () => {
  it('is there at once after what matters, then at most once a second with the last value', () =>
    inWorld(async ({ clock, kept, set, read }) => {
      set(1);
      kept.changed('much');
      await clock.advance(0);
      assert.equal(await read(), 1);
      for (let value = 2; value < 10; value += 1) {
        set(value);
        kept.changed('much');
        await clock.advance(100);
      }
      assert.equal(await read(), 1);
      await clock.advance(200);
      assert.equal(await read(), 9);
      await clock.advance(5000);
      set(10);
      kept.changed('much');
      await clock.advance(0);
      assert.equal(await read(), 10, 'after a pause at once again');
      assert.equal(clock.pending(), 0);
    }));

  it('is written a minute after what matters less, sooner when something else matters', () =>
    inWorld(async ({ clock, kept, set, read }) => {
      kept.changed('much');
      await clock.advance(0);
      set(1);
      kept.changed('little');
      await clock.advance(59_999);
      assert.equal(await read(), 0);
      await clock.advance(1);
      assert.equal(await read(), 1);
      set(2);
      kept.changed('little');
      await clock.advance(30_000);
      kept.changed('much');
      kept.changed('little');
      await clock.advance(0);
      assert.equal(await read(), 2);
    }));

  it('is written by the end, and not once more', () =>
    inWorld(async ({ clock, kept, set, read, file }) => {
      set(1);
      kept.changed('little');
      await kept.close(false);
      assert.equal(await read(), 1);
      assert.equal(clock.pending(), 0);
      kept.changed('much');
      assert.equal(clock.pending(), 0, 'nothing begins after the end');
      assert.deepEqual(readdirSync(path.dirname(file)), ['state.json'], 'nothing lies beside it');
    }));

  it('is not written where nothing changed', () =>
    inWorld(async ({ kept, file }) => {
      await kept.close(false);
      assert.equal(existsSync(path.dirname(file)), false);
    }));

  it('is removed with its owner, also in the middle of a write', () =>
    inWorld(async ({ clock, kept, file }) => {
      kept.changed('much');
      await clock.advance(0);
      await kept.close(true);
      assert.deepEqual(readdirSync(path.dirname(file)), []);
    }));

  it('tells that it cannot be written, and tries again with the next change', () =>
    inWorld(async ({ clock, kept, set, read, file, failures }) => {
      const folder = path.dirname(path.dirname(file));
      writeFileSync(folder, 'in the way');
      kept.changed('much');
      await clock.advance(0);
      await kept.idle();
      assert.deepEqual(failures, ['not-writable']);
      rmSync(folder);
      set(5);
      kept.changed('much');
      await clock.advance(1000);
      assert.equal(await read(), 5);
    }));

  it('is tried once more at the end when it could not be written', () =>
    inWorld(async ({ clock, kept, read, file, failures }) => {
      mkdirSync(file, { recursive: true });
      kept.changed('much');
      await clock.advance(0);
      await kept.idle();
      assert.equal(failures.length, 1);
      rmSync(file, { recursive: true });
      await kept.close(false);
      assert.equal(await read(), 0);
    }));

  it('is nothing where it is not there, and says why where it cannot be used', () =>
    inWorld(async ({ clock, kept, set, read, file }) => {
      assert.equal(await read(), undefined);
      set({ some: 'value' });
      kept.changed('much');
      await clock.advance(0);
      assert.deepEqual(await read(), { some: 'value' });
      const good = readFileSync(file, 'utf8');
      for (const [text, why] of [
        ['', 'is damaged'],
        [good.slice(0, -5), 'is damaged'],
        [good.replace('value', 'other'), 'is damaged'],
        [good + good, 'is damaged'],
        ['x'.repeat(MOST + 1), 'has more than 1000 bytes'],
      ] as const) {
        writeFileSync(file, text);
        assert.equal(await read(), why);
      }
      rmSync(file);
      mkdirSync(file);
      assert.equal(await read(), 'is not a file');
    }));
});
