/** What must hold of any two looks at an exchange, whatever happened between them: exchange rules on matching. */
import assert from 'node:assert/strict';
import { ONE, roundHalfUp } from '../engine/slow-rules';
import {
  type Balance,
  BASE,
  type BookRow,
  type Fill,
  mayBeRepriced,
  type OwnOrder,
  type PublicTrade,
  QUOTE,
  type Side,
} from './answers';

/** Everything that one profile sees of one product. */
export interface View {
  /** Unix milliseconds. */
  readonly now: number;
  readonly balances: ReadonlyMap<string, Balance>;
  /** Oldest first. */
  readonly own: readonly OwnOrder[];
  readonly book: Readonly<Record<Side, readonly BookRow[]>>;
  readonly lastTradeId: number;
  readonly lastPrice: bigint;
}

/** What happened between two views, oldest first. */
export interface Between {
  readonly trades: readonly PublicTrade[];
  readonly fills: readonly Fill[];
  /** Ids that the profile's owner canceled. */
  readonly canceled: ReadonlySet<string>;
}

export interface Rates {
  readonly maker: bigint;
  readonly taker: bigint;
}

export function checkView(view: View, { taker }: Rates): void {
  const { book, own, balances } = view;
  const [bid, ask] = [book.buy[0], book.sell[0]];
  if (bid && ask) assert.ok(bid.price < ask.price, 'the book is crossed');
  assertSorted(book.buy.map(({ price }) => -price));
  assertSorted(book.sell.map(({ price }) => price));
  const held = { [BASE]: 0n, [QUOTE]: 0n };
  for (const order of own) {
    const { side, size, filled, price, stopLimitPrice = price } = order;
    const left = size - filled;
    const dearest = mayBeRepriced(order) ? stopLimitPrice : price;
    if (side === 'sell') held[BASE] += left;
    else held[QUOTE] += (dearest * left * (ONE + taker) + ONE * ONE - 1n) / (ONE * ONE);
  }
  for (const currency of [BASE, QUOTE]) {
    assert.equal(
      balances.get(currency)?.hold,
      held[currency],
      `the hold in ${currency} is that of the open orders`,
    );
  }
  for (const [currency, { total, hold }] of balances) assert.ok(total >= hold && hold >= 0n, currency);
  checkRests(view);
}

/** Open orders are in the book with what is left of them, waiting stops are not, and none should have gone. */
function checkRests({ own, book, now, lastPrice }: View): void {
  for (const order of own) {
    const row = book[order.side].find(({ id }) => id === order.id);
    assert.equal(row?.size, order.status === 'active' ? undefined : order.size - order.filled, order.status);
    assert.ok(order.expires > now, 'expired');
    if (order.status === 'active' || mayBeRepriced(order))
      assert.ok(!meets(lastPrice, order), 'a stop waits that the last trade meets');
  }
}

export function checkChange(before: View, after: View, between: Between, rates: Rates): void {
  checkConservation(before, after, between, rates);
  checkTape(between);
  checkPriority(before, after, between);
  checkTriggers(before, after, between);
}

/** Balances move by the fills and by nothing else; each fee is its rate to the last digit. */
function checkConservation(before: View, after: View, { fills }: Between, rates: Rates): void {
  let [base, quote] = [0n, 0n];
  for (const { side, price, size, fee, liquidity } of fills) {
    assert.equal(
      fee,
      roundHalfUp(((price * size) / ONE) * (liquidity === 'M' ? rates.maker : rates.taker)),
      'the fee',
    );
    const value = (price * size) / ONE;
    base += side === 'buy' ? size : -size;
    quote += side === 'buy' ? -value - fee : value - fee;
  }
  const moved = (currency: string) =>
    (after.balances.get(currency)?.total ?? 0n) - (before.balances.get(currency)?.total ?? 0n);
  assert.deepEqual([moved(BASE), moved(QUOTE)], [base, quote], 'value appeared or vanished');
  for (const currency of after.balances.keys()) {
    if (currency !== BASE && currency !== QUOTE) assert.equal(moved(currency), 0n, currency);
  }
}

/** Every own fill is a public trade, with somebody else. */
function checkTape({ trades, fills }: Between): void {
  const ids = new Set(fills.map(({ tradeId }) => tradeId));
  assert.equal(ids.size, fills.length, 'a trade with oneself');
  for (const fill of fills) {
    const trade = trades.find(({ tradeId }) => tradeId === fill.tradeId);
    assert.deepEqual([trade?.price, trade?.size], [fill.price, fill.size]);
    assert.equal(fill.liquidity === 'M', trade?.side === fill.side, 'liquidity and side');
  }
}

/** No trade passes an own order that rested at a better price, nor at the same price and earlier. */
function checkPriority(before: View, after: View, { trades, fills, canceled }: Between): void {
  // A bracket that the trades have repriced is another order from there on.
  const isRepriced = (order: OwnOrder) =>
    mayBeRepriced(order) && trades.some(({ price }) => meets(price, order));
  const resting = before.own.filter(
    (order) => order.status === 'open' && !canceled.has(order.id) && !isRepriced(order),
  );
  for (const order of resting) {
    const own = fills.filter(({ orderId }) => orderId === order.id);
    assert.ok(
      own.every(({ price, liquidity }) => price === order.price && liquidity === 'M'),
      'at the resting price',
    );
    const open = after.own.find(({ id }) => id === order.id);
    const gone = open ? Infinity : (own.at(-1)?.tradeId ?? 0);
    const passed = trades.filter(({ side, price }) => {
      return side === order.side && (side === 'buy' ? price < order.price : price > order.price);
    });
    // Canceled by self-trade prevention or its own expiry, without having been filled, it is in nobody's way.
    if (open || own.length > 0)
      assert.ok(
        passed.every(({ tradeId }) => tradeId > gone),
        'passed over',
      );
    const behind = resting.filter((other) => isBehind(before, other, order));
    const theirs = fills.filter(({ orderId }) => behind.some(({ id }) => id === orderId));
    if (open) assert.deepEqual(theirs, [], 'overtaken');
  }
}

function isBehind({ book }: View, other: OwnOrder, order: OwnOrder): boolean {
  if (other.side !== order.side || other.price !== order.price) return false;
  const place = (id: string) => book[order.side].findIndex((row) => row.id === id);
  return place(other.id) > place(order.id);
}

/** A stop leaves its wait when a trade meets it, and then only. */
function checkTriggers(before: View, after: View, { trades, canceled }: Between): void {
  for (const order of before.own) {
    if (order.status !== 'active' || canceled.has(order.id) || order.expires <= after.now) continue;
    const isWaiting = after.own.some(({ id, status }) => id === order.id && status === 'active');
    assert.equal(isWaiting, !trades.some(({ price }) => meets(price, order)), 'a stop and its trigger');
  }
}

function meets(price: bigint, { side, stopPrice = 0n }: OwnOrder): boolean {
  return side === 'sell' ? price <= stopPrice : price >= stopPrice;
}

function assertSorted(values: readonly bigint[]): void {
  for (const [index, value] of values.entries())
    assert.ok(index === 0 || value >= (values[index - 1] ?? 0n), 'sorted');
}
