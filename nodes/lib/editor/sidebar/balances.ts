/** What the account has, by currency. */
import type { Balance } from '../../rules/orders';
import type { Context, Section } from './context';
import { keyedRows, make, setText, type Row } from './dom';
import { amount } from '../formats';
import { localized } from '../shared-text';
import { emptyLine, fold, table } from './parts';

export function balancesSection({ text }: Context): Section {
  const heads = ['currency', 'available', 'hold'].map((name) => text(`balances.${name}`));
  const { element, body } = table(text('balances.title'), heads);
  const empty = emptyLine();
  const showRows = keyedRows(body, ({ currency }: Balance) => currency, balanceRow);
  return {
    element: fold(text('balances.title'), element, empty),
    show({ view: { market } }) {
      const { value, problem } = market?.balances ?? {};
      const rows = value ?? [];
      showRows(rows);
      element.hidden = rows.length === 0;
      setText(
        empty,
        problem ? localized(problem.told) : value && rows.length === 0 ? text('balances.none') : '',
      );
    },
  };
}

function balanceRow({ currency }: Balance): Row<Balance> {
  const available = make('td', { class: 'coinbase-number' });
  const hold = make('td', { class: 'coinbase-number' });
  return {
    element: make('tr', {}, make('th', { scope: 'row' }, currency), available, hold),
    show(now) {
      setText(available, amount(now.available));
      setText(hold, amount(now.hold));
    },
  };
}
