/** The list of accounts: what each is, how it stands, and which one is shown below. */
import type { AccountLine } from '../../rules/sidebar-view';
import type { Text } from './context';
import { keyedRows, make, setText, type Row } from './dom';
import { environmentText } from '../shared-text';

export interface AccountList {
  readonly element: HTMLElement;
  show(accounts: readonly AccountLine[], chosen: string | undefined): void;
}

/** @param choose called with the id of the account that a person wants to see. */
export function accountList(text: Text, choose: (id: string) => void): AccountList {
  const rows = make('ul', { class: 'coinbase-accounts', 'aria-label': text('accounts.title') });
  const none = make('p', { class: 'coinbase-empty' });
  let chosen: string | undefined;
  const makeRow = ({ id }: AccountLine): Row<AccountLine> => {
    const name = make('span', { class: 'coinbase-name' });
    const badge = make('span', { class: 'coinbase-badge' });
    const state = make('span', { class: 'coinbase-state' });
    const button = make('button', { type: 'button' }, badge, name, state);
    button.addEventListener('click', () => choose(id));
    return {
      element: make('li', {}, button),
      show(line) {
        const live = line.mode === 'live';
        setText(badge, live ? text('mode.live') : text('mode.paper'));
        badge.classList.toggle('coinbase-badge-live', live);
        setText(name, line.name);
        setText(state, stateOf(line, text));
        state.classList.toggle('coinbase-wrong', line.problem !== undefined);
        button.setAttribute('aria-pressed', String(id === chosen));
      },
    };
  };
  const showRows = keyedRows(rows, ({ id }: AccountLine) => id, makeRow);
  return {
    element: make('div', {}, rows, none),
    show(accounts, shown) {
      chosen = shown;
      showRows(accounts);
      setText(none, accounts.length === 0 ? text('accounts.none') : '');
    },
  };
}

/** The account by the name that a person knows: one without its own goes by its environment, as its form calls that. */
export function named(line: AccountLine): AccountLine {
  return line.name === line.environment ? { ...line, name: environmentText(line.environment) } : line;
}

function stateOf({ environment, name, state, problem }: AccountLine, text: Text): string {
  const where = environmentText(environment);
  const how = text(`state.${state}`);
  return `${name === where ? '' : `${where} · `}${how}${problem ? `: ${problem.code}` : ''}`;
}
