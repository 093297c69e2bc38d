/** Which choices of an order form's lists the account's API can say, beside the rest of the order. */
import type { Sentence } from '../sentences';
import { refusalsOf, type KnownOrder, type OrderApi, type Refusal } from './expressible';

/** The lists of the form, each with its choices in their order. */
export const orderChoices = {
  orderType: ['market', 'limit', 'stop-limit', 'bracket'],
  amountUnit: ['quote', 'base', 'percent'],
  timeInForce: ['GTC', 'GTT', 'IOC', 'FOK'],
  stp: ['dc', 'co', 'cn', 'cb'],
} as const;

export type OrderList = keyof typeof orderChoices;

export const orderLists = Object.keys(orderChoices) as readonly OrderList[];

/** What a choice makes known of the order. */
const FACT = {
  orderType: 'kind',
  amountUnit: 'unit',
  timeInForce: 'life',
  stp: 'stp',
} as const satisfies Record<OrderList, keyof KnownOrder>;

/** What is refused of an order because of such a choice. */
const REFUSED = {
  orderType: 'stop_limit_price',
  amountUnit: 'funds',
  timeInForce: 'time_in_force',
  stp: 'stp',
} as const satisfies Record<OrderList, Refusal['field']>;

export interface Offer {
  /** What is chosen already is among them, also where it is refused: no list changes an order by itself. */
  readonly offered: readonly string[];
  readonly leftOut: readonly string[];
  /** Why, of all that is left out. */
  readonly why?: Sentence;
}

/** Why the choice that the order holds is refused; undefined where it is not. */
export function refusalIn(
  list: OrderList,
  api: OrderApi | undefined,
  order: KnownOrder,
): Sentence | undefined {
  return refusalsOf(api, order).find(({ field }) => field === REFUSED[list])?.told;
}

/** @param order as far as it is known, the list's own choice included. */
export function offerOf(list: OrderList, api: OrderApi | undefined, order: KnownOrder): Offer {
  const all = orderChoices[list].map((choice) => ({
    choice,
    told: choice === order[FACT[list]] ? undefined : refusalIn(list, api, { ...order, [FACT[list]]: choice }),
  }));
  const offered = all.filter(({ told }) => told === undefined).map(({ choice }) => choice);
  const leftOut = all.filter(({ told }) => told !== undefined).map(({ choice }) => choice);
  const why = all.find(({ told }) => told !== undefined)?.told;
  return { offered, leftOut, ...(why && { why: ofAll(why, leftOut) }) };
}

/** A reason that names the time in force names all of them. */
function ofAll(why: Sentence, leftOut: readonly string[]): Sentence {
  if (why.values?.['life'] === undefined) return why;
  return { ...why, values: { ...why.values, life: leftOut.join(', ') } };
}
