import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  cutDescending,
  pageHeaders,
  parsePage,
  tradeIdCursor,
} from '../../../../nodes/lib/sandbox/server/pages';

const ids = (first: number, last: number): number[] =>
  Array.from({ length: first - last + 1 }, (_, index) => first - index);

function cut(rows: readonly number[], before: number | undefined, after: number | undefined, limit: number) {
  return cutDescending(rows, (id) => id, { before, after, limit });
}

describe('sandbox pages', () => {
  it('gives the newest rows first', () => {
    assert.deepEqual(cut(ids(9, 1), undefined, undefined, 3), [9, 8, 7]);
  });

  it('gives the rows that follow the after cursor, without it', () => {
    assert.deepEqual(cut(ids(9, 1), undefined, 7, 3), [6, 5, 4]);
    assert.deepEqual(cut(ids(9, 1), undefined, 1, 3), []);
  });

  it('gives of the rows newer than the before cursor those next to it, still newest first', () => {
    assert.deepEqual(cut(ids(9, 1), 1, undefined, 2), [3, 2]);
    assert.deepEqual(cut(ids(9, 1), 9, undefined, 2), []);
  });

  it('gives exactly the rows between two cursors', () => {
    assert.deepEqual(cut(ids(9, 1), 2, 6, 100), [5, 4, 3]);
  });

  it('names the first and the last row, and nothing for an empty page', () => {
    assert.deepEqual(pageHeaders([6, 5, 4], String), { 'CB-BEFORE': '6', 'CB-AFTER': '4' });
    assert.deepEqual(pageHeaders([], String), {});
  });

  it('visits every row once, downwards and upwards, whatever the gaps and the page size', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500)), fc.integer({ min: 1, max: 20 }), (given, limit) => {
        const rows = given.toSorted((a, b) => b - a);
        const down: number[] = [];
        for (let page = cut(rows, undefined, undefined, limit); page.length > 0;) {
          down.push(...page);
          page = cut(rows, undefined, page.at(-1), limit);
        }
        assert.deepEqual(down, rows);
        const up: number[] = [];
        for (let page = cut(rows, -1, undefined, limit); page.length > 0;) {
          up.unshift(...page);
          page = cut(rows, page[0], undefined, limit);
        }
        assert.deepEqual(up, rows);
      }),
    );
  });

  it('cuts a limit over 1000 to it and refuses what is not a positive whole number', () => {
    const limitOf = (text: string) => parsePage(new URLSearchParams({ limit: text }), tradeIdCursor, 100);
    assert.deepEqual(limitOf('5000'), {
      kind: 'value',
      value: { before: undefined, after: undefined, limit: 1000 },
    });
    for (const text of ['0', '-1', '1.5', 'ten', '', '1e3', '٣'])
      assert.equal(limitOf(text).kind, 'refused', text);
  });
});
