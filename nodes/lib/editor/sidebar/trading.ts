/** The trading switch of the account's key, and the cancel of everything that is open. */
import type { DeskView } from '../../rules/sidebar-view';
import type { TradingState } from '../../rules/trading-state';
import type { Context, Section, Text } from './context';
import { make, setText } from './dom';
import { localized } from '../shared-text';
import { switchOrigin } from '../switch-origin';
import { actButton, fold } from './parts';

const STATES = [
  ['active', 'play'],
  ['reducing', 'compress'],
  ['halted', 'stop'],
] as const satisfies readonly (readonly [TradingState, string])[];

export function tradingSection(context: Context): Section {
  const { text } = context;
  const sentence = make('p', { class: 'coinbase-switch' });
  const journal = make('p', { class: 'coinbase-wrong' });
  let account = '';
  const buttons = STATES.map(([state, symbol]) => ({
    state,
    button: actButton(context, { label: text(`switch.${state}`), symbol }, () =>
      context.actIfSure(
        {
          title: text(`switch.sure.${state}`, { account }),
          body: text(`switch.means.${state}`),
          yes: text(`switch.${state}`),
        },
        'switch',
        { state },
      ),
    ),
  }));
  const group = make(
    'div',
    { class: 'coinbase-buttons', role: 'group', 'aria-label': text('switch.title') },
    ...buttons.map(({ button }) => button),
  );
  return {
    element: fold(text('switch.title'), sentence, journal, group),
    show({ line, view: { desk } }) {
      account = line.name;
      if (!desk) return;
      setText(sentence, sentenceOf(desk, text));
      sentence.classList.toggle('coinbase-attention', desk.position.state !== 'active');
      setText(journal, journalOf(desk, text));
      for (const { state, button } of buttons)
        button.setAttribute('aria-pressed', String(state === desk.position.state));
    },
  };
}

function sentenceOf({ position }: DeskView, text: Text): string {
  const origin = switchOrigin(position, text, (values) => text('switch.since', values));
  return `${text(`switch.is.${position.state}`)}${origin}`;
}

function journalOf({ journal, trouble }: DeskView, text: Text): string {
  return journal === 'reconciling' ? text('switch.reconciling') : localized(trouble?.told ?? '');
}
