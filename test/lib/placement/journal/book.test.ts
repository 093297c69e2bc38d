import assert from 'node:assert/strict';
import { createBook } from '../../../../nodes/lib/placement/journal/book';
import type { JournalRecord, PlacementRecord } from '../../../../nodes/lib/placement/journal/records';
import { answered, filled, forbidden, intended, lifeOf, reported, seen, sending, START_MS } from './sample';

const DAY_MS = 86_400_000;
const bookOf = (...steps: PlacementRecord[]) => createBook(lifeOf(steps));
const ids = (entries: readonly { client_oid: string }[]): string[] =>
  entries.map(({ client_oid }) => client_oid);
const unresolved = (client_oid: string): PlacementRecord => ({ kind: 'unresolved', client_oid, why: 'w' });

describe('the book of placements', () => {
  it('finds a placement by client order id, key and message', () => {
    const book = bookOf(...filled('a', { key: 'k' }), ...filled('b'), ...filled('c', { message: 'm2' }));
    assert.equal(book.get('a')?.asked.amount.value, '10');
    assert.equal(book.byKey('k')?.client_oid, 'a');
    assert.deepEqual(ids(book.byMessage('m1')), ['a', 'b']);
    assert.deepEqual(ids(book.last(2)), ['c', 'b']);
    assert.deepEqual([book.get('x'), book.byKey('x'), book.byMessage('x')], [undefined, undefined, []]);
  });

  it('gives a key to the latest placement that used it', () => {
    const first = [intended('a', { key: 'k' }), sending('a'), answered('a', 'refused')];
    assert.equal(bookOf(...first, intended('b', { key: 'k' })).byKey('k')?.client_oid, 'b');
  });

  it('says what is open, unresolved and working at each step of a life', () => {
    const steps = [
      [intended('a'), 'intended', true, false, false],
      [sending('a'), 'sending', true, false, false],
      [answered('a', 'unknown'), 'unknown', true, false, false],
      [unresolved('a'), 'unresolved', true, true, false],
      [seen('a', { status: 'open' }), 'placed', true, false, true],
      [reported('a'), 'placed', false, false, true],
      [seen('a'), 'placed', false, false, false],
    ] as const;
    const book = createBook();
    for (const [step, state, open, isUnresolved, working] of steps) {
      for (const record of lifeOf([step])) assert.equal(book.add(record), undefined);
      const said = [book.open(), book.unresolved(), book.working()].map((list) => list.length === 1);
      assert.deepEqual(
        [book.get('a')?.state, ...said],
        [state, open, isUnresolved, working],
        `after ${step.kind}`,
      );
    }
  });

  it('keeps what is needed to look for an order again', () => {
    const entry = bookOf(intended('a'), sending('a'), answered('a', 'unknown')).get('a');
    assert.deepEqual([entry?.attempts, entry?.stampMs, entry?.orderId], [1, START_MS + 500, undefined]);
    assert.equal(bookOf(intended('a'), sending('a'), answered('a', 'accepted')).get('a')?.orderId, 'id-a');
  });

  it('does not take the word of ORDER_UNRESOLVED for an outcome', () => {
    const told: PlacementRecord = {
      ...reported('a'),
      kind: 'reported',
      outcome: 'ORDER_UNRESOLVED',
      recovered: false,
    };
    assert.deepEqual(ids(bookOf(intended('a'), sending('a'), unresolved('a'), told).open()), ['a']);
  });

  it('leaves out a step that cannot be and says so', () => {
    const book = createBook();
    const [begun, strange] = lifeOf([intended('a'), answered('a', 'accepted')]);
    assert.ok(begun && strange);
    assert.equal(book.add(begun), undefined);
    assert.match(book.add(strange) ?? '', /"accepted" of order a, which is intended; that is left out/);
    const [stray] = lifeOf([sending('b')]);
    assert.ok(stray);
    assert.match(book.add(stray) ?? '', /order b, which was never written down/);
    assert.deepEqual([book.get('a')?.state, book.size, book.oddities.length], ['intended', 1, 2]);
  });

  it('counts a record that is there twice once', () => {
    const records = lifeOf([
      intended('a'),
      sending('a'),
      answered('a', 'accepted'),
      seen('a'),
      reported('a'),
    ]);
    const book = createBook(records.flatMap((record) => [record, structuredClone(record)]));
    assert.deepEqual(book.oddities, []);
    assert.deepEqual(book.compacted(START_MS), records);
  });

  it('never goes back: a late sighting of an earlier state changes nothing', () => {
    const late = seen('a', { status: 'open', filled_size: '0' });
    const book = bookOf(...filled('a'), late);
    assert.deepEqual([book.get('a')?.order?.status, book.oddities], ['done', []]);
  });

  it('takes a fill that comes after the cancel', () => {
    const canceled = { status: 'done', done_reason: 'canceled' } as const;
    const book = bookOf(
      intended('a'),
      sending('a'),
      answered('a', 'accepted'),
      seen('a', { ...canceled, filled_size: '0', executed_value: '0' }),
      seen('a', { ...canceled, filled_size: '0.0005' }),
    );
    assert.equal(book.get('a')?.order?.filled_size, '0.0005');
  });

  it('knows the last switch, the last sign of life and the orders of a day', () => {
    const at = (ms: number): string => new Date(START_MS + ms).toISOString();
    const records: JournalRecord[] = [
      { at: at(0), kind: 'switch', state: 'halted', by: 'message' },
      { at: at(1), kind: 'alive', server_ms: START_MS },
      { at: at(1), kind: 'alive', server_ms: START_MS + 1 },
      { at: at(2), kind: 'alive' },
      ...lifeOf(filled('a'), START_MS + 2),
      { at: at(3), kind: 'switch', state: 'reducing', by: 'form', reason: 'r' },
      { at: at(4), kind: 'alive' },
      ...lifeOf([forbidden('f')], START_MS + DAY_MS),
      ...lifeOf(filled('b'), START_MS + DAY_MS),
    ];
    const book = createBook(records);
    assert.deepEqual([book.switch?.state, book.switch?.reason], ['reducing', 'r']);
    assert.deepEqual(ids(book.intendedSince(START_MS + DAY_MS)), ['b']);
    const kept = book.compacted(START_MS + DAY_MS);
    assert.equal(book.superseded(START_MS + DAY_MS), 3);
    assert.deepEqual(
      kept,
      [records[2], ...records.slice(4)],
      'in their order, without what a later one replaced',
    );
  });
});

