/**
 * A process of its own that has a log open and appends to it: `writer.js FOLDER [IN_FLIGHT]`. Prints `open` or `refused
 * REASON`, then the number of each line once it is acknowledged, and `failed REASON` for one that is not. Without
 * IN_FLIGHT it appends one line for each line that it reads.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openAppendLog, type AppendLog } from '../../../nodes/lib/storage/append-log';
import { StorageFailure } from '../../../nodes/lib/storage/storage-failure';

const [folder = '', inFlight] = process.argv.slice(2);
const reasonOf = (thrown: unknown): string =>
  thrown instanceof StorageFailure ? thrown.reason : String(thrown);
/** At once: what a killed process had said counts. */
const say = (line: string): number => writeSync(1, `${line}\n`);

let next = 0;
async function appendOne(log: AppendLog): Promise<void> {
  const n = next;
  next += 1;
  try {
    await log.append({ n, text: 'x'.repeat(200) });
    say(String(n));
  } catch (thrown) {
    say(`failed ${reasonOf(thrown)}`);
  }
}

async function run(): Promise<void> {
  const lease = { beatMs: 100, sureMs: 200, silentMs: 600, lookMs: 20, settleMs: 50 };
  const { log, values } = await openAppendLog({ folder, name: 'a.log', format: 'test 1', lease });
  next = values.length;
  say('open');
  if (inFlight !== undefined) {
    const workers = Array.from({ length: Number(inFlight) }, async () => {
      for (;;) await appendOne(log);
    });
    await Promise.all(workers);
  }
  for await (const _line of createInterface({ input: process.stdin })) await appendOne(log);
  await log.close();
}

run().catch((thrown: unknown) => say(`refused ${reasonOf(thrown)}`));
