/** The open orders of the account, each with its cancel. */
import type { OrderLine } from '../../rules/sidebar-view';
import type { Context, Section, Text } from './context';
import { keyedRows, make, setText, type Row } from './dom';
import { amount, currenciesOf, time } from '../formats';
import { localized } from '../shared-text';
import { actButton, emptyLine, fold, table } from './parts';

export function ordersSection(context: Context): Section {
  const { text } = context;
  const heads = ['order', 'price', 'filled', 'cancel'].map((name) => text(`orders.${name}`));
  const { element, body } = table(text('orders.title'), heads);
  const empty = emptyLine();
  let live = false;
  let account = '';
  const cancel = (order: OrderLine): void => {
    const fields = { order_id: order.id, product_id: order.product_id };
    // On paper nothing is lost by a slip of the mouse.
    if (!live) return context.act('cancel', fields);
    const title = text('orders.sure', { order: sentenceOf(order, text), account });
    context.actIfSure({ title, body: text('orders.means'), yes: text('orders.yes') }, 'cancel', fields);
  };
  const all = actButton(context, { label: text('orders.cancelAll'), symbol: 'times' }, () => {
    const title = text('orders.sureAll', { account });
    context.actIfSure({ title, body: text('orders.meansAll'), yes: text('orders.cancelAll') }, 'cancel-all');
  });
  const showRows = keyedRows(
    body,
    ({ id }: OrderLine) => id,
    (order) => orderRow(context, order, () => cancel(order)),
  );
  return {
    element: fold(text('orders.title'), element, empty, all),
    show({ line, view: { market } }) {
      live = line.mode === 'live';
      account = line.name;
      const { value, problem } = market?.orders ?? {};
      const orders = value?.orders ?? [];
      showRows(orders);
      element.hidden = orders.length === 0;
      all.hidden = orders.length === 0;
      const many = value?.more === true ? text('orders.more') : '';
      setText(
        empty,
        problem ? localized(problem.told) : value && orders.length === 0 ? text('orders.none') : many,
      );
    },
  };
}

function orderRow(context: Context, order: OrderLine, cancel: () => void): Row<OrderLine> {
  const { text } = context;
  const what = make('td');
  const price = make('td', { class: 'coinbase-number' });
  const filled = make('td', { class: 'coinbase-number' });
  const label = text('orders.cancelOne', { order: sentenceOf(order, text) });
  const button = actButton(context, { label, symbol: 'times', quiet: true }, cancel);
  const when = make('div', { class: 'coinbase-detail' }, `${order.product_id}, ${time(order.created_at)}`);
  const main = make('div');
  what.append(main, when);
  return {
    element: make('tr', {}, what, price, filled, make('td', {}, button)),
    show(now) {
      setText(main, `${text(`side.${now.side}`)} ${sizeOf(now)}`);
      setText(price, priceOf(now, text));
      setText(filled, amount(now.filled_size));
    },
  };
}

/** `Buy 0.01 BTC at 1,000`: for a screen reader and the question before a cancel. */
function sentenceOf(order: OrderLine, text: Text): string {
  return `${text(`side.${order.side}`)} ${sizeOf(order)}, ${priceOf(order, text)}`;
}

function sizeOf({ size, funds, product_id }: OrderLine): string {
  const { base, quote } = currenciesOf(product_id);
  if (size !== undefined) return `${amount(size)} ${base}`;
  return funds === undefined ? base : `${amount(funds)} ${quote}`;
}

function priceOf({ price, stop_price }: OrderLine, text: Text): string {
  const limit = price === undefined ? text('orders.market') : amount(price);
  return stop_price === undefined ? limit : text('orders.stop', { price: limit, stop: amount(stop_price) });
}
