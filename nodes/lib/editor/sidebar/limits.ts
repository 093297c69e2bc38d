/** How much of the account's limits is used up; only those that count something can be. */
import type { LimitUse } from '../../rules/limits/types';
import type { Context, Section } from './context';
import { keyedRows, make, setText } from './dom';
import { amountWithUnit } from '../formats';
import { emptyLine, fold, table } from './parts';

export function limitsSection({ text }: Context): Section {
  const heads = ['limit', 'used', 'most'].map((name) => text(`limits.${name}`));
  const { element, body } = table(text('limits.title'), heads);
  const empty = emptyLine();
  const keyOf = ({ rule, of = '' }: LimitUse): string => `${rule} ${of}`;
  const showRows = keyedRows(body, keyOf, ({ rule }) => {
    const used = make('td', { class: 'coinbase-number' });
    const most = make('td', { class: 'coinbase-number' });
    return {
      element: make('tr', {}, make('th', { scope: 'row' }, text(`limit.${rule}`)), used, most),
      show(now: LimitUse) {
        setText(used, amountWithUnit(now.used));
        setText(most, amountWithUnit(now.limit));
      },
    };
  });
  return {
    element: fold(text('limits.title'), element, empty),
    show({ view: { desk } }) {
      const limits = desk?.limits ?? [];
      showRows(limits);
      element.hidden = limits.length === 0;
      setText(empty, desk && limits.length === 0 ? text('limits.none') : '');
    },
  };
}
