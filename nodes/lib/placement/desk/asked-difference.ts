import { decimal } from '../../rules/decimal';
import type { ParsedOrder } from '../../rules/order-fields';
import type { AskedDifference } from '../../rules/same-order';

/** Where two orders ask for different things: 0.10 is 0.1, and what nobody chose is what the exchange takes for it. */
export function askedDifferences(before: ParsedOrder, now: ParsedOrder): AskedDifference[] {
  const [old, fresh] = [normalised(before), normalised(now)];
  const fields = new Set([...Object.keys(old), ...Object.keys(fresh)]);
  return [...fields].flatMap((field) => {
    const [a, b] = [old[field] ?? 'none', fresh[field] ?? 'none'];
    return a === b ? [] : [{ field, before: a, now: b }];
  });
}

function normalised(order: ParsedOrder): Readonly<Record<string, string>> {
  const { amount, price, stop_price, stop_limit_price, post_only, stp, order_configuration, ...words } =
    order;
  return {
    ...words,
    amount: `${plain(amount.value)} ${amount.unit}`,
    stp: stp ?? 'dc',
    ...(order_configuration && { order_configuration: JSON.stringify(order_configuration) }),
    ...(order.type === 'limit' && { time_in_force: words.time_in_force ?? 'GTC' }),
    ...(price !== undefined && { price: plain(price) }),
    ...(stop_price !== undefined && { stop_price: plain(stop_price) }),
    ...(stop_limit_price !== undefined && { stop_limit_price: plain(stop_limit_price) }),
    ...(post_only && { post_only: 'true' }),
  };
}

function plain(amount: string): string {
  return decimal(amount).toFixed();
}
