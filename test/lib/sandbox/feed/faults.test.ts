import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { FeedFault } from '../../../../nodes/lib/sandbox';
import { createRandom } from '../../../../nodes/lib/sandbox/random';
import { pick } from '../engine/operations';
import { type Customer, openCustomer } from '../server/customer';
import { type FeedClient, inChannel, type Message, ofType, openFeed } from './feed-client';
import { patience } from '../../../patience';

const HEARTBEAT = { type: 'subscribe', product_ids: ['BTC-USD'], channels: ['heartbeat'] };

describe('faults of the sandbox’s feeds', () => {
  let customer: Customer;
  let feed: FeedClient;

  async function open(options: Parameters<typeof openCustomer>[0] = {}): Promise<void> {
    customer = await openCustomer(options);
    feed = await openFeed(customer.sandbox.feed);
    feed.send(HEARTBEAT);
    await feed.next(ofType('subscriptions'));
  }

  afterEach(async () => {
    feed.close();
    await customer.sandbox.close();
  });

  /** So many seconds go by; resolves with the sequence of arrival of what came, as numbers of seconds. */
  async function beats(count: number): Promise<readonly number[]> {
    const start = customer.clock.now();
    customer.clock.advance(count * 1000);
    await feed.settle();
    return feed.messages
      .filter(ofType('heartbeat'))
      .map(({ time }) => (Date.parse(String(time)) - start) / 1000)
      .filter((second) => second > 0);
  }

  describe('asked for by hand', () => {
    beforeEach(() => open());

    it('drop so many frames', async () => {
      customer.sandbox.feedFault({ kind: 'drop', frames: 2 });
      assert.deepEqual(await beats(4), [3, 4]);
      const { faults, lost } = customer.sandbox.feedCounts();
      assert.deepEqual([faults, lost], [{ drop: 1 }, 2]);
    });

    it('repeat a frame, after so many right ones', async () => {
      customer.sandbox.feedFault({ kind: 'repeat', times: 3, afterFrames: 1 });
      assert.deepEqual(await beats(3), [1, 2, 2, 2, 3]);
    });

    it('swap two neighbours', async () => {
      customer.sandbox.feedFault({ kind: 'swap' });
      assert.deepEqual(await beats(3), [2, 1, 3]);
    });

    it('send half a frame', async () => {
      const texts: string[] = [];
      feed.socket.removeAllListeners('message');
      feed.socket.on('message', (data) => texts.push((data as Buffer).toString()));
      customer.sandbox.feedFault({ kind: 'garbage' });
      await beats(2);
      assert.equal(texts.length, 2);
      assert.throws(() => JSON.parse(texts[0] ?? ''), SyntaxError);
      JSON.parse(texts[1] ?? '');
    });

    it('send a frame that is too large before the right one', async () => {
      customer.sandbox.feedFault({ kind: 'too-large', bytes: 300_000 });
      await beats(1);
      assert.equal(JSON.stringify(feed.messages.at(-2)).length, 300_000);
      const careful = await openFeed(customer.sandbox.feed, {
        maxPayload: 100_000,
        perMessageDeflate: false,
      });
      careful.send(HEARTBEAT);
      await careful.next(ofType('subscriptions'));
      customer.sandbox.feedFault({ kind: 'too-large', bytes: 300_000 });
      customer.clock.advance(1000);
      await careful.closed;
    });

    it('close every connection, with a code', async () => {
      const other = await openFeed(customer.sandbox.feed);
      customer.sandbox.feedFault({ kind: 'close', code: 4000 });
      assert.equal((await feed.closed)[0], 4000);
      assert.equal((await other.closed)[0], 4000);
      assert.equal(customer.sandbox.feedCounts().faults.close, 2);
    });

    it('end a connection without a close frame, after so many frames', async () => {
      customer.sandbox.feedFault({ kind: 'terminate', afterFrames: 2 });
      customer.clock.advance(5000);
      assert.equal((await feed.closed)[0], 1006);
      assert.equal(feed.messages.filter(ofType('heartbeat')).length, 2);
    });

    it('throw a client out as one that does not read', async () => {
      customer.sandbox.feedFault({ kind: 'slow-consumer' });
      assert.deepEqual(await feed.closed, [1008, 'ErrSlowConsume']);
    });

    it('leave a connection half-open: no frame, no answer to a ping, no answer to a close', async () => {
      customer.sandbox.feedFault({ kind: 'half-open' });
      let answers = 0;
      feed.socket.on('pong', () => (answers += 1));
      const before = feed.messages.length;
      feed.socket.ping();
      feed.send({ type: 'unsubscribe', channels: ['heartbeat'] });
      customer.clock.advance(10_000);
      const witness = await openFeed(customer.sandbox.feed);
      witness.send(HEARTBEAT);
      await witness.next(ofType('subscriptions'));
      customer.clock.advance(1000);
      await witness.next(ofType('heartbeat'));
      feed.socket.close();
      await witness.settle();
      assert.equal(feed.socket.readyState, WebSocket.CLOSING, 'it waits for an answer');
      assert.deepEqual([answers, feed.messages.length - before], [0, 0]);
      assert.equal(customer.sandbox.feedCounts().open, 2);
      feed.close();
      await until(() => customer.sandbox.feedCounts().open === 1, witness);
      assert.equal(customer.sandbox.feedCounts().lost, 11);
      witness.close();
    });

    it('do not keep a sandbox from closing within a second', async () => {
      customer.sandbox.feedFault({ kind: 'half-open' });
      const other = await openFeed(customer.sandbox.feed);
      const start = performance.now();
      await customer.sandbox.close();
      assert.ok(performance.now() - start < patience(1000));
      assert.deepEqual(await other.closed, [1001, 'the sandbox closes']);
      assert.equal((await feed.closed)[0], 1006);
    });

    it('turn new connections away for a time', async () => {
      const { sandbox, clock } = customer;
      sandbox.feedFault({ kind: 'refuse', ms: 5000 });
      await assert.rejects(openFeed(sandbox.feed), { status: 503 });
      await assert.rejects(openFeed(`${sandbox.feed}/advanced-trade`), { status: 503 });
      sandbox.feedFault({ kind: 'refuse', ms: 5000, status: 429 });
      await assert.rejects(openFeed(sandbox.feed), { status: 429 });
      clock.advance(5000);
      (await openFeed(sandbox.feed)).close();
      assert.equal(sandbox.feedCounts().refused, 3);
      assert.equal(feed.socket.readyState, WebSocket.OPEN, 'who is in stays in');
    });
  });

  it('are chosen frame by frame, with what each frame is', async () => {
    const seen: string[] = [];
    await open({
      feedFaults: ({ api, connection, frame, type, productId }) => {
        seen.push(`${api} ${connection} ${frame} ${type} ${productId ?? '-'}`);
        return type === 'heartbeat' && frame === 2 ? { kind: 'drop' } : undefined;
      },
    });
    assert.deepEqual(await beats(3), [1, 3]);
    const other = await openFeed(`${customer.sandbox.feed}/advanced-trade`);
    other.send({ type: 'subscribe', channel: 'level2', product_ids: ['ETH-USD'] });
    await other.next(inChannel('l2_data'));
    assert.deepEqual(seen, [
      'exchange 0 0 subscriptions -',
      'exchange 0 1 heartbeat BTC-USD',
      'exchange 0 2 heartbeat BTC-USD',
      'exchange 0 3 heartbeat BTC-USD',
      'advanced-trade 1 0 subscriptions -',
      'advanced-trade 1 1 l2_data ETH-USD',
    ]);
    other.close();
  });

  it('leave gaps in the numbers: a client of Advanced Trade sees every frame that is lost', async () => {
    const random = createRandom(7);
    const kinds: readonly FeedFault[] = [
      { kind: 'drop' },
      { kind: 'drop', frames: 3 },
      { kind: 'repeat' },
      { kind: 'swap' },
    ];
    await open({
      feedFaults: ({ api }) =>
        api === 'advanced-trade' && random.below(10) === 0 ? pick(random, kinds) : undefined,
    });
    const other = await openFeed(`${customer.sandbox.feed}/advanced-trade`);
    other.send({ type: 'subscribe', channel: 'heartbeats' });
    customer.clock.advance(0);
    await other.settle();
    customer.clock.advance(300_000);
    await other.settle();
    await feed.settle();
    const numbers = other.messages.map(({ sequence_num: number }) => Number(number));
    const { frames, lost, faults } = customer.sandbox.feedCounts();
    const own = frames - feed.messages.length;
    assert.ok(lost > 20 && (faults.swap ?? 0) > 0 && (faults.repeat ?? 0) > 0);
    assert.equal(new Set(numbers).size, own - lost);
    assert.equal(numbers.length, own - lost + (faults.repeat ?? 0));
    other.close();
  });

  it('are forgotten on reset, with the counts; clients are sent away', async () => {
    await open();
    customer.sandbox.feedFault({ kind: 'refuse', ms: 60_000 });
    customer.sandbox.reset();
    assert.deepEqual(await feed.closed, [1012, 'the sandbox is reset']);
    const again = await openFeed(customer.sandbox.feed);
    assert.equal(customer.sandbox.feedCounts().connections, 1);
    again.close();
  });
});

