/** Predicts, from answers alone, what an operation must lead to: the slow model, set up from what was just read. */
import type { EngineProduct, OrderRequest } from '../../../../nodes/lib/sandbox/engine';
import { SlowModel } from '../engine/slow-model';
import { buyHold, dearest, type ModelOrder } from '../engine/slow-rules';
import { BASE, mayBeRepriced, type OwnOrder, PRODUCT, QUOTE, type Side } from './answers';
import type { Rates, View } from './invariants';

const OTHERS = 'others';

/** More than anybody holds; what others own is not to be seen. */
const PLENTY = 10n ** 40n;

/** The exchange as its parties see it together. `stps` has what was asked for each of their orders. */
export function modelOf(
  views: ReadonlyMap<string, View>,
  product: EngineProduct,
  rates: Rates,
  stps: ReadonlyMap<string, OrderRequest['stp']>,
): SlowModel {
  const model = new SlowModel([product], rates);
  const known = new Map<string, { readonly party: string; readonly own: OwnOrder; arrival: number }>();
  for (const [party, { own }] of views) {
    for (const order of own) known.set(order.id, { party, own: order, arrival: 0 });
  }
  const byAge = [...known.values()].sort((a, b) => (a.own.createdAt < b.own.createdAt ? -1 : 1));
  for (const [arrival, one] of byAge.entries()) one.arrival = arrival;

  const [shared] = views.values();
  const orders: ModelOrder[] = [];
  for (const side of ['buy', 'sell'] as const) {
    for (const [priority, { id, price, size: left }] of (shared?.book[side] ?? []).entries()) {
      const { party = OTHERS, own, arrival = 0 } = known.get(id) ?? {};
      const bracket = own && mayBeRepriced(own) ? stopOf(own) : {};
      const request = { ...limit(party, side, price, own?.size ?? left, stps.get(id)), ...bracket };
      orders.push(modelOrder(request, product, rates, { id, arrival, priority, left, own }));
    }
  }
  for (const { party, own, arrival } of byAge) {
    if (own.status !== 'active') continue;
    const { id, side, price, size: left, timeInForce } = own;
    const request = { ...limit(party, side, price, left, stps.get(id)), timeInForce, ...stopOf(own) };
    orders.push(modelOrder(request, product, rates, { id, arrival, priority: 0, left, own }));
  }
  model.adopt(orders, new Map([[PRODUCT, shared?.lastPrice ?? 0n]]));
  for (const currency of [BASE, QUOTE]) {
    for (const [party, view] of views) model.add(party, currency, view.balances.get(currency)?.total ?? 0n);
    model.add(OTHERS, currency, PLENTY);
  }
  return model;
}

function stopOf({ stop, stopPrice, stopLimitPrice }: OwnOrder) {
  return {
    ...(stop && { stop }),
    ...(stopPrice && { stopPrice }),
    ...(stopLimitPrice && { stopLimitPrice }),
  };
}

function limit(
  profile: string,
  side: Side,
  price: bigint,
  size: bigint,
  stp: OrderRequest['stp'],
): OrderRequest {
  const own = stp === undefined ? undefined : { stp };
  return {
    profile,
    productId: PRODUCT,
    side,
    type: 'limit',
    price,
    size,
    timeInForce: 'GTC',
    postOnly: false,
    ...own,
  };
}

interface Seen {
  readonly id: string;
  readonly arrival: number;
  readonly priority: number;
  readonly left: bigint;
  readonly own: OwnOrder | undefined;
}

function modelOrder(request: OrderRequest, product: EngineProduct, rates: Rates, seen: Seen): ModelOrder {
  const { id, arrival, priority, left, own } = seen;
  const hold = request.side === 'sell' ? left : buyHold(dearest(request, own?.filled === 0n), left, rates);
  return {
    request,
    product,
    arrival,
    expires: own?.expires ?? Infinity,
    id,
    priority,
    waiting: own?.status === 'active',
    left,
    fundsLeft: 0n,
    hold,
    filled: own?.filled ?? 0n,
    ending: undefined,
  };
}
