/** The button "check key": asks the runtime about the key in the form and shows what it found, line by line. */
import { say, type Advice } from '../sentences';
import { ask, whyNot, type Answered } from './ask';
import type { PermitRequest } from './live-orders';
import { localized } from './shared-text';

/** The form as it is now, with the parts that were typed; `__PWRD__` for a deployed one. */
export interface CheckRequest extends PermitRequest {
  readonly secret: string;
  readonly passphrase: string;
  readonly tryOthers: boolean;
}

interface KeyCheckForm {
  readonly button: JQuery;
  /** The list that takes the lines. */
  readonly list: JQuery;
  /** Text of the account's catalogue. */
  readonly text: (key: string) => string;
  readonly current: () => CheckRequest;
}

interface Line {
  readonly ok: boolean | null;
  readonly told: Advice['told'];
}

/** Icon and word: colour is never the only sign. */
const SIGNS = {
  yes: { icon: 'fa-check-circle', look: 'coinbase-well', word: 'check.yes' },
  no: { icon: 'fa-times-circle', look: 'coinbase-wrong', word: 'check.no' },
  unknown: { icon: 'fa-question-circle', look: 'coinbase-unknown', word: 'check.unknown' },
} as const;

/** @returns what to call when the form has changed: what was found is about an earlier key. */
export function keyCheck({ button, list, text, current }: KeyCheckForm): () => void {
  let run = 0;
  const show = (lines: readonly Line[]): void => {
    list.empty();
    for (const line of lines) list.append(rowOf(line, text));
  };
  button.on('click', (event) => {
    event.preventDefault();
    const mine = (run += 1);
    button.prop('disabled', true);
    show([{ ok: null, told: { text: text('check.busy') } }]);
    askLines(current(), (lines, why, status) => {
      button.prop('disabled', false);
      if (mine !== run) return;
      if (lines) show(lines);
      else list.empty().append(signed(false, whyNot({ why, status }, text, 'check.failed'), text));
    });
  });
  return () => {
    run += 1;
    list.empty();
  };
}

function rowOf({ ok, told }: Line, text: (key: string) => string): HTMLElement {
  const row = signed(ok, localized(say('list.clause', { clause: told.text })), text);
  if (told.fix !== undefined) {
    const advice = document.createElement('div');
    advice.textContent = localized(told.fix);
    row.append(advice);
  }
  return row;
}

/** A sentence behind its sign. */
function signed(ok: Line['ok'], sentence: string, text: (key: string) => string): HTMLElement {
  const { icon, look, word } = SIGNS[ok === null ? 'unknown' : ok ? 'yes' : 'no'];
  const row = document.createElement('li');
  row.className = look;
  const sign = document.createElement('i');
  sign.className = `fa ${icon}`;
  sign.setAttribute('role', 'img');
  sign.setAttribute('aria-label', text(word));
  row.append(sign, ` ${sentence}`);
  return row;
}

function askLines(request: CheckRequest, answered: Answered<readonly Line[]>): void {
  ask<Readonly<Record<string, unknown>>>('POST', 'coinbase-account/check', request, (answer, why, status) => {
    const lines = answer?.['lines'];
    answered(Array.isArray(lines) ? (lines as readonly Line[]) : undefined, why, status);
  });
}
