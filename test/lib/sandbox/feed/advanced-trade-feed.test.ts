import assert from 'node:assert/strict';
import { type Credential, createCredential, signFeed } from '../../../../nodes/lib/signer';
import { openTrader, RESTING, type Trader } from '../advanced-trade/trader';
import { type FeedClient, inChannel, type Message, ofType, openFeed } from './feed-client';

interface Order extends Readonly<Record<string, string>> {
  readonly order_id: string;
}

interface Event {
  readonly type: string;
  readonly orders: readonly Order[];
  readonly trades: readonly Readonly<Record<string, string>>[];
  readonly tickers: readonly Readonly<Record<string, string>>[];
  readonly candles: readonly Readonly<Record<string, string>>[];
  readonly products: readonly Readonly<Record<string, unknown>>[];
  readonly subscriptions: Readonly<Record<string, readonly string[]>>;
}

const eventsOf = (message: Message): readonly Event[] => message['events'] as readonly Event[];

function without(row: object, name: string): object {
  return Object.fromEntries(Object.entries(row).filter(([own]) => own !== name));
}

/** The one event of a message. */
function eventOf(message: Message): Event {
  const [event, ...more] = eventsOf(message);
  assert.ok(event);
  assert.equal(more.length, 0);
  return event;
}

describe('the sandbox’s feed of Advanced Trade', () => {
  let trader: Trader;
  let feed: FeedClient;

  beforeEach(async () => {
    trader = await openTrader({
      keys: [{ name: 'other', permissions: ['view', 'trade'], profile: 'other' }],
    });
    feed = await openFeed(`${trader.customer.sandbox.feed}/advanced-trade`);
  });
  afterEach(async () => {
    feed.close();
    await trader.close();
  });

  function credentialOf(name: string, kind: 'ecdsa' | 'ed25519'): Credential {
    const issued = trader.customer.sandbox.keys.find((one) => one.name === name);
    assert.ok(issued);
    const { name: key, privateKey: secret } = issued.cdp[kind];
    const made = createCredential({ scheme: 'cdp', key, secret });
    assert.ok(made.ok);
    return made.credential;
  }

  const auth = (name = 'default', kind: 'ecdsa' | 'ed25519' = 'ecdsa', nowMs = trader.customer.clock.now()) =>
    signFeed(credentialOf(name, kind), nowMs);

  /** Sends a subscribe and takes its answer. */
  async function subscribe(channel: string, more: object = {}, client = feed): Promise<Message> {
    client.send({ type: 'subscribe', channel, ...more });
    return client.next((one) => one['type'] === 'error' || one['channel'] === 'subscriptions');
  }

  const products = (...ids: readonly string[]) => ({ product_ids: ids });

  const buy = (size: string) =>
    trader.place({
      product_id: 'BTC-USD',
      side: 'BUY',
      order_configuration: { market_market_ioc: { base_size: size } },
    });

  describe('confirms', () => {
    it('everything so far; without products the channel or the user stands in their place', async () => {
      await subscribe('ticker', products('BTC-USD', 'ETH-USD'));
      await subscribe('heartbeats');
      await subscribe('user', auth());
      const got = await subscribe('level2', products('BTC-USD'));
      const { subscriptions } = eventOf(got);
      assert.match(subscriptions['user']?.[0] ?? '', /^[0-9a-f]{24}$/);
      assert.deepEqual(
        { ...subscriptions, user: [] },
        { ticker: ['BTC-USD', 'ETH-USD'], heartbeats: ['heartbeats'], user: [], level2: ['BTC-USD'] },
      );
    });

    it('and takes back by product and by channel', async () => {
      await subscribe('ticker', products('BTC-USD', 'ETH-USD'));
      await subscribe('heartbeats');
      feed.send({ type: 'unsubscribe', channel: 'ticker', product_ids: ['ETH-USD'] });
      const first = await feed.next(inChannel('subscriptions'));
      assert.deepEqual(eventOf(first).subscriptions, { ticker: ['BTC-USD'], heartbeats: ['heartbeats'] });
      feed.send({ type: 'unsubscribe', channel: 'heartbeats' });
      feed.send({ type: 'unsubscribe', channel: 'ticker', product_ids: ['BTC-USD'] });
      await feed.next(inChannel('subscriptions'));
      assert.deepEqual(eventOf(await feed.next(inChannel('subscriptions'))).subscriptions, {});
      await buy('0.001');
      trader.customer.clock.advance(1000);
      const count = feed.messages.length;
      await feed.settle();
      assert.equal(feed.messages.length, count);
    });
  });

  it('numbers the messages of a connection over all its channels, from 0', async () => {
    for (const channel of ['heartbeats', 'ticker', 'market_trades', 'level2', 'candles', 'status'])
      await subscribe(channel, products('BTC-USD', 'ETH-USD'));
    await subscribe('user', auth());
    await buy('0.03');
    trader.customer.clock.advance(6000);
    await feed.settle();
    const numbers = feed.messages.map((message) => message['sequence_num']);
    assert.deepEqual(
      numbers,
      Array.from(numbers, (_, index) => index),
    );
    for (const message of feed.messages) {
      assert.deepEqual(Object.keys(message), ['channel', 'client_id', 'timestamp', 'sequence_num', 'events']);
      assert.match(String(message['timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    }
    const other = await openFeed(`${trader.customer.sandbox.feed}/advanced-trade`);
    assert.equal(
      (await subscribe('heartbeats', {}, other))['sequence_num'],
      0,
      'another connection begins anew',
    );
    other.close();
  });

  describe('answers with an error outside the envelope', () => {
    const cases: readonly (readonly [why: string, message: object, text: RegExp])[] = [
      ['for an unknown channel', { channel: 'tickers' }, /"tickers" is not known/],
      ['for no channel', {}, /channel/],
      [
        'for an unknown product',
        { channel: 'ticker', product_ids: ['NO-USD'] },
        /"NO-USD" could not be found/,
      ],
      ['for no products where they are needed', { channel: 'ticker' }, /product_ids/],
      ['for products that are no list', { channel: 'ticker', product_ids: 7 }, /list of texts/],
      ['for another type', { type: 'ping', channel: 'ticker' }, /subscribe or unsubscribe/],
    ];
    for (const [why, message, text] of cases) {
      it(why, async () => {
        feed.send({ type: 'subscribe', ...message });
        const got = await feed.next(ofType('error'));
        assert.match(String(got['message']), text);
        assert.equal('sequence_num' in got, false);
        const next = await subscribe('heartbeats');
        assert.equal(next['sequence_num'], 0, 'and stays open');
      });
    }
  });

  describe('wants a token', () => {
    it('of either kind of key, which may come more than once', async () => {
      for (const kind of ['ecdsa', 'ed25519'] as const) {
        const signed = auth('default', kind);
        for (const channel of ['user', 'futures_balance_summary'])
          assert.equal((await subscribe(channel, signed))['channel'], 'subscriptions', `${kind} ${channel}`);
      }
    });

    const now = () => trader.customer.clock.now();
    const wrong: readonly (readonly [string, () => Promise<object> | object, string])[] = [
      ['none', () => ({}), 'TOKEN_MISSING'],
      ['what is no token', () => ({ jwt: 'nonsense' }), 'TOKEN_UNREADABLE'],
      ['an expired one', () => auth('default', 'ecdsa', now() - 200_000), 'TOKEN_EXPIRED'],
      ['one of the future', () => auth('default', 'ecdsa', now() + 60_000), 'TOKEN_NOT_YET_VALID'],
      ['another sandbox’s', () => foreignToken(), 'KEY_UNKNOWN'],
      [
        'a request’s, which has a uri',
        () => tokenWith({ uri: 'GET api.coinbase.com/x' }),
        'TOKEN_FOR_REQUEST',
      ],
      ['one with a shortened name', () => tokenWith({ sub: 'apiKeys/x' }), 'TOKEN_SUB'],
      ['one whose alg is not the key’s', () => tokenWith({}, 'EdDSA'), 'TOKEN_ALGORITHM'],
      ['one signed by another key', () => tokenWith({}, 'ES256', true), 'PRIVATE_KEY_WRONG'],
    ];
    for (const [what, make, code] of wrong) {
      it(`and not ${what}: "authentication failure", with what the doctor finds`, async () => {
        const got = await subscribe('user', await make());
        assert.deepEqual([got['type'], got['message']], ['error', 'authentication failure']);
        const codes = (got['diagnosis'] as { code: string }[]).map((finding) => finding.code);
        assert.ok(codes.includes(code), codes.join());
        assert.equal(codes.includes('TOKEN_URI_MISSING'), false);
      });
    }

    /** A right token of the default key with other claims, made by `jose`. */
    async function tokenWith(claims: object, alg = 'ES256', byOther = false): Promise<object> {
      const { SignJWT, importPKCS8 } = await import('jose');
      const { createPrivateKey, generateKeyPairSync } = await import('node:crypto');
      const { name, privateKey } = trader.customer.sandbox.cdp.ecdsa;
      const own = createPrivateKey(privateKey);
      const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
      const edwards = generateKeyPairSync('ed25519').privateKey;
      const signer = alg === 'EdDSA' ? edwards : byOther ? other : own;
      const key = await importPKCS8(signer.export({ type: 'pkcs8', format: 'pem' }).toString(), alg);
      const seconds = Math.floor(now() / 1000);
      const all = { iss: 'cdp', sub: name, nbf: seconds, exp: seconds + 120, ...claims };
      return { jwt: await new SignJWT(all).setProtectedHeader({ alg, kid: name, nonce: 'one' }).sign(key) };
    }

    function foreignToken(): object {
      const made = createCredential({
        scheme: 'cdp',
        key: 'organizations/7d8b6a10-2f3e-4c55-9b1a-0c9e5f7a1d42/apiKeys/0c9e5f7a-2f3e-4c55-9b1a-7d8b6a101d42',
        secret: trader.customer.sandbox.cdp.ecdsa.privateKey,
      });
      assert.ok(made.ok);
      return signFeed(made.credential, now());
    }

    it('on public channels only where one is given: then it must be right', async () => {
      assert.equal((await subscribe('ticker', products('BTC-USD')))['channel'], 'subscriptions');
      const got = await subscribe('ticker', { ...products('ETH-USD'), jwt: 'nonsense' });
      assert.equal(got['message'], 'authentication failure');
    });
  });

  describe('on its host for user orders', () => {
    it('has heartbeats, user and futures_balance_summary, and nothing else', async () => {
      const user = await openFeed(`${trader.customer.sandbox.feed}/advanced-trade-user`);
      for (const channel of ['heartbeats', 'user', 'futures_balance_summary'])
        assert.equal((await subscribe(channel, auth(), user))['channel'], 'subscriptions', channel);
      for (const channel of ['ticker', 'level2', 'market_trades', 'candles', 'status', 'ticker_batch'])
        assert.match(
          String((await subscribe(channel, products('BTC-USD'), user))['message']),
          /not on this host/,
        );
      user.close();
    });
  });

  describe('user', () => {
    async function updates(): Promise<readonly Order[]> {
      await feed.settle();
      return feed.messages
        .filter(inChannel('user'))
        .flatMap(eventsOf)
        .filter(({ type }) => type === 'update')
        .flatMap(({ orders }) => orders);
    }

    it('begins with the open orders, fifty a message, the newest first', async () => {
      const ids: string[] = [];
      for (let count = 0; count < 101; count += 1) {
        const price = String(1000 + count);
        const order_configuration = { limit_limit_gtc: { base_size: '0.001', limit_price: price } };
        ids.push(await trader.place({ ...RESTING, order_configuration }));
      }
      await subscribe('user', auth());
      await feed.settle();
      const events = feed.messages.filter(inChannel('user')).flatMap(eventsOf);
      assert.deepEqual(
        events.map(({ type, orders }) => [type, orders.length]),
        [
          ['snapshot', 50],
          ['snapshot', 50],
          ['snapshot', 1],
        ],
      );
      const told = events.flatMap(({ orders }) => orders.map(({ order_id: id }) => id));
      assert.deepEqual(told, ids.toReversed());
    });

    it('begins with an empty list where nothing is open', async () => {
      await subscribe('user', auth());
      const { type, orders } = eventOf(await feed.next(inChannel('user')));
      assert.deepEqual([type, orders], ['snapshot', []]);
    });

    it('tells an order as it stands, in the names of this channel', async () => {
      await subscribe('user', auth());
      const id = await trader.place({ ...RESTING, client_order_id: 'my own name' });
      const [order] = await updates();
      assert.deepEqual(order, {
        avg_price: '0',
        cancel_reason: '',
        client_order_id: 'my own name',
        completion_percentage: '0.00',
        contract_expiry_type: 'UNKNOWN_CONTRACT_EXPIRY_TYPE',
        creation_time: order?.['creation_time'],
        cumulative_quantity: '0',
        end_time: '0001-01-01T00:00:00Z',
        filled_value: '0',
        leaves_quantity: '0.01',
        limit_price: '1000',
        number_of_fills: '0',
        order_id: id,
        order_side: 'BUY',
        order_type: 'Limit',
        outstanding_hold_amount: '10.06',
        post_only: 'false',
        product_id: 'BTC-USD',
        product_type: 'SPOT',
        reject_reason: '',
        retail_portfolio_id: order?.['retail_portfolio_id'],
        risk_managed_by: 'UNKNOWN_RISK_MANAGEMENT_TYPE',
        start_time: '0001-01-01T00:00:00Z',
        status: 'OPEN',
        stop_price: '',
        time_in_force: 'GOOD_UNTIL_CANCELLED',
        total_fees: '0',
        total_value_after_fees: '0',
        trigger_status: 'INVALID_ORDER_TYPE',
      });
    });

    it('adds up what an order has traded, as GET of the order does, and leaves nothing when it is done', async () => {
      await subscribe('user', auth());
      const id = await buy('0.03');
      const own = (await updates()).filter((order) => order.order_id === id);
      const order = own.at(-1);
      const rest = await trader.order(id);
      assert.equal(order?.['status'], 'FILLED');
      assert.equal(order['leaves_quantity'], '0');
      for (const [name, there] of [
        ['cumulative_quantity', 'filled_size'],
        ['avg_price', 'average_filled_price'],
        ['filled_value', 'filled_value'],
        ['total_fees', 'total_fees'],
        ['number_of_fills', 'number_of_fills'],
        ['total_value_after_fees', 'total_value_after_fees'],
        ['completion_percentage', 'completion_percentage'],
      ] as const)
        assert.equal(order[name], rest[there], name);
      const fills = (await trader.get(`/orders/historical/fills?order_ids=${id}`))['fills'] as unknown[];
      assert.equal(String(fills.length), order['number_of_fills']);
    });

    it('tells every kind by its human name, with its prices and how it ended', async () => {
      await subscribe('user', auth());
      const stop = {
        stop_limit_stop_limit_gtc: {
          base_size: '0.01',
          limit_price: '90000',
          stop_price: '91000',
          stop_direction: 'STOP_DIRECTION_STOP_DOWN',
        },
      };
      const bracket = {
        trigger_bracket_gtc: { base_size: '0.01', limit_price: '120000', stop_trigger_price: '90000' },
      };
      const ids = [
        await trader.place({ ...RESTING, side: 'SELL', order_configuration: stop }),
        await trader.place({ ...RESTING, side: 'SELL', order_configuration: bracket }),
      ];
      await trader.post('/orders/batch_cancel', { order_ids: ids });
      const shown = (await updates()).map(({ order_type, status, stop_price, cancel_reason }) => [
        order_type,
        status,
        stop_price,
        cancel_reason,
      ]);
      assert.deepEqual(shown, [
        ['Stop Limit', 'OPEN', '91000', ''],
        ['Bracket', 'OPEN', '90000', ''],
        ['Stop Limit', 'CANCELLED', '91000', 'User requested cancel'],
        ['Bracket', 'CANCELLED', '90000', 'User requested cancel'],
      ]);
      assert.equal((await updates())[0]?.['trigger_status'], 'STOP_PENDING');
    });

    it('tells only one’s own portfolio, and only the products asked for', async () => {
      await subscribe('user', { ...auth(), ...products('ETH-USD') });
      const theirs = await openFeed(`${trader.customer.sandbox.feed}/advanced-trade-user`);
      await subscribe('user', auth('other'), theirs);
      await trader.place(RESTING);
      const mine = await trader.place({ ...RESTING, product_id: 'ETH-USD' });
      assert.deepEqual(
        (await updates()).map(({ order_id: id }) => id),
        [mine],
      );
      await theirs.settle();
      assert.equal(theirs.messages.filter(inChannel('user')).length, 1, 'the empty snapshot alone');
      theirs.close();
    });

    it('hears of orders placed on the Exchange face, and the Exchange feed not of names that it cannot show', async () => {
      const { customer } = trader;
      await subscribe('user', auth());
      const exchange = await openFeed(customer.sandbox.feed);
      const signed = signFeed(customer.credential, customer.clock.now());
      exchange.send({ type: 'subscribe', ...products('BTC-USD'), channels: ['user'], ...signed });
      await exchange.next(ofType('subscriptions'));
      const id = await customer.place({
        product_id: 'BTC-USD',
        side: 'buy',
        type: 'limit',
        price: '1000',
        size: '0.01',
      });
      assert.equal((await updates())[0]?.order_id, id);
      await exchange.next(ofType('open'));
      await trader.place({ ...RESTING, client_order_id: 'my own name' });
      assert.equal('client_oid' in (await exchange.next(ofType('received'))), false);
      exchange.close();
    });
  });

  describe('market_trades', () => {
    it('begins with the latest trades and gathers the rest for 250 ms, newest first, as GET …/ticker tells them', async () => {
      await buy('0.02');
      await subscribe('market_trades', products('BTC-USD'));
      const first = eventOf(await feed.next(inChannel('market_trades')));
      const rest = async () =>
        (await trader.get('/products/BTC-USD/ticker?limit=100'))['trades'] as Record<string, string>[];
      const withoutVenue = (trade: Record<string, string>) => without(trade, 'exchange');
      assert.deepEqual([first.type, first.trades], ['snapshot', (await rest()).map(withoutVenue)]);
      const before = first.trades.length;
      await buy('0.02');
      await buy('0.02');
      await feed.settle();
      trader.customer.clock.advance(250);
      const update = eventOf(await feed.next(inChannel('market_trades')));
      const news = (await rest()).map(withoutVenue);
      assert.deepEqual([update.type, update.trades], ['update', news.slice(0, news.length - before)]);
    });

    it('can be filled up over REST by time after a gap', async () => {
      const { clock } = trader.customer;
      await subscribe('market_trades', products('BTC-USD'));
      const start = Math.floor(clock.now() / 1000);
      for (let round = 0; round < 4; round += 1) {
        clock.advance(1000);
        await buy('0.002');
      }
      clock.advance(250);
      await feed.settle();
      const heard = feed.messages
        .filter(inChannel('market_trades'))
        .slice(1)
        .flatMap(eventsOf)
        .flatMap(({ trades }) => trades.map(({ trade_id: id }) => id));
      const query = `limit=1000&start=${start + 2}&end=${start + 3}`;
      const found = (await trader.get(`/products/BTC-USD/ticker?${query}`))['trades'] as {
        trade_id: string;
      }[];
      assert.ok(found.length >= 2);
      for (const { trade_id: id } of found) assert.ok(heard.includes(id), id);
      assert.deepEqual(
        [...heard].sort((a, b) => Number(a) - Number(b)).map(Number),
        heard.map((_, index) => Number(heard[0]) + index),
      );
    });
  });

  it('tells the ticker with every trade; ticker_batch every five seconds and without the best prices', async () => {
    await subscribe('ticker', products('BTC-USD'));
    await subscribe('ticker_batch', products('BTC-USD'));
    const first = eventOf(await feed.next(inChannel('ticker_batch')));
    assert.deepEqual([first.type, 'best_bid' in (first.tickers[0] ?? {})], ['snapshot', false]);
    await buy('0.001');
    const { type, tickers } = eventOf(await feed.next(inChannel('ticker')));
    assert.equal(type, 'update');
    const best = (await trader.get('/product_book?product_id=BTC-USD&limit=1'))['pricebook'] as Record<
      'bids' | 'asks',
      { price: string; size: string }[]
    >;
    const [ticker = {}] = tickers;
    assert.deepEqual(
      [ticker['best_bid'], ticker['best_bid_quantity'], ticker['best_ask'], ticker['best_ask_quantity']],
      [best.bids[0]?.price, best.bids[0]?.size, best.asks[0]?.price, best.asks[0]?.size],
    );
    trader.customer.clock.advance(5000);
    assert.equal(eventOf(await feed.next(inChannel('ticker_batch'))).type, 'update');
  });

  it('tells five-minute candles every second, as over REST', async () => {
    await subscribe('candles', products('BTC-USD'));
    assert.equal(eventOf(await feed.next(inChannel('candles'))).type, 'snapshot');
    await buy('0.03');
    trader.customer.clock.advance(1000);
    const { type, candles } = eventOf(await feed.next(inChannel('candles')));
    const now = Math.floor(trader.customer.clock.now() / 1000);
    const query = `granularity=FIVE_MINUTE&start=${now - 600}&end=${now}`;
    const rest = (await trader.get(`/products/BTC-USD/candles?${query}`))['candles'] as object[];
    assert.deepEqual([type, candles], ['update', [{ ...rest[0], product_id: 'BTC-USD' }]]);
  });

  it('tells the products’ rules', async () => {
    await subscribe('status');
    const { type, products: told } = eventOf(await feed.next(inChannel('status')));
    assert.equal(type, 'snapshot');
    const { products: listed } = (await trader.get('/products')) as { products: { product_id: string }[] };
    assert.deepEqual(
      told.map(({ id }) => id),
      listed.map(({ product_id: id }) => id),
    );
  });

  it('tells the book with bids and offers, and 0 for an empty level', async () => {
    await subscribe('level2', products('BTC-USD'));
    await feed.next(inChannel('l2_data'));
    const id = await trader.place(RESTING);
    await trader.post('/orders/batch_cancel', { order_ids: [id] });
    await feed.settle();
    const told = feed.messages.filter(inChannel('l2_data')).slice(1).flatMap(eventsOf) as unknown as {
      type: string;
      product_id: string;
      updates: Message[];
    }[];
    const level = { side: 'bid', price_level: '1000' };
    assert.deepEqual(
      told.map(({ type, product_id, updates }) => [
        type,
        product_id,
        updates.map((one) => without(one, 'event_time')),
      ]),
      [
        ['update', 'BTC-USD', [{ ...level, new_quantity: '0.01' }]],
        ['update', 'BTC-USD', [{ ...level, new_quantity: '0' }]],
      ],
    );
  });

  it('beats every second, and has a balance of futures without any', async () => {
    await subscribe('heartbeats');
    await subscribe('futures_balance_summary', auth());
    const summary = eventOf(await feed.next(inChannel('futures_balance_summary'))) as unknown as Message;
    assert.equal((summary['fcm_balance_summary'] as Message)['futures_buying_power'], '0');
    trader.customer.clock.advance(3000);
    await feed.settle();
    const beats = feed.messages.filter(inChannel('heartbeats')).flatMap(eventsOf) as unknown as Message[];
    assert.deepEqual(
      beats.map((beat) => beat['heartbeat_counter']),
      [1, 2, 3],
    );
    assert.match(
      String(beats[0]?.['current_time']),
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \+0000 UTC m=\+\d+\.\d{9}$/,
      'as Go writes it',
    );
  });

  describe('closes', () => {
    it('channels without updates after a minute, and the connection with the last of them', async () => {
      const { clock } = trader.customer;
      await subscribe('market_trades', products('BTC-USD'));
      await subscribe('user', auth());
      clock.advance(30_000);
      await trader.place(RESTING);
      await feed.settle();
      clock.advance(30_000);
      await buy('0.001');
      clock.advance(250);
      await feed.settle();
      const last = feed.messages.at(-1);
      assert.equal(last?.['channel'], 'user', 'the trades’ channel is closed');
      clock.advance(61_000);
      assert.deepEqual(await feed.closed, [1000, 'no updates']);
    });

    it('nothing while heartbeats is subscribed to', async () => {
      const { clock } = trader.customer;
      await subscribe('market_trades', products('BTC-USD'));
      await subscribe('heartbeats');
      clock.advance(300_000);
      await buy('0.001');
      clock.advance(250);
      await feed.settle();
      assert.equal(feed.messages.filter(inChannel('market_trades')).length, 2);
    });

    it('a client that says nothing within five seconds', async () => {
      trader.customer.clock.advance(5000);
      assert.deepEqual(await feed.closed, [1008, 'no subscribe within 5 s']);
    });
  });
});
