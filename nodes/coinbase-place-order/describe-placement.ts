import type { Placement } from '../lib/placement';
import { decimal, decimalText, isDecimalText } from '../lib/rules/decimal';
import type { Mode } from '../lib/runtime';

/** One line for the log: `paper: bought 0.00024 BTC for 24.85 USD, fee 0.15 USD (filled)`. No secret, no key. */
export function describePlacement(mode: Mode, { order, outcome }: Placement): string {
  const word = mode === 'live' ? 'LIVE' : 'paper';
  const [base = '', quote = ''] = order.product_id.split('-');
  if (/[1-9]/.test(order.filled_size)) {
    const verb = order.side === 'buy' ? 'bought' : 'sold';
    const money = `${short(order.executed_value)} ${quote}, fee ${short(order.fill_fees)} ${quote}`;
    return `${word}: ${verb} ${order.filled_size} ${base} for ${money} (${outcome})`;
  }
  const amount =
    order.size === undefined ? `${order.funds ?? '?'} ${quote} of ${base}` : `${order.size} ${base}`;
  const price = order.price === undefined ? '' : ` at ${order.price} ${quote}`;
  const fires = order.side === 'sell' ? 'at or below' : 'at or above';
  const then =
    order.stop_limit_price === undefined ? '' : `, or at ${order.stop_limit_price} ${quote} instead,`;
  const stop =
    order.stop_price === undefined ? '' : `${then} once the price is ${fires} ${order.stop_price} ${quote}`;
  return `${word}: order to ${order.side} ${amount}${price}${stop} (${outcome})`;
}

/** Eight decimals tell people enough. An amount in another form is shown as it came: the order is placed already. */
function short(amount: string): string {
  if (!isDecimalText(amount)) return amount;
  return decimalText(decimal(amount).round(8, 0));
}
