import assert from 'node:assert/strict';
import type { MirrorNews, SandboxOptions } from '../../../../nodes/lib/sandbox';
import { createRandom } from '../../../../nodes/lib/sandbox/random';
import { signFeed } from '../../../../nodes/lib/signer';
import { ofType, openFeed } from '../feed/feed-client';
import { type Customer, openCustomer } from '../server/customer';

/** A market to mirror, told by hand: `tell` resolves when the sandbox has heard it. */
function stage() {
  const waiting: MirrorNews[] = [];
  let wake = (): void => undefined;
  let isOver = false;
  let ended = false;
  const over = { value: undefined, done: true } as const;
  const market: AsyncIterable<MirrorNews> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        for (;;) {
          const value = waiting.shift();
          if (value) return { value, done: false };
          if (isOver) return over;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      },
      return: async () => {
        ended = true;
        return over;
      },
    }),
  };
  const heard = async (): Promise<void> => {
    wake();
    // The sandbox asks for the next news when it has dealt with the last.
    do await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0);
  };
  return {
    market,
    tell: (...news: readonly MirrorNews[]) => {
      waiting.push(...news);
      return heard();
    },
    end: () => {
      isOver = true;
      return heard();
    },
    get ended() {
      return ended;
    },
  };
}

type Rows = readonly (readonly [string, string])[];

const book = (bids: Rows, asks: Rows, productId = 'BTC-USD'): MirrorNews => ({
  kind: 'book',
  productId,
  bids,
  asks,
});

const trade = (side: 'buy' | 'sell', price: string, size: string): MirrorNews => ({
  kind: 'trade',
  productId: 'BTC-USD',
  side,
  price,
  size,
  time: '2026-01-02T03:04:05.000000Z',
});

const BIDS: Rows = [
  ['60000.00', '0.5'],
  ['59999.50', '1.25'],
  ['59990.00', '2'],
];
const ASKS: Rows = [
  ['60001.00', '0.4'],
  ['60002.00', '1'],
  ['60010.00', '3'],
];

