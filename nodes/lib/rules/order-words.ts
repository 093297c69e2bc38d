/** An order form as one sentence in plain words, from parts that a catalogue translates. */
import type { LimitSettings } from './limits/types';
import { isProductId } from './shapes';

/** A typed property of the form. */
export interface Typed {
  readonly type: string;
  readonly value: string;
}

/** The form as it is now: texts as in its fields. */
export interface OrderForm {
  readonly action: Typed;
  readonly source: string;
  readonly product: Typed;
  readonly side: Typed;
  readonly orderType: Typed;
  readonly amount: Typed;
  readonly amountUnit: string;
  readonly price: Typed;
  readonly stopPrice: Typed;
  readonly stopLimitPrice: Typed;
  readonly timeInForce: string;
  readonly cancelAfter: string;
  readonly postOnly: boolean;
  readonly once: string;
  readonly key: Typed;
}

/** What the account adds. */
export interface OrderPlace {
  /** Undefined where it is not known which account it will be. */
  readonly money: 'live' | 'paper' | undefined;
  readonly tradingState: string;
  /** The limits in force. */
  readonly limits: Pick<LimitSettings, 'maxOrderValue' | 'maxOrdersPerDay'>;
}

/** A part in the reader's language, by its key in the catalogue. */
export type Words = (key: string, values?: Readonly<Record<string, string>>) => string;

/** `Buy BTC for 25 USD at market, on paper, at most once per message id.` */
export function orderWords(form: OrderForm, place: OrderPlace, words: Words): string {
  const whole = form.source === 'payload';
  const parts = [
    whole ? words('payload') : words('order', { what: whatOf(form, words), how: howOf(form, words) }),
    ...(whole ? [] : lifeOf(form, words)),
    ...(place.money === undefined ? [] : [words(place.money)]),
    words(`often.${form.once}`, { key: said(form.key, words) }),
  ];
  const order = parts.join(words('comma'));
  return [leadOf(form, order, words), ...limitsOf(form, place, words)].join(' ');
}

function leadOf({ action }: OrderForm, order: string, words: Words): string {
  if (action.type !== 'str') return words('either', { order, action: said(action, words) });
  return words(action.value === 'preview' ? 'preview' : 'place', { order });
}

function whatOf({ product, side, amount, amountUnit }: OrderForm, words: Words): string {
  const known = product.type === 'str' && isProductId(product.value);
  const [base = '', quote = ''] = known ? product.value.split('-') : [];
  const name = said(product, words);
  const way = side.type === 'str' ? side.value : 'either';
  const values = {
    verb: words(`verb.${way}`, { side: said(side, words) }),
    amount: said(amount, words),
    product: name,
    base: known ? base : words('coins', { product: name }),
    quote: known ? quote : words('quote', { product: name }),
  };
  if (amountUnit !== 'percent') return words(`what.${amountUnit}`, values);
  return words(known && way !== 'either' ? `what.percent-${way}` : 'what.percent', values);
}

function howOf({ orderType, side, price, stopPrice, stopLimitPrice }: OrderForm, words: Words): string {
  if (orderType.type !== 'str') return words('how.message', { type: said(orderType, words) });
  const way = side.type === 'str' ? side.value : 'either';
  const kind = orderType.value === 'stop-limit' ? `stop-limit-${way}` : orderType.value;
  return words(`how.${kind}`, {
    price: said(price, words),
    stop: said(stopPrice, words),
    stopLimit: said(stopLimitPrice, words),
  });
}

/** How long it may wait; a market order never does. */
function lifeOf({ orderType, timeInForce, cancelAfter, postOnly }: OrderForm, words: Words): string[] {
  if (orderType.type !== 'str' || orderType.value === 'market') return [];
  const life = words(timeInForce === 'GTT' ? `life.${cancelAfter}` : `life.${timeInForce}`);
  return postOnly ? [life, words('life.postOnly')] : [life];
}

/** The two limits that are met most often, and what the account itself holds back. */
function limitsOf({ product }: OrderForm, { limits, tradingState }: OrderPlace, words: Words): string[] {
  const { maxOrderValue, maxOrdersPerDay } = limits;
  const quote = product.type === 'str' ? product.value.split('-')[1] : undefined;
  const said = [
    ...(maxOrderValue === undefined || quote === undefined ? [] : [valueLimit(maxOrderValue, quote, words)]),
    ...(maxOrdersPerDay === undefined ? [] : [words('limit.day', { most: String(maxOrdersPerDay) })]),
  ];
  return [
    ...(said.length === 0 ? [] : [words('limits', { limits: said.join(words('comma')) })]),
    ...(tradingState === 'halted' || tradingState === 'reducing' ? [words(`state.${tradingState}`)] : []),
  ];
}

/** A currency that a list of limits does not name is not allowed at all. */
function valueLimit(limit: LimitSettings['maxOrderValue'] & {}, quote: string, words: Words): string {
  const most = typeof limit === 'string' ? limit : Object.hasOwn(limit, quote) ? limit[quote] : undefined;
  return most === undefined ? words('limit.none', { quote }) : words('limit.value', { most, quote });
}

/** What a field holds, or where it comes from: `25`, `msg.payload.amount`. */
function said({ type, value }: Typed, words: Words): string {
  if (value === '') return words('open');
  if (type === 'str') return value;
  if (type === 'jsonata') return words('jsonata');
  return type === 'env' ? `\${${value}}` : `${type}.${value}`;
}
