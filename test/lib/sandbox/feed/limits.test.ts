import assert from 'node:assert/strict';
import { signFeed } from '../../../../nodes/lib/signer';
import { type Customer, openCustomer } from '../server/customer';
import { type FeedClient, inChannel, ofType, openFeed } from './feed-client';

const TICKER = { type: 'subscribe', product_ids: ['BTC-USD'], channels: ['ticker'] };

describe('limits of the sandbox’s feeds', () => {
  let customer: Customer;
  const clients: FeedClient[] = [];

  beforeEach(async () => {
    customer = await openCustomer({ rateLimits: true });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await customer.sandbox.close();
  });

  async function open(path = ''): Promise<FeedClient> {
    const client = await openFeed(`${customer.sandbox.feed}${path}`);
    clients.push(client);
    return client;
  }

  it('are 20 connections at once and 8 a second on the Exchange feed, then 429', async () => {
    for (let count = 0; count < 20; count += 1) await open();
    await assert.rejects(open(), { status: 429 });
    customer.clock.advance(1000);
    for (let count = 0; count < 8; count += 1) await open();
    await assert.rejects(open(), { status: 429 });
    assert.equal(customer.sandbox.feedCounts().refused, 2);
  });

  it('are 8 connections at once on Advanced Trade’s hosts together', async () => {
    for (let count = 0; count < 4; count += 1) {
      await open('/advanced-trade');
      await open('/advanced-trade-user');
    }
    await assert.rejects(open('/advanced-trade'), { status: 429 });
    await open();
  });

  it('are 100 messages a second: one more and the client is gone', async () => {
    const client = await open();
    for (let count = 0; count < 100; count += 1) client.send(TICKER);
    await client.settle();
    customer.clock.advance(1000);
    for (let count = 0; count < 100; count += 1) client.send(TICKER);
    await client.settle();
    assert.equal(client.messages.filter(ofType('subscriptions')).length, 200);
    client.send(TICKER);
    assert.deepEqual(await client.closed, [1008, 'ErrSlowRead']);
  });

  it('are 1,000 messages that fill up again by 10 a second', async () => {
    const client = await open();
    let sent = 0;
    for (; client.socket.readyState === client.socket.OPEN && sent < 3000; customer.clock.advance(1000)) {
      for (let count = 0; count < 100; count += 1) client.send(TICKER);
      sent += 100;
      await Promise.race([client.settle(), client.closed]);
    }
    assert.deepEqual(await client.closed, [1008, 'ErrSlowRead']);
    assert.ok(sent > 1000 && sent <= 1200, String(sent));
  });

  it('are 8 messages without a token a second on Advanced Trade; with one there are more', async () => {
    const client = await open('/advanced-trade');
    const send = (more = {}) => client.send({ type: 'subscribe', channel: 'heartbeats', ...more });
    for (let count = 0; count < 9; count += 1) send();
    await client.next(ofType('error'));
    assert.equal(client.messages.filter(inChannel('subscriptions')).length, 8);
    assert.equal(client.messages.at(-1)?.['message'], 'rate limit exceeded');
  });

  it('are ten subscriptions of a product in a channel for one account', async () => {
    const message = { ...TICKER, ...signFeed(customer.credential, customer.clock.now()) };
    for (let count = 0; count < 10; count += 1) {
      const client = await open();
      client.send(message);
      await client.next(ofType('subscriptions'));
    }
    const eleventh = await open();
    eleventh.send(message);
    assert.match(
      String((await eleventh.next(ofType('error')))['reason']),
      /at most 10 subscriptions of ticker/,
    );
    eleventh.send({ ...message, product_ids: ['ETH-USD'] });
    await eleventh.next(ofType('subscriptions'));
    clients[0]?.close();
    await clients[0]?.closed;
    await clients[1]?.settle();
    eleventh.send(message);
    await eleventh.next(ofType('subscriptions'));
  });

  it('are 128 KiB a message', async () => {
    const client = await open();
    client.send({ ...TICKER, padding: 'x'.repeat(200_000) });
    assert.equal((await client.closed)[0], 1009);
  });

  it('are off with rateLimits off', async () => {
    const free = await openCustomer();
    const client = await openFeed(free.sandbox.feed);
    for (let count = 0; count < 1500; count += 1) client.send(TICKER);
    await client.settle();
    assert.equal(client.messages.filter(ofType('subscriptions')).length, 1500);
    client.close();
    await free.sandbox.close();
  });
});
