/** The line at the end of a form that says which message properties the node would read. */
import { messageReads, type TypedValue } from '../rules/message-reads';
import { field, fieldValue, isShown } from './fields';
import { sharedText } from './shared-text';

interface ReadingForm {
  readonly id: string;
  readonly _def: EditorDefinition;
}

/** @returns what to call when the form has changed. */
export function readsLine(form: HTMLElement, node: ReadingForm, also: () => readonly string[]): () => void {
  const line = document.createElement('div');
  line.className = 'coinbase-reads';
  line.setAttribute('role', 'status');
  form.append(line);
  return () => {
    const { properties, expressions } = messageReads(typedValues(node), also());
    const said = [
      ...properties.map(({ property, labels }) =>
        labels.length > 0 ? `${property} (${labels.join(', ')})` : property,
      ),
      ...expressions.map((label) => sharedText('reads.expression', { label })),
    ];
    const reads =
      said.length > 0 ? sharedText('reads.some', { properties: said.join(', ') }) : sharedText('reads.none');
    line.textContent = `${reads} ${sharedText('reads.reset')}`;
  };
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
