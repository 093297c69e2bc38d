import assert from 'node:assert/strict';
import { type Customer, openCustomer, RESTING } from '../server/customer';
import { createExchangeCredential, signFeed } from '../../../../nodes/lib/signer';
import { type FeedClient, type Message, ofType, openFeed } from './feed-client';

const MARKET_BUY = { product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.005' } as const;

describe('own orders on the sandbox’s Exchange feed', () => {
  let customer: Customer;
  let feed: FeedClient;

  beforeEach(async () => {
    customer = await openCustomer({
      keys: [{ name: 'other', permissions: ['view', 'trade'], profile: 'other' }],
    });
    feed = await subscribed(['user'], customer.sandbox);
  });
  afterEach(async () => {
    feed.close();
    await customer.sandbox.close();
  });

  async function subscribed(
    channels: readonly string[],
    key: { readonly key: string; readonly secret: string; readonly passphrase: string },
    product_ids: readonly string[] = ['BTC-USD'],
  ): Promise<FeedClient> {
    const client = await openFeed(customer.sandbox.feed);
    const made = createExchangeCredential(key);
    assert.ok(made.ok);
    const auth = signFeed(made.credential, customer.clock.now());
    client.send({ type: 'subscribe', product_ids, channels, ...auth });
    await client.next(ofType('subscriptions'));
    return client;
  }

  /** What has come after the acknowledgement, in order. */
  async function told(client = feed): Promise<readonly Message[]> {
    await client.settle();
    return client.messages.slice(1);
  }

  const types = (messages: readonly Message[]): unknown[] => messages.map(({ type }) => type);

  it('a limit order that rests is received, open, and done when it is canceled', async () => {
    const client_oid = '1a34c9b4-7d1e-4c8a-9f1c-3a0f2b7d5e60';
    const id = await customer.place({ ...RESTING, client_oid });
    await customer.send('DELETE', `/orders/${id}`);
    const [received = {}, open = {}, done = {}, ...more] = await told();
    assert.deepEqual(more, []);
    const { user_id, profile_id } = received;
    assert.match(String(user_id), /^[0-9a-f]{24}$/);
    const [accounts] = (await customer.send('GET', '/accounts')).value() as { profile_id: string }[];
    assert.equal(profile_id, accounts?.profile_id);
    const common = { product_id: 'BTC-USD', order_id: id, side: 'buy', user_id, profile_id };
    const { sequence, time } = received;
    assert.deepEqual(received, {
      type: 'received',
      ...common,
      sequence,
      time,
      client_oid,
      order_type: 'limit',
      size: '0.01',
      price: '1000',
    });
    assert.deepEqual(open, {
      type: 'open',
      ...common,
      sequence: Number(sequence) + 1,
      time,
      price: '1000',
      remaining_size: '0.01',
    });
    assert.deepEqual(done, {
      type: 'done',
      ...common,
      sequence: Number(sequence) + 2,
      time: done['time'],
      reason: 'canceled',
      price: '1000',
      remaining_size: '0.01',
    });
  });

  it('a market order is received, matched and done: never open, its done without price and rest', async () => {
    const id = await customer.place(MARKET_BUY);
    const messages = await told();
    assert.deepEqual(types(messages), ['received', 'match', 'match', 'done']);
    const [received = {}, match = {}, , done = {}] = messages;
    assert.deepEqual(
      [received['order_type'], received['size'], received['price']],
      ['market', '0.005', undefined],
    );
    assert.deepEqual([done['reason'], 'price' in done, 'remaining_size' in done], ['filled', false, false]);
    assert.deepEqual(
      [match['side'], match['taker_order_id'], match['taker_fee_rate'], match['maker_user_id']],
      ['sell', id, '0.006', undefined],
      'its side is the maker’s',
    );
    assert.deepEqual(
      [match['taker_user_id'], match['taker_profile_id']],
      [match['user_id'], match['profile_id']],
    );
  });

  it('a fill says the same as GET /fills, and its fee rate gives that fee', async () => {
    const id = await customer.place(MARKET_BUY);
    const matches = (await told()).filter(ofType('match'));
    const fills = (await customer.send('GET', `/fills?order_id=${id}`)).value() as Record<string, string>[];
    assert.equal(fills.length, matches.length);
    for (const [index, fill] of fills.toReversed().entries()) {
      const match = matches[index] ?? {};
      assert.equal(match['trade_id'], fill['trade_id']);
      for (const name of ['price', 'size']) assert.equal(Number(match[name]), Number(fill[name]), name);
      const fee = Number(match['price']) * Number(match['size']) * Number(match['taker_fee_rate']);
      assert.ok(Math.abs(fee - Number(fill['fee'])) < 1e-9);
    }
  });

  it('a made trade tells the maker’s part to the maker, and the taker’s to the taker', async () => {
    const other = customer.sandbox.keys.find(({ name }) => name === 'other');
    assert.ok(other);
    const theirs = await subscribed(['user'], other);
    const order = { product_id: 'BTC-USD', type: 'limit', price: '94998.00', size: '0.01' };
    const maker = await customer.place({ ...order, side: 'buy' });
    await customer.sendAs('other', 'POST', '/orders', { ...order, side: 'sell' });
    const mine = (await told()).find(ofType('match')) ?? {};
    const yours = (await told(theirs)).find(ofType('match')) ?? {};
    assert.equal(mine['maker_order_id'], maker);
    assert.deepEqual(
      [mine['side'], mine['maker_fee_rate'], mine['taker_fee_rate']],
      ['buy', '0.004', undefined],
    );
    assert.deepEqual(
      [yours['side'], yours['maker_fee_rate'], yours['taker_fee_rate']],
      ['buy', undefined, '0.006'],
    );
    assert.equal(yours['taker_profile_id'], other.profile === 'other' ? yours['profile_id'] : '');
    assert.notEqual(mine['profile_id'], yours['profile_id']);
    assert.deepEqual(types(await told(theirs)), ['received', 'match', 'done'], 'nothing of anybody else');
    theirs.close();
  });

  it('a waiting stop is told to its owner at once, and received when it is triggered', async () => {
    const stop = { product_id: 'BTC-USD', side: 'sell', type: 'limit', size: '0.01', price: '90000.00' };
    const id = await customer.place({ ...stop, stop: 'loss', stop_price: '94950.00' });
    const [activate = {}, ...more] = await told();
    assert.deepEqual(more, []);
    assert.deepEqual(activate, {
      type: 'activate',
      product_id: 'BTC-USD',
      timestamp: (customer.clock.now() / 1000).toFixed(6),
      user_id: activate['user_id'],
      profile_id: activate['profile_id'],
      order_id: id,
      stop_type: 'loss',
      side: 'sell',
      stop_price: '94950',
      size: '0.01',
      funds: '0',
      private: true,
    });
    assert.equal('sequence' in activate, false);
    await customer.sendAs('other', 'POST', '/orders', {
      product_id: 'BTC-USD',
      side: 'sell',
      type: 'limit',
      size: '1',
      price: '93500.00',
    });
    const later = (await told()).slice(1);
    assert.deepEqual(new Set(types(later)), new Set(['received', 'match', 'done']));
    assert.deepEqual(types(later)[0], 'received');
  });

  it('what ends an order other than its owner’s wish has a reason with a code', async () => {
    const limit = { product_id: 'BTC-USD', side: 'buy', type: 'limit', size: '0.01', price: '1000.00' };
    await customer.place({ ...limit, time_in_force: 'IOC' });
    await customer.place({ ...limit, time_in_force: 'GTT', cancel_after: 'min' });
    const mine = await customer.place({ ...limit, side: 'sell', price: '94999.00' });
    await customer.place({ ...limit, price: '94999.00', stp: 'co' });
    customer.clock.advance(61_000);
    await customer.send('GET', '/orders');
    const reasons = (await told())
      .filter(ofType('done'))
      .map((done) => [done['order_id'] === mine, done['cancel_reason']]);
    assert.deepEqual(reasons, [
      [false, '101:Time In Force'],
      [true, '102:Self Trade Prevention'],
      [false, '101:Time In Force'],
    ]);
  });

  it('self-trade prevention changes the larger order by the size of the smaller', async () => {
    const order = { product_id: 'BTC-USD', type: 'limit', price: '94999.00' };
    const resting = await customer.place({ ...order, side: 'sell', size: '0.03' });
    await customer.place({ ...order, side: 'buy', size: '0.01' });
    const change = (await told()).find(ofType('change')) ?? {};
    assert.deepEqual(
      [change['order_id'], change['reason'], change['old_size'], change['new_size'], change['price']],
      [resting, 'STP', '0.03', '0.02', '94999'],
    );
  });

  describe('on full', () => {
    it('are told to everybody, without what is their owner’s alone', async () => {
      const other = customer.sandbox.keys.find(({ name }) => name === 'other');
      assert.ok(other);
      const mine = await subscribed(['full'], customer.sandbox);
      const theirs = await subscribed(['full'], other);
      const stop = { product_id: 'BTC-USD', side: 'sell', type: 'limit', size: '0.01', price: '90000.00' };
      await customer.place({ ...RESTING, client_oid: '1a34c9b4-7d1e-4c8a-9f1c-3a0f2b7d5e60' });
      await customer.place({ ...stop, stop: 'loss', stop_price: '94000.00' });
      await customer.place({ ...RESTING, time_in_force: 'IOC' });
      assert.deepEqual(types(await told(mine)), ['received', 'open', 'activate', 'received', 'done']);
      const heard = await told(theirs);
      assert.deepEqual(types(heard), ['received', 'open', 'received', 'done']);
      for (const message of heard)
        for (const name of ['user_id', 'profile_id', 'client_oid', 'cancel_reason'])
          assert.equal(name in message, false, name);
      const withSequence = (messages: readonly Message[]) =>
        messages.filter(({ sequence }) => sequence !== undefined).map(({ sequence }) => sequence);
      assert.deepEqual(
        withSequence(await told(mine)),
        withSequence(heard),
        'what is private takes no number',
      );
      mine.close();
      theirs.close();
    });
  });

  it('come only of the products that were subscribed to', async () => {
    await customer.place({ ...RESTING, product_id: 'ETH-USD', price: '1000.00' });
    assert.deepEqual(await told(), []);
  });

  it('of a profile come to its keys alone', async () => {
    await customer.sendAs('other', 'POST', '/orders', RESTING);
    assert.deepEqual(await told(), []);
  });

  it('tell a client order id as the exchange writes it', async () => {
    await customer.place({ ...RESTING, client_oid: '1A34C9B47D1E4C8A9F1C3A0F2B7D5E60' });
    const [received] = await told();
    assert.equal(received?.['client_oid'], '1a34c9b4-7d1e-4c8a-9f1c-3a0f2b7d5e60');
  });

  describe('balance', () => {
    it('tells an account whenever its figures have changed, and only then', async () => {
      const accounts = (await customer.send('GET', '/accounts')).value() as {
        id: string;
        currency: string;
      }[];
      const usd = accounts.find(({ currency }) => currency === 'USD');
      const client = await openFeed(customer.sandbox.feed);
      const auth = signFeed(customer.credential, customer.clock.now());
      client.send({ type: 'subscribe', channels: [{ name: 'balance', account_ids: [usd?.id] }], ...auth });
      await client.next(ofType('subscriptions'));
      const id = await customer.place(RESTING);
      await customer.place({ ...RESTING, side: 'sell', price: '200000.00' });
      await customer.send('DELETE', `/orders/${id}`);
      customer.clock.advance(3000);
      const figures = (await told(client)).map(({ type, account_id, currency, holds, available }) => [
        type,
        account_id === usd?.id,
        currency,
        holds,
        available,
      ]);
      assert.deepEqual(figures, [
        ['balance', true, 'USD', '10.06', '9989.94'],
        ['balance', true, 'USD', '0', '10000'],
      ]);
      client.close();
    });
  });
});
