import type { Connection } from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import { CoinbaseError } from '../lib/rules/errors';
import { attachNode, propertyReader, registerNode, type Job, type NodeState, type Red } from '../lib/runtime';
import type { CancelOrderConfig } from './config';
import { readTarget, type Target } from './read-target';
import { upgrades } from './upgrades';

/** Time to cancel, and to see what became of the order; milliseconds. */
const CANCEL_MS = 30_000;

/** Registers the node that cancels orders. Cancels need no live permit: they only ever end what is open. */
export = function coinbaseCancelOrder(red: Red): void {
  registerNode(red, { type: 'coinbase-cancel-order', upgrades }, function (saved) {
    const config = saved as Partial<CancelOrderConfig>;
    const properties = propertyReader(red, this, saved, 'ORDER_INVALID');

    attachNode<Connection, Desk>(red, this, saved, {
      fallback: () => 'REQUEST_REFUSED',
      handle: async (job, account) => {
        const target = await readTarget(config, properties, job.msg);
        const desk = await account.desk();
        return target.kind === 'one' ? cancelOne(job, desk, target) : cancelMany(job, desk, target);
      },
    });
  });
};

/** The order as it stands then is the payload. */
async function cancelOne(
  { msg, facts, signal, waiting, send }: Job,
  desk: Desk,
  { name, text }: Extract<Target, { kind: 'one' }>,
): Promise<NodeState> {
  const options = { timeoutMs: CANCEL_MS, signal, waiting };
  const { outcome, order, message } = await desk.cancel(name, undefined, options);
  facts.outcome = outcome;
  if (message !== undefined) facts.exchange = message;
  if (outcome === 'not-found')
    throw new CoinbaseError('NOT_FOUND', `there is no order ${text} here (any more)`, {
      order: text,
      ...(message !== undefined && { exchange: message }),
    });
  msg.payload = order ?? ('id' in name ? { id: name.id } : { client_oid: name.clientOid });
  if (order) msg.topic = order.product_id;
  send(msg);
  return canceled(outcome === 'canceled' ? 1 : 0, outcome);
}

/** The ids that were canceled are the payload. */
async function cancelMany(
  { msg, facts, signal, waiting, send }: Job,
  desk: Desk,
  { productId }: Extract<Target, { kind: 'many' }>,
): Promise<NodeState> {
  const { canceled: ids, failed } = await desk.cancelAll(productId, {
    timeoutMs: CANCEL_MS,
    signal,
    waiting,
  });
  const [first] = failed;
  if (first)
    throw new CoinbaseError('REQUEST_REFUSED', `${failed.length} orders are open still: ${first.why}`, {
      canceled: ids,
      failed,
    });
  facts.outcome = 'canceled';
  facts.count = ids.length;
  msg.payload = ids;
  if (productId !== undefined) msg.topic = productId;
  send(msg);
  return canceled(ids.length, 'canceled');
}

function canceled(count: number, outcome: string): NodeState {
  return {
    kind: 'well',
    key: count > 0 ? 'canceled' : 'nothing',
    values: { count },
    facts: { count, outcome },
  };
}
