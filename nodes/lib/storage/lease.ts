import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { say } from '../sentences';
import { HeldLease, type Lease, type LeaseTimes } from './held-lease';
import { isGone, readHolder, thisProcess } from './lease-holder';
import { StorageFailure, storageFailure, systemCode } from './storage-failure';

export type { Lease, LeaseTimes } from './held-lease';

/**
 * A holder beats every 4 s, is sure of its lease for 8 s after a beat, and loses it to others after 15 s of silence:
 * what lies between the last two is for a machine that is slow.
 */
const TIMES: LeaseTimes = { beatMs: 4000, sureMs: 8000, silentMs: 15_000, lookMs: 100, settleMs: 200 };

/**
 * Takes the lease that a lock file stands for: one holder at a time, over processes, containers and machines that share
 * the folder. A holder that is gone, or whose beat is not seen to move for 15 s, is replaced. Its beats are compared
 * with each other and never with a clock: clocks jump, and those of two machines differ.
 * @throws StorageFailure `in-use`, or what keeps the file from being written.
 */
export async function takeLease(file: string, times: Partial<LeaseTimes> = {}): Promise<Lease> {
  const all = { ...TIMES, ...times };
  try {
    return await take(file, all);
  } catch (thrown) {
    throw storageFailure(thrown, file);
  }
}

async function take(file: string, times: LeaseTimes): Promise<Lease> {
  const me = await thisProcess(randomUUID());
  let takenFrom: Lease['takenFrom'] = 'nobody';
  let first: { readonly text: string; readonly at: number } | undefined;
  for (;;) {
    const handle = await create(file);
    if (handle) {
      const lease = await HeldLease.start({ file, handle, me, takenFrom, times });
      if (takenFrom === 'nobody' || (await stillOurs(lease, times))) return lease;
    }
    const text = await readLock(file);
    if (text === undefined) continue;
    const holder = readHolder(text);
    if (holder && (await isGone(holder))) takenFrom = (await remove(file, text)) ? 'gone' : takenFrom;
    else if (!first) first = { text, at: performance.now() };
    else if (text !== first.text) throw inUse(file, text);
    else if (performance.now() - first.at >= times.silentMs)
      takenFrom = (await remove(file, text)) ? 'silent' : takenFrom;
    await pause(times.lookMs);
  }
}

/** Two may have seen the same stale lock: after a moment only one of them still finds its own. */
async function stillOurs(lease: HeldLease, { settleMs }: LeaseTimes): Promise<boolean> {
  await pause(settleMs);
  if (await lease.beat()) return true;
  await lease.release();
  return false;
}

async function create(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'wx', 0o600);
  } catch (thrown) {
    if (systemCode(thrown) === 'EEXIST') return undefined;
    throw thrown;
  }
}

async function readLock(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Takes a stale lock away; when it turns out to be another by now, that one is put back. */
async function remove(file: string, stale: string): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') return false;
    throw thrown;
  }
  const same = (await readLock(aside)) === stale;
  // Where that fails its holder finds that it lost it: nobody writes then, which is safe.
  if (!same) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return same;
}

function inUse(file: string, text: string): StorageFailure {
  const holder = readHolder(text);
  const who = holder
    ? say('journal.process', { pid: String(holder.pid), host: holder.host })
    : say('journal.another');
  return new StorageFailure('in-use', say('journal.inUse', { who, file }));
}
