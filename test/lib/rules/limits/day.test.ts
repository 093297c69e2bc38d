import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { dayAt, isIn } from '../../../../nodes/lib/rules/limits';

const at = (iso: string): number => Date.parse(iso);
const HOUR = 3_600_000;

/** Zone, a moment, the day's start and its hours. */
const rows: readonly (readonly [string, string, string, number])[] = [
  ['UTC', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z', 24],
  ['UTC', '2026-02-28T23:59:59.999Z', '2026-02-28T00:00:00Z', 24],
  ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00Z', 23],
  ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00Z', 25],
  ['Europe/Berlin', '2026-10-25T22:59:59.999Z', '2026-10-24T22:00:00Z', 25],
  ['America/New_York', '2026-03-08T05:00:00Z', '2026-03-08T05:00:00Z', 23],
  ['Asia/Kathmandu', '2026-01-01T18:14:59.999Z', '2025-12-31T18:15:00Z', 24],
  ['Australia/Lord_Howe', '2026-04-05T00:00:00Z', '2026-04-04T13:00:00Z', 24.5],
  ['America/Santiago', '2026-09-06T12:00:00Z', '2026-09-06T04:00:00Z', 23],
];

describe('a day in a time zone', () => {
  for (const [zone, moment, start, hours] of rows)
    it(`${zone} at ${moment} began at ${start} and has ${hours} h`, () => {
      const day = dayAt(at(moment), zone);
      assert.equal(new Date(day.startMs).toISOString(), new Date(start).toISOString());
      assert.equal((day.endMs - day.startMs) / HOUR, hours);
    });

  it('holds the moment, and days follow each other without a gap', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Beirut');
    const moments = fc.integer({ min: at('2015-01-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z') });
    fc.assert(
      fc.property(moments, zones, (ms, zone) => {
        const day = dayAt(ms, zone);
        assert.ok(isIn(ms, day));
        assert.equal(dayAt(day.endMs, zone).startMs, day.endMs);
        assert.deepEqual(dayAt(day.startMs, zone), day);
        assert.equal(dayAt(day.startMs - 1, zone).endMs, day.startMs);
      }),
      { numRuns: 300 },
    );
  });
});
