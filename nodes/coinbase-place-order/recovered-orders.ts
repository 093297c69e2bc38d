import type { Connection } from '../lib/api';
import type { Desk, DeskPlacement, Recovered } from '../lib/placement/desk';
import { CoinbaseError } from '../lib/rules/errors';
import type { Account, NodeState, Outlet } from '../lib/runtime';

/** What the node does with the outcomes that no message waits for any more. */
export interface RecoveredParts {
  readonly node: string;
  readonly placed: (placement: DeskPlacement) => NodeState;
}

/** Sends late outcomes of this node's orders, and shows what is not known. @returns ends it. */
export function attendOrders(
  account: Account<Connection, Desk>,
  outlet: Outlet,
  parts: RecoveredParts,
): Promise<() => void> {
  let leaveDesk = (): void => undefined;
  const leaveAccount = account.onDesk((desk) => {
    leaveDesk();
    leaveDesk = attendDesk(desk, outlet, parts);
  });
  return Promise.resolve(() => {
    leaveAccount();
    leaveDesk();
  });
}

function attendDesk(desk: Desk, outlet: Outlet, { node, placed }: RecoveredParts): () => void {
  const showUnresolved = (): boolean => {
    const own = desk.report().unresolved.find((order) => order.node === node);
    if (own) outlet.show(unresolved(own.client_oid));
    return own !== undefined;
  };
  const stopEvents = desk.onEvent((event) => {
    if (event.event !== 'unresolved' && event.event !== 'resolved' && event.event !== 'released') return;
    if (event.order.node !== node || showUnresolved()) return;
    if (event.event === 'released') outlet.show({ kind: 'well', key: 'ready' });
  });
  showUnresolved();
  const stopRecovered = desk.onRecovered(node, (recovered) => {
    outlet.show(deliver(recovered, outlet, placed));
    showUnresolved();
  });
  return () => {
    stopEvents();
    stopRecovered();
  };
}

/** As the node would have sent it, had the message not given up. */
function deliver(
  { message, client_oid, renews, result }: Recovered,
  outlet: Outlet,
  placed: RecoveredParts['placed'],
): NodeState {
  const msg = message === '' ? {} : { _msgid: message };
  const known = { recovered: true, client_oid, ...(renews !== undefined && { renews }) };
  if (result instanceof CoinbaseError) {
    const { code } = result;
    outlet.fail(result, msg, known);
    return { kind: 'attention', key: 'failed', values: { code }, facts: { code, client_oid } };
  }
  const { order, outcome, attempts, found } = result;
  const facts = { ...known, outcome, attempts, product_id: order.product_id, ...(found && { found }) };
  outlet.send({ ...msg, payload: order, topic: order.product_id }, facts);
  return placed(result);
}

function unresolved(client_oid: string): NodeState {
  const code = 'ORDER_UNRESOLVED';
  return { kind: 'failed', key: 'failed', values: { code }, facts: { code, client_oid } };
}
