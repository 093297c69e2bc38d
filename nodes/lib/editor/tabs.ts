/** Tabs within a form. */

/**
 * A row of tabs, reached by mouse and keyboard: arrow keys go from tab to tab. Each tab's id is that of the part of the
 * form that it shows. The first one is open.
 * @returns opens another.
 */
export function tabbed(row: string, tabs: readonly EditorTab[]): (id: string) => void {
  const linkOf = (id: string): HTMLElement | null =>
    document.querySelector<HTMLElement>(`#${row} a[href="#${id}"]`);
  const show = (open: string): void => {
    for (const { id } of tabs) {
      $(`#${id}`).toggle(id === open);
      const link = linkOf(id);
      link?.setAttribute('aria-selected', String(id === open));
      link?.setAttribute('tabindex', id === open ? '0' : '-1');
    }
  };
  const made = RED.tabs.create({ id: row, onchange: ({ id }) => show(id) });
  for (const tab of tabs) made.addTab(tab);
  document.getElementById(row)?.setAttribute('role', 'tablist');
  for (const [index, { id }] of tabs.entries()) {
    const link = linkOf(id);
    if (link) nameTab(link, id);
    // The editor takes two quick clicks on two tabs for a double click, and stays where it is.
    link?.addEventListener('click', () => made.activateTab(id));
    link?.addEventListener('keydown', (event) => {
      const to = tabs.at((index + (STEPS[event.key] ?? 0)) % tabs.length);
      if (!to || !Object.hasOwn(STEPS, event.key)) return;
      event.preventDefault();
      made.activateTab(to.id);
      linkOf(to.id)?.focus();
    });
  }
  show(tabs[0]?.id ?? '');
  setTimeout(() => made.resize(), 0);
  return (id) => made.activateTab(id);
}

/** Keys, which the editor's own tabs do not hear. */
const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1, Enter: 0, ' ': 0 };

function nameTab(link: HTMLElement, id: string): void {
  link.id = `${id}-tab`;
  link.setAttribute('role', 'tab');
  link.setAttribute('aria-controls', id);
  link.closest('li')?.setAttribute('role', 'presentation');
  const panel = document.getElementById(id);
  panel?.setAttribute('role', 'tabpanel');
  panel?.setAttribute('aria-labelledby', link.id);
}
