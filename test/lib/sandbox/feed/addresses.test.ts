import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createCredential, signFeed } from '../../../../nodes/lib/signer';
import { makeCertificate } from '../server/certificate';
import { type Customer, openCustomer, RESTING } from '../server/customer';
import { inChannel, ofType, openFeed } from './feed-client';

describe('the addresses of the sandbox’s feeds', () => {
  let customer: Customer;

  beforeEach(async () => {
    customer = await openCustomer();
  });
  afterEach(() => customer.sandbox.close());

  it('speak Exchange at the root, with a query or without', async () => {
    const { sandbox, credential, clock } = customer;
    const feed = await openFeed(`${sandbox.feed}?`);
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

  it('speak Advanced Trade to a client that does, at the root too', async () => {
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

  it('are wss: where the sandbox speaks TLS', async () => {
    const files = makeCertificate();
    const secure = await openCustomer({ tls: files });
    assert.match(secure.sandbox.feed, /^wss:/);
    const feed = await openFeed(secure.sandbox.feed, { ca: readFileSync(files.certFile) });
    feed.send({ type: 'subscribe', product_ids: ['BTC-USD'], channels: ['ticker'] });
    await feed.next(ofType('ticker'));
    feed.close();
    await secure.sandbox.close();
    files.remove();
  });

  it('turn another upgrade with a body away, because it cannot be read', async () => {
    const socket = connect(customer.sandbox.port, '127.0.0.1');
    socket.write(
      'POST /orders HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n{}',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 400 [\s\S]*without that header/);
    socket.destroy();
  });
});
