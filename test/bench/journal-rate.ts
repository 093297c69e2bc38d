/**
 * `node dist/test/bench/journal-rate.js`: records a second of the order journal, 1 and 16 in flight, beside a plain write
 * and fdatasync for each record, on the disk of the system's folder for temporary files (or of the folder given).
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openFileJournal } from '../../nodes/lib/placement/journal/file-journal';
import type { JournalRecord } from '../../nodes/lib/placement/journal/records';
import { checkedLine } from '../../nodes/lib/storage/checked-lines';
import { intended, START_MS } from '../lib/placement/journal/sample';
import { median } from './median';

const RECORDS = 2000;
const ROUNDS = 5;
const record: JournalRecord = {
  at: new Date(START_MS).toISOString(),
  ...intended('00000000-0000-4000-8000-000000000000'),
};

/** @returns records a second. */
async function rate(inFlight: number, write: () => Promise<unknown>): Promise<number> {
  let left = RECORDS;
  const start = performance.now();
  const worker = async (): Promise<void> => {
    for (; left > 0; left -= 1) await write();
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return RECORDS / ((performance.now() - start) / 1000);
}

async function run(): Promise<void> {
  const folder = await mkdtemp(path.join(process.argv[2] ?? tmpdir(), 'journal-rate-'));
  const journal = await openFileJournal(path.join(folder, 'journal'));
  const plain = await open(path.join(folder, 'plain'), 'a');
  const line = checkedLine(record);
  const arms = {
    'plain write + fdatasync': () => rate(1, () => plain.write(line).then(() => plain.datasync())),
    'journal, 1 in flight': () => rate(1, () => journal.write(record)),
    'journal, 16 in flight': () => rate(16, () => journal.write(record)),
  };
  const rates = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, arm] of Object.entries(arms))
      rates.set(name, [...(rates.get(name) ?? []), await arm()]);
  for (const [name, all] of rates) console.log(`${name.padEnd(24)} ${Math.round(median(all))} records/s`);
  await plain.close();
  await journal.close();
  await rm(folder, { recursive: true, force: true });
}

void run();
