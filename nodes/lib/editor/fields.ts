/**
 * The fields of a node's open form, and what is in them now. A field's element is `node-input-NAME`, or
 * `node-config-input-NAME` in a config node.
 */
import { nameParts } from './names';
import { pickInto, type Suggest } from './picker';

type Fields = Readonly<Record<string, unknown>>;

/** Whose form it is, so that a check never reads another node's open form. */
export const OWNER = 'data-coinbase-node';

/** The node's form, where it is open. */
export function openFormOf(node: { readonly id: string }): JQuery {
  return $(`.coinbase-form[${OWNER}="${node.id}"]`);
}

/** What the field holds: in the node's open form, else as last saved. */
export function fieldValue(node: { readonly id: string }, name: string): string {
  const open = openFormOf(node).find(`#node-input-${name}, #node-config-input-${name}`);
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

/** Whether the element is in a part of the form that shows; the form itself may still be on its way in. */
export function isShown(element: Element): boolean {
  for (let at: Element | null = element; at && !at.classList.contains('coinbase-form'); at = at.parentElement)
    if (at instanceof HTMLElement && at.style.display === 'none') return false;
  return true;
}

/** Makes the field a typed input, whose type is kept in the field `NAMEType` where the form has one. */
export function typedField(name: string, types: readonly TypedInputType[]): void {
  const first = types[0];
  if (first === undefined) throw new RangeError('a typed field needs a type');
  const typeField = `#node-input-${name}Type`;
  field(name).typedInput({
    default: typeof first === 'string' ? first : first.value,
    types,
    ...($(typeField).length > 0 && { typeField }),
  });
  nameParts(field(name));
  if (typeof first !== 'string' && first.suggest) pickFrom(name, first.suggest);
}

/** Lets a person pick the text of a typed field from a list, while that is what it takes. */
export function pickFrom(name: string, suggest: Suggest, active: () => boolean = () => true): void {
  pickInto(field(name), suggest, () => field(name).typedInput('type') === 'str' && active());
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
