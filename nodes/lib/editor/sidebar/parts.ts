/** Parts that several sections are made of. */
import type { Context } from './context';
import { icon, make } from './dom';

/** Id of the sentence that tells why nothing can be pressed. */
export const READ_ONLY = 'coinbase-sidebar-read-only';

/** A section that can be folded away. */
export function fold(title: string | Node, ...content: readonly (Node | string)[]): HTMLDetailsElement {
  return make('details', { class: 'coinbase-fold', open: '' }, make('summary', {}, title), ...content);
}

/** A button that acts; it cannot be pressed by whoever may only look. */
export function actButton(
  { mayAct }: Pick<Context, 'mayAct'>,
  { label, symbol, quiet }: { readonly label: string; readonly symbol?: string; readonly quiet?: boolean },
  pressed: () => void,
): HTMLButtonElement {
  const button = make('button', { type: 'button', class: 'red-ui-button red-ui-button-small' });
  if (symbol !== undefined) button.append(icon(symbol));
  if (quiet === true) {
    button.setAttribute('aria-label', label);
    button.title = label;
  } else button.append(symbol === undefined ? label : ` ${label}`);
  button.disabled = !mayAct;
  if (!mayAct) button.setAttribute('aria-describedby', READ_ONLY);
  button.addEventListener('click', pressed);
  return button;
}

/** A table with its head, and the body that the rows go into. */
export function table(
  label: string,
  heads: readonly string[],
): { readonly element: HTMLTableElement; readonly body: HTMLTableSectionElement } {
  const body = make('tbody');
  const head = make('tr', {}, ...heads.map((one) => make('th', { scope: 'col' }, one)));
  const element = make('table', { 'aria-label': label }, make('thead', {}, head), body);
  return { element, body };
}

/** A sentence in place of a list that is empty. */
export function emptyLine(): HTMLParagraphElement {
  return make('p', { class: 'coinbase-empty' });
}
