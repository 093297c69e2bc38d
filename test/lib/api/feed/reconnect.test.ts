import assert from 'node:assert/strict';
import { connectionBucket, reconnectMs } from '../../../../nodes/lib/api/feed/reconnect';
import { virtualClock } from '../virtual-clock';

describe('the next try to connect', () => {
  const bounds = (tries: number, status?: number): [number, number] => [
    reconnectMs(tries, status, () => 0),
    reconnectMs(tries, status, () => 1),
  ];

  it('comes at once after a connection that lasted, then doubles up to 3 s, half of it by chance', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 1000].map((tries) => bounds(tries)),
      [
        [0, 250],
        [250, 500],
        [500, 1000],
        [1000, 2000],
        [1500, 3000],
        [1500, 3000],
        [1500, 3000],
      ],
    );
  });

  it('waits longer where the server says no, but not where it is in trouble', () => {
    for (const status of [301, 403, 404, 429])
      assert.deepEqual(
        [0, 1, 10].map((tries) => bounds(tries, status)),
        [
          [2500, 5000],
          [5000, 10_000],
          [30_000, 60_000],
        ],
      );
    assert.deepEqual(bounds(4, 503), bounds(4));
  });

  it('keeps to half of the connections that an address may open, whoever asks', () => {
    const clock = virtualClock();
    const one = connectionBucket(clock, 'wss://ws-feed.exchange.coinbase.com');
    assert.equal(connectionBucket(clock, 'wss://ws-feed.exchange.coinbase.com/'), one);
    assert.notEqual(connectionBucket(clock, 'wss://advanced-trade-ws.coinbase.com'), one);
    assert.notEqual(connectionBucket(virtualClock(), 'wss://ws-feed.exchange.coinbase.com'), one);
    let taken = 0;
    for (let ms = 0; ms < 10_000; ms += 10) if (one.take(ms)) taken += 1;
    assert.ok(taken >= 45 && taken <= 8 + 10 * 4, `${taken} in ten seconds`);
  });
});
