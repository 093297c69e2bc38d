/** The line at the end of a form that says which message properties the node would read. */
import { messageReads, type TypedValue } from '../rules/message-reads';
import { field, fieldValue, isShown } from './fields';
import { sharedText } from './shared-text';

interface ReadingForm {
  readonly id: string;
  readonly _def: EditorDefinition;
}

interface Reads {
  /** Properties that the node reads besides those of its typed fields. */
  readonly alsoReads: () => readonly string[];
  /** What a true msg.reset does. */
  readonly reset: string;
}

/** @returns what to call when the form has changed. */
export function readsLine(form: HTMLElement, node: ReadingForm, { alsoReads, reset }: Reads): () => void {
  const line = lineIn(form);
  line.setAttribute('role', 'status');
  return () => {
    const { properties, expressions } = messageReads(typedValues(node), alsoReads());
    const said = [
      ...properties.map(({ property, labels }) =>
        labels.length > 0 ? `${property} (${labels.join(', ')})` : property,
      ),
      ...expressions.map((label) => sharedText('reads.expression', { label })),
    ];
    const reads =
      said.length > 0 ? sharedText('reads.some', { properties: said.join(', ') }) : sharedText('reads.none');
    line.textContent = `${reads} ${reset}`;
  };
}

/** What a config node's form says in its place. */
export function noMessageLine(form: HTMLElement): void {
  lineIn(form).textContent = sharedText('reads.never');
}

function lineIn(form: HTMLElement): HTMLElement {
  const line = document.createElement('div');
  line.className = 'coinbase-reads';
  form.append(line);
  return line;
}

/** The typed fields that show now: `x` with its `xType`. */
function typedValues(node: ReadingForm): TypedValue[] {
  const names = Object.keys(node._def.defaults);
  return names
    .filter((name) => names.includes(`${name}Type`))
    .flatMap((name) => {
      const input = field(name)[0];
      if (!input || !isShown(input)) return [];
      const label =
        input.closest('.coinbase-form')?.querySelector(`label[for="${input.id}"]`)?.textContent ?? name;
      return [{ label: label.trim(), type: fieldValue(node, `${name}Type`), value: fieldValue(node, name) }];
    });
}
