import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RecordedFrame } from '../../../../nodes/lib/sandbox';

const FILE = path.join(process.env['MARKET_DATA'] ?? '', 'coinbase-feed-2021-04-17.jsonl');

/** Frames of the production feed; without the recording, some that are made to look like it. */
export function recordedFrames(): RecordedFrame[] {
  if (process.env['MARKET_DATA'] === undefined || !existsSync(FILE)) return madeUpFrames();
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedFrame)
    .filter(({ frame }) => frame['type'] !== 'subscriptions');
}

/** Two products: a snapshot of each, then changes of their books, and now and then a trade. */
function madeUpFrames(): RecordedFrame[] {
  const frames: RecordedFrame[] = [];
  let seed = 1;
  const next = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const tell = (frame: Record<string, unknown>): void => {
    frames.push({ received_at: 1_618_677_817 + frames.length / 100, frame });
  };
  const products = ['AAA-USD', 'BBB-EUR'];
  for (const product_id of products) {
    const rows = (from: number, step: number): string[][] =>
      Array.from({ length: 50 }, (_, row) => [((from + step * row) / 100).toFixed(2), `${1 + next(9)}.500`]);
    tell({ type: 'snapshot', product_id, asks: rows(10_001, 1), bids: rows(9999, -1) });
  }
  for (let count = 0; count < 4000; count += 1) {
    const product_id = products[next(2)] as string;
    const time = new Date(1_618_677_817_000 + count).toISOString();
    const buys = next(2) === 0;
    const price = ((buys ? 9999 - next(60) : 10_001 + next(60)) / 100).toFixed(2);
    const size = next(4) === 0 ? '0.000' : `${next(90)}.125`;
    tell({ type: 'l2update', product_id, changes: [[buys ? 'buy' : 'sell', price, size]], time });
    if (count % 20 > 1) continue;
    const trade = { product_id, trade_id: 1 + count, sequence: 1 + count, price: '100.00', time };
    const [maker, taker] = buys ? ['buy', 'sell'] : ['sell', 'buy'];
    tell({ type: 'ticker', ...trade, side: taker, last_size: '0.5', best_bid: '99.99', best_ask: '100.01' });
    tell({ type: 'match', ...trade, side: maker, size: '0.5', maker_order_id: 'm', taker_order_id: 't' });
  }
  return renumberTrades(frames);
}

/** Trade ids count up by one in each product. */
function renumberTrades(frames: RecordedFrame[]): RecordedFrame[] {
  const counts = new Map<string, number>();
  return frames.map(({ received_at, frame }) => {
    if (frame['type'] !== 'ticker' && frame['type'] !== 'match') return { received_at, frame };
    const id = String(frame['product_id']);
    const trade_id = (counts.get(id) ?? 0) + (frame['type'] === 'ticker' ? 1 : 0);
    counts.set(id, trade_id);
    return { received_at, frame: { ...frame, trade_id } };
  });
}
