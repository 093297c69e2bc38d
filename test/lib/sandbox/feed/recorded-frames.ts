import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { RecordedFrame } from '../../../../nodes/lib/sandbox';

const NAME = 'coinbase-feed-2021-04-17.jsonl';

/** The frames recorded from the exchange where there are some (MARKET_DATA), else some made here. */
export async function recordedFrames(): Promise<readonly RecordedFrame[]> {
  const file = path.join(process.env['MARKET_DATA'] ?? '', NAME);
  if ((process.env['MARKET_DATA'] ?? '') === '' || !existsSync(file)) return generatedFrames();
  const frames: RecordedFrame[] = [];
  for await (const line of createInterface({ input: createReadStream(file) }))
    frames.push(JSON.parse(line) as RecordedFrame);
  return frames;
}

/** Two products with a book that changes and a trade now and then, in the shapes of the recording. */
function generatedFrames(): readonly RecordedFrame[] {
  const frames: RecordedFrame[] = [];
  let state = 11;
  const draw = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  let at = 1_618_677_817;
  const add = (frame: RecordedFrame['frame']): void => {
    at += 0.003;
    frames.push({ received_at: at, frame });
  };
  const product = { 'AAA-USD': { trade: 500, sequence: 9000 }, 'BBB-BTC': { trade: 7, sequence: 100 } };
  const size = (): string => `${draw(90) + 1}.0`;
  const trade = (id: keyof typeof product, type: string): void => {
    const own = product[id];
    const common = { trade_id: own.trade, product_id: id, sequence: own.sequence, price: '1.50' };
    add({ type, ...common, side: 'buy', size: '1', time: '2021-04-17T16:43:37.000000Z' });
    add({ type: 'ticker', ...common, side: 'sell', last_size: '1', best_bid: '1.49', best_ask: '1.51' });
  };
  for (const id of ['AAA-USD', 'BBB-BTC'] as const) {
    const asks = Array.from({ length: 40 }, (_, index) => [`1.${51 + index}`, size()]);
    const bids = Array.from({ length: 40 }, (_, index) => [`1.${49 - index}`, size()]);
    add({
      type: 'snapshot',
      product_id: id,
      asks,
      bids: bids.map(([price, one]) => [price?.padEnd(4, '0'), one]),
    });
    trade(id, 'last_match');
  }
  for (let count = 0; count < 3000; count += 1) {
    const id = draw(2) === 0 ? 'AAA-USD' : 'BBB-BTC';
    product[id].sequence += 1 + draw(9);
    if (draw(50) === 0) {
      product[id].trade += 1;
      trade(id, 'match');
      continue;
    }
    const side = draw(2) === 0 ? 'buy' : 'sell';
    const price = side === 'buy' ? `1.${10 + draw(40)}` : `1.${51 + draw(40)}`;
    add({
      type: 'l2update',
      product_id: id,
      changes: [[side, price, draw(4) === 0 ? '0.0' : size()]],
      time: '',
    });
  }
  return frames;
}
