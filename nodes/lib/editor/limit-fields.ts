/** The fields of an account's limits: what is typed, what counts while nothing was, and what is wrong with it. */
import { liveDefaults } from '../rules/limits/defaults';
import { checkLimitField, type LimitFieldName } from '../rules/limits/fields';
import { limitNames, type LimitFields } from '../rules/limits/types';
import { withoutMarkup } from './checks';
import { textOf } from './form';
import { localized } from './shared-text';

interface LimitForm {
  /** Takes the rows. */
  readonly place: JQuery;
  /** The button that goes back to what counts for who has chosen nothing. */
  readonly reset: JQuery;
  readonly saved: LimitFields | undefined;
  /** The environment that is chosen now moves real money. */
  readonly live: () => boolean;
  /** Text of the account's catalogue. */
  readonly text: (key: string) => string;
}

interface Row {
  readonly name: LimitFieldName;
  readonly input: HTMLInputElement;
  readonly check: () => void;
}

export interface LimitRows {
  /** To be called when the environment has changed. */
  refresh(): void;
  /** What a person chose; what nobody touched is absent, and follows the defaults. */
  chosen(): LimitFields;
}

const NAMES: readonly LimitFieldName[] = [...limitNames, 'timeZone'];

export function limitRows({ place, reset, saved, live, text }: LimitForm): LimitRows {
  const chosen = new Set<LimitFieldName>(NAMES.filter((name) => isSaved(saved, name)));
  const rows = NAMES.map((name) => makeRow(name, text, () => chosen.add(name)));
  for (const { name, input } of rows) {
    input.value = textOf(saved?.[name]);
    place.append(input.closest('.coinbase-limit') ?? input);
  }
  const refresh = (): void => {
    for (const { name, input, check } of rows) {
      if (!chosen.has(name)) input.value = (live() ? liveDefaults[name] : undefined) ?? '';
      check();
    }
  };
  reset.on('click', (event) => {
    event.preventDefault();
    chosen.clear();
    refresh();
  });
  refresh();
  return {
    refresh,
    chosen: () =>
      Object.fromEntries(
        rows.filter(({ name }) => chosen.has(name)).map(({ name, input }) => [name, input.value.trim()]),
      ),
  };
}

/** The first limit that cannot be read, as a reason; an imported flow may hold anything. */
export function checkLimits(saved: unknown, text: (key: string) => string): true | string {
  if (typeof saved !== 'object' || saved === null) return true;
  const fields = saved as Readonly<Record<string, unknown>>;
  for (const name of NAMES) {
    const reason = isSaved(fields, name) ? checkLimitField(name, textOf(fields[name])) : undefined;
    if (reason !== undefined) return withoutMarkup(`${text(`limit.${name}`)}: ${localized(reason)}`);
  }
  return true;
}

function isSaved(fields: object | undefined, name: LimitFieldName): boolean {
  return (fields as Readonly<Record<string, unknown>> | undefined)?.[name] !== undefined;
}

/** Label and field, then what it takes, or why it is wrong. */
function makeRow(name: LimitFieldName, text: (key: string) => string, touched: () => void): Row {
  const id = `coinbase-account-limit-${name}`;
  const label = element('label', '', text(`limit.${name}`));
  label.setAttribute('for', id);
  const input = document.createElement('input');
  Object.assign(input, { type: 'text', id, placeholder: text('limitHint.none'), spellcheck: false });
  input.setAttribute('aria-describedby', `${id}-says`);
  const line = element('div', 'form-row', '');
  line.append(label, input);
  const says = element('div', 'coinbase-hint', '');
  says.id = `${id}-says`;
  says.setAttribute('role', 'status');
  const group = element('div', 'coinbase-limit', '');
  group.append(line, says);
  const check = (): void => {
    const reason = checkLimitField(name, input.value);
    input.classList.toggle('input-error', reason !== undefined);
    says.classList.toggle('coinbase-wrong', reason !== undefined);
    says.textContent = reason ? localized(reason) : text(`limitHint.${name}`);
  };
  input.addEventListener('input', () => {
    touched();
    check();
  });
  return { name, input, check };
}

function element(tag: 'div' | 'label', className: string, content: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = content;
  return made;
}
