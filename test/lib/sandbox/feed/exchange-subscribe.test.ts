import assert from 'node:assert/strict';
import { createExchangeCredential, signFeed } from '../../../../nodes/lib/signer';
import { type Customer, openCustomer } from '../server/customer';
import { type FeedClient, type Message, ofType, openFeed } from './feed-client';

const AUTH_REQUIRED =
  'level2, level3, and full channels now require authentication. https://docs.cloud.coinbase.com/exchange/docs/websocket-auth';

describe('subscribing to the sandbox’s Exchange feed', () => {
  let customer: Customer;
  let feed: FeedClient;

  before(async () => {
    customer = await openCustomer();
  });
  beforeEach(async () => {
    feed = await openFeed(customer.sandbox.feed);
  });
  afterEach(() => feed.close());
  after(() => customer.sandbox.close());

  const signature = () => signFeed(customer.credential, customer.clock.now());

  /** What it is answered first. */
  async function answer(message: unknown): Promise<Message> {
    feed.send(message);
    return feed.next((one) => ['error', 'subscriptions'].includes(String(one['type'])));
  }

  async function listed(message: object): Promise<Record<string, unknown>> {
    const { channels } = (await answer(message)) as unknown as {
      channels: { name: string; product_ids: string[] }[];
    };
    return Object.fromEntries(channels.map(({ name, product_ids: ids }) => [name, ids]));
  }

  describe('acknowledges', () => {
    it('everything so far, with the ids at the root beside each channel’s own', async () => {
      const channels = ['heartbeat', { name: 'ticker', product_ids: ['ETH-BTC'] }];
      const first = await listed({ type: 'subscribe', product_ids: ['BTC-USD', 'ETH-USD'], channels });
      assert.deepEqual(first, {
        heartbeat: ['BTC-USD', 'ETH-USD'],
        ticker: ['BTC-USD', 'ETH-USD', 'ETH-BTC'],
      });
      const second = await listed({
        type: 'subscribe',
        channels: [{ name: 'matches', product_ids: ['SOL-USD'] }],
      });
      assert.deepEqual(second, { ...first, matches: ['SOL-USD'] });
    });

    it('level2_batch as level2_50 and ticker_batch as ticker_1000, asked for by either name', async () => {
      const names = ['level2_batch', 'ticker_batch'];
      const own = { level2_50: ['BTC-USD'], ticker_1000: ['BTC-USD'] };
      assert.deepEqual(await listed({ type: 'subscribe', product_ids: ['BTC-USD'], channels: names }), own);
      assert.deepEqual(
        await listed({ type: 'unsubscribe', product_ids: ['BTC-USD'], channels: ['ticker_1000'] }),
        { level2_50: ['BTC-USD'] },
      );
    });

    it('auctionfeed and rfq_matches, which have nothing to tell', async () => {
      const channels = ['rfq_matches', { name: 'auctionfeed', product_ids: ['BTC-USD'] }];
      assert.deepEqual(await listed({ type: 'subscribe', channels }), {
        rfq_matches: [],
        auctionfeed: ['BTC-USD'],
      });
      await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.001' });
      await feed.settle();
      assert.equal(feed.messages.length, 1);
    });

    it('balance with account_ids, and every other channel with null there', async () => {
      const accounts = (await customer.send('GET', '/accounts')).value() as { id: string }[];
      const id = accounts[0]?.id;
      const { channels } = await answer({
        type: 'subscribe',
        channels: ['status', { name: 'balance', account_ids: [id] }],
        ...signature(),
      });
      assert.deepEqual(channels, [
        { name: 'status', product_ids: [], account_ids: null },
        { name: 'balance', product_ids: [], account_ids: [id] },
      ]);
    });
  });

  describe('can be taken back', () => {
    it('by product, by channel, and to the last one; then nothing more comes', async () => {
      const channels = ['ticker', 'matches'];
      await answer({ type: 'subscribe', product_ids: ['BTC-USD', 'ETH-USD'], channels });
      assert.deepEqual(
        await listed({ type: 'unsubscribe', product_ids: ['ETH-USD'], channels: ['ticker'] }),
        {
          ticker: ['BTC-USD'],
          matches: ['BTC-USD', 'ETH-USD'],
        },
      );
      assert.deepEqual(await listed({ type: 'unsubscribe', channels: ['matches'] }), { ticker: ['BTC-USD'] });
      assert.deepEqual(await listed({ type: 'unsubscribe', channels: ['ticker'] }), {});
      const count = feed.messages.length;
      await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', size: '0.001' });
      await feed.settle();
      assert.equal(feed.messages.length, count);
    });

    it('and again had, with a new snapshot', async () => {
      const wish = { product_ids: ['BTC-USD'], channels: ['level2_batch'] };
      await answer({ type: 'subscribe', ...wish });
      await feed.next(ofType('snapshot'));
      await answer({ type: 'unsubscribe', ...wish });
      await answer({ type: 'subscribe', ...wish });
      await feed.next(ofType('snapshot'));
    });
  });

  describe('fails with the exchange’s words', () => {
    const subscribe = { type: 'subscribe', product_ids: ['BTC-USD'] };
    const cases: readonly (readonly [
      why: string,
      message: unknown,
      error: string,
      reason: string | RegExp,
    ])[] = [
      ['without channels', subscribe, 'Failed to subscribe', 'No channels provided'],
      [
        'with an empty list of channels',
        { ...subscribe, channels: [] },
        'Failed to subscribe',
        'No channels provided',
      ],
      [
        'with channels that are none',
        { ...subscribe, channels: [7] },
        'Failed to subscribe',
        'No channels provided',
      ],
      [
        'with a product that does not exist',
        { ...subscribe, product_ids: ['GIBBERISH-USD'], channels: ['ticker'] },
        'Failed to subscribe',
        'GIBBERISH-USD is not a valid product',
      ],
      [
        'to level2 without a signature',
        { ...subscribe, channels: ['level2'] },
        'Failed to subscribe',
        AUTH_REQUIRED,
      ],
      [
        'to level3 without a signature',
        { ...subscribe, channels: ['level3'] },
        'Failed to subscribe',
        AUTH_REQUIRED,
      ],
      [
        'to full without a signature',
        { ...subscribe, channels: ['full'] },
        'Failed to subscribe',
        AUTH_REQUIRED,
      ],
      [
        'to user without a signature',
        { ...subscribe, channels: ['user'] },
        'Failed to subscribe',
        /requires auth/,
      ],
      [
        'to a channel without its products',
        { type: 'subscribe', channels: ['ticker'] },
        'Failed to subscribe',
        /product_ids/,
      ],
      [
        'with products that are no list',
        { ...subscribe, product_ids: 'BTC-USD', channels: ['ticker'] },
        'Failed to subscribe',
        /list of texts/,
      ],
      [
        'to an unknown channel',
        { ...subscribe, channels: ['tickers'] },
        'Failed to subscribe',
        'tickers is not a valid channel',
      ],
      [
        'when it unsubscribes from nothing',
        { type: 'unsubscribe' },
        'Failed to unsubscribe',
        'No channels provided',
      ],
      [
        'with another type',
        { type: 'ping' },
        'Failed to subscribe',
        'Type has to be either subscribe or unsubscribe',
      ],
      ['with a list', [1], 'Failed to subscribe', 'Malformed JSON'],
    ];
    for (const [why, message, error, reason] of cases) {
      it(why, async () => {
        const got = await answer(message);
        assert.deepEqual([got['type'], got['message']], ['error', error]);
        if (typeof reason === 'string') assert.equal(got['reason'], reason);
        else assert.match(String(got['reason']), reason);
      });
    }

    it('and changes nothing when one part of a message is wrong', async () => {
      await answer({ ...subscribe, channels: ['ticker', { name: 'matches', product_ids: ['NO-USD'] }] });
      assert.deepEqual(await listed({ ...subscribe, channels: ['heartbeat'] }), { heartbeat: ['BTC-USD'] });
    });

    it('and stays open', async () => {
      feed.socket.send('{');
      assert.equal((await feed.next(ofType('error')))['reason'], 'Malformed JSON');
      await listed({ ...subscribe, channels: ['ticker'] });
    });

    it('for an Advanced Trade message that comes after an Exchange one', async () => {
      await answer({ ...subscribe, channels: ['heartbeat'] });
      const got = await answer({ type: 'subscribe', channel: 'ticker', product_ids: ['BTC-USD'] });
      assert.equal(got['reason'], 'No channels provided');
    });
  });

  describe('with a signature', () => {
    const user = { type: 'subscribe', product_ids: ['BTC-USD'], channels: ['user'] };

    it('takes the time as a number too, and half a minute off', async () => {
      const { clock, credential } = customer;
      for (const off of [-29_000, 29_000]) {
        const signed = signFeed(credential, clock.now() + off);
        const got = await answer({ ...user, ...signed, timestamp: Number(signed.timestamp) });
        assert.equal(got['type'], 'subscriptions', JSON.stringify(got));
      }
    });

    const wrong: readonly (readonly [string, () => object, string, string])[] = [
      ['an unknown key', () => ({ ...signature(), key: 'f'.repeat(32) }), 'Invalid API Key', 'KEY_UNKNOWN'],
      [
        'a wrong signature',
        () => ({ ...signature(), signature: Buffer.alloc(32).toString('base64') }),
        'invalid signature',
        'SECRET_WRONG',
      ],
      [
        'a wrong passphrase',
        () => ({ ...signature(), passphrase: 'nope' }),
        'Invalid Passphrase',
        'PASSPHRASE_WRONG',
      ],
      [
        'a time over half a minute ago',
        () => signFeed(customer.credential, customer.clock.now() - 31_000),
        'request timestamp expired',
        'CLOCK_OFF',
      ],
      ['no time', () => ({ ...signature(), timestamp: undefined }), 'invalid timestamp', 'STAMP_MISSING'],
      [
        'no key',
        () => ({ ...signature(), key: undefined }),
        'CB-ACCESS-KEY header is required',
        'HEADER_MISSING',
      ],
    ];
    for (const [what, auth, text, code] of wrong) {
      it(`is refused for ${what}, with JSON in the reason and the doctor’s finding beside it`, async () => {
        const got = await answer({ ...user, ...auth() });
        assert.deepEqual([got['type'], got['message']], ['error', 'Authentication Failed']);
        assert.deepEqual(JSON.parse(String(got['reason'])), { message: text });
        const codes = (got['diagnosis'] as { code: string }[]).map((finding) => finding.code);
        assert.ok(codes.length > 0, 'the doctor says something');
        assert.ok(codes.includes(code), codes.join());
      });
    }

    it('of a key that may not even read is Forbidden', async () => {
      const other = await openCustomer({ keys: [{ name: 'mover', permissions: ['transfer'] }] });
      const key = other.sandbox.keys.find(({ name }) => name === 'mover');
      const made = key && createExchangeCredential(key);
      assert.ok(made?.ok);
      const own = await openFeed(other.sandbox.feed);
      own.send({ ...user, ...signFeed(made.credential, other.clock.now()) });
      const got = await own.next(ofType('error'));
      assert.equal(got['reason'], '{"message":"Forbidden"}');
      await other.sandbox.close();
    });

    it('to an unknown channel is answered as the exchange’s sandbox does, and says beside it what is wrong', async () => {
      const got = await answer({ ...user, channels: ['orders'], ...signature() });
      assert.deepEqual(
        [got['message'], got['reason']],
        ['Authentication Failed', '{"message":"Internal Server Error."}'],
      );
      assert.match(JSON.stringify(got['diagnosis']), /orders is not a valid channel/);
    });

    it('to somebody else’s account is refused', async () => {
      const channels = [{ name: 'balance', account_ids: ['7d8b6a10-2f3e-4c55-9b1a-0c9e5f7a1d42'] }];
      const got = await answer({ type: 'subscribe', channels, ...signature() });
      assert.match(String(got['reason']), /is not a valid account/);
    });

    it('over a channel without one leaves it without: own trades are told as everybody’s', async () => {
      const matches = { type: 'subscribe', product_ids: ['ETH-USD'], channels: ['matches'] };
      await answer(matches);
      await answer({ ...matches, ...signature() });
      await answer({ ...matches, product_ids: ['SOL-USD'], ...signature() });
      for (const product of ['ETH-USD', 'SOL-USD'])
        await customer.place({ product_id: product, side: 'buy', type: 'market', size: '0.1' });
      const ofProduct = (id: string) =>
        feed.next((one) => one['type'] === 'match' && one['product_id'] === id);
      assert.equal((await ofProduct('ETH-USD'))['user_id'], undefined);
      assert.ok((await ofProduct('SOL-USD'))['taker_user_id']);
    });
  });

  it('must begin within five seconds', async () => {
    const busy = await openFeed(customer.sandbox.feed);
    busy.send({ type: 'subscribe', product_ids: ['BTC-USD'], channels: ['heartbeat'] });
    await busy.next(ofType('subscriptions'));
    await feed.settle();
    customer.clock.advance(4999);
    await feed.settle();
    customer.clock.advance(1);
    assert.deepEqual(await feed.closed, [1008, 'no subscribe within 5 s']);
    await busy.settle();
    busy.close();
  });
});
