/** The panel of a deployed trading switch: its state with buttons, limits, unresolved orders, and the audit. */
import { whyNot, type Answered } from './ask';
import { pressTwice } from './press-twice';
import { localized } from './shared-text';
import { switchOrigin } from './switch-origin';
import { auditRows, limitRows, unresolvedRows } from './switch-rows';
import { switchCalls, type Report } from './switch-calls';

interface SwitchPanel {
  readonly id: string;
  /** The form that is open: an answer that comes after it was closed is for nobody. */
  readonly form: HTMLElement;
  /** Whether this user may act; without it everything is shown and nothing can be pressed. */
  readonly mayAct: boolean;
  /** Text of the switch's catalogue. */
  readonly text: (key: string, values?: Readonly<Record<string, string>>) => string;
}

const STATES = ['active', 'reducing', 'halted'] as const;

export function switchPanel({ id, form, mayAct, text }: SwitchPanel): void {
  const calls = switchCalls(id, () => form.isConnected);
  let live = false;
  const buttons = STATES.map((state) => ({ state, button: $(`#coinbase-switch-${state}`) }));
  const say = (sentence: string, wrong: boolean): void => {
    $('#coinbase-switch-said').text(sentence).toggleClass('coinbase-wrong', wrong);
  };
  const usable = (on: boolean): void => {
    for (const { button } of buttons) button.prop('disabled', !(on && mayAct));
  };
  const show: Answered<Report> = (report, why, status) => {
    $('#coinbase-switch-deployed').toggle(report !== undefined);
    usable(report !== undefined);
    if (!report) return say(whyNot({ why, status }, text, 'panel.unknown'), true);
    live = report.mode === 'live';
    $('#coinbase-switch-state').text(sentenceOf(report, text));
    for (const { state, button } of buttons) {
      const chosen = state === report.position.state;
      button.toggleClass('selected', chosen).attr('aria-pressed', String(chosen));
    }
    fill('#coinbase-switch-limits', limitRows(report, text));
    const release = mayAct ? (oid: string) => calls.release(oid, refresh) : undefined;
    fill('#coinbase-switch-unresolved', unresolvedRows(report.unresolved, text, release));
    say(report.journal === 'ready' ? (mayAct ? '' : text('panel.readOnly')) : journalOf(report, text), false);
  };
  /** After an act that failed the state is still worth showing. */
  const refresh: Answered<Report> = (report, why, status) => {
    if (report) return show(report, why, status);
    calls.report((now, whyNow, current) => {
      show(now, whyNow, current);
      if (now) say(whyNot({ why, status }, text, 'failed'), true);
    });
  };
  usable(false);
  for (const { state, button } of buttons)
    for (const element of button.get())
      pressTwice({
        button: element,
        says: element.querySelector('span') ?? element,
        question: () => (live && state === 'active' ? text('panel.activeSure') : undefined),
        act: () => {
          usable(false);
          calls.move(state, refresh);
        },
      });
  $('#coinbase-switch-look').on('click', () => {
    const what = ($('#coinbase-switch-what').val() ?? '').trim();
    if (what === '') return;
    calls.audit($('#coinbase-switch-by').val() ?? '', what, (answer, why) =>
      fill('#coinbase-switch-audit', auditRows(answer?.audits ?? [], why || text('panel.noAudit'))),
    );
  });
  calls.report(show);
}

function sentenceOf({ mode, position }: Report, text: SwitchPanel['text']): string {
  const word = mode === 'live' ? 'LIVE' : 'paper';
  const origin = switchOrigin(position, text, (values) => text('panel.since', values));
  return `${word} ${text(`status.${position.state}`)}${origin}`;
}

function journalOf({ journal, trouble }: Report, text: SwitchPanel['text']): string {
  return journal === 'reconciling' ? text('switch.reconciling') : localized(trouble?.told ?? '');
}

function fill(selector: string, rows: readonly HTMLElement[]): void {
  const list = $(selector).empty();
  for (const row of rows) list.append(row);
}
