/**
 * `npm run replay [FILE] [SPEED]`: `npm start -- --market FILE` in a copy of this checkout, with example 04 buying once
 * a day. Afterwards every purchase is held against the CSV. FILE is the recorded year (MARKET_DATA, or
 * ../shared/data) unless given; SPEED is 100 candles a second.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { copyOfCheckout } from '../start/copy-of-checkout';
import { freePort } from './free-port';
import { checkout } from './installed-package';
import { LogLines } from './log-lines';
import { checkPurchases, scheduleFlows, standing } from './scheduled-buys';

const recorded = path.join(
  process.env['MARKET_DATA'] ?? path.join(checkout, '../shared/data'),
  'coinbase-btc-usd-1h-2024.csv',
);

async function main([given = recorded, speed = '100']: readonly string[]): Promise<void> {
  const file = path.resolve(given);
  const csv = readFileSync(file, 'utf8');
  const copy = copyOfCheckout();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  mkdirSync(path.join(copy, '.node-red'));
  writeFileSync(path.join(copy, '.node-red/flows.json'), JSON.stringify(scheduleFlows(24 / Number(speed))));
  const child = spawn(
    process.execPath,
    [path.join(copy, 'scripts/start.mjs'), '--market', file, '--speed', speed],
    { cwd: copy, env: { ...process.env, PORT: String(port) }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise((resolve) => child.once('close', resolve));
  const lines = new LogLines(child.stdout);
  void ended.then(() => lines.end());
  try {
    console.log(await lines.waitFor(/The sandbox replays/, 60_000));
    await lines.waitFor(/\[debug:average so far\]/, 60_000);
    for (let at = await standing(url); !at.ended; at = await standing(url)) {
      console.log(`candle ${at.candle + 1} of ${at.candles}`);
      await wait(5_000);
    }
    const { purchases, duringReplay, spentUsd, boughtBtc } = await checkPurchases(url, csv);
    console.log(`${purchases} purchases, ${duringReplay} while candles went by: all agree with the CSV.`);
    console.log(`${boughtBtc} BTC for ${spentUsd} USD, fees included.`);
    const problems = lines.all().filter((line) => /\[error\]|\[debug:the problem\]/.test(line));
    if (problems.length > 0) throw new Error(problems.join('\n'));
  } finally {
    child.kill('SIGINT');
    await ended;
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
