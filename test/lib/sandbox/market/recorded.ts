/**
 * What a replay must do, worked out from the CSV alone: its own reading of the file, its own path through a candle, its
 * own arithmetic in whole cents and in units of 10^-16. Nothing here comes from the sandbox.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const NAME = 'coinbase-btc-usd-1h-2024.csv';

/** The recorded year where there is one (MARKET_DATA), else candles made here. */
export function recordedCsv(): string {
  const folder = process.env['MARKET_DATA'] ?? '';
  const file = path.join(folder, NAME);
  return folder !== '' && existsSync(file) ? readFileSync(file, 'utf8') : generatedCsv(600);
}

/** Hourly candles of a price that swings, in the layout of the recorded file. */
export function generatedCsv(candles: number): string {
  let state = 7;
  const draw = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const money = (cents: number): string =>
    `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
  const lines = ['date,unix,low,high,open,close,volume,vol_fiat'];
  let open = 4_225_230;
  for (let index = 0; index < candles; index += 1) {
    const close = open + draw(60_001) - 30_000;
    const low = Math.min(open, close) - draw(20_000);
    const high = Math.max(open, close) + draw(20_000);
    const prices = [low, high, open, close].map(money).join(',');
    const unix = 1_704_063_600 + index * 3600;
    lines.push(`${new Date(unix * 1000).toISOString()},${unix},${prices},1,1`);
    open = close;
  }
  return `${lines.join('\n')}\n`;
}

/** The first candles of a CSV, as CSV. */
export function firstCandles(csv: string, count: number): string {
  return `${csv
    .split('\n')
    .slice(0, count + 1)
    .join('\n')}\n`;
}

/** Runs `use` with a file of that text, which is gone afterwards. */
export async function withFile<T>(text: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(tmpdir(), 'coinbase-candles-'));
  try {
    const file = path.join(folder, 'candles.csv');
    writeFileSync(file, text);
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every candle's open, nearer extreme, other extreme and close, one after the other, in cents. */
export function centsPath(csv: string): bigint[] {
  const [head = '', ...lines] = csv.trim().split('\n');
  const names = head.split(',');
  return lines.flatMap((line) => {
    const cells = line.split(',');
    const [open, high, low, close] = ['open', 'high', 'low', 'close'].map((name) => {
      const [whole = '', decimals = ''] = (cells[names.indexOf(name)] ?? '').split('.');
      return BigInt(whole + `${decimals}00`.slice(0, 2));
    }) as [bigint, bigint, bigint, bigint];
    return high - open < open - low ? [open, high, low, close] : [open, low, high, close];
  });
}

/** Microseconds since 1970 of `2026-01-02T03:04:05.123456Z`. */
export function microsOf(iso: string): bigint {
  const [seconds = '', fraction = ''] = iso.replace('Z', '').split('.');
  return BigInt(Date.parse(`${seconds}Z`)) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

/** The path's price at a moment, in cents: a quarter of a candle's time for each corner; the last one stays. */
export function centsAt(
  corners: readonly bigint[],
  at: { readonly started: string; readonly now: string; readonly candlesPerSecond: number },
): bigint {
  // Rational, so that no rounding of ours can agree with a rounding of theirs.
  const perMillion = BigInt(Math.round(at.candlesPerSecond * 1000));
  const corner = ((microsOf(at.now) - microsOf(at.started)) * 4n * perMillion) / 1_000_000_000n;
  return corners[Math.min(Number(corner), corners.length - 1)] ?? 0n;
}

const UNIT = 10n ** 16n;

/** Decimal text as a count of 10^-16. */
export function units(text: string): bigint {
  const [whole = '0', decimals = ''] = text.split('.');
  return BigInt(whole) * UNIT + BigInt(decimals.padEnd(16, '0').slice(0, 16));
}

/**
 * What a market buy for `funds` gets: one price step above the path's price, as much as the funds carry with the fee of
 * 0.6 % taken out first, in whole steps of 10^-8. In units of 10^-16.
 */
export function expectedBuy(
  priceCents: bigint,
  funds: string,
): { readonly size: bigint; readonly value: bigint; readonly fee: bigint } {
  const price = (priceCents + 1n) * 10n ** 14n;
  const satoshi = 10n ** 8n;
  const spendable = ((units(funds) * 1000n) / 1006n / satoshi) * satoshi;
  const size = ((spendable * UNIT) / price / satoshi) * satoshi;
  const value = (size * price) / UNIT;
  return { size, value, fee: (value * 6n + 500n) / 1000n };
}
