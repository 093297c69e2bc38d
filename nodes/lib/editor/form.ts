/**
 * The open form of a node: its fields, what is in them now, and which rows show. A field's element is
 * `node-input-NAME`, or `node-config-input-NAME` in a config node.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Whose form it is: set by {@link openForm}, so that a check never reads another node's open form. */
const OWNER = 'data-coinbase-node';

/** Marks the open form as this node's. Call it first in `oneditprepare`. */
export function openForm(node: { readonly id: string }, anyField: string): void {
  $(anyField).closest('.coinbase-form').attr(OWNER, node.id);
}

/** What the field holds: in the node's open form, else as last saved. */
export function fieldValue(node: { readonly id: string }, name: string): string {
  const open = $(`.coinbase-form[${OWNER}="${node.id}"]`).find(
    `#node-input-${name}, #node-config-input-${name}`,
  );
  if (open.length > 0)
    return open.attr('type') === 'checkbox' ? String(open.prop('checked')) : (open.val() ?? '');
  return textOf((node as Fields)[name]);
}

/** A saved value as the form would show it: an imported flow may hold anything. */
export function textOf(saved: unknown): string {
  if (typeof saved === 'string') return saved;
  return typeof saved === 'number' || typeof saved === 'boolean' ? String(saved) : '';
}

/** The field's element in a working node's form. */
export function field(name: string): JQuery {
  return $(`#node-input-${name}`);
}

/** Chooses a word in each list where nothing is chosen. */
export function fillEmpty(usual: Readonly<Record<string, string>>): void {
  for (const [name, word] of Object.entries(usual)) if (!field(name).val()) field(name).val(word);
}

/** Shows or hides the row (or group of rows) `coinbase-row-NAME`. */
export function showRow(name: string, visible: boolean): void {
  $(`#coinbase-row-${name}`).toggle(visible);
}

/** A row of tabs, the first one open. Each tab's id is that of the part of the form that it shows. */
export function tabbed(row: string, tabs: readonly EditorTab[]): void {
  const made = RED.tabs.create({
    id: row,
    onchange: (open) => {
      for (const { id } of tabs) $(`#${id}`).toggle(id === open.id);
    },
  });
  for (const tab of tabs) made.addTab(tab);
  setTimeout(() => made.resize(), 0);
}

/** Makes the field a typed input whose type is kept in the field `NAMEType`. */
export function typedField(name: string, types: readonly TypedInputType[]): void {
  const first = types[0];
  if (first === undefined) throw new RangeError('a typed field needs a type');
  field(name).typedInput({
    default: typeof first === 'string' ? first : first.value,
    types,
    typeField: `#node-input-${name}Type`,
  });
}

/**
 * Puts what the choice usually takes into a typed field, where it still holds what another choice usually takes: never
 * over something that a person wrote. `usual` is the message property of each choice.
 */
export function followUsual(name: string, choice: string, usual: Readonly<Record<string, string>>): void {
  const input = field(name);
  const fits = usual[choice];
  const untouched =
    input.typedInput('type') === 'msg' && Object.values(usual).includes(input.typedInput('value'));
  if (fits !== undefined && untouched) input.typedInput('value', fits);
}

/** Calls `changed` whenever one of the fields changes, and once now. */
export function onChange(names: readonly string[], changed: () => void): void {
  $(names.map((name) => `#node-input-${name}, #node-config-input-${name}`).join(', ')).on('change', changed);
  changed();
}
