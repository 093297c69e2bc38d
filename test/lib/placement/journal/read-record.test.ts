import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readRecord } from '../../../../nodes/lib/placement/journal/read-record';
import type { JournalRecord, PlacementRecord } from '../../../../nodes/lib/placement/journal/records';
import { answered, filled, forbidden, lifeOf, START_MS } from './sample';

const at = new Date(START_MS).toISOString();
const steps: readonly PlacementRecord[] = [
  ...filled('a', { key: 'k' }),
  forbidden('b'),
  answered('a', 'unknown'),
  answered('a', 'not-sent'),
  { kind: 'absent', client_oid: 'a', code: 'ORDER_NOT_PLACED', why: 'w' },
  { kind: 'unresolved', client_oid: 'a', why: 'w' },
  { kind: 'released', client_oid: 'a', by: 'form' },
];
const records: readonly JournalRecord[] = [
  ...lifeOf(steps),
  { at, kind: 'switch', state: 'halted', by: 'form', reason: 'r' },
  { at, kind: 'alive' },
  { at, kind: 'alive', server_ms: START_MS },
];

describe('reading a record of the journal', () => {
  for (const record of records)
    it(`takes a record "${record.kind}" as it is written`, () => {
      assert.deepEqual(readRecord(JSON.parse(JSON.stringify(record))), record);
    });

  it('takes what a newer version added to a record, and tells a kind that it does not know', () => {
    assert.equal(typeof readRecord({ at, kind: 'alive', more: 1 }), 'object');
    assert.equal(readRecord({ at, kind: 'of-tomorrow' }), 'unknown kind');
    for (const kind of ['constructor', '__proto__', 'toString'])
      assert.equal(readRecord({ at, kind }), 'unknown kind');
  });

  it('names what cannot be relied on', () => {
    const intended = records[0] as Extract<JournalRecord, { kind: 'intended' }>;
    const rows = [
      [{ ...intended, at: 'yesterday' }, 'at'],
      [{ ...intended, client_oid: 1 }, 'client_oid'],
      [{ ...intended, key: null }, 'key'],
      [{ ...intended, intent: { ...intended.intent, funds: 10 } }, 'intent'],
      [{ ...intended, intent: { ...intended.intent, side: 'hold' } }, 'intent'],
      [{ ...intended, asked: { ...intended.asked, amount: { unit: 'quote', value: '1e3' } } }, 'asked'],
      [{ at, kind: 'sending', client_oid: 'a', attempt: 1.5 }, 'attempt'],
      [{ at, kind: 'answered', client_oid: 'a', attempt: 1, verdict: 'maybe' }, 'verdict'],
      [{ at, kind: 'seen', client_oid: 'a', order: { id: 'x' } }, 'order'],
      [{ at, kind: 'switch', state: 'off', by: 'form' }, 'state'],
      [{ at, kind: 'reported', client_oid: 'a', outcome: 'filled' }, 'recovered'],
      [{ at }, 'kind'],
      [[], 'it is not an object'],
      [null, 'it is not an object'],
    ] as const;
    for (const [value, wrong] of rows) assert.equal(readRecord(value), wrong);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom(...records), fc.string(), (value, record, name) => {
        readRecord(value);
        readRecord({ ...record, [name]: value });
        for (const field of Object.keys(record)) readRecord({ ...record, [field]: value });
      }),
    );
  });
});
