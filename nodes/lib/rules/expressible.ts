/** Which orders an API cannot say. The API refuses them before anything leaves, the form while one fills it in. */
import { say, type Sentence } from '../sentences';
import type { AmountUnit } from './order-fields';
import type { SelfTradePrevention, Side, TimeInForce } from './orders';

/** An API that the order nodes trade on. */
export type OrderApi = 'exchange' | 'advanced-trade';

const API_OF: ReadonlyMap<unknown, OrderApi> = new Map([
  ['local-sandbox', 'exchange'],
  ['local-sandbox-advanced-trade', 'advanced-trade'],
  ['exchange', 'exchange'],
  ['exchange-sandbox', 'exchange'],
  ['advanced-trade', 'advanced-trade'],
]);

/** Where the orders of an environment go; undefined where there is signed-request alone. */
export function orderApiOf(environment: unknown): OrderApi | undefined {
  return API_OF.get(environment);
}

/** What is known of an order: what only a message will tell is undefined, and refused by nobody yet. */
export interface KnownOrder {
  readonly kind?: 'market' | 'limit' | 'stop-limit' | 'bracket' | undefined;
  readonly side?: Side | undefined;
  /** What its amount counts. */
  readonly unit?: AmountUnit | undefined;
  readonly life?: TimeInForce | undefined;
  readonly stp?: SelfTradePrevention | undefined;
  readonly profile_id?: string | undefined;
}

export interface Refusal {
  /** As a message names it. */
  readonly field: 'stp' | 'profile_id' | 'funds' | 'stop_limit_price' | 'time_in_force';
  readonly told: Sentence;
}

/** Everything that is wrong with the order there, the weightiest first; with no API, what is wrong everywhere. */
export function refusalsOf(api: OrderApi | undefined, order: KnownOrder): Refusal[] {
  return [...(api === 'advanced-trade' ? advancedTrade(order) : []), ...anywhere(order)];
}

function anywhere({ kind, life }: KnownOrder): Refusal[] {
  if (kind !== 'bracket' || !fillsAtOnce(life)) return [];
  return [{ field: 'time_in_force', told: say('order.bracketWaits', { life }) }];
}

/** Exchange's own default, `dc`, is what nobody chose: it is left out there. */
function advancedTrade({ kind, side, unit, life, stp, profile_id }: KnownOrder): Refusal[] {
  const refusals: Refusal[] = [];
  if (stp !== undefined && stp !== 'dc') refusals.push({ field: 'stp', told: say('order.noStp') });
  if (profile_id !== undefined) refusals.push({ field: 'profile_id', told: say('order.noProfile') });
  if (kind === 'market' && side === 'sell' && unit === 'quote')
    refusals.push({ field: 'funds', told: say('order.sellsBySize') });
  if (kind === 'bracket') refusals.push({ field: 'stop_limit_price', told: say('order.otherBracket') });
  if (kind === 'stop-limit' && fillsAtOnce(life))
    refusals.push({ field: 'time_in_force', told: say('order.stopWaits', { life }) });
  return refusals;
}

function fillsAtOnce(life: TimeInForce | undefined): life is 'IOC' | 'FOK' {
  return life === 'IOC' || life === 'FOK';
}
