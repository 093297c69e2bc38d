import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import {
  Streams,
  type SourceMemory,
  type StreamSettings,
  type Telling,
  type TellingFacts,
} from '../../../nodes/lib/streams';
import { virtualClock, type VirtualClock } from '../api/virtual-clock';
import { FakeFeed } from './fake-feed';

export interface Told extends TellingFacts {
  readonly productId: string;
  readonly payload: unknown;
  readonly stale: boolean;
  readonly atMs: number;
}

/** Streams of a fake feed on a clock that a test moves, and what they told. */
export interface StreamBench {
  readonly streams: Streams;
  readonly feed: FakeFeed;
  readonly clock: VirtualClock;
  readonly told: Told[];
  readonly failed: { readonly error: CoinbaseError; readonly productIds: readonly string[] }[];
  /** What was told since the last call. */
  readonly news: () => Told[];
  readonly connect: (feed?: FakeFeed) => FakeFeed;
  /** Called with each telling, at once. */
  heard: (told: Told) => void;
}

const SETTINGS: StreamSettings = {
  channel: 'ticker',
  pace: { kind: 'every' },
  candleSize: 60,
  emptyCandles: 'skip',
  bookAs: 'snapshot',
  tellStale: true,
  staleMs: 30_000,
};

export function streamBench(
  settings: Partial<StreamSettings>,
  products: readonly string[] = ['BTC-USD'],
  startMs?: number,
  memories?: ReadonlyMap<string, SourceMemory>,
): StreamBench {
  const clock = virtualClock(startMs);
  const told: Told[] = [];
  const failed: StreamBench['failed'] = [];
  let seen = 0;
  const streams = new Streams(
    { ...SETTINGS, ...settings },
    {
      tell(productId, { payload, facts }: Telling, stale) {
        const one: Told = { productId, payload, stale, atMs: clock.elapsed(), ...facts };
        told.push(one);
        bench.heard(one);
      },
      fail: (error, productIds) => failed.push({ error, productIds }),
      changed: () => undefined,
    },
    clock,
    memories,
  );
  const feed = new FakeFeed();
  const connect = (to = feed): FakeFeed => {
    streams.connect({ feed: to, offsetMs: () => 0 }, new Map());
    return to;
  };
  const bench: StreamBench = {
    streams,
    feed,
    clock,
    told,
    failed,
    news: () => told.slice(seen, (seen = told.length)),
    connect,
    heard: () => undefined,
  };
  streams.follow(products);
  connect();
  feed.live();
  return bench;
}
