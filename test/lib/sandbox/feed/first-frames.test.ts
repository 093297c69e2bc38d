import assert from 'node:assert/strict';
import { createCredential, signFeed } from '../../../../nodes/lib/signer';
import { type Customer, openCustomer, RESTING } from '../server/customer';
import { inChannel, ofType, openFeed } from './feed-client';

describe('the sandbox’s feeds', () => {
  let customer: Customer;

  beforeEach(async () => {
    customer = await openCustomer();
  });
  afterEach(() => customer.sandbox.close());

  it('tell an Exchange client the last trade, the book and its own order', async () => {
    const { sandbox, credential, clock } = customer;
    const feed = await openFeed(sandbox.feed);
    const signature = signFeed(credential, clock.now());
    const product_ids = ['BTC-USD'];
    feed.send({ type: 'subscribe', product_ids, channels: ['ticker', 'level2', 'user'], ...signature });
    await feed.next(ofType('subscriptions'));
    await feed.next(ofType('snapshot'));
    await feed.next(ofType('ticker'));
    const id = await customer.place(RESTING);
    const open = await feed.next(ofType('open'));
    assert.deepEqual([open['order_id'], open['remaining_size']], [id, '0.01']);
  });

  it('speak Advanced Trade to a client that does, at the same address', async () => {
    const { sandbox, clock } = customer;
    const { name: key, privateKey: secret } = sandbox.cdp.ed25519;
    const made = createCredential({ scheme: 'cdp', key, secret });
    assert.ok(made.ok);
    const feed = await openFeed(sandbox.feed);
    feed.send({ type: 'subscribe', channel: 'user', ...signFeed(made.credential, clock.now()) });
    await feed.next(inChannel('subscriptions'));
    await feed.next(inChannel('user'));
    const id = await customer.place(RESTING);
    const update = await feed.next(inChannel('user'));
    const [event] = update['events'] as { type: string; orders: { order_id: string; status: string }[] }[];
    assert.equal(event?.type, 'update');
    assert.deepEqual(
      event?.orders.map((order) => [order.order_id, order.status]),
      [[id, 'OPEN']],
    );
  });
});
