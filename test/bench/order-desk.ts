/** One order after the other through two desks: one with a journal on disk and limits, one without either. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openConnection } from '../../nodes/lib/api';
import { openDesk, type Desk } from '../../nodes/lib/placement/desk';
import { memoryJournal, openFileJournal } from '../../nodes/lib/placement/journal';
import { parseLimits } from '../../nodes/lib/rules/limits';
import { parseOrder } from '../../nodes/lib/rules/order-fields';
import { createExchangeCredential } from '../../nodes/lib/signer';
import { median } from './median';
import { answerJobs, measure, type ServerAddress } from './protocol';

export const WITH = 'journal and limits';
export const WITHOUT = 'neither';

const server = JSON.parse(process.argv[2] ?? '{}') as ServerAddress;

/**
 * The limits that a live account starts with, and a position: wide enough that no order is refused. Without the realised
 * loss: it looks through all orders of the last seconds at each sale, and at this rate these are thousands.
 */
const limits = parseLimits(
  {
    allowedProducts: 'BTC-USD',
    maxOrderValue: '1000000',
    maxOrderSize: 'BTC 100',
    maxDailyValue: '1000000000',
    maxDailyLoss: '',
    maxPosition: 'BTC 1000000',
    maxOpenOrders: '1000',
    maxOrdersPerMinute: '100000',
    maxOrdersPerDay: '100000',
    duplicateWindow: '0.001',
    priceCollar: '50',
    staleMarketData: '600',
  },
  'live',
);

function openDesks(): ReadonlyMap<string, Desk> {
  const made = createExchangeCredential(server);
  if (!made.ok) throw new Error('the sandbox has a key that cannot sign');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'coinbase-desk-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const connection = openConnection({ origin: server.rest, credential: made.credential, limiter: 'off' });
  const parts = { connect: () => Promise.resolve(connection), newId: randomUUID };
  return new Map([
    [WITH, openDesk({ ...parts, identity: 'with', limits, openJournal: () => openFileJournal(folder) })],
    [
      WITHOUT,
      openDesk({ ...parts, identity: 'without', openJournal: () => Promise.resolve(memoryJournal()) }),
    ],
  ]);
}

function serve(): void {
  const desks = openDesks();
  let sent = 0;
  const place = async (desk: Desk, took: number[]): Promise<void> => {
    const begin = process.hrtime.bigint();
    sent += 1;
    const asked = parseOrder({
      product_id: 'BTC-USD',
      side: sent % 2 === 0 ? 'buy' : 'sell',
      type: 'market',
      amount: `0.${String(10_000 + (sent % 9000)).padStart(8, '0')}`,
      amountUnit: 'base',
    });
    const origin = { node: 'bench', message: String(sent) };
    await desk.place({ ...origin, asked, environment: 'exchange-sandbox' }, { waitFor: 'accepted' });
    took.push(Number(process.hrtime.bigint() - begin) / 1e6);
  };
  answerJobs(async (job) => {
    const desk = desks.get(job.arm);
    if (!desk) throw new Error(`no desk ${job.arm}`);
    const took: number[] = [];
    const measured = await measure(job, () => place(desk, took));
    return { ...measured, medianMs: median(took) };
  });
}

if (require.main === module) serve();
