import { recognise, type CredentialPart, type Recognised } from '../signer/recognise';
import { listed, say } from '../sentences';
import type { Say } from './says';
import { localized } from './shared-text';

/** Where the parts of a recognised credential go, and what the form knows. */
interface PasteTarget {
  /** The field that takes anything. */
  readonly area: JQuery;
  /** The fields that are filled; a multi-line paste into one of them is taken the same way. */
  readonly fields: Readonly<Record<CredentialPart, JQuery>>;
  readonly say: Say;
  readonly environment: () => string;
  /** Whether the form has such an environment to choose. */
  readonly offers: (environment: string) => boolean;
  /** The sentence for a credential that the chosen environment cannot use; `fits` names those that can. */
  readonly misfit: (fits: readonly string[]) => string;
  /** Takes a button for each environment that it fits instead. */
  readonly choices: JQuery;
  readonly choice: (environment: string) => string;
  readonly choose: (environment: string) => void;
}

const PARTS: readonly CredentialPart[] = ['key', 'secret', 'passphrase'];

/**
 * Makes the form recognise whatever is pasted, fill its fields with it and say at once what it is. What was recognised
 * leaves the paste field, so that no secret stays readable on the screen.
 * @returns what to call when the environment changes: says again whether the last paste fits.
 */
export function takePastes(target: PasteTarget): () => void {
  let last: Recognised | undefined;
  const sayAgain = (): void => {
    target.choices.empty();
    if (last === undefined) target.say('', 'plain');
    else judge(target, last);
  };

  function take(text: string): Recognised {
    const found = recogniseFor(target, text);
    if (found.fits.length > 0) {
      for (const part of PARTS) {
        const value = found.fields[part];
        if (value !== undefined) target.fields[part].val(value).trigger('change');
      }
    }
    last = (found.fits.length > 0 ? wholeFields(target, found) : undefined) ?? found;
    sayAgain();
    return found;
  }

  target.area.on('input', () => {
    const text = target.area.val() ?? '';
    if (text.trim() === '') return;
    const { fields } = take(text);
    if (PARTS.some((part) => fields[part] !== undefined)) target.area.val('');
  });
  for (const part of PARTS) {
    target.fields[part].on('paste', (event) => {
      const text = pastedText(event);
      // One word is what belongs into this field; anything longer, or a file on one line, is a whole credential.
      if (/\S\s+\S|^\s*\{/.test(text) && take(text).fits.length > 0) event.preventDefault();
    });
  }
  return sayAgain;
}

function recogniseFor(target: PasteTarget, text: string): Recognised {
  const found = recognise(text);
  return { ...found, fits: found.fits.filter(target.offers) };
}

/**
 * What the fields make together, once they hold every part that the product needs in a form that can be read here. A
 * passphrase left over from another key is none of a CDP key.
 */
function wholeFields(target: PasteTarget, { product }: Recognised): Recognised | undefined {
  const parts = PARTS.filter((part) => product !== 'cdp' || part !== 'passphrase')
    .map((part) => [part, target.fields[part].val() ?? ''] as const)
    .filter(([, value]) => value !== '' && value !== '__PWRD__' && !value.startsWith('${'));
  const whole = recogniseFor(target, JSON.stringify(Object.fromEntries(parts)));
  return whole.missing.length === 0 ? whole : undefined;
}

/** Says what was recognised, what is wrong with it, and which environment it fits when it is not the chosen one. */
function judge(target: PasteTarget, found: Recognised): void {
  const fits = (found.fits as readonly string[]).includes(target.environment());
  const said = found.problems.map(({ told: { text, fix = '' } }) =>
    localized(listed([say('list.clause', { clause: text }), fix], 'space')),
  );
  const sentences = [localized(found.told), ...said];
  if (!fits && found.product !== 'unknown') {
    sentences.push(target.misfit(found.fits));
    for (const environment of found.fits) target.choices.append(choiceOf(target, environment));
  }
  const whole = fits && found.missing.length === 0 && found.problems.length === 0;
  target.say(sentences.join(' '), whole ? 'well' : 'wrong');
}

function choiceOf({ choice, choose }: PasteTarget, environment: string): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'red-ui-button red-ui-button-small';
  button.textContent = choice(environment);
  button.addEventListener('click', () => choose(environment));
  return button;
}

function pastedText(event: JQueryEvent): string {
  const original = event.originalEvent;
  return original instanceof ClipboardEvent ? (original.clipboardData?.getData('text') ?? '') : '';
}
