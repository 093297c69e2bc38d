import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openAppendLog, type OpenedLog } from '../../../nodes/lib/storage/append-log';
import { StorageFailure } from '../../../nodes/lib/storage/storage-failure';
import { killWriters, run, startWriter } from './child';
import { withFolder } from './folder';
import { patience } from '../../patience';

const FAST = { beatMs: 100, sureMs: 200, silentMs: 600, lookMs: 20, settleMs: 50 };
const open = (folder: string): Promise<OpenedLog> =>
  openAppendLog({ folder, name: 'a.log', format: 'test 1', lease: FAST });
const reason = (expected: string) => (thrown: unknown) =>
  thrown instanceof StorageFailure && thrown.reason === expected;

describe('an append log in trouble', () => {
  afterEach(killWriters);

  it('loses nothing that was acknowledged before a SIGKILL, whenever it comes', () =>
    withFolder(async (folder) => {
      let acknowledged = -1;
      for (let kill = 0; kill < 8; kill += 1) {
        const child = startWriter([folder, '16']);
        assert.equal(await child.next(), 'open', `opens after kill ${kill}`);
        for (let lines = 0; lines < 250 * kill + 1; lines += 1)
          acknowledged = Math.max(acknowledged, Number(await child.next()));
        child.signal('SIGKILL');
        for (const line of await child.rest()) acknowledged = Math.max(acknowledged, Number(line));
        await child.end();
        const { log, values } = await open(folder);
        await log.close();
        const kept = values.map((value) => (value as { n: number }).n);
        assert.deepEqual(kept, [...kept.keys()], 'every line once, in order');
        assert.ok(kept.length > acknowledged, `${acknowledged} was acknowledged, ${kept.length} are there`);
      }
    }));

  it('refuses a second process while the first lives, and lets it in when that one is killed', () =>
    withFolder(async (folder) => {
      const first = startWriter([folder]);
      assert.equal(await first.next(), 'open');
      const second = startWriter([folder]);
      assert.equal(await second.next(), 'refused in-use');
      await second.end();
      first.ask();
      assert.equal(await first.next(), '0', 'the first goes on');
      first.signal('SIGKILL');
      await first.end();
      const { log, values, takenFrom } = await open(folder);
      await log.close();
      assert.deepEqual([values.length, takenFrom], [1, 'gone']);
    }));

  it('never has two writers: one that was silent too long finds that it lost the log', () =>
    withFolder(async (folder) => {
      const first = startWriter([folder]);
      assert.equal(await first.next(), 'open');
      first.signal('SIGSTOP');
      const { log, takenFrom } = await open(folder);
      assert.equal(takenFrom, 'silent');
      await log.append({ n: 'new' });
      first.ask();
      first.signal('SIGCONT');
      assert.equal(await first.next(), 'failed lost');
      await first.end();
      await log.append({ n: 'newer' });
      await log.close();
      const again = await open(folder);
      await again.log.close();
      assert.deepEqual(again.values, [{ n: 'new' }, { n: 'newer' }]);
    }));

  it('refuses lines while the disk is full, keeps none by half, and goes on when there is room', () =>
    withFolder(async (folder) => {
      // A limit of the process on the size of its files is a disk with so much room.
      const before = ['prlimit', '--fsize=3000:unlimited'];
      const child = startWriter([folder], before);
      assert.equal(await child.next(), 'open');
      const said: (string | undefined)[] = [];
      for (let n = 0; n < 14; n += 1) {
        child.ask();
        said.push(await child.next());
      }
      const fit = said.filter((line) => /^\d+$/.test(line ?? '')).length;
      assert.ok(fit > 5 && fit < 14, said.join());
      assert.deepEqual(said.slice(fit), Array(14 - fit).fill('failed no-space'));
      const file = path.join(folder, 'a.log');
      assert.equal((await readFile(file, 'utf8')).split('\n').length, fit + 2, 'whole lines only');
      const { status } = await run('prlimit', [`--pid=${child.pid}`, '--fsize=unlimited']);
      assert.equal(status, 0);
      child.ask();
      assert.match((await child.next()) ?? '', /^\d+$/, 'the next one finds room');
      await child.end();
      const { log, values } = await open(folder);
      await log.close();
      assert.equal(values.length, fit + 1);
    }));

  it('says so when a file stands where its folder should be', () =>
    withFolder(async (root) => {
      await writeFile(path.join(root, 'file'), '');
      await assert.rejects(open(path.join(root, 'file')), (thrown) => thrown instanceof StorageFailure);
      await assert.rejects(open(path.join(root, 'file', 'below')), reason('not-writable'));
    }));

  it('says so when it may not write, and leaves the folder as it is', async function () {
    // Root may write anywhere, so the writer runs as somebody else.
    if (process.getuid?.() !== 0) return readOnlyAsMyself();
    await withFolder(async (root) => {
      const folder = path.join(root, 'mine');
      await chmod(root, 0o755);
      await mkdir(folder, { mode: 0o755 });
      const child = startWriter([folder], ['setpriv', '--reuid=65534', '--clear-groups']);
      assert.equal(await child.next(), 'refused not-writable');
      await child.end();
      assert.equal((await stat(folder)).mode & 0o777, 0o755);
    });
  });

  it('closes at once, after what was asked for before', () =>
    withFolder(async (folder) => {
      const { log } = await open(folder);
      const appended = log.append({ n: 1 });
      const start = performance.now();
      await log.close();
      await log.close();
      assert.ok(performance.now() - start < patience(2000));
      await appended;
      await assert.rejects(log.append({ n: 2 }), reason('closed'));
      await assert.rejects(log.replace([]), reason('closed'));
    }));
});

async function readOnlyAsMyself(): Promise<void> {
  await withFolder(async (root) => {
    await chmod(root, 0o500);
    await assert.rejects(open(root), reason('not-writable'));
    await chmod(root, 0o700);
  });
}
