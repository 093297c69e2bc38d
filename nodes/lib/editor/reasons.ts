/** Below each field that is wrong: why, as soon as it is. */

interface CheckedForm {
  readonly _def: EditorDefinition;
}

/** @returns what to call when the form has changed. */
export function reasonLines(form: HTMLElement, node: CheckedForm): () => void {
  const touched = new Set<string>();
  form.addEventListener('focusout', ({ target }) => {
    if (target instanceof HTMLInputElement && target.value !== '') touched.add(target.id);
  });
  return () => {
    const { defaults, credentials = {} } = node._def;
    for (const [name, { validate }] of Object.entries({ ...defaults, ...credentials })) {
      const input = form.querySelector<HTMLInputElement>(`#node-input-${name}, #node-config-input-${name}`);
      if (!input || !validate) continue;
      // That a secret is missing need not be told of a form that was just opened.
      const early = name in credentials && input.value === '' && !touched.has(input.id);
      const verdict = early || isVariable(input.value) ? true : validate.call(node, input.value, {});
      tell(input, typeof verdict === 'string' ? verdict : '');
    }
  };
}

/** The editor checks none of these: their value is known when the flow runs. */
function isVariable(text: string): boolean {
  return /^\$\{[^}]+\}$/.test(text);
}

function tell(input: HTMLInputElement, reason: string): void {
  const id = `${input.id}-reason`;
  const typed = input.nextElementSibling?.querySelector('.red-ui-typedInput-input');
  const shown = typed ?? input;
  let line = document.getElementById(id);
  if (!line && reason !== '') {
    line = document.createElement('div');
    line.id = id;
    line.className = 'coinbase-reason';
    line.setAttribute('role', 'status');
    input.closest('.form-row')?.append(line);
    shown.setAttribute('aria-describedby', id);
  }
  if (line) line.textContent = reason;
  shown.setAttribute('aria-invalid', String(reason !== ''));
}
