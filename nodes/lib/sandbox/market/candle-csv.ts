import type { CandleRow } from './candles';

/** Columns by any of these names, in any order and case; others are ignored. */
const NAMES = {
  time: ['unix', 'time', 'timestamp', 'date'],
  low: ['low'],
  high: ['high'],
  open: ['open'],
  close: ['close'],
} as const;

type Column = keyof typeof NAMES;

/**
 * Candles from CSV: the first line names the columns.
 * @throws RangeError for a missing column, a missing cell or a time that cannot be read.
 */
export function* csvRows(text: string): Generator<CandleRow> {
  let columns: Record<Column, number> | undefined;
  for (const { line, number } of lines(text)) {
    if (line.trim() === '') continue;
    const cells = line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    if (!columns) {
      columns = columnsOf(cells);
      continue;
    }
    yield rowOf(cells, columns, `line ${number}`);
  }
}

/** Line by line, so that a large file is not held a second time. */
function* lines(text: string): Generator<{ line: string; number: number }> {
  let from = 0;
  for (let number = 1; from < text.length; number += 1) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield { line: text.slice(from, to), number };
    from = to + 1;
  }
}

function columnsOf(cells: readonly string[]): Record<Column, number> {
  const header = cells.map((cell) => cell.toLowerCase());
  const columns: Record<Column, number> = { time: -1, low: -1, high: -1, open: -1, close: -1 };
  for (const column of Object.keys(NAMES) as Column[]) {
    const name = NAMES[column].find((one) => header.includes(one));
    if (name === undefined)
      throw new RangeError(
        `its first line must name the columns; there is none called ${NAMES[column].join(' or ')}`,
      );
    columns[column] = header.indexOf(name);
  }
  return columns;
}

function rowOf(cells: readonly string[], columns: Record<Column, number>, where: string): CandleRow {
  const cell = (column: Column): string => {
    const text = cells[columns[column]] ?? '';
    if (text === '') throw new RangeError(`${where}: ${column} is missing`);
    return text;
  };
  const time = timeOf(cell('time'));
  if (time === undefined)
    throw new RangeError(`${where}: ${JSON.stringify(cell('time').slice(0, 40))} is not a time`);
  return { where, time, low: cell('low'), high: cell('high'), open: cell('open'), close: cell('close') };
}

/** From this on a number is milliseconds: as seconds it would be after the year 5000. */
const MILLISECONDS_FROM = 10 ** 11;

/** Unix seconds from seconds, milliseconds, or an ISO date with or without a time; UTC where no zone is given. */
function timeOf(text: string): number | undefined {
  if (/^\d{1,15}(?:\.\d{1,9})?$/.test(text)) {
    const value = Number(text);
    return value < MILLISECONDS_FROM ? value : value / 1000;
  }
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|UTC|[+-]\d\d:?\d\d)?)?$/i.exec(
    text,
  );
  if (!match) return undefined;
  const [, date, time = '00:00', zone = 'Z'] = match;
  const ms = Date.parse(`${date}T${time}${zone.toUpperCase() === 'UTC' ? 'Z' : zone}`);
  return Number.isFinite(ms) ? ms / 1000 : undefined;
}
