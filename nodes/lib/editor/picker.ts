/**
 * A list below a text field to pick from, in the manner of the ARIA combobox: a click or an arrow key opens it, typing
 * narrows it, Enter or a click picks, Escape closes it. What is typed counts, whether it is in the list or not.
 */

/** A row of the list. */
export interface Suggestion {
  readonly value: string;
  readonly label: string;
  /** What else is worth knowing of it, such as that it does not trade now. */
  readonly note?: string;
  /** Heading of the rows that follow, where it differs from the row before. */
  readonly group?: string;
}

/** The rows for what was typed so far; the empty text for all. */
export type Suggest = (typed: string) => readonly Suggestion[];

/** @param active whether the field takes such a text now. */
export function pickInto(field: JQuery, suggest: Suggest, active: () => boolean): void {
  const input = field.next('.red-ui-typedInput-container').find('.red-ui-typedInput-input')[0];
  const row = input?.closest('.form-row');
  if (input instanceof HTMLInputElement && row) new Picker(input, row, suggest, active).attach(field);
}

class Picker {
  readonly #input: HTMLInputElement;
  readonly #list = document.createElement('div');
  readonly #caret = document.createElement('i');
  readonly #suggest: Suggest;
  readonly #active: () => boolean;
  #current = -1;

  constructor(input: HTMLInputElement, row: Element, suggest: Suggest, active: () => boolean) {
    this.#input = input;
    this.#suggest = suggest;
    this.#active = active;
    this.#list.className = 'coinbase-picker';
    this.#list.setAttribute('role', 'listbox');
    this.#caret.className = 'fa fa-caret-down coinbase-caret';
    this.#caret.setAttribute('aria-hidden', 'true');
    input.after(this.#caret);
    row.append(this.#list);
  }

  attach(field: JQuery): void {
    const input = this.#input;
    this.#list.id = `${field.attr('id') ?? ''}-list`;
    this.#list.setAttribute('aria-labelledby', input.getAttribute('aria-labelledby') ?? '');
    this.#close();
    input.addEventListener('click', () => this.#open(''));
    input.addEventListener('input', () => this.#open(input.value));
    input.addEventListener('blur', () => this.#close());
    input.addEventListener('keydown', (event) => this.#key(event));
    // The field keeps the focus while a row is clicked, or its list would close under the mouse.
    this.#list.addEventListener('mousedown', (event) => event.preventDefault());
    this.#list.addEventListener('click', ({ target }) => {
      const option = target instanceof Element ? target.closest('[role=option]') : null;
      if (option) this.#pick(option);
    });
    const follow = (): void => this.#follow();
    field.on('change', follow);
    follow();
  }

  get #options(): HTMLElement[] {
    return [...this.#list.querySelectorAll<HTMLElement>('[role=option]')];
  }

  get #isOpen(): boolean {
    return this.#list.style.display !== 'none';
  }

  /** The field is a combobox only while it takes such a text: of another type it has a list of its own. */
  #follow(): void {
    const active = this.#active();
    const attributes = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': this.#list.id };
    for (const [name, value] of Object.entries(attributes))
      if (active) this.#input.setAttribute(name, value);
      else this.#input.removeAttribute(name);
    if (active) this.#input.setAttribute('aria-expanded', String(this.#isOpen));
    else this.#input.removeAttribute('aria-expanded');
    this.#caret.style.display = active ? '' : 'none';
    if (!active) this.#close();
  }

  #open(typed: string): void {
    const rows = this.#active() ? this.#suggest(typed) : [];
    if (rows.length === 0) return this.#close();
    this.#list.replaceChildren(...elementsOf(rows, this.#list.id));
    this.#list.style.display = '';
    this.#input.setAttribute('aria-expanded', 'true');
    const chosen = this.#options.findIndex(({ dataset }) => dataset['value'] === this.#input.value);
    // Enter takes the first row only once somebody typed for it.
    this.#go(chosen >= 0 ? chosen : typed.trim() === '' ? -1 : 0);
  }

  #close(): void {
    this.#list.style.display = 'none';
    this.#current = -1;
    this.#input.removeAttribute('aria-activedescendant');
    if (this.#active()) this.#input.setAttribute('aria-expanded', 'false');
  }

  #key(event: KeyboardEvent): void {
    if (!this.#active()) return;
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (!this.#isOpen) this.#open('');
      else this.#go(this.#current + (key === 'ArrowDown' ? 1 : -1));
    } else if (key === 'Enter' && this.#isOpen) {
      const option = this.#options[this.#current];
      if (option) this.#pick(option);
      else this.#close();
    } else if (key === 'Escape' && this.#isOpen) this.#close();
    else return;
    event.preventDefault();
    // Escape would close the whole form.
    event.stopPropagation();
  }

  #go(to: number): void {
    const options = this.#options;
    this.#current = to < 0 ? -1 : Math.min(to, options.length - 1);
    for (const [index, option] of options.entries())
      option.setAttribute('aria-selected', String(index === this.#current));
    const current = options[this.#current];
    if (current) this.#input.setAttribute('aria-activedescendant', current.id);
    else this.#input.removeAttribute('aria-activedescendant');
    current?.scrollIntoView({ block: 'nearest' });
  }

  #pick(option: Element): void {
    $(this.#input)
      .val(option instanceof HTMLElement ? (option.dataset['value'] ?? '') : '')
      .trigger('change');
    this.#close();
  }
}

/** Rows under their headings. */
function elementsOf(rows: readonly Suggestion[], id: string): HTMLElement[] {
  const groups: HTMLElement[] = [];
  let heading: string | undefined;
  for (const [index, { value, label, note, group = '' }] of rows.entries()) {
    if (group !== heading) groups.push(groupOf(group, `${id}-group-${groups.length}`));
    heading = group;
    const option = document.createElement('div');
    option.setAttribute('role', 'option');
    option.id = `${id}-${index}`;
    option.dataset['value'] = value;
    option.append(label);
    if (note !== undefined) {
      const more = document.createElement('span');
      more.textContent = note;
      option.append(more);
    }
    groups.at(-1)?.append(option);
  }
  return groups;
}

function groupOf(heading: string, id: string): HTMLElement {
  const group = document.createElement('div');
  group.setAttribute('role', 'group');
  if (heading === '') return group;
  const title = document.createElement('div');
  title.id = id;
  title.className = 'coinbase-group';
  title.setAttribute('role', 'presentation');
  title.textContent = heading;
  group.setAttribute('aria-labelledby', id);
  group.append(title);
  return group;
}