describe('compacting the journal', () => {
  it('keeps unfinished placements whole however old, and finished ones for seven days', () => {
    const open = [intended('open'), sending('open'), answered('open', 'accepted'), reported('open')];
    const resting = seen('open', { status: 'open' });
    const lost = [intended('lost'), sending('lost'), answered('lost', 'unknown'), unresolved('lost')];
    const book = bookOf(...open, resting, ...lost, ...filled('done', { key: 'k' }), forbidden('no'));
    const week = START_MS + 7 * DAY_MS;
    assert.equal(createBook(book.compacted(week)).byKey('k')?.client_oid, 'done');
    const later = createBook(book.compacted(week + 60_000));
    assert.deepEqual(ids(later.last(9)), ['lost', 'open']);
    assert.deepEqual(later.oddities, []);
    assert.equal(later.get('lost')?.records.length, 4);
    assert.equal(later.byKey('k'), undefined);
  });

  it('drops what a person released after seven days, and bounds what limits forbade', () => {
    const released: PlacementRecord = { kind: 'released', client_oid: 'gone', by: 'form' };
    const many = Array.from({ length: 1500 }, (_, n) => forbidden(`f${n}`));
    const book = bookOf(intended('gone'), sending('gone'), unresolved('gone'), released, ...many);
    assert.deepEqual(book.open(), []);
    const kept = createBook(book.compacted(START_MS + 3_600_000));
    assert.equal(kept.size, 1001);
    assert.equal(createBook(book.compacted(START_MS + 8 * DAY_MS)).size, 0);
  });

  it('keeps a flow that places very much to two days', () => {
    const lives = Array.from({ length: 10_100 }, (_, n) => lifeOf(filled(`o${n}`), START_MS + n));
    const book = createBook(lives.flat());
    assert.equal(createBook(book.compacted(START_MS + DAY_MS)).size, 10_100);
    assert.equal(createBook(book.compacted(START_MS + 3 * DAY_MS)).size, 10_000);
  });
});
