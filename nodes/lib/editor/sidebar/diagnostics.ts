/** The button that copies a report for an issue; where the browser lets nothing be copied, the report is shown selected. */
import { diagnostics } from './calls';
import type { Context } from './context';
import { icon, make, setText } from './dom';

export function diagnosticsPart({ text }: Pick<Context, 'text'>): HTMLElement {
  // Below the button: the sidebar's own line may be out of sight.
  const said = make('p', { role: 'status' });
  const about = make(
    'p',
    { class: 'coinbase-detail', id: 'coinbase-sidebar-diagnostics' },
    text('diagnostics.about'),
  );
  const button = make(
    'button',
    { type: 'button', class: 'red-ui-button red-ui-button-small', 'aria-describedby': about.id },
    icon('clipboard'),
    ` ${text('diagnostics.copy')}`,
  );
  const area = make('textarea', {
    class: 'coinbase-report',
    readonly: '',
    hidden: '',
    rows: '12',
    'aria-label': text('diagnostics.report'),
  });
  const select = (): void => {
    area.hidden = false;
    area.focus();
    area.select();
    setText(said, text('diagnostics.select'));
  };
  button.addEventListener('click', () =>
    diagnostics((answer, why) => {
      area.hidden = true;
      if (!answer) return setText(said, why || text('failed'));
      area.value = answer.report;
      copied(answer.report).then(() => setText(said, text('diagnostics.copied')), select);
    }),
  );
  return make('div', { class: 'coinbase-diagnostics' }, button, about, said, area);
}

/** Rejects where there is no clipboard (the editor is not on HTTPS, nor on this machine) or it may not be used. */
async function copied(report: string): Promise<void> {
  await navigator.clipboard.writeText(report);
}
