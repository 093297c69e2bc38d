/** How the fields of an order go together, as its form has them. */
import { amountCheck, isAbove } from '../checks';
import { fieldValue } from '../fields';

/** Whether the form fills the order in; otherwise its fields do not count. */
export function fromForm(node: { readonly id: string }): boolean {
  return fieldValue(node, 'source') !== 'payload';
}

/** Whether the order may turn out to be of a type: chosen, or decided by the message. */
export function mayBe(node: { readonly id: string }, ...types: readonly string[]): boolean {
  return fieldValue(node, 'orderTypeType') !== 'str' || types.includes(fieldValue(node, 'orderType'));
}

/** A limit order, also one that waits for its stop or has one. */
export function mayBeLimit(node: { readonly id: string }): boolean {
  return mayBe(node, 'limit', 'stop-limit', 'bracket');
}

/**
 * Whether the limit price is on the side of the stop price where the order would not fill: above it for a sell, below
 * for a buy. Only texts of the form can be compared.
 */
export function isPastStop(node: { readonly id: string }, price: string): boolean {
  const side = sideOf(node, 'stop-limit', ['price', 'stopPrice']);
  const stop = fieldValue(node, 'stopPrice');
  return side === 'sell' ? isAbove(price, stop) : side === 'buy' && isAbove(stop, price);
}

/** Whether two prices of a bracket are not in their order: the first better than the second, for its side. */
export function breaksBracket(node: { readonly id: string }, names: readonly [string, string]): boolean {
  const side = sideOf(node, 'bracket', names);
  const [better = '', worse = ''] = names.map((name) => fieldValue(node, name));
  // Where either is not an amount yet, its own check says so.
  if (side === undefined || amountCheck(better) !== undefined || amountCheck(worse) !== undefined)
    return false;
  return side === 'sell' ? !isAbove(better, worse) : !isAbove(worse, better);
}

/** The side, where the form itself says side, type and these prices, and the type is this one. */
function sideOf(node: { readonly id: string }, type: string, prices: readonly string[]): string | undefined {
  const typed = ['orderType', 'side', ...prices].every((name) => fieldValue(node, `${name}Type`) === 'str');
  return typed && fieldValue(node, 'orderType') === type ? fieldValue(node, 'side') : undefined;
}
