/** A stand-in for the public feed of Coinbase Exchange: it plays what was recorded there in 2021, under other names. */
import { openFramePlayer, type FramePlayer, type RecordedFrame } from '../../nodes/lib/sandbox';
import { recordedFrames } from '../lib/sandbox/feed/recorded-frames';

/** Plays the recorded SKL-USD: a product of the sandbox with the same price step. */
export const RECORDED = 'DOGE-USD';

/** The others that a sandbox asks the public feed for. BTC-USDC has the book of BTC-USD. */
const OTHERS = ['BTC-USD', 'ETH-USD', 'SOL-USD', 'ETH-BTC', 'BTC-EUR', 'ETH-EUR'] as const;

export interface LiveFeed extends FramePlayer {
  /** What `startPlanned` takes. */
  readonly origin: string;
  /** Plays the recording, and a book that stands still for each of the other products. */
  playAll(): Promise<void>;
  /** One more change of the recorded book: side, price, size. */
  tell(changes: readonly (readonly ['buy' | 'sell', string, string])[]): Promise<void>;
  /** The connection is lost, and cannot be had again for so long. */
  goAway(ms: number): Promise<void>;
  /**
   * What the recording ends with, worked out from its frames alone: asks by price, the best first, without those that are
   * worth less than the least order.
   */
  readonly asks: readonly (readonly [price: number, size: number])[];
}

/** @param products that it knows; default all. */
export async function openLiveFeed(products?: readonly string[]): Promise<LiveFeed> {
  const frames = await framesAs(RECORDED);
  const player = await openFramePlayer(products ? { products } : {});
  const last = frames.slice(-1);
  return Object.assign(player, {
    origin: player.feed.replace('ws:', 'http:'),
    asks: asksAfter(frames),
    async playAll() {
      await player.play(OTHERS.map(standing));
      await player.play(frames);
    },
    async tell(changes: readonly (readonly ['buy' | 'sell', string, string])[]) {
      const frame = { type: 'l2update', product_id: RECORDED, changes, time: '' };
      await player.play([{ received_at: 0, frame }]);
    },
    async goAway(ms: number) {
      player.feedFault({ kind: 'refuse', ms });
      player.feedFault({ kind: 'close' });
      // A fault comes with the next frame.
      await player.play(last);
    },
  });
}

async function framesAs(name: string): Promise<readonly RecordedFrame[]> {
  const frames = await recordedFrames();
  const recorded = frames.some(({ frame }) => frame['product_id'] === 'SKL-USD') ? 'SKL-USD' : 'AAA-USD';
  return frames
    .filter(({ frame }) => frame['product_id'] === recorded)
    .map(({ frame, ...rest }) => ({ ...rest, frame: { ...frame, product_id: name } }));
}

function standing(product_id: string, index: number): RecordedFrame {
  const price = (above: number): string => (100 * (index + 1) + above).toFixed(2);
  const rows = (above: number) => [[price(above), '3'] as const];
  return { received_at: 0, frame: { type: 'snapshot', product_id, bids: rows(-0.5), asks: rows(0.5) } };
}

function asksAfter(frames: readonly RecordedFrame[]): LiveFeed['asks'] {
  const asks = new Map<number, number>();
  for (const { frame } of frames) {
    if (frame['type'] === 'snapshot')
      for (const [price, size] of frame['asks'] as [string, string][]) asks.set(Number(price), Number(size));
    if (frame['type'] !== 'l2update') continue;
    for (const [side, price, size] of frame['changes'] as [string, string, string][])
      if (side === 'sell') asks.set(Number(price), Number(size));
  }
  return [...asks].filter(([price, size]) => price * size >= 1).toSorted(([a], [b]) => a - b);
}
