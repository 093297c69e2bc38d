/** The line that says in plain words what the open order form would do. */
import { parseLimits } from '../../rules/limits/fields';
import { orderWords, type OrderForm, type OrderPlace, type Typed } from '../../rules/order-words';
import { accountOf, isLive } from '../account';
import { fieldValue, textOf } from '../fields';
import { figure } from '../formats';
import type { OrderFormNode } from './order-form';
import { orderRefusals } from './refused';

/** The sentence as the form is now, and why nothing would come of it. */
export function orderPreview(node: OrderFormNode): string {
  const order = orderWords(formOf(node), placeOf(node), (key, values) =>
    node._(`preview.${key}`, values && written(values)),
  );
  return [order, ...orderRefusals(node).map((why) => node._('error.refused', { why }))].join(' ');
}

/** What the catalogue's texts call a figure. */
const FIGURES = ['amount', 'price', 'stop', 'stopLimit', 'most'];

/** Figures as the browser's language writes them. */
function written(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const all = Object.entries(values);
  return Object.fromEntries(all.map(([name, text]) => [name, FIGURES.includes(name) ? figure(text) : text]));
}

function formOf(node: OrderFormNode): OrderForm {
  const held = (name: string): string => fieldValue(node, name);
  const typed = (name: string): Typed => ({ type: held(`${name}Type`) || 'str', value: held(name) });
  return {
    action: typed('action'),
    source: held('source'),
    product: typed('product'),
    side: typed('side'),
    orderType: typed('orderType'),
    amount: typed('amount'),
    amountUnit: held('amountUnit'),
    price: typed('price'),
    stopPrice: typed('stopPrice'),
    stopLimitPrice: typed('stopLimitPrice'),
    timeInForce: held('timeInForce'),
    cancelAfter: held('cancelAfter'),
    postOnly: held('postOnly') === 'true',
    once: held('once'),
    key: typed('key'),
  };
}

function placeOf(node: OrderFormNode): OrderPlace {
  const account = accountOf(fieldValue(node, 'account'));
  // Inside a subflow each instance may bring its own account, with real money or without.
  if (!account) return { money: undefined, tradingState: '', limits: {} };
  const money = isLive(account) ? 'live' : 'paper';
  const place = { money, tradingState: textOf(account['tradingState']) } as const;
  const saved = account['limits'];
  try {
    const limits = parseLimits(typeof saved === 'object' && saved !== null ? saved : {}, money);
    return { ...place, limits };
  } catch {
    // The account's own form says which of its limits cannot be read.
    return { ...place, limits: {} };
  }
}
