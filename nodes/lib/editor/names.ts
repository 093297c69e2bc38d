/** Names and keys for what the editor builds without them, so that a screen reader and a keyboard get through a form. */
import { sharedText } from './shared-text';

/** The label that stands before a field, with an id. */
function labelOf(input: JQuery): HTMLElement | undefined {
  const id = input.attr('id') ?? '';
  const label = input.closest('.coinbase-form').find(`label[for="${id}"]`)[0];
  if (label) label.id ||= `${id}-label`;
  return label;
}

/**
 * Names the parts of a typed input after its label, whose text may still come; a click on the label goes to the part that
 * shows.
 */
export function nameParts(input: JQuery): void {
  const label = labelOf(input);
  const parts = input.next('.red-ui-typedInput-container')[0];
  if (!label || !parts) return;
  const part = (name: string): HTMLElement | null => parts.querySelector(`.red-ui-typedInput-${name}`);
  const [typed, menu, choice, expand] = ['input', 'type-select', 'option-trigger', 'option-expand'].map(part);
  typed?.setAttribute('aria-labelledby', label.id);
  nameButton(menu, label, sharedText('source'));
  nameButton(expand, label, sharedText('expand'));
  const chosen = choice?.querySelector('.red-ui-typedInput-option-label');
  if (choice && chosen) {
    chosen.id = `${label.id}-chosen`;
    choice.setAttribute('aria-labelledby', `${label.id} ${chosen.id}`);
    choice.setAttribute('aria-haspopup', 'true');
  }
  label.addEventListener('click', () => [typed, choice].find((one) => one?.offsetParent)?.focus());
}

/** The label's name, what the button shows, and what it is for. */
function nameButton(button: HTMLElement | null | undefined, label: HTMLElement, purpose: string): void {
  if (!button) return;
  const id = `${label.id}-${button.className.split('-').at(-1) ?? ''}`;
  const shown = button.querySelector('span');
  button.id = id;
  if (shown) shown.id = `${id}-shown`;
  button.setAttribute('aria-label', purpose);
  button.setAttribute('aria-labelledby', shown ? `${label.id} ${shown.id} ${id}` : `${label.id} ${id}`);
  button.setAttribute('aria-haspopup', 'true');
}

/** The editor's buttons beside a list of config nodes are links without a target: no key reaches them. */
export function reachButtons(form: JQuery): void {
  for (const [end, key] of [
    ['edit', 'editConfig'],
    ['add', 'addConfig'],
  ] as const)
    form.find(`a.red-ui-button[id$="-${end}"]`).each((_index, button) => {
      button.setAttribute('role', 'button');
      button.setAttribute('tabindex', '0');
      button.setAttribute('aria-label', sharedText(key));
      button.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        button.click();
      });
    });
}
