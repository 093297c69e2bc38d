import assert = require('node:assert/strict');
import {
  createEngine,
  parseUnits,
  unitsText,
  type Engine,
  type EngineEvent,
  type EngineOptions,
  type EngineOrder,
  type OrderRequest,
} from '../../../../nodes/lib/sandbox/engine';

export const BTC_USD = {
  id: 'BTC-USD',
  base: 'BTC',
  quote: 'USD',
  baseIncrement: parseUnits('0.00000001'),
  quoteIncrement: parseUnits('0.01'),
  minMarketFunds: parseUnits('1'),
};

export interface World {
  readonly engine: Engine;
  readonly events: EngineEvent[];
}

/** An engine with the default fees, ids that count, and a record of its events. */
export function createWorld(options: Partial<EngineOptions> = {}): World {
  const events: EngineEvent[] = [];
  let ids = 0;
  const engine = createEngine({
    products: [BTC_USD],
    makerFee: parseUnits('0.004'),
    takerFee: parseUnits('0.006'),
    newId: () => `id-${(ids += 1)}`,
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { engine, events };
}

interface Wanted {
  readonly profile?: string;
  readonly side?: 'buy' | 'sell';
  readonly size?: string;
  readonly price?: string;
  readonly funds?: string;
  readonly tif?: 'GTC' | 'GTT' | 'IOC' | 'FOK';
  readonly cancelAfter?: 'min' | 'hour' | 'day';
  readonly stp?: 'dc' | 'co' | 'cn' | 'cb';
  readonly stop?: 'loss' | 'entry';
  readonly stopPrice?: string;
  readonly stopLimitPrice?: string;
  readonly postOnly?: boolean;
  readonly clientOid?: string;
  readonly productId?: string;
}

/** Decimal text to a request; an order with a price is a limit order. */
export function request(wanted: Wanted): OrderRequest {
  const { profile = 'ann', side = 'buy', size, price, funds, tif = 'GTC', postOnly = false } = wanted;
  return {
    profile,
    side,
    productId: wanted.productId ?? 'BTC-USD',
    type: price === undefined ? 'market' : 'limit',
    timeInForce: tif,
    postOnly,
    ...(size !== undefined && { size: parseUnits(size) }),
    ...(price !== undefined && { price: parseUnits(price) }),
    ...(funds !== undefined && { funds: parseUnits(funds) }),
    ...(wanted.cancelAfter !== undefined && { cancelAfter: wanted.cancelAfter }),
    ...(wanted.stp !== undefined && { stp: wanted.stp }),
    ...(wanted.stop !== undefined && { stop: wanted.stop }),
    ...(wanted.stopPrice !== undefined && { stopPrice: parseUnits(wanted.stopPrice) }),
    ...(wanted.stopLimitPrice !== undefined && { stopLimitPrice: parseUnits(wanted.stopLimitPrice) }),
    ...(wanted.clientOid !== undefined && { clientOid: wanted.clientOid }),
  };
}

/** Places an order that must be accepted. */
export function placed(engine: Engine, wanted: Wanted, now = 1): EngineOrder {
  const result = engine.place(request(wanted), now);
  if (result.kind !== 'placed') assert.fail(`refused: ${result.message}`);
  return result.order;
}

/** Places an order that must be refused, and returns the exchange's words. */
export function refused(engine: Engine, wanted: Wanted): string {
  const result = engine.place(request(wanted), 1);
  if (result.kind !== 'refused') assert.fail(`placed: ${result.order.status}`);
  return result.message;
}

/** Ann and bob, with 10,000 USD and 10 BTC each. */
export function funded(options: Partial<EngineOptions> = {}): Engine {
  const { engine } = createWorld(options);
  for (const profile of ['ann', 'bob']) {
    engine.credit(profile, 'USD', parseUnits('10000'));
    engine.credit(profile, 'BTC', parseUnits('10'));
  }
  return engine;
}

/** A balance as text to compare with. */
export function money(engine: Engine, profile: string, currency: string): string {
  const { total, hold } = engine.balance(profile, currency);
  return `${unitsText(total)} hold ${unitsText(hold)}`;
}
