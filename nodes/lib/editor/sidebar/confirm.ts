import type { Text } from './context';
import { make } from './dom';

/** What a person is asked before something happens that is hard to take back. */
export interface Question {
  readonly title: string;
  readonly body: string;
  /** What the button says that does it. */
  readonly yes: string;
}

/** Asks, and calls back where a person is sure. The returned function takes the question back, if it is still open. */
export type Ask = (question: Question, sure: () => void) => () => void;

/** Asks in a dialog of the browser's own: the focus stays in it, Escape says no, and the focus goes back afterwards. */
export function confirmIn(parent: HTMLElement, text: Text): Ask {
  return ({ title, body, yes }, sure) => {
    const no = make('button', { type: 'button', class: 'red-ui-button' }, text('confirm.no'));
    const go = make('button', { type: 'button', class: 'red-ui-button coinbase-sure' }, yes);
    const heading = make('h2', { id: 'coinbase-sidebar-question' }, title);
    const dialog = make(
      'dialog',
      { class: 'coinbase-dialog', 'aria-labelledby': heading.id },
      heading,
      make('p', {}, body),
      make('div', { class: 'coinbase-buttons' }, no, go),
    );
    // The editor's own shortcuts must not act on the flow behind it.
    dialog.addEventListener('keydown', (event) => event.stopPropagation());
    dialog.addEventListener('close', () => dialog.remove());
    no.addEventListener('click', () => dialog.close());
    go.addEventListener('click', () => {
      dialog.close();
      sure();
    });
    parent.append(dialog);
    dialog.showModal();
    no.focus();
    return () => dialog.close();
  };
}
