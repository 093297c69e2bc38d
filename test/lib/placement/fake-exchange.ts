import type { CancelResult, TradingApi } from '../../../nodes/lib/api';
import type { Fill, Order, OrderIntent } from '../../../nodes/lib/rules/orders';

export const intent: OrderIntent = {
  client_oid: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  size: '1',
  price: '100',
  time_in_force: 'GTC',
};

export const accepted: Order = {
  id: 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2',
  ...intent,
  status: 'pending',
  filled_size: '0',
  executed_value: '0',
  fill_fees: '0',
  settled: false,
  created_at: '2026-01-02T03:04:05.006Z',
};

export const order = (over: Partial<Order>): Order => ({ ...accepted, ...over });
export const filled = order({
  status: 'done',
  done_reason: 'filled',
  filled_size: '1',
  executed_value: '100',
  settled: true,
});

/** What the exchange answers, one entry a call; the last one repeats. A thrown error stands for itself. */
export interface Script {
  readonly sightings?: readonly (Order | undefined | Error)[];
  readonly cancel?: CancelResult | Error;
  /** Default true, as on Exchange. */
  readonly forgetsUnfilled?: boolean;
  readonly canBeReset?: boolean;
  readonly fills?: readonly Fill[];
  readonly pages?: readonly (readonly Order[])[];
}

/** A TradingApi that follows a script and writes down what it was asked. */
export function fakeExchange(script: Script): { readonly trading: TradingApi; readonly calls: string[] } {
  const calls: string[] = [];
  let look = 0;
  const never = (): never => {
    throw new Error('this test does not use it');
  };
  const outcome = <T>(value: T | Error): Promise<T> =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  const trading: TradingApi = {
    repeatable: false,
    forgetsUnfilled: script.forgetsUnfilled ?? true,
    canBeReset: script.canBeReset ?? false,
    validMs: 30_000,
    check: () => undefined,
    place: (sent) => {
      calls.push(`place ${sent.client_oid}`);
      return Promise.resolve({ kind: 'accepted', order: accepted, raw: { wire: true } });
    },
    find: () => {
      calls.push('find');
      const sightings = script.sightings ?? [];
      return outcome(sightings[Math.min(look++, sightings.length - 1)]);
    },
    cancel: (_name, productId) => {
      calls.push(`cancel ${productId ?? ''}`);
      return outcome(script.cancel ?? { kind: 'canceled', id: accepted.id });
    },
    async *listFills() {
      calls.push('fills');
      yield script.fills ?? [];
      await Promise.resolve();
    },
    async *listOrders() {
      for (const page of script.pages ?? []) {
        calls.push('page');
        yield page;
      }
      await Promise.resolve();
    },
    cancelAll: never,
    balances: never,
    feeRates: never,
    products: never,
    market: never,
    book: never,
    serverTime: never,
    checkKey: never,
  };
  return { trading, calls };
}
