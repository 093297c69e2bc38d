import type { CallOptions, TradingApi } from '../../api';
import type { Clock } from '../../rules/clock';
import { decimal, type Decimal } from '../../rules/decimal';
import { currenciesOf, FigureUnknown } from '../../rules/limits';
import type { Balance, Order } from '../../rules/orders';
import { listAllOrders } from '../list-orders';
import { filledOf, gainCounted, type CountedOrder } from './counted-order';
import { createFigure, type Figure } from './figure';
import { createGains, type Gain } from './gains';
import { lookAfter } from './look-after';
import type { Tally } from './tally';

/** What waits on the exchange, and what is held there. Own orders count as the tally knows them. */
export interface Holdings {
  readonly open: Figure<unknown>;
  readonly balances: Figure<unknown>;
  /** Waiting orders, whoever placed them. @throws FigureUnknown. */
  openOrders(): number;
  /** Balance, and what open orders would add to it. @throws FigureUnknown. */
  position(currency: string): Decimal;
}

export interface HoldingsParts {
  readonly trading: () => Promise<TradingApi>;
  readonly tally: Tally;
  readonly clock: Clock;
  /** The exchange's time, Unix milliseconds. */
  readonly now: () => number;
  /** Hears of each sighting of an own order. */
  readonly sighted: (order: Order) => void;
}

/** Balances, and what of own orders was surely in them: what was known to be filled just before they were asked for. */
interface Held {
  readonly balances: readonly Balance[];
  readonly askedAt: number;
  /** By client order id; own orders that were not done, where some of them was filled. */
  readonly filled: ReadonlyMap<string, Decimal>;
}

const MAX_AGE_MS = 5000;
const MOST_ORDERS = 1000;

export function createHoldings(parts: HoldingsParts): Holdings {
  const { trading, tally, clock } = parts;
  const readOrders = async (options: CallOptions): Promise<readonly Order[]> => {
    const { orders, more } = await listAllOrders(await trading(), {}, { ...options, most: MOST_ORDERS });
    if (more) throw new FigureUnknown(`more than ${MOST_ORDERS} orders are open`);
    await lookAfter(orders, parts);
    return orders;
  };
  const maxAgeMs = MAX_AGE_MS;
  const open = createFigure({ what: 'the open orders', read: readOrders, maxAgeMs, clock });
  const readHeld = async (options: CallOptions): Promise<Held> => {
    // Open orders first: what a stranger's order is filled in between is counted twice then, never not at all.
    await open.refresh();
    const filled = filledNow(tally);
    const askedAt = clock.elapsed();
    return { filled, askedAt, balances: await (await trading()).balances(options) };
  };
  const balances = createFigure({ what: 'the balances', read: readHeld, maxAgeMs, clock });
  const own = createGains(tally, gainSince);
  return {
    open,
    balances,
    openOrders: () => strangers(open.value(), tally).length + tally.waiting,
    position(currency) {
      const held = balances.value();
      let sum = decimal(held.balances.find((one) => one.currency === currency)?.balance ?? '0');
      for (const order of strangers(open.value(), tally)) sum = sum.plus(gainOfStranger(order, currency));
      return sum.plus(own.sum(held, currency));
    },
  };
}

const NOTHING = decimal('0');

/** Orders that others placed: another program, a person, or this one before its journal was lost. */
function strangers(orders: readonly Order[], tally: Tally): readonly Order[] {
  return orders.filter(
    ({ id, client_oid }) => !tally.isOpen(id) && (client_oid === undefined || !tally.get(client_oid)),
  );
}

function filledNow({ open }: Tally): ReadonlyMap<string, Decimal> {
  const filled = new Map<string, Decimal>();
  for (const own of open)
    if (filledOf(own).size.gt('0')) filled.set(own.intent.client_oid, gainCounted(own).filled);
  return filled;
}

/** @throws FigureUnknown for an order that does not say how large it is. */
function gainOfStranger(order: Order, currency: string): Decimal {
  const { base, quote } = currenciesOf(order.product_id);
  if (currency !== (order.side === 'buy' ? base : quote)) return NOTHING;
  const { size, price, stop_price } = order;
  if (size === undefined || (order.side === 'sell' && price === undefined))
    throw new FigureUnknown(`the open order ${order.id} does not say what it comes to`);
  const left = decimal(size).minus(order.filled_size);
  if (order.side === 'buy') return left;
  const [at, stop] = [decimal(price ?? '0'), decimal(stop_price ?? '0')];
  return left.times(at.gt(stop) ? at : stop);
}

/** What the order may have added, or can still add, since the balances were asked for; undefined where nobody knows. */
function gainSince(own: CountedOrder, { filled }: Held): Gain {
  const { currency, most } = gainCounted(own);
  const since = most?.minus(filled.get(own.intent.client_oid) ?? '0');
  return { currency, amount: since?.lt('0') ? NOTHING : since };
}
