import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Candles, readCandles, sandboxProducts } from '../../../../nodes/lib/sandbox/market';
import { centsPath, recordedCsv } from './recorded';

const BTC_USD = product('BTC-USD');

function product(id: string): (typeof sandboxProducts)[number] {
  const found = sandboxProducts.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
}

const read = (text: string, id = 'BTC-USD'): Candles => readCandles(text, product(id));
const pathOf = (text: string): number[] => [...read(text).path];

describe('candles from a file', () => {
  it('reads the recorded CSV as an independent reading does', () => {
    const csv = recordedCsv();
    const candles = read(csv);
    assert.deepEqual([...candles.path].map(BigInt), centsPath(csv));
    assert.equal(candles.times[0], 1_704_063_600);
    assert.equal(candles.times.length * 4, candles.path.length);
  });

  it('goes from the open to the nearer extreme, to the other, to the close; to the low first when both are as near', () => {
    const csv = (...rows: string[]) => ['time,open,high,low,close', ...rows].join('\n');
    assert.deepEqual(pathOf(csv('1,100,103,90,95')), [10_000, 10_300, 9_000, 9_500]);
    assert.deepEqual(pathOf(csv('1,100,130,97,120')), [10_000, 9_700, 13_000, 12_000]);
    assert.deepEqual(pathOf(csv('1,100,110,90,95')), [10_000, 9_000, 11_000, 9_500]);
  });

  it("reads the exchange's own JSON, newest first", () => {
    const { times, path } = read('[[7200, 9, 12.5, 10, 11, 3.1], [3600, 8, 11, 10, 10, 0.5]]');
    assert.deepEqual([...times], [3600, 7200]);
    assert.deepEqual([...path], [1000, 1100, 800, 1000, 1000, 900, 1250, 1100]);
  });

  it('reads what it wrote, whatever the order of rows and columns, the line ends, and CSV or JSON', () => {
    const tenths = fc.integer({ min: 1, max: 900_000 });
    const rows = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 10 ** 8, max: 10 ** 10 }), tenths, tenths, tenths, tenths),
      {
        selector: ([time]) => time,
        minLength: 1,
        maxLength: 20,
      },
    );
    fc.assert(
      fc.property(rows, fc.boolean(), (drawn, crlf) => {
        const candles = drawn.map(([time, ...four]) => {
          const [low = 0, open = 0, close = 0, high = 0] = four.toSorted((a, b) => a - b);
          return { time, low, high, open, close };
        });
        const text = (tenth: number): string => String(tenth / 10);
        const json = JSON.stringify(
          candles.map((one) => [one.time, one.low / 10, one.high / 10, one.open / 10, one.close / 10, 1]),
        );
        const lines = candles.map((one) =>
          [text(one.close), 'x', one.time * 1000, text(one.high), text(one.low), text(one.open)].join(','),
        );
        const csv = ['Close,note,Unix,High,LOW,"open"', ...lines].join(crlf ? '\r\n' : '\n');
        const fromJson = read(json);
        assert.deepEqual(fromJson.path, read(csv).path);
        const sorted = candles.toSorted((a, b) => a.time - b.time);
        assert.deepEqual(
          [...fromJson.times],
          sorted.map(({ time }) => time),
        );
        assert.deepEqual(
          [...fromJson.path].filter((_, index) => index % 4 === 0),
          sorted.map(({ open }) => open * 10),
        );
      }),
    );
  });

  it('takes seconds, milliseconds and dates', () => {
    for (const time of [
      '1704067200',
      '1704067200000',
      '2024-01-01',
      '2024-01-01 00:00:00+00:00',
      '2024-01-01T02:00+0200',
    ])
      assert.deepEqual([...read(`date,open,high,low,close\n${time},1,1,1,1`).times], [1_704_067_200], time);
  });

  it("cuts what is finer than the product's price step", () => {
    const { path } = read('time,open,high,low,close\n1,0.123456789,0.2,0.1,0.15', 'DOGE-USD');
    assert.deepEqual([...path], [12_345, 10_000, 20_000, 15_000]);
  });

  const mistakes: readonly [text: string, why: RegExp][] = [
    ['', /no candle/],
    ['time,open,high,low,close\n', /no candle/],
    ['time,open,high,low\n1,1,1,1', /first line must name the columns; there is none called close/],
    ['1704063600,1,1,1,1', /none called unix or time or timestamp or date/],
    ['time,open,high,low,close\n1,1,1,1', /^line 2: close is missing$/],
    ['time,open,high,low,close\n\n1,1,1,1,x', /^line 3: close must be a price, not "x"$/],
    ['time,open,high,low,close\n1,1e3,2000,1,1', /open must be a price, not "1e3"/],
    ['time,open,high,low,close\n1,-1,1,1,1', /open must be a price/],
    ['time,open,high,low,close\n1,0.001,1,0.001,1', /low must be a price, not "0.001"/],
    ['time,open,high,low,close\n1,99999999999999,99999999999999,1,1', /high must be a price/],
    ['time,open,high,low,close\nnoon,1,1,1,1', /^line 2: "noon" is not a time$/],
    ['time,open,high,low,close\n2024-13-01,1,1,1,1', /is not a time/],
    ['time,open,high,low,close\n1,5,4,3,4', /^line 2: open and close must lie between low and high$/],
    ['time,open,high,low,close\n1,1,1,1,1\n1,2,2,2,2', /^line 3: a second candle for the same time$/],
    ['[', /cannot be read as JSON/],
    ['[1]', /^row 1 must be \[time, low, high, open, close, volume\]$/],
    ['[[1,2,3]]', /^row 1 must be/],
    ['[["x",1,1,1,1,1]]', /^row 1: its time must be Unix seconds$/],
    ['[[1,1,1,null,1,1]]', /^row 1: open must be a price, not "null"$/],
    ['[]', /no candle/],
    ['\u0000\u0001binary\u0000', /first line must name the columns/],
  ];
  for (const [text, why] of mistakes) {
    it(`refuses ${JSON.stringify(text)} in one line`, () => {
      assert.throws(
        () => read(text),
        (error: unknown) => {
          assert.ok(error instanceof RangeError);
          assert.match(error.message, why);
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      );
    });
  }

  it('throws nothing but such a refusal, whatever it is given', () => {
    const line = fc.array(
      fc.oneof(fc.string(), fc.constantFrom('1', '2.5', 'time', 'open', 'high', 'low', 'close')),
      {
        maxLength: 6,
      },
    );
    const text = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc
        .array(line)
        .map((rows) => ['time,open,high,low,close', ...rows.map((row) => row.join(','))].join('\n')),
      fc.json().map((json) => `[${json}]`),
    );
    fc.assert(
      fc.property(text, (given) => {
        try {
          assert.ok(readCandles(given, BTC_USD).times.length > 0);
        } catch (error) {
          assert.ok(error instanceof RangeError, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });
});
