import assert from 'node:assert/strict';
import { readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { takeLease, type LeaseTimes } from '../../../nodes/lib/storage/lease';
import { thisProcess } from '../../../nodes/lib/storage/lease-holder';
import { StorageFailure } from '../../../nodes/lib/storage/storage-failure';
import { withFolder } from './folder';

const FAST: LeaseTimes = { beatMs: 50, sureMs: 100, silentMs: 400, lookMs: 10, settleMs: 30 };
const reason = (expected: string) => (thrown: unknown) =>
  thrown instanceof StorageFailure && thrown.reason === expected;

const withLock = (run: (file: string) => Promise<void>): Promise<void> =>
  withFolder((folder) => run(path.join(folder, 'a.lock')));

/** A lock as a process wrote it that is not this one. */
async function lockOf(file: string, other: object): Promise<void> {
  await writeFile(file, `${JSON.stringify({ ...(await thisProcess('other')), ...other })}\n`);
}

describe('a lease', () => {
  it('is taken, given back and taken again', () =>
    withLock(async (file) => {
      const lease = await takeLease(file, FAST);
      assert.equal(lease.confirm(), undefined, 'sure without a look');
      assert.equal(lease.takenFrom, 'nobody');
      await lease.release();
      await lease.release();
      assert.deepEqual(await readdir(path.dirname(file)), []);
      assert.throws(() => lease.confirm(), reason('closed'));
      await (await takeLease(file, FAST)).release();
    }));

  it('is refused while its holder beats, with who that is', () =>
    withLock(async (file) => {
      const lease = await takeLease(file, FAST);
      await assert.rejects(takeLease(file, FAST), (thrown) => {
        assert.ok(reason('in-use')(thrown));
        assert.match(String(thrown), new RegExp(`process ${process.pid} on`));
        return true;
      });
      await lease.release();
    }));

  it('of a process that is gone is taken at once, also where its id is another process now', () =>
    withLock(async (file) => {
      for (const other of [{ pid: 2 ** 22 + 1 }, { began: '1' }]) {
        await lockOf(file, other);
        const start = performance.now();
        const lease = await takeLease(file, { ...FAST, silentMs: 60_000 });
        assert.ok(performance.now() - start < 5000);
        assert.equal(lease.takenFrom, 'gone');
        await lease.release();
      }
    }));

  it('of another machine or container is taken only after its silence', () =>
    withLock(async (file) => {
      for (const other of [
        { host: 'elsewhere' },
        { place: 'other boot' },
        { pid: process.ppid, began: '' },
      ]) {
        await lockOf(file, other);
        const start = performance.now();
        const lease = await takeLease(file, FAST);
        assert.ok(performance.now() - start >= FAST.silentMs, JSON.stringify(other));
        assert.equal(lease.takenFrom, 'silent');
        await lease.release();
      }
    }));

  it('with nothing readable in it is taken after its silence too', () =>
    withLock(async (file) => {
      for (const text of ['', '{', '[]', '{"pid":0}']) {
        await writeFile(file, text);
        const lease = await takeLease(file, FAST);
        assert.equal(lease.takenFrom, 'silent');
        await lease.release();
      }
    }));

  it('is given to one of many who come together', () =>
    withLock(async (file) => {
      await lockOf(file, { pid: 2 ** 22 + 1 });
      const all = await Promise.allSettled(Array.from({ length: 8 }, () => takeLease(file, FAST)));
      const taken = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      assert.equal(taken.length, 1);
      await Promise.all(taken.map((lease) => lease.release()));
    }));

  it('that another has now is lost for good, and its release leaves the other alone', () =>
    withLock(async (file) => {
      const lease = await takeLease(file, { ...FAST, sureMs: 0, beatMs: 60_000 });
      await rm(file);
      await lockOf(file, { host: 'elsewhere' });
      const text = await readFile(file, 'utf8');
      await assert.rejects(async () => lease.confirm(), reason('lost'));
      await assert.rejects(async () => lease.confirm(), reason('lost'));
      await lease.release();
      assert.equal(await readFile(file, 'utf8'), text);
    }));

  it('whose file was taken away is lost: another may have come and gone', () =>
    withLock(async (file) => {
      const lease = await takeLease(file, { ...FAST, sureMs: 0, beatMs: 60_000 });
      await rm(file);
      await assert.rejects(async () => lease.confirm(), reason('lost'));
      await lease.release();
    }));
});
