/** The latest own fills of the product that the chart shows. */
import type { Fill } from '../../rules/orders';
import type { Context, Section } from './context';
import { keyedRows, make, setText, type Row } from './dom';
import { amount, currenciesOf, time } from '../formats';
import { localized } from '../shared-text';
import { emptyLine, fold, table } from './parts';

/** More are on the exchange's own page. */
const MOST_ROWS = 20;

export function fillsSection({ text }: Context): Section {
  const title = make('span');
  const heads = ['what', 'price'].map((name) => text(`fills.${name}`));
  const { element, body } = table(text('fills.title'), heads);
  const empty = emptyLine();
  const makeRow = ({ created_at, side, size, price, fee, product_id }: Fill): Row<Fill> => {
    const { base, quote } = currenciesOf(product_id);
    const what = `${text(`side.${side}`)} ${amount(size)} ${base}`;
    const detail = text('fills.detail', { time: time(created_at), fee: `${amount(fee)} ${quote}` });
    const row = make(
      'tr',
      {},
      make('td', {}, make('div', {}, what), make('div', { class: 'coinbase-detail' }, detail)),
      make('td', { class: 'coinbase-number' }, amount(price)),
    );
    // A fill does not change.
    return { element: row, show: () => undefined };
  };
  const showRows = keyedRows(body, ({ trade_id, product_id }: Fill) => `${product_id} ${trade_id}`, makeRow);
  return {
    element: fold(title, element, empty),
    show({ view: { market } }) {
      const { value = [], problem } = market?.fills ?? {};
      const product = market?.product ?? '';
      setText(title, text('fills.of', { product }));
      const rows = value.filter(({ product_id }) => product_id === product).slice(0, MOST_ROWS);
      showRows(rows);
      element.hidden = rows.length === 0;
      setText(
        empty,
        problem
          ? localized(problem.told)
          : market?.fills.value && rows.length === 0
            ? text('fills.none')
            : '',
      );
    },
  };
}
