/** Predicts, from answers alone, what an operation must lead to: the slow model, set up from what was just read. */
import type { EngineProduct, OrderRequest } from '../../../../nodes/lib/sandbox/engine';
import { SlowModel } from '../engine/slow-model';
import { buyHold, type ModelOrder } from '../engine/slow-rules';
import { BASE, type OwnOrder, PRODUCT, QUOTE, type Side } from './answers';
import type { Rates, View } from './invariants';

export const ME = 'me';
const OTHERS = 'others';

/** More than anybody holds; what others own is not to be seen. */
const PLENTY = 10n ** 40n;

/** The exchange as one profile sees it. `stps` has what was asked for each own order. */
export function modelOf(
  view: View,
  product: EngineProduct,
  rates: Rates,
  stps: ReadonlyMap<string, OrderRequest['stp']>,
): SlowModel {
  const model = new SlowModel([product], rates);
  const arrivals = new Map(view.own.map(({ id }, index) => [id, index]));
  const orders: ModelOrder[] = [];
  for (const side of ['buy', 'sell'] as const) {
    for (const [place, { id, price, size }] of view.book[side].entries()) {
      const own = view.own.find((order) => order.id === id);
      const stp = stps.get(id);
      const request = limit(own ? ME : OTHERS, side, price, own?.size ?? size, stp);
      const arrival = arrivals.get(id) ?? 0;
      orders.push(modelOrder(request, product, rates, { id, arrival, priority: place, left: size, own }));
    }
  }
  for (const own of view.own) {
    if (own.status !== 'active') continue;
    const { id, side, price, size, stop, stopPrice, timeInForce } = own;
    const request = {
      ...limit(ME, side, price, size, stps.get(id)),
      timeInForce,
      ...(stop && { stop }),
      ...(stopPrice && { stopPrice }),
    };
    orders.push(
      modelOrder(request, product, rates, {
        id,
        arrival: arrivals.get(id) ?? 0,
        priority: 0,
        left: size,
        own,
      }),
    );
  }
  model.adopt(orders, new Map([[PRODUCT, view.lastPrice]]));
  for (const currency of [BASE, QUOTE]) {
    model.add(ME, currency, view.balances.get(currency)?.total ?? 0n);
    model.add(OTHERS, currency, PLENTY);
  }
  return model;
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
  const hold = request.side === 'sell' ? left : buyHold(request.price ?? 0n, left, rates);
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
