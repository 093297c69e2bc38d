/** The rows of a trading switch's panel. All text is set as text: it comes from a flow or from the exchange. */
import { amountWithUnit, time } from './formats';
import { pressTwice } from './press-twice';
import { localized } from './shared-text';
import type { Audit, Report, Unresolved } from './switch-calls';

type Text = (key: string, values?: Readonly<Record<string, string>>) => string;

export function limitRows({ limits, otherLimits }: Report, text: Text): HTMLElement[] {
  const rows = limits.map(({ rule, of, used, limit }) =>
    rowOf(
      `${text(`limit.${rule}`)}${of === undefined ? '' : ` (${of})`}: ${amountWithUnit(used)} / ${amountWithUnit(limit)}`,
    ),
  );
  if (limits.length === 0) rows.push(rowOf(text('panel.noLimits')));
  if (otherLimits > 0) rows.push(rowOf(text('panel.otherLimits', { number: String(otherLimits) })));
  return rows;
}

/** @param release undefined where this user may not release. */
export function unresolvedRows(
  orders: readonly Unresolved[],
  text: Text,
  release: ((clientOid: string) => void) | undefined,
): HTMLElement[] {
  if (orders.length === 0) return [rowOf(text('panel.noUnresolved'))];
  return orders.map(({ client_oid, product_id, since, told }) => {
    const row = rowOf(`${product_id} ${client_oid}`, `${time(since)}: ${localized(told)}`);
    if (release) row.append(releaseButton(text, () => release(client_oid)));
    return row;
  });
}

function releaseButton(text: Text, act: () => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'red-ui-button red-ui-button-small coinbase-release';
  button.textContent = text('unresolved.release');
  pressTwice({
    button,
    says: button,
    question: () => text('panel.releaseSure'),
    act: () => {
      button.disabled = true;
      act();
    },
  });
  return button;
}

export function auditRows(audits: readonly Audit[], none: string): HTMLElement[] {
  if (audits.length === 0) return [rowOf(none)];
  return audits.flatMap(({ client_oid, records }) => [
    rowOf(client_oid),
    ...records.map((record) => recordRow(record)),
  ]);
}

/** `03:04:05 answered {"verdict":"accepted"}`; the exact time is in its title. */
function recordRow({ at, kind, ...rest }: Audit['records'][number]): HTMLElement {
  const row = document.createElement('li');
  const line = document.createElement('code');
  line.className = 'coinbase-record';
  // The row above names the order.
  const shown = JSON.stringify(rest, (key, value: unknown) => (key === 'client_oid' ? undefined : value));
  const facts = shown === '{}' ? '' : ` ${shown}`;
  const exact = String(at);
  line.title = exact;
  line.textContent = `${time(exact)} ${String(kind)}${facts}`;
  row.append(line);
  return row;
}

function rowOf(line: string, more = ''): HTMLElement {
  const row = document.createElement('li');
  row.append(line);
  if (more !== '') {
    const detail = document.createElement('div');
    detail.textContent = more;
    row.append(detail);
  }
  return row;
}
