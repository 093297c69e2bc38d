/** Elements without markup: every text is set as text, whatever it holds. */

/** A new element with attributes and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Touches the element only where its text changes, so that a selection and a screen reader stay undisturbed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** An icon of Font Awesome that says nothing by itself. */
export function icon(name: string): HTMLElement {
  return make('i', { class: `fa fa-${name}`, 'aria-hidden': 'true' });
}

/** One row of a list, for as long as its item is there. */
export interface Row<Item> {
  readonly element: HTMLElement;
  show(item: Item): void;
}

/**
 * Shows a list as the children of `parent`. A row stays the same element while its key is there: the focus stays on its
 * button.
 */
export function keyedRows<Item>(
  parent: HTMLElement,
  keyOf: (item: Item) => string,
  makeRow: (item: Item) => Row<Item>,
): (items: readonly Item[]) => void {
  const rows = new Map<string, Row<Item>>();
  return (items) => {
    const wanted = new Set(items.map(keyOf));
    for (const [key, { element }] of rows) {
      if (wanted.has(key)) continue;
      element.remove();
      rows.delete(key);
    }
    let next = parent.firstElementChild;
    for (const item of items) {
      const row = rows.get(keyOf(item)) ?? makeRow(item);
      rows.set(keyOf(item), row);
      row.show(item);
      if (row.element === next) next = next.nextElementSibling;
      else parent.insertBefore(row.element, next);
    }
  };
}

/**
 * Makes the options of a choice those of the list, and chooses one. Untouched where nothing changed: an open menu stays
 * open.
 */
export function setOptions(
  select: HTMLSelectElement,
  options: readonly { readonly value: string; readonly label: string }[],
  chosen: string,
): void {
  const known = [...select.options].map(({ value, textContent }) => `${value}\n${textContent ?? ''}`);
  if (known.join('\n') !== options.map(({ value, label }) => `${value}\n${label}`).join('\n'))
    select.replaceChildren(...options.map(({ value, label }) => make('option', { value }, label)));
  if (select.value !== chosen) select.value = chosen;
}
