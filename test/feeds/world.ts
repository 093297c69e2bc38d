import { randomUUID } from 'node:crypto';
import { openConnection, type Connection } from '../../nodes/lib/api';
import { openOrderEvents, type OrderChange, type OrderEvents } from '../../nodes/lib/placement/order-events';
import { decimal, decimalText } from '../../nodes/lib/rules/decimal';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { createRandom } from '../../nodes/lib/sandbox/random';
import { faces, type FaceName } from '../faults/face';
import { createScaledClock, type ScaledClock } from '../faults/scaled-clock';
import { FaultLine } from './faults';
import { ProductWatch } from './watcher';

const PRODUCTS = ['BTC-USD', 'ETH-USD'] as const;

/** One sandbox, one client of its feeds with everything subscribed, and somebody who trades. */
export interface FeedWorld {
  readonly face: FaceName;
  readonly clock: ScaledClock;
  readonly sandbox: Sandbox;
  readonly line: FaultLine;
  readonly watches: readonly ProductWatch[];
  readonly events: OrderEvents;
  /** What the one listener of own orders was told. */
  readonly changes: readonly OrderChange[];
  /** When own orders were said not to be live, by the clock. */
  readonly ownLostAt: readonly number[];
  /** The market moves, and now and then an own order is placed or canceled. */
  stir(): Promise<void>;
  /** @returns what is wrong with the client's books, where something is. */
  bookTrouble(): Promise<string | undefined>;
  /** @returns what is wrong with what was told of own orders, where something is. */
  ownTrouble(): string | undefined;
  close(): Promise<void>;
}

export async function openWorld(face: FaceName, seed: number, speed: number): Promise<FeedWorld> {
  const clock = createScaledClock(speed);
  const line = new FaultLine(face, () => clock.elapsed());
  const sandbox = await startSandbox({
    seed,
    clock: clock.exchange,
    marketEveryMs: 0,
    rateLimits: false,
    balance: { USD: '10000000', BTC: '1000', ETH: '1000' },
    feedFaults: line.choose,
  });
  const { credential, environment } = faces[face];
  const connection = openConnection({
    origin: sandbox.rest,
    credential: credential(sandbox),
    limiter: 'off',
    environment,
    clock,
  });
  const random = createRandom(seed, 'feed world');
  const watches = PRODUCTS.map(
    (productId) => new ProductWatch(connection.feed, productId, () => clock.elapsed()),
  );
  const events = openOrderEvents({
    identity: randomUUID(),
    connect: () => Promise.resolve(connection),
    store: undefined,
    clock,
    times: { graceMs: 0 },
  });
  const changes: OrderChange[] = [];
  const ownLostAt: number[] = [];
  const leave = events.listen('storm', {
    change: (change) => void changes.push(change),
    state: ({ kind }) => {
      if (kind !== 'live') ownLostAt.push(clock.elapsed());
    },
    lost: (count) => void watches[0]?.violations.push(`${count} changes of own orders were lost`),
  });
  const trade = createTrader(connection, random.below);
  return {
    face,
    clock,
    sandbox,
    line,
    watches,
    events,
    changes,
    ownLostAt,
    async stir() {
      sandbox.moveMarket();
      if (random.below(4) === 0) await trade();
    },
    bookTrouble: async () => {
      for (const [at, productId] of PRODUCTS.entries()) {
        const trouble = differs(await trueBook(sandbox, productId), watches[at]?.book?.top());
        if (trouble !== undefined) return `${productId}: ${trouble}`;
      }
      return undefined;
    },
    ownTrouble: () => ownTrouble(changes, sandbox),
    async close() {
      leave();
      for (const watch of watches) watch.end();
      await events.close();
      await connection.release();
      await sandbox.close();
    },
  };
}

/** Buys and sells at the market, rests, cancels: little enough that the money lasts. */
function createTrader({ trading }: Connection, below: (limit: number) => number): () => Promise<void> {
  const resting: string[] = [];
  return async () => {
    const side = below(2) === 0 ? 'buy' : 'sell';
    const order = { client_oid: randomUUID(), product_id: PRODUCTS[below(2)] ?? 'BTC-USD', side } as const;
    const id = below(3) === 0 ? resting.shift() : undefined;
    if (id !== undefined) return void (await trading.cancel({ id }, undefined));
    if (below(2) === 0) return void (await trading.place({ ...order, type: 'market', size: '0.012' }));
    const { bid, ask } = await trading.market(order.product_id);
    const price = side === 'buy' ? bid : ask;
    const verdict = await trading.place({
      ...order,
      type: 'limit',
      size: '0.02',
      price,
      time_in_force: 'GTC',
    });
    if (verdict.kind === 'accepted') resting.push(verdict.order.id);
  };
}

interface Rows {
  readonly bids: readonly { readonly price: string; readonly size: string }[];
  readonly asks: Rows['bids'];
}

/** The whole book as the sandbox answers it over REST, where nothing goes wrong. */
async function trueBook({ rest }: Sandbox, productId: string): Promise<Rows> {
  const answer = await fetch(`${rest}/products/${productId}/book?level=2`);
  const { bids, asks } = (await answer.json()) as Record<'bids' | 'asks', [string, string, number][]>;
  const rows = (side: [string, string, number][]): Rows['bids'] =>
    side.map(([price, size]) => ({ price, size }));
  return { bids: rows(bids), asks: rows(asks) };
}

function differs(right: Rows, own: Rows | undefined): string | undefined {
  if (!own) return 'there is no book';
  for (const side of ['bids', 'asks'] as const) {
    for (let at = 0; at < Math.max(right[side].length, own[side].length); at += 1) {
      const [a, b] = [levelText(right[side][at]), levelText(own[side][at])];
      if (a !== b) return `${side} ${at} is ${b} instead of ${a}`;
    }
  }
  return undefined;
}

function levelText(level: Rows['bids'][number] | undefined): string {
  return level ? `${decimalText(decimal(level.size))} at ${decimalText(decimal(level.price))}` : 'nothing';
}

/** Every fill once, and every order in the state that it has at the exchange. */
function ownTrouble(changes: readonly OrderChange[], sandbox: Sandbox): string | undefined {
  const told = changes.flatMap(({ fill }) => (fill ? [`${fill.order_id} ${fill.trade_id}`] : []));
  const twice = told.find((one, at) => told.indexOf(one) !== at);
  if (twice !== undefined) return `the fill ${twice} was told twice`;
  const { fills, orders } = sandbox.ledger();
  const right = fills.map(({ order_id, trade_id }) => `${String(order_id)} ${String(trade_id)}`);
  const missing = right.find((one) => !told.includes(one));
  if (missing !== undefined) return `the fill ${missing} was not told`;
  if (told.length !== right.length) return `${told.length} fills were told, and there are ${right.length}`;
  const last = new Map(changes.map(({ order }) => [order.id, order]));
  for (const { id, status, filled_size } of orders) {
    const mine = last.get(String(id));
    if (!mine) return `the order ${String(id)} was not told`;
    if (mine.status !== status || !decimal(mine.filled_size).eq(decimal(String(filled_size))))
      return `the order ${mine.id} is ${mine.status} with ${mine.filled_size}, and at the exchange ${String(status)} with ${String(filled_size)}`;
  }
  return undefined;
}
