import assert from 'node:assert/strict';
import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { openFileJournal } from '../../../../nodes/lib/placement/journal/file-journal';
import { createBook } from '../../../../nodes/lib/placement/journal/book';
import type { JournalRecord } from '../../../../nodes/lib/placement/journal/records';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { checkedLine } from '../../../../nodes/lib/storage/checked-lines';
import { withFolder } from '../../storage/folder';
import { filled, intended, lifeOf, START_MS } from './sample';

const unavailable = (reason: string, text: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof CoinbaseError, String(thrown));
  assert.equal(thrown.code, 'JOURNAL_UNAVAILABLE');
  assert.equal(thrown.details['reason'], reason);
  assert.match(thrown.message, text);
  assert.equal(typeof thrown.toldWhy, 'object', 'the editor says it in its own language');
  return true;
};

const first = (id: string): JournalRecord => ({ at: new Date(START_MS).toISOString(), ...intended(id) });

describe('the order journal in a file', () => {
  it('gives back what was written, and nothing before it is read', () =>
    withFolder(async (folder) => {
      const records = lifeOf(filled('a'));
      const journal = await openFileJournal(folder);
      assert.deepEqual(await journal.read(), []);
      for (const record of records) await journal.write(record);
      await journal.close();
      const again = await openFileJournal(folder);
      assert.deepEqual(await again.read(), records);
      await again.close();
      await assert.rejects(again.write(first('b')), unavailable('closed', /was closed/));
    }));

  it('is refused to a second opener, with who has it', () =>
    withFolder(async (folder) => {
      const lease = { beatMs: 50 };
      const journal = await openFileJournal(folder, { lease });
      const second = openFileJournal(folder, { lease });
      await assert.rejects(
        second,
        unavailable('in-use', new RegExp(`process ${process.pid} on .*stop that one`)),
      );
      await journal.close();
      await (await openFileJournal(folder)).close();
    }));

  it('refuses a line that is no record of an order, by its number', () =>
    withFolder(async (folder) => {
      const journal = await openFileJournal(folder);
      await journal.write(first('a'));
      await journal.close();
      const strange = {
        at: new Date(START_MS).toISOString(),
        kind: 'sending',
        client_oid: 'a',
        attempt: 'two',
      };
      await appendFile(path.join(folder, 'journal.log'), checkedLine(strange));
      await assert.rejects(openFileJournal(folder), unavailable('damaged', /line 3 of .* \(attempt\)/));
    }));

  it('keeps records of a kind that only a newer version knows, also when it is replaced', () =>
    withFolder(async (folder) => {
      await (await openFileJournal(folder)).close();
      const newer = checkedLine({ at: new Date(START_MS).toISOString(), kind: 'of-tomorrow', what: 1 });
      const file = path.join(folder, 'journal.log');
      await appendFile(file, newer);
      const notices: string[] = [];
      const journal = await openFileJournal(folder, { notice: (sentence) => notices.push(sentence) });
      assert.deepEqual(await journal.read(), []);
      await journal.replace(lifeOf(filled('a')));
      await journal.close();
      assert.ok((await readFile(file, 'utf8')).includes(newer));
      assert.match(notices.join(), /^1 records of .* newer version/);
    }));

  it('tells of a line that a crash cut off', () =>
    withFolder(async (folder) => {
      await (await openFileJournal(folder)).close();
      await appendFile(path.join(folder, 'journal.log'), 'abc');
      const notices: string[] = [];
      await (await openFileJournal(folder, { notice: (sentence) => notices.push(sentence) })).close();
      assert.match(notices.join(), /last line \(2\) .* cut by a crash/);
    }));

  it('is written anew when it is opened and much of it does not matter any more', () =>
    withFolder(async (folder) => {
      const file = path.join(folder, 'journal.log');
      const old = Array.from({ length: 300 }, (_, n) => lifeOf(filled(`o${n}`), START_MS)).flat();
      const open = lifeOf([intended('open')]);
      const journal = await openFileJournal(folder);
      await journal.replace([...open, ...old]);
      await journal.close();
      const opened = async (days: number): Promise<readonly JournalRecord[]> => {
        const later = await openFileJournal(folder, { clock: { now: () => START_MS + days * 86_400_000 } });
        const records = await later.read();
        await later.close();
        return records;
      };
      assert.equal((await opened(1)).length, 1801);
      assert.deepEqual(await opened(8), open);
      assert.equal((await readFile(file, 'utf8')).split('\n').length, 3, 'format, the open one, the end');
      assert.deepEqual(await opened(1), open);
    }));

  it('loads 10,000 placements in under half a second', () =>
    withFolder(async (folder) => {
      const journal = await openFileJournal(folder);
      const ids = Array.from({ length: 10_000 }, (_, n) => `order-${n}`);
      await journal.replace(
        ids.flatMap((id, n) => lifeOf(filled(id, { message: id, key: `key-${n}` }), START_MS + n * 10)),
      );
      await journal.close();
      const lines = (await readFile(path.join(folder, 'journal.log'), 'utf8')).trim().split('\n');
      const times: number[] = [];
      const floors: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const begin = process.cpuUsage();
        for (const line of lines) JSON.parse(line.slice(line.indexOf('{')));
        floors.push(process.cpuUsage(begin).user / 1000);
        // Of this process alone: the machine may have other things to do.
        const start = process.cpuUsage();
        const opened = await openFileJournal(folder, { clock: { now: () => START_MS } });
        const book = createBook(await opened.read());
        times.push(process.cpuUsage(start).user / 1000);
        await opened.close();
        assert.equal(book.size, 10_000);
        assert.deepEqual(book.open(), []);
        assert.equal(book.byKey('key-9999')?.client_oid, 'order-9999');
      }
      const told = (all: number[]): string => all.map(Math.round).join(', ');
      // A slow machine has its time too: no more than ten times what it takes to parse the lines.
      assert.ok(
        Math.min(...times) < Math.max(500, 10 * Math.min(...floors)),
        `it took ${told(times)} ms of the processor, and parsing alone ${told(floors)}`,
      );
    }));
});
