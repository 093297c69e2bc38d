/**
 * What an exchange says of itself in its HTTP answers, read into exact numbers. Nothing here knows how the sandbox
 * works: amounts are counts of 10^-16 made from the answers' own texts.
 */
import type { Party } from './party';

export const PRODUCT = 'BTC-USD';
export const [BASE, QUOTE] = ['BTC', 'USD'] as const;

export type Side = 'buy' | 'sell';

/** An open order or a waiting stop. */
export interface OwnOrder {
  readonly id: string;
  readonly side: Side;
  readonly price: bigint;
  readonly size: bigint;
  readonly filled: bigint;
  readonly status: string;
  readonly timeInForce: 'GTC' | 'GTT' | 'IOC' | 'FOK';
  readonly stop: 'loss' | 'entry' | undefined;
  readonly stopPrice: bigint | undefined;
  /** Of a bracket. */
  readonly stopLimitPrice: bigint | undefined;
  /** Unix milliseconds; Infinity for an order that does not expire. */
  readonly expires: number;
  readonly createdAt: string;
}

export interface BookRow {
  readonly id: string;
  readonly price: bigint;
  readonly size: bigint;
}

export interface Fill {
  readonly tradeId: number;
  readonly orderId: string;
  readonly side: Side;
  readonly liquidity: string;
  readonly price: bigint;
  readonly size: bigint;
  readonly fee: bigint;
}

export interface PublicTrade {
  readonly tradeId: number;
  /** The maker's. */
  readonly side: Side;
  readonly price: bigint;
  readonly size: bigint;
}

export interface Balance {
  readonly total: bigint;
  readonly hold: bigint;
}

type Json = Readonly<Record<string, unknown>>;

/** The same texts come again with every look. */
const known = new Map<unknown, bigint>();

/** Decimal text as a count of 10^-16. */
export function units(value: unknown): bigint {
  let count = known.get(value);
  if (count === undefined) {
    if (known.size > 20_000) known.clear();
    known.set(value, (count = read(value)));
  }
  return count;
}

function read(value: unknown): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,16}))?$/.exec(String(value));
  if (!match) throw new TypeError(`not a decimal: ${JSON.stringify(value)}`);
  const magnitude = BigInt(`${match[2] ?? ''}${(match[3] ?? '').padEnd(16, '0')}`);
  return match[1] === '-' ? -magnitude : magnitude;
}

async function rows<T>(
  { send }: Party,
  path: string,
  read: (row: Json) => T,
  unsigned = false,
): Promise<T[]> {
  const answer = await send('GET', path, { unsigned });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return (answer.value() as Json[]).map(read);
}

export async function balances(party: Party): Promise<Map<string, Balance>> {
  const accounts = await rows(party, '/accounts', (row) => {
    return [String(row['currency']), { total: units(row['balance']), hold: units(row['hold']) }] as const;
  });
  return new Map(accounts);
}

/** Oldest first. */
export async function ownOrders(party: Party): Promise<OwnOrder[]> {
  const orders = await rows(party, `/orders?product_id=${PRODUCT}&limit=1000`, (row): OwnOrder => {
    const { stop, stop_price: stopPrice, stop_limit_price: stopLimitPrice, expire_time: expires } = row;
    return {
      id: String(row['id']),
      side: row['side'] as Side,
      price: units(row['price']),
      size: units(row['size']),
      filled: units(row['filled_size']),
      status: String(row['status']),
      timeInForce: row['time_in_force'] as OwnOrder['timeInForce'],
      stop: stop as OwnOrder['stop'],
      stopPrice: stopPrice === undefined ? undefined : units(stopPrice),
      stopLimitPrice: stopLimitPrice === undefined ? undefined : units(stopLimitPrice),
      expires: expires === undefined ? Infinity : Date.parse(expires as string),
      createdAt: String(row['created_at']),
    };
  });
  return orders.reverse();
}

/** A bracket that nobody has traded with and whose stop was not reached. */
export function mayBeRepriced({ price, stopLimitPrice, filled }: OwnOrder): boolean {
  return stopLimitPrice !== undefined && price !== stopLimitPrice && filled === 0n;
}

/** Every resting order, best first. */
export async function book({ send }: Party): Promise<Record<Side, BookRow[]>> {
  const answer = (await send('GET', `/products/${PRODUCT}/book?level=3`, { unsigned: true })).json();
  const side = (given: unknown) =>
    (given as [string, string, string][]).map(([price, size, id]) => ({
      id,
      price: units(price),
      size: units(size),
    }));
  return { buy: side(answer['bids']), sell: side(answer['asks']) };
}

/** Those after a trade id, oldest first; at most 1,000. */
export async function trades(party: Party, after: number): Promise<PublicTrade[]> {
  const path = `/products/${PRODUCT}/trades?limit=1000${after > 0 ? `&before=${after}` : ''}`;
  const read = (row: Json): PublicTrade => ({
    tradeId: Number(row['trade_id']),
    side: row['side'] as Side,
    price: units(row['price']),
    size: units(row['size']),
  });
  return (await rows(party, path, read, true)).reverse();
}

/** Those of a product after a trade id, or all of an order; oldest first; at most 1,000. */
export async function fills(party: Party, of: { after: number } | { orderId: string }): Promise<Fill[]> {
  const filter =
    'orderId' in of
      ? `order_id=${of.orderId}`
      : `product_id=${PRODUCT}${of.after > 0 ? `&before=${of.after}` : ''}`;
  const list = await rows(party, `/fills?limit=1000&${filter}`, (row) => ({
    tradeId: Number(row['trade_id']),
    orderId: String(row['order_id']),
    side: row['side'] as Side,
    liquidity: String(row['liquidity']),
    price: units(row['price']),
    size: units(row['size']),
    fee: units(row['fee']),
  }));
  return list.reverse();
}
