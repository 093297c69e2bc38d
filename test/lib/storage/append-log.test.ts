import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { openAppendLog, readAppendLog, type OpenedLog } from '../../../nodes/lib/storage/append-log';
import { checkedLine, readCheckedLines } from '../../../nodes/lib/storage/checked-lines';
import { StorageFailure } from '../../../nodes/lib/storage/storage-failure';
import { withFolder } from './folder';

const open = (folder: string): Promise<OpenedLog> =>
  openAppendLog({ folder, name: 'a.log', format: 'test 1' });

async function valuesIn(folder: string): Promise<readonly unknown[]> {
  const { log, values } = await open(folder);
  await log.close();
  return values;
}

async function logOf(folder: string, values: readonly unknown[]): Promise<string> {
  const { log } = await open(folder);
  await Promise.all(values.map((value) => log.append(value)));
  await log.close();
  return path.join(folder, 'a.log');
}

const refusal = (reason: string, text: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof StorageFailure, String(thrown));
  assert.equal(thrown.reason, reason);
  assert.match(thrown.message, text);
  return true;
};

describe('an append log', () => {
  it('keeps what was appended, in order, over closing and opening', () =>
    withFolder(async (root) => {
      const folder = path.join(root, 'a', 'b');
      const { log } = await open(folder);
      const order: number[] = [];
      await Promise.all([0, 1, 2].map((n) => log.append({ n }).then(() => order.push(n))));
      await log.append({ n: 'ü\n\u2028"' });
      await log.close();
      assert.deepEqual(order, [0, 1, 2]);
      assert.deepEqual(await valuesIn(folder), [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 'ü\n\u2028"' }]);
    }));

  it('is for its owner alone, and a person can read and check it', () =>
    withFolder(async (root) => {
      const folder = path.join(root, 'own');
      const file = await logOf(folder, [{ at: 'now' }]);
      assert.equal((await stat(folder)).mode & 0o777, 0o700);
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      const lines = (await readFile(file, 'utf8')).split('\n');
      const sum = createHash('sha256').update('{"at":"now"}').digest('hex').slice(0, 16);
      assert.deepEqual(lines.slice(1), [`${sum} {"at":"now"}`, '']);
      assert.deepEqual(await readdir(folder), ['a.log'], 'nothing else is left when it is closed');
    }));

  it('shares one write among all that wait', () =>
    withFolder(async (folder) => {
      const { log, file } = await open(folder);
      let sizes = 0;
      const first = log.append({ n: 0 }).then(() => stat(file));
      for (let n = 1; n < 50; n += 1) void log.append({ n }).then(() => (sizes += 1));
      const { size } = await first;
      await log.close();
      assert.equal(size, (await stat(file)).size, 'when the first is acknowledged all of its turn are there');
      assert.equal(sizes, 49);
    }));

  it('opens after a cut at any byte, with all that was whole, and goes on from there', () =>
    withFolder(async (root) => {
      const file = await logOf(path.join(root, 'whole'), [{ n: 1 }, { text: 'zwei' }, { n: 3 }]);
      const bytes = await readFile(file);
      for (let length = 0; length <= bytes.length; length += 1) {
        const folder = path.join(root, String(length));
        await mkdir(folder);
        await writeFile(path.join(folder, 'a.log'), bytes.subarray(0, length));
        const { log, values, cut } = await open(folder);
        const whole = wholeLines(bytes, length);
        assert.equal(values.length, Math.max(0, whole - 1), `cut after ${length} bytes`);
        assert.equal(cut === undefined, isWhole(bytes, length), `cut after ${length} bytes is told`);
        await log.append({ next: true });
        await log.close();
        assert.deepEqual((await valuesIn(folder)).at(-1), { next: true });
      }
    }));

  it('refuses any flipped bit, naming the line and the way out', () => {
    const lines = fc.array(fc.record({ n: fc.integer(), text: fc.string() }), { minLength: 1, maxLength: 6 });
    const flip = fc.record({ lines, at: fc.nat(), bit: fc.nat(7) });
    fc.assert(
      fc.property(flip, ({ lines, at, bit }) => {
        const bytes = Buffer.from(lines.map(checkedLine).join(''));
        const position = at % bytes.length;
        bytes[position] = (bytes[position] ?? 0) ^ (1 << bit);
        // Without its last end the file is one that was cut.
        if (position === bytes.length - 1) return;
        assert.throws(
          () => readCheckedLines(bytes, 'a.log'),
          refusal('damaged', /^line [1-6] of a\.log is damaged; delete that line .* or move the file away/),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a damaged line at opening and leaves the file as it is', () =>
    withFolder(async (folder) => {
      const file = await logOf(folder, [{ n: 1 }, { n: 2 }]);
      const damaged = (await readFile(file, 'utf8')).replace('{"n":1}', '{"n":7}');
      await writeFile(file, damaged);
      await assert.rejects(open(folder), refusal('damaged', /line 2 of .*a\.log/));
      assert.equal(await readFile(file, 'utf8'), damaged);
      assert.deepEqual(await readdir(folder), ['a.log'], 'the lease is given back');
    }));

  it('takes blocks that were never written for a cut, but not with good lines after them', () => {
    const good = checkedLine({ n: 1 });
    const zeros = '\0'.repeat(4096);
    const { values, cut } = readCheckedLines(Buffer.from(`${good}${zeros}x\n\0\n`), 'a.log');
    assert.deepEqual([values.length, cut], [1, { line: 2, bytes: 4100 }]);
    const hidden = Buffer.from(`${good}${zeros}\n${good}`);
    assert.throws(() => readCheckedLines(hidden, 'a.log'), refusal('damaged', /line 2/));
  });

  it('keeps a last line whose end an editor took away', () =>
    withFolder(async (folder) => {
      const file = await logOf(folder, [{ n: 1 }]);
      await writeFile(file, (await readFile(file, 'utf8')).trimEnd());
      const { log, values, cut } = await open(folder);
      await log.append({ n: 2 });
      await log.close();
      assert.deepEqual([values, cut], [[{ n: 1 }], undefined]);
      assert.deepEqual(await valuesIn(folder), [{ n: 1 }, { n: 2 }]);
    }));

  it('refuses a file that is something else, or of another version', () =>
    withFolder(async (folder) => {
      await writeFile(path.join(folder, 'a.log'), checkedLine({ format: 'test 2' }));
      await assert.rejects(open(folder), refusal('damaged', /line 1 .* another version/));
      await writeFile(path.join(folder, 'a.log'), checkedLine({ n: 1 }));
      await assert.rejects(open(folder), refusal('damaged', /line 1 .* does not say "test 1"/));
    }));
});

describe('replacing an append log', () => {
  it('keeps what is appended before, meanwhile and after, once', () =>
    withFolder(async (folder) => {
      const { log } = await open(folder);
      for (let n = 0; n < 20; n += 1) await log.append({ old: n });
      await new Promise(setImmediate);
      const before = log.append({ before: 1 });
      const replaced = log.replace([{ kept: 1 }, { before: 1 }]);
      const meanwhile = log.append({ meanwhile: 1 });
      await Promise.all([before, replaced, meanwhile]);
      await log.append({ after: 1 });
      await log.close();
      const expected = [{ kept: 1 }, { before: 1 }, { meanwhile: 1 }, { after: 1 }];
      assert.deepEqual(await valuesIn(folder), expected);
    }));

  it('keeps a line that is on the disk and not yet known to the caller', () =>
    withFolder(async (folder) => {
      const { log } = await open(folder);
      // The list is made in the turn in which the line is acknowledged, before whoever wrote it could add it.
      const written = log.append({ late: 1 });
      const replaced = written.then(() => log.replace([]));
      await Promise.all([written, replaced]);
      await log.close();
      assert.deepEqual(await valuesIn(folder), [{ late: 1 }]);
    }));

  it('leaves the old lines or the new ones when it is cut short, and cleans up', () =>
    withFolder(async (folder) => {
      const file = await logOf(folder, [{ n: 1 }]);
      await writeFile(path.join(folder, '.a.log.1234.tmp'), 'half');
      assert.deepEqual(await valuesIn(folder), [{ n: 1 }]);
      assert.deepEqual(await readdir(folder), [path.basename(file)]);
    }));

  it('is read without being opened: while another has it, in the middle of a line, and where there is none', () =>
    withFolder(async (folder) => {
      const look = async () => (await readAppendLog({ folder, name: 'a.log', format: 'test 1' })).values;
      assert.deepEqual(await look(), []);
      assert.deepEqual(await readdir(folder), [], 'a look makes nothing');
      const { log, file } = await open(folder);
      assert.deepEqual(await look(), []);
      await log.append({ n: 1 });
      assert.deepEqual(await look(), [{ n: 1 }]);
      const { size } = await stat(file);
      await appendFile(file, checkedLine({ n: 2 }).slice(0, 12));
      assert.deepEqual(await look(), [{ n: 1 }], 'the line is not whole yet');
      await truncate(file, size);
      await log.append({ n: 3 });
      await log.close();
      assert.deepEqual(await look(), [{ n: 1 }, { n: 3 }]);
      await writeFile(file, `${checkedLine({ format: 'test 1' })}nonsense\n${checkedLine({ n: 1 })}`);
      await assert.rejects(look(), refusal('damaged', /line 2/));
    }));

  it('never loses an acknowledged line whatever comes together', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('append', 'turn', 'replace'), { maxLength: 40 }), (steps) =>
        withFolder(async (folder) => {
          const { log } = await open(folder);
          const known: object[] = [];
          const pending: Promise<unknown>[] = [];
          for (const [n, step] of steps.entries()) {
            if (step === 'turn') await new Promise(setImmediate);
            else if (step === 'replace') pending.push(log.replace([...known]));
            else pending.push(log.append({ n }).then(() => known.push({ n })));
          }
          await Promise.all(pending);
          await log.close();
          const kept = await valuesIn(folder);
          for (const one of known) {
            const times = kept.filter((value) => JSON.stringify(value) === JSON.stringify(one)).length;
            assert.equal(times, 1, `${JSON.stringify(one)} is there ${times} times`);
          }
        }),
      ),
      { numRuns: 30 },
    ));
});

function wholeLines(bytes: Buffer, length: number): number {
  let lines = 0;
  for (const [index, byte] of bytes.entries())
    // A line that lacks its end alone is whole: its checksum says so.
    if (byte === 10 && index <= length) lines += 1;
  return lines;
}

function isWhole(bytes: Buffer, length: number): boolean {
  return length === 0 || bytes[length] === 10 || bytes[length - 1] === 10;
}