describe('a mirrored market', () => {
  let customer: Customer;
  let source: ReturnType<typeof stage>;

  async function open(options: SandboxOptions = {}): Promise<void> {
    source = stage();
    customer = await openCustomer({
      market: source.market,
      balance: { USD: '1000000', BTC: '10' },
      ...options,
    });
  }
  beforeEach(() => open());
  afterEach(() => customer.sandbox.close());

  async function levels(product = 'BTC-USD'): Promise<{ bids: Rows; asks: Rows }> {
    const shown = (await customer.send('GET', `/products/${product}/book?level=2`)).json();
    const rows = (side: string) =>
      (shown[side] as [string, string, number][]).map(([price, size]) => [price, size] as const);
    return { bids: rows('bids'), asks: rows('asks') };
  }

  const placing = (order: object) =>
    customer.send('POST', '/orders', { body: { product_id: 'BTC-USD', ...order } });

  const limit = (side: 'buy' | 'sell', price: string, size: string) => ({
    product_id: 'BTC-USD',
    type: 'limit',
    side,
    price,
    size,
  });

  const orderOf = async (id: string) => (await customer.send('GET', `/orders/${id}`)).json();
  const filled = async (id: string) => Number((await orderOf(id))['filled_size']);

  const tape = async () =>
    ((await customer.send('GET', '/products/BTC-USD/trades')).value() as Record<string, string>[]).map(
      ({ price, size, side }) => [Number(price), Number(size), side],
    );

  it('has the mirrored book and no other prices', async () => {
    await source.tell(book(BIDS, ASKS));
    assert.deepEqual(await levels(), { bids: BIDS, asks: ASKS });
    const bids: Rows = [
      ['60000.50', '0.1'],
      ['60000.00', '0.7'],
      ['59990.00', '1.5'],
    ];
    const asks: Rows = [
      ['60001.00', '0.3'],
      ['60009.00', '5'],
    ];
    await source.tell(book(bids, asks));
    assert.deepEqual(await levels(), { bids, asks });
    await source.tell(book([['70000.00', '1']], [['70001.00', '1']]));
    assert.deepEqual(
      await levels(),
      { bids: [['70000.00', '1']], asks: [['70001.00', '1']] },
      'far away at once',
    );
  });

  it('fills market orders at the mirrored prices, as deep as they go and no deeper', async () => {
    await source.tell(book(BIDS, ASKS));
    const id = await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', size: '1' });
    const order = await orderOf(id);
    assert.equal(Number(order['executed_value']), 0.4 * 60001 + 0.6 * 60002);
    await source.tell(book(BIDS, ASKS));
    const all = await customer.place({ product_id: 'BTC-USD', side: 'buy', type: 'market', size: '9' });
    assert.equal(await filled(all), 4.4, 'all that is offered');
    customer.sandbox.moveMarket();
    assert.deepEqual(await levels(), { bids: BIDS, asks: ASKS }, 'the book is back with the next move');
  });

  it('makes the mirrored trades, each at its price and size, with the taker’s side', async () => {
    await source.tell(book(BIDS, ASKS));
    await source.tell(
      trade('buy', '60001.00', '0.1'),
      trade('sell', '60000.00', '0.2'),
      trade('sell', '59999.50', '0.3'),
    );
    assert.deepEqual(await tape(), [
      [59999.5, 0.3, 'buy'],
      [60000, 0.2, 'buy'],
      [60001, 0.1, 'sell'],
    ]);
  });

  it('makes a trade whose book is still on the way, or went before it', async () => {
    await source.tell(book(BIDS, ASKS));
    await source.tell(trade('buy', '60005.00', '0.25'), trade('sell', '60003.00', '0.5'));
    assert.deepEqual(await tape(), [
      [60003, 0.5, 'buy'],
      [60005, 0.25, 'sell'],
    ]);
    await source.tell(book(BIDS, ASKS));
    assert.deepEqual(await levels(), { bids: BIDS, asks: ASKS });
  });

  describe('fills what rests', () => {
    it('whole and at its own price, when the market trades through it', async () => {
      await source.tell(book(BIDS, ASKS));
      const [bid, ask] = [
        await customer.place(limit('buy', '60000.40', '0.9')),
        await customer.place(limit('sell', '60000.90', '0.8')),
      ];
      await source.tell(trade('sell', '60000.00', '0.01'));
      assert.deepEqual([await filled(bid), await filled(ask)], [0.9, 0]);
      assert.equal(Number((await orderOf(bid))['executed_value']), 0.9 * 60000.4);
      await source.tell(trade('buy', '60001.00', '0.01'));
      assert.equal(await filled(ask), 0.8);
    });

    it('when the mirrored book comes to the other side of it', async () => {
      await source.tell(book(BIDS, ASKS));
      const id = await customer.place(limit('buy', '59995.00', '0.5'));
      await source.tell(book([['59993.00', '1']], [['59994.00', '2']]));
      assert.equal((await orderOf(id))['done_reason'], 'filled');
      assert.equal(Number((await orderOf(id))['executed_value']), 0.5 * 59995);
      assert.deepEqual((await levels()).bids, [['59993.00', '1']]);
    });

    it('no further than the trade at its price goes, behind what stood there before it', async () => {
      await source.tell(book(BIDS, ASKS));
      const id = await customer.place(limit('buy', '60000.00', '1'));
      await source.tell(trade('sell', '60000.00', '0.3'));
      assert.equal(await filled(id), 0, '0.5 stand before it');
      await source.tell(trade('sell', '60000.00', '0.3'));
      assert.ok(Math.abs((await filled(id)) - 0.1) < 1e-9);
      await source.tell(
        book(
          [
            ['60000.00', '0.9'],
            ['59999.50', '1'],
          ],
          ASKS,
        ),
      );
      await source.tell(trade('sell', '60000.00', '0.4'));
      assert.ok(Math.abs((await filled(id)) - 0.5) < 1e-9, 'what has come since stands behind it');
    });

    it('but not while the market stays away from it', async () => {
      await source.tell(book(BIDS, ASKS));
      const id = await customer.place(limit('buy', '59990.00', '1'));
      await source.tell(trade('sell', '59999.50', '5'), book(BIDS, ASKS), trade('buy', '60010.00', '5'));
      assert.equal(await filled(id), 0);
    });

    it('and triggers stops by the mirrored trades', async () => {
      await source.tell(book(BIDS, ASKS));
      await source.tell(trade('buy', '60001.00', '0.1'));
      const id = await customer.place({
        ...limit('sell', '59000.00', '0.5'),
        stop: 'loss',
        stop_price: '59999.00',
      });
      await source.tell(trade('sell', '59999.50', '0.01'));
      assert.equal((await orderOf(id))['status'], 'active');
      await source.tell(book([['59998.00', '3']], ASKS), trade('sell', '59998.00', '0.1'));
      assert.equal(Number((await orderOf(id))['executed_value']), 0.5 * 59998);
    });
  });

  describe('of which nobody knows the prices', () => {
    const UNKNOWN = 'its prices are not known yet';
    /** The customer's clock stands still until it is moved. */
    const STALE = 'its prices are out of date since 2026-01-02T03:04:05.000Z';
    const refusedForNow = async (order: object, why: string): Promise<void> => {
      const answer = await placing(order);
      assert.deepEqual([answer.status, answer.json()['message']], [400, `Cancel only mode: ${why}`]);
      const { product_id = 'BTC-USD' } = order as { readonly product_id?: string };
      const product = (await customer.send('GET', `/products/${product_id}`)).json();
      assert.deepEqual([product['cancel_only'], product['status_message']], [true, why]);
    };
    const broken = `${STALE} (the book that was told last cannot be)`;

    it('takes no orders before its first book, nor in products that are not told of', async () => {
      await refusedForNow(limit('buy', '60000.00', '1'), UNKNOWN);
      assert.deepEqual(await levels(), { bids: [], asks: [] });
      await source.tell(book(BIDS, ASKS));
      await refusedForNow({ ...limit('buy', '3000.00', '1'), product_id: 'ETH-USD' }, UNKNOWN);
      assert.equal((await customer.send('GET', '/products/BTC-USD')).json()['status_message'], '');
      const { mirrored } = (await customer.send('GET', '/sandbox/market')).json() as {
        mirrored: { product_id: string; open: boolean }[];
      };
      assert.deepEqual(
        mirrored.filter((one) => one.open),
        [{ product_id: 'BTC-USD', open: true }],
      );
    });

    it('refuses orders and fills nothing while it is stale; cancels pass', async () => {
      await source.tell(book(BIDS, ASKS));
      const resting = await customer.place(limit('buy', '59999.00', '1'));
      const other = await customer.place(limit('buy', '59998.00', '1'));
      await source.tell({ kind: 'stale' });
      await refusedForNow({ side: 'buy', type: 'market', size: '0.1' }, STALE);
      await source.tell(trade('sell', '50000.00', '9'), book([['50000.00', '9']], [['50001.00', '9']]));
      customer.clock.advance(5000);
      customer.sandbox.moveMarket();
      assert.equal(await filled(resting), 0);
      assert.equal((await customer.send('DELETE', `/orders/${other}`)).status, 200);
      assert.equal((await customer.send('GET', '/products/BTC-USD')).json()['cancel_only'], true);
      await source.tell({ kind: 'live' });
      assert.equal(
        (await orderOf(resting))['done_reason'],
        'filled',
        'the market that is live again is through it',
      );
      assert.deepEqual(await levels(), { bids: [['50000.00', '9']], asks: [['50001.00', '8']] });
    });

    it('can be stale in one product alone', async () => {
      await source.tell(book(BIDS, ASKS), book([['3000.00', '5']], [['3000.50', '5']], 'ETH-USD'));
      await source.tell({ kind: 'stale', productId: 'ETH-USD' });
      await customer.place(limit('buy', '59999.00', '0.1'));
      await refusedForNow({ ...limit('buy', '3000.00', '1'), product_id: 'ETH-USD' }, STALE);
    });

    it('says since when and why in the words of its source; the first time counts, the last words do', async () => {
      await source.tell({ kind: 'stale', why: 'ECONNREFUSED' });
      await refusedForNow(limit('buy', '59999.00', '1'), `${UNKNOWN} (ECONNREFUSED)`);
      await source.tell(book(BIDS, ASKS), { kind: 'live' });
      await source.tell({ kind: 'stale', since: '2026-01-02T03:04:01.000Z', why: 'silent' });
      await source.tell({ kind: 'stale', since: '2026-01-02T03:04:03.000Z', why: 'closed (1006)' });
      const why = 'its prices are out of date since 2026-01-02T03:04:01.000Z (closed (1006))';
      await refusedForNow(limit('buy', '59999.00', '1'), why);
      customer.sandbox.setConditions({ cancelOnly: true });
      customer.sandbox.setConditions({ cancelOnly: false });
      await refusedForNow(limit('buy', '59999.00', '1'), why);
      customer.sandbox.reset();
      await refusedForNow(limit('buy', '59999.00', '1'), why);
      assert.deepEqual(customer.sandbox.mirrored?.[0], {
        productId: 'BTC-USD',
        isOpen: false,
        since: '2026-01-02T03:04:01.000Z',
        why: 'closed (1006)',
      });
      await source.tell({ kind: 'live' });
      await customer.place(limit('buy', '59999.00', '0.1'));
    });

    it('tells who watches when a product opens and shuts, and nothing in between', async () => {
      const seen: (string | boolean | undefined)[] = [];
      const stop = customer.sandbox.onMirrored(() => {
        const [bitcoin] = customer.sandbox.mirrored ?? [];
        seen.push(bitcoin?.isOpen, bitcoin?.since);
      });
      await source.tell(book(BIDS, ASKS), book(BIDS, ASKS), trade('buy', '60001.00', '0.1'));
      assert.deepEqual(seen.splice(0), [true, undefined]);
      const stale = { kind: 'stale', productId: 'BTC-USD', since: '2026-01-02T03:04:01.000Z' } as const;
      await source.tell(stale, stale, book(BIDS, ASKS));
      assert.deepEqual(seen.splice(0), [false, stale.since]);
      await source.tell({ kind: 'live', productId: 'BTC-USD' });
      assert.deepEqual(seen.splice(0), [true, undefined]);
      stop();
      await source.tell({ kind: 'stale' });
      assert.deepEqual(seen, []);
    });

    it('is stale when its news end, and when they fail', async () => {
      await source.tell(book(BIDS, ASKS));
      await customer.place(limit('buy', '59999.00', '0.1'));
      await source.end();
      await refusedForNow(limit('buy', '59999.00', '0.1'), STALE);
      async function* failing(): AsyncGenerator<MirrorNews> {
        yield book(BIDS, ASKS);
        throw new Error('no more');
      }
      const other = await openCustomer({ market: failing() });
      const answer = await other.send('POST', '/orders', { body: limit('buy', '59999.00', '0.1') });
      assert.equal(answer.status, 400);
      await other.sandbox.close();
    });

    const impossible: readonly (readonly [string, MirrorNews])[] = [
      ['crossed', book([['60002.00', '1']], [['60001.00', '1']])],
      ['locked', book([['60001.00', '1']], [['60001.00', '1']])],
      ['with a price that is none', book([['1e3', '1']], ASKS)],
      ['with a negative price', book([['-1.00', '1']], ASKS)],
      ['with a size that is none', book([['60000.00', 'NaN']], ASKS)],
      ['without a side', { kind: 'book', productId: 'BTC-USD', bids: BIDS } as unknown as MirrorNews],
      ['with rows that are none', book([null] as unknown as Rows, ASKS)],
    ];
    for (const [what, news] of impossible) {
      it(`is shut by a book ${what}, until the next one`, async () => {
        await source.tell(book(BIDS, ASKS), news);
        await refusedForNow(limit('buy', '59999.00', '0.1'), broken);
        await source.tell(book(BIDS, ASKS));
        await customer.place(limit('buy', '59999.00', '0.1'));
      });
    }

    it('passes over trades that cannot be, and products that it does not trade', async () => {
      await source.tell(book(BIDS, ASKS), book(BIDS, ASKS, 'NO-SUCH'));
      await source.tell(
        trade('buy', '0', '1'),
        trade('buy', '60001.00', '-1'),
        trade('buy', 'x', '1'),
        trade('both' as 'buy', '60001.00', '1'),
        { ...trade('buy', '60001.00', '1'), productId: 'NO-SUCH' },
        trade('buy', '60001.00', '0.000001'),
      );
      assert.deepEqual(await tape(), [], 'nor one below the least order');
      await source.tell(trade('buy', '60001.00', '0.1'));
      assert.equal((await tape()).length, 1);
    });
  });

  it('puts prices on the product’s steps: bids down, asks up; and leaves out what is below the least order', async () => {
    await source.tell(
      book(
        [
          ['60000.019', '1'],
          ['60000.011', '1'],
          ['59999.00', '0.00000001'],
        ],
        [['60001.001', '0.123456789']],
      ),
    );
    assert.deepEqual(await levels(), { bids: [['60000.01', '2']], asks: [['60001.01', '0.12345678']] });
  });

  it('goes on after a reset with what is known of it', async () => {
    await source.tell(book(BIDS, ASKS));
    await customer.place(limit('buy', '59999.00', '0.1'));
    customer.sandbox.reset();
    assert.deepEqual(await levels(), { bids: BIDS, asks: ASKS });
    await customer.place(limit('buy', '59999.00', '0.1'));
  });

  it('does not leave its products shut for a sandbox that takes its place', async () => {
    await source.tell({ kind: 'stale' });
    const next = await openCustomer({ from: customer.sandbox.snapshot() });
    await next.place(limit('buy', '1000.00', '0.1'));
    await next.sandbox.close();
  });

  it('tells its source when the sandbox closes', async () => {
    await source.tell(book(BIDS, ASKS));
    await customer.sandbox.close();
    assert.equal(source.ended, true);
  });

  it('is told on the feed like any other: the book, its changes, trades and own fills', async () => {
    await source.tell(book(BIDS, ASKS));
    const feed = await openFeed(customer.sandbox.feed);
    const auth = signFeed(customer.credential, customer.clock.now());
    const channels = ['level2', 'matches', 'ticker', 'user'];
    feed.send({ type: 'subscribe', product_ids: ['BTC-USD'], channels, ...auth });
    await feed.next(ofType('snapshot'));
    const id = await customer.place(limit('buy', '60000.50', '0.2'));
    await source.tell(trade('sell', '60000.00', '0.1'));
    const match = await feed.next((one) => one['type'] === 'match' && one['maker_order_id'] === id);
    assert.deepEqual([match['price'], match['size'], match['side']], ['60000.5', '0.2', 'buy']);
    const ticker = await feed.next(ofType('ticker'));
    assert.deepEqual([ticker['price'], ticker['side']], ['60000', 'sell']);
    feed.close();
  });

  it('sends its feeds away while it has no present price at all, and lets nobody in', async () => {
    const turnedAway = () => assert.rejects(openFeed(customer.sandbox.feed), { status: 503 });
    await turnedAway();
    await source.tell(book(BIDS, ASKS));
    const feed = await openFeed(customer.sandbox.feed);
    feed.send({ type: 'subscribe', product_ids: ['BTC-USD'], channels: ['matches'] });
    await feed.next(ofType('subscriptions'));
    await source.tell({ kind: 'stale', productId: 'ETH-USD' }, trade('buy', '60001.00', '0.1'));
    await feed.next(ofType('match'));
    await source.tell({ kind: 'stale' });
    assert.deepEqual(await feed.closed, [1001, 'the mirrored market has no present prices']);
    await turnedAway();
    await source.tell({ kind: 'live' });
    (await openFeed(customer.sandbox.feed)).close();
  });

  it('lets nobody take the silence of one product alone for calm', async () => {
    await source.tell(book(BIDS, ASKS), book([['3000.00', '5']], [['3000.50', '5']], 'ETH-USD'));
    const feed = await openFeed(customer.sandbox.feed);
    const both = ['BTC-USD', 'ETH-USD'];
    feed.send({ type: 'subscribe', product_ids: both, channels: ['heartbeat'] });
    await feed.next(ofType('subscriptions'));
    const advanced = await openFeed(`${customer.sandbox.feed}/advanced-trade`);
    advanced.send({ type: 'subscribe', channel: 'ticker', product_ids: both });
    await advanced.next((one) => one['channel'] === 'subscriptions');
    await source.tell({ kind: 'stale', productId: 'ETH-USD' });
    const why = 'the mirrored market has no present price of ETH-USD';
    assert.deepEqual(await advanced.closed, [1001, why]);
    customer.clock.advance(2000);
    const beats = [await feed.next(ofType('heartbeat')), await feed.next(ofType('heartbeat'))];
    assert.deepEqual(
      beats.map((one) => one['product_id']),
      ['BTC-USD', 'BTC-USD'],
    );
    feed.close();
    const again = await openFeed(`${customer.sandbox.feed}/advanced-trade`);
    again.send({ type: 'subscribe', channel: 'ticker', product_ids: ['ETH-USD'] });
    assert.equal((await again.next(ofType('error')))['message'], why);
    again.close();
  });

  it('tells no price of a product that is shut to who subscribes meanwhile, and all of it once it opens', async () => {
    const ether = book([['3000.00', '5']], [['3000.50', '5']], 'ETH-USD');
    await source.tell(book(BIDS, ASKS), ether, { ...trade('buy', '3000.50', '0.1'), productId: 'ETH-USD' });
    await source.tell({ kind: 'stale', productId: 'ETH-USD' });
    const feed = await openFeed(customer.sandbox.feed);
    const channels = ['ticker', 'matches', 'level2_batch'];
    const wish = { product_ids: ['ETH-USD'], channels };
    for (const type of ['subscribe', 'unsubscribe', 'subscribe']) feed.send({ type, ...wish });
    feed.send({ type: 'unsubscribe', product_ids: ['ETH-USD'], channels: ['matches'] });
    for (let answers = 0; answers < 4; answers += 1) await feed.next(ofType('subscriptions'));
    await feed.settle();
    const typesOf = (): unknown[] =>
      feed.messages.map((one) => one['type']).filter((type) => type !== 'subscriptions');
    assert.deepEqual(typesOf(), []);
    await source.tell(ether, { kind: 'live', productId: 'ETH-USD' });
    await feed.next(ofType('ticker'));
    assert.deepEqual(typesOf(), ['snapshot', 'ticker']);
    feed.close();
  });

  /** Levels of whole dollars around 60000, each of some size. */
  const deep = (levels: number, size: (index: number) => string): MirrorNews & { bids: Rows; asks: Rows } => {
    const side = (sign: 1 | -1): Rows =>
      Array.from({ length: levels }, (_, index) => [`${60_000 + sign * (index + 1)}.00`, size(index)]);
    return { kind: 'book', productId: 'BTC-USD', bids: side(-1), asks: side(1) };
  };

  it('is the mirrored book after a thousand changes of every size in it', async () => {
    const random = createRandom(5);
    // Some changes are worth less than the least order.
    const size = () => `${1 + random.below(3)}.0000${random.below(10)}`.replace(/0+$|\.0+$/, '');
    const news = Array.from({ length: 1000 }, () => deep(50, size));
    await source.tell(...news);
    const { bids, asks } = news.at(-1) ?? assert.fail();
    assert.deepEqual(await levels(), { bids, asks });
    const rows = (await customer.send('GET', '/products/BTC-USD/book?level=2')).json() as {
      bids: [string, string, number][];
    };
    assert.ok(
      rows.bids.every(([, , orders]) => orders === 1),
      'a level is one order where no customer stands',
    );
  });

  it('keeps before a customer what stood there, and behind it what came since, however often that changes', async () => {
    await source.tell(book([['60000.00', '1']], ASKS));
    const id = await customer.place(limit('buy', '60000.00', '1'));
    for (let step = 2; step <= 100; step += 1) await source.tell(book([['60000.00', `${step}`]], ASKS));
    await source.tell(trade('sell', '60000.00', '1'));
    assert.equal(await filled(id), 0);
    await source.tell(trade('sell', '60000.00', '1'));
    assert.equal(await filled(id), 1);
    assert.deepEqual((await levels()).bids, [['60000.00', '99']]);
  });

  it('may be deeper than a customer’s orders may be many', async () => {
    const news = deep(600, () => '1');
    await source.tell(news);
    assert.deepEqual(await levels(), { bids: news.bids, asks: news.asks });
  });

  it('is the mirrored book after any news, around whatever customers do', async () => {
    const random = createRandom(3);
    const cents = (value: number) => (value / 100).toFixed(2);
    for (let step = 0; step < 60; step += 1) {
      const middle = 6_000_000 + random.below(2000);
      const side = (sign: 1 | -1): Rows =>
        Array.from({ length: 5 }, (_, index) => [
          cents(middle + sign * (50 + 100 * index)),
          String(1 + random.below(9)),
        ]);
      await source.tell(book(side(-1), side(1)));
      for (const id of (await customer.send('DELETE', '/orders')).value() as string[]) assert.ok(id);
      const own = random.below(2) === 0 ? 'buy' : 'sell';
      await placing(limit(own, cents(middle - 300 + random.below(600)), '0.001'));
      await source.tell(trade(own, cents(middle + (own === 'buy' ? 150 : -150)), '0.01'));
      await customer.send('DELETE', '/orders');
      const [bids, asks] = [side(-1), side(1)];
      await source.tell(book(bids, asks));
      assert.deepEqual(await levels(), { bids, asks }, `step ${step}`);
    }
  });
});
