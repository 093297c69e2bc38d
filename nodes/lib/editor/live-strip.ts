/** The strip above a form whose account moves real money, and the hint where there is no account yet. */
import { accountOf, isChosen, isLive } from './account';
import { isLocal } from './environments';
import { field, textOf } from './fields';
import { choosePaper } from './paper-account';
import { environmentText, sharedText } from './shared-text';

/** Follows the account that the form names. */
export function liveStrip(form: HTMLElement): void {
  const strip = stripIn(form);
  const hint = document.createElement('div');
  hint.className = 'form-tips coinbase-no-account';
  const paper = document.createElement('button');
  paper.type = 'button';
  paper.className = 'red-ui-button red-ui-button-small';
  paper.textContent = sharedText('usePaper');
  paper.addEventListener('click', () => choosePaper(field('account')));
  const says = document.createElement('span');
  hint.append(says, ' ', paper);
  field('account').closest('.form-row')[0]?.after(hint);
  const follow = (): void => {
    const chosen = field('account').val();
    const account = accountOf(chosen);
    hint.style.display = account || isVariable(chosen) ? 'none' : '';
    const some = hasAccounts(field('account'));
    says.textContent = some ? sharedText('chooseAccount') : sharedText('noAccount');
    if (!account || !isLive(account)) return strip.hide();
    const environment = environmentText(textOf(account['environment']));
    const name = textOf(account['name']);
    strip.show(sharedText('live', { what: name === '' ? environment : `${name} (${environment})` }));
  };
  field('account').on('change', follow);
  follow();
}

/** Inside a subflow the account may be `${NAME}`. */
function isVariable(chosen: string | undefined): boolean {
  return chosen !== undefined && /^\$\{[^}]+\}$/.test(chosen);
}

function hasAccounts(list: JQuery): boolean {
  const options = list.find('option').get();
  return options.some((option) => option instanceof HTMLOptionElement && isChosen(option.value));
}

/** The strip itself, at the top of the form. */
export function stripIn(form: HTMLElement): { show(text: string): void; hide(): void } {
  const strip = document.createElement('div');
  strip.className = 'coinbase-strip';
  strip.setAttribute('role', 'status');
  const word = document.createElement('strong');
  word.textContent = 'LIVE';
  const text = document.createElement('span');
  strip.append(word, ' ', text);
  form.prepend(strip);
  strip.style.display = 'none';
  return {
    show(sentence) {
      text.textContent = sentence;
      strip.style.display = '';
    },
    hide: () => void (strip.style.display = 'none'),
  };
}

/** Chooses the account of a node that has none, where there is exactly one and it is paper money on this machine. */
export function offerAccount(saved: unknown): void {
  if (saved !== '' && saved !== undefined) return;
  const accounts: string[] = [];
  RED.nodes.eachConfig(({ id, type, d, environment }) => {
    if (type === 'coinbase-account') accounts.push(isLocal(environment) && d !== true ? id : '');
    return true;
  });
  const [only] = accounts;
  const list = field('account');
  if (accounts.length !== 1 || only === undefined || only === '') return;
  if (list.find(`option[value="${only}"]`).length > 0) list.val(only);
}
