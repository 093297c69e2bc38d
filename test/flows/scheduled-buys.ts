/** Example 04, bought from a replayed market, and what each purchase must have got by the CSV alone. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { centsAt, centsPath, expectedBuy, units } from '../lib/sandbox/market/recorded';
import { accountNode, listNode, requestNode } from '../nodes/forms';
import { checkout } from './installed-package';
import type { FlowNode } from './node-red';
import { ask, webFlow } from './web-flow';

/**
 * The example with another interval and face of the sandbox, and two web addresses: what was bought, and how far the
 * replay is.
 */
export function scheduleFlows(everySeconds: number, environment = 'local-sandbox'): FlowNode[] {
  const file = path.join(checkout, 'examples/04 - Buy on a schedule.json');
  const nodes = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
  const account = nodes.find(({ type }) => type === 'coinbase-account');
  assert.ok(account);
  const mine = { account: account.id };
  return [
    ...nodes.map((node) => {
      if (node.type === 'coinbase-account') return { ...node, environment };
      if (node.type === 'inject' && node['repeat']) return { ...node, repeat: String(everySeconds) };
      return node.type === 'debug' ? { ...node, console: true } : node;
    }),
    ...webFlow('bought', listNode({ ...mine, orderStatus: 'done' })),
    accountNode({ id: 'watcher' }) as unknown as FlowNode,
    ...webFlow('replay', requestNode({ account: 'watcher', method: 'GET', path: '/sandbox/market' })),
  ];
}

/** Where the replay stands, as `GET /sandbox/market` tells. */
export interface Standing {
  readonly started_at: string;
  readonly candles_per_second: number;
  readonly candle: number;
  readonly candles: number;
  readonly ended: boolean;
}

export async function standing(url: string): Promise<Standing> {
  const { body } = await ask(url, 'replay');
  const [replay] = (body as { replays: Standing[] }).replays;
  assert.ok(replay, 'the sandbox replays candles');
  return replay;
}

/** What was bought, and by how much the last purchase was above the first. */
export interface Checked {
  readonly purchases: number;
  /** Purchases while candles went by, not at the last price afterwards. */
  readonly duringReplay: number;
  readonly spentUsd: string;
  readonly boughtBtc: string;
}

/** Holds every purchase against the CSV: filled size, value and fee to the last digit. */
export async function checkPurchases(url: string, csv: string): Promise<Checked> {
  const corners = centsPath(csv);
  const { started_at: started, candles_per_second: candlesPerSecond, candles } = await standing(url);
  assert.equal(candles * 4, corners.length);
  const { status, body } = await ask(url, 'bought');
  assert.equal(status, 200, JSON.stringify(body));
  const orders = body as Record<string, string>[];
  let spent = 0n;
  let bought = 0n;
  let duringReplay = 0;
  const end = Date.parse(started) + (candles / candlesPerSecond) * 1000;
  for (const order of orders) {
    const now = order['created_at'] ?? '';
    const cents = centsAt(corners, { started, now, candlesPerSecond });
    const expected = expectedBuy(cents, '25');
    const [size = 0n, value = 0n, fee = 0n] = ['filled_size', 'executed_value', 'fill_fees'].map((name) =>
      units(order[name] ?? ''),
    );
    assert.deepEqual({ size, value, fee }, expected, `the purchase at ${now}`);
    assert.equal(order['done_reason'], 'filled');
    if (Date.parse(now) < end) duringReplay += 1;
    bought += size;
    spent += value + fee;
  }
  return { purchases: orders.length, duringReplay, spentUsd: text(spent, 2), boughtBtc: text(bought, 8) };
}

function text(value: bigint, places: number): string {
  const digits = String(value / 10n ** BigInt(16 - places)).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
