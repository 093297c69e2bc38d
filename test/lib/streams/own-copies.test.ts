import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import type { StreamSettings } from '../../../nodes/lib/streams';
import { START_MS, tradesOf, trueCandles } from '../rules/candles/market';
import { streamBench, type StreamBench } from './bench';
import { FakeBook } from './fake-feed';

const trades = tradesOf([
  { atMs: 0 },
  { atMs: 1000, price: '101' },
  { atMs: 2000, price: '102' },
  { atMs: 63_000, price: '103' },
  { atMs: 64_000, price: '104' },
]);

/** Does to everything in it what a Function node might: other texts, no order, no end. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values(value)) spoil(member);
  if (Array.isArray(value)) value.splice(0, 1);
  else for (const name of Object.keys(value)) Object.assign(value, { [name]: 'spoiled' });
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** News of every kind, an outage, and questions for what is known last. */
async function play(
  { feed, streams, clock, connect }: StreamBench,
  channel: StreamSettings['channel'],
  then: (payload: unknown) => void,
): Promise<unknown[]> {
  const asked: unknown[] = [];
  feed.read = () => Promise.resolve(trueCandles(trades, 60));
  const book = new FakeBook({ '100': '1', '99': '2', '98': '3' }, { '101': '1', '102': '2', '103': '3' });
  const news: Readonly<Record<StreamSettings['channel'], (at: number) => void>> = {
    ticker: (at) => feed.hearTicker({ price: String(at) }),
    stats: (at) => feed.hearTicker({ price: String(at), open_24h: '1' }),
    trades: (at) => feed.hearTrades(frozen(trades.slice(at, at + 1))),
    candles: (at) => feed.hearTrades(frozen(trades.slice(at, at + 1))),
    book(at) {
      const change = frozen({ side: 'buy', price: '100', size: String(at + 1) } as const);
      feed.hearBook(at === 0 ? { kind: 'snapshot', book } : book.change(change));
    },
  };
  const ask = (): void => {
    const latest = streams.latest();
    asked.push(structuredClone(latest));
    for (const { telling } of latest) then(telling.payload);
  };
  for (let at = 0; at < trades.length; at += 1) {
    await clock.advance(Math.max(0, Date.parse(trades[at]?.time ?? '') - clock.now()));
    news[channel](at);
    await clock.advance(1000);
    ask();
  }
  feed.stale();
  feed.live();
  ask();
  streams.disconnect(new CoinbaseError('NETWORK', 'as a test says'));
  ask();
  ask();
  connect();
  await clock.advance(1000);
  return asked;
}

describe('what a flow does with a message', () => {
  const all: (Partial<StreamSettings> & Pick<StreamSettings, 'channel'>)[] = [
    { channel: 'ticker' },
    { channel: 'ticker', pace: { kind: 'change' } },
    { channel: 'stats' },
    { channel: 'trades' },
    { channel: 'trades', pace: { kind: 'change' } },
    { channel: 'trades', pace: { kind: 'interval', everyMs: 5000 } },
    { channel: 'candles', pace: { kind: 'final' } },
    { channel: 'candles', pace: { kind: 'every' } },
    { channel: 'book', depth: 2, pace: { kind: 'change' } },
    { channel: 'book', depth: 2, bookAs: 'changes' },
    { channel: 'book', bookAs: 'changes' },
  ];
  /** Everything that is told and answered, each as it was before `then` had it. */
  const run = async (settings: (typeof all)[number], then: (payload: unknown) => void) => {
    const bench = streamBench(settings, ['BTC-USD'], START_MS);
    const told: unknown[] = [];
    bench.heard = (one) => {
      told.push(structuredClone(one));
      then(one.payload);
    };
    const asked = await play(bench, settings.channel, then);
    bench.streams.end();
    return { told, asked };
  };

  for (const settings of all)
    it(`changes no other one: ${JSON.stringify(settings)}`, async () => {
      const untouched = await run(settings, () => undefined);
      assert.ok(untouched.told.length > 1);
      assert.deepEqual(await run(settings, spoil), untouched);
    });
});