describe('a client that does not read', () => {
  it('is let go before much waits for it, while others are served', async () => {
    const customer = await openCustomer({
      feedFaults: ({ connection }) => (connection === 1 ? { kind: 'too-large', bytes: 500_000 } : undefined),
    });
    const reader = await openFeed(customer.sandbox.feed);
    reader.send(HEARTBEAT);
    await reader.next(ofType('subscriptions'));
    const raw = await stubborn(customer.sandbox.port, HEARTBEAT);
    const { rss: before } = process.memoryUsage();
    await until(() => customer.sandbox.feedCounts().frames > 1, reader);
    for (let second = 0; second < 600; second += 1) {
      customer.clock.advance(1000);
      await reader.settle();
    }
    assert.equal(reader.messages.filter(ofType('heartbeat')).length, 600);
    const { slowConsumers, open } = customer.sandbox.feedCounts();
    assert.deepEqual([slowConsumers, open], [1, 1], 'it was let go, and cut off when it did not answer');
    assert.ok(process.memoryUsage().rss - before < 100e6, 'although it was sent 300 MB');
    raw.destroy();
    reader.close();
    await customer.sandbox.close();
  });

  /** A socket that subscribes by hand and never reads. */
  async function stubborn(port: number, message: Message): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
    );
    await once(socket, 'data');
    socket.pause();
    const text = Buffer.from(JSON.stringify(message));
    // A text frame with a mask of zeroes, as a client must send.
    socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text]));
    return socket;
  }
});

/** Resolves when it is true; each look is a round trip of another client. */
async function until(isTrue: () => boolean, witness: FeedClient): Promise<void> {
  for (let look = 0; look < 10_000; look += 1) {
    if (isTrue()) return;
    await witness.settle();
  }
  throw new Error('it never came true');
}
