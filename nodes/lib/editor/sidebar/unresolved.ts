/** Orders of which it is not known whether they exist: each with its audit, and its release by a person. */
import type { AuditRecord, UnresolvedView } from '../../rules/sidebar-view';
import { audit } from './calls';
import type { Context, Section } from './context';
import { keyedRows, make, setText, type Row } from './dom';
import { time } from '../formats';
import { localized } from '../shared-text';
import { actButton, fold } from './parts';

export function unresolvedSection(context: Context): Section {
  const { text } = context;
  const list = make('ul', { class: 'coinbase-unresolved' });
  const element = fold(text('unresolved.title'), make('p', {}, text('unresolved.about')), list);
  let account = '';
  const showRows = keyedRows(
    list,
    ({ client_oid }: UnresolvedView) => client_oid,
    (order) => unresolvedRow(context, order, () => account),
  );
  return {
    element,
    show({ view: { id, desk } }) {
      account = id;
      const orders = desk?.unresolved ?? [];
      element.hidden = orders.length === 0;
      showRows(orders);
    },
  };
}

function unresolvedRow(
  context: Context,
  { client_oid, product_id }: UnresolvedView,
  account: () => string,
): Row<UnresolvedView> {
  const { text } = context;
  const why = make('p');
  const records = make('ol', { class: 'coinbase-audit' });
  const show = make(
    'button',
    { type: 'button', class: 'red-ui-button red-ui-button-small', 'aria-expanded': 'false' },
    text('unresolved.audit'),
  );
  show.addEventListener('click', () => {
    const open = show.getAttribute('aria-expanded') === 'true';
    show.setAttribute('aria-expanded', String(!open));
    records.replaceChildren();
    if (open) return;
    audit(account(), client_oid, (answer, reason) => {
      if (answer) records.replaceChildren(...answer.records.map(recordRow));
      else context.say(reason || text('failed'), 'wrong');
    });
  });
  const release = actButton(context, { label: text('unresolved.release') }, () =>
    context.actIfSure(
      {
        title: text('unresolved.sure', { product: product_id }),
        body: text('unresolved.means'),
        yes: text('unresolved.release'),
      },
      'release',
      { client_oid },
    ),
  );
  const head = make('p', {}, make('strong', {}, product_id), ' ', make('code', {}, client_oid));
  const buttons = make('div', { class: 'coinbase-buttons' }, show, release);
  return {
    element: make('li', {}, head, why, buttons, records),
    show: (order) => setText(why, `${time(order.since)}: ${localized(order.told)}`),
  };
}

/** `12:04:05 answered {"verdict":"unknown"}` */
function recordRow({ at, kind, ...rest }: AuditRecord): HTMLElement {
  const { client_oid: _named, ...facts } = rest;
  const more = Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts)}`;
  return make('li', {}, make('code', { title: at }, `${time(at)} ${kind}${more}`));
}
