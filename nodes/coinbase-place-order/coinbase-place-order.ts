import type { Connection } from '../lib/api';
import type { Placement } from '../lib/placement';
import type { Desk, DeskPlacement } from '../lib/placement/desk';
import { CoinbaseError } from '../lib/rules/errors';
import type { ParsedOrder } from '../lib/rules/order-fields';
import type { OrderPlan } from '../lib/rules/plan-order';
import {
  attachNode,
  propertyReader,
  registerNode,
  type Account,
  type Job,
  type MessageFacts,
  type NodeState,
  type Red,
} from '../lib/runtime';
import type { PlaceOrderConfig } from './config';
import { describePlacement } from './describe-placement';
import { readKey } from './read-key';
import { attendOrders } from './recovered-orders';
import { readOrder } from './read-order';
import { upgrades } from './upgrades';

/** Registers the node that places one order a message. */
export = function coinbasePlaceOrder(red: Red): void {
  registerNode(red, { type: 'coinbase-place-order', upgrades }, function (saved) {
    const config = saved as Partial<PlaceOrderConfig>;
    const properties = propertyReader(red, this, saved, 'ORDER_INVALID');

    attachNode<Connection, Desk>(red, this, saved, {
      fallback: ({ client_oid }) => (client_oid === undefined ? 'ORDER_NOT_PLACED' : 'ORDER_UNRESOLVED'),
      unfinished,
      warning: ({ mode, liveOrdersAllowed }) =>
        mode === 'live' && !liveOrdersAllowed ? { kind: 'attention', key: 'ordersOff' } : undefined,
      start: (account, outlet) =>
        attendOrders(account, outlet, {
          node: this.id,
          placed: (placement) => {
            this.log(`recovered: ${describePlacement(account.mode, placement)}`);
            return stateOf(placement);
          },
        }),
      handle: async (job, account) => {
        const { signal, waiting } = job;
        const { order, previewOnly, ...wait } = await readOrder(config, properties, job.msg);
        if (previewOnly) return preview(job, account, order);
        const key = await readKey(config, properties, this.id, job.msg);
        job.facts.product_id = order.product_id;
        const desk = await account.desk();
        const planned = (plan: OrderPlan): void => announce(job.facts, plan);
        const { environment } = account;
        const message = typeof job.msg['_msgid'] === 'string' ? job.msg['_msgid'] : '';
        const asked = {
          asked: order,
          environment,
          node: this.id,
          ...(this.z !== undefined && { flow: this.z }),
          message,
          planned,
          ...(key !== undefined && { key }),
        };
        const placement = await desk.place(asked, { ...wait, signal, waiting });
        putOrder(job, placement, config.raw === true);
        if (!placement.repeated) this.log(describePlacement(account.mode, placement));
        return stateOf(placement);
      },
    });
  });
};

/** What the order would cost and get; it may not go, and is told all the same. */
async function preview(job: Job, account: Account<Connection, Desk>, asked: ParsedOrder): Promise<NodeState> {
  const { msg, facts, signal, send } = job;
  facts.product_id = asked.product_id;
  const desk = await account.desk();
  const seen = await desk.preview({ asked, environment: account.environment }, { signal });
  msg.payload = seen;
  msg.topic = seen.product_id;
  facts.outcome = 'preview';
  send(msg);
  const { side, product_id } = seen;
  return {
    kind: 'well',
    key: 'previewed',
    values: { side, product: product_id },
    facts: { product_id, side },
  };
}

/** What the message carries from here on, whatever comes of the order. */
function announce(facts: MessageFacts, { intent, rounding }: OrderPlan): void {
  facts.client_oid = intent.client_oid;
  facts.rounding = rounding;
}

/** A node that closes cannot wait for an answer; an order that may have left must not look as if it had not. */
function unfinished(facts: MessageFacts): CoinbaseError {
  const { client_oid, product_id } = facts;
  if (client_oid === undefined)
    return new CoinbaseError('ABORTED', 'the node was stopped before the order was sent');
  const why = `the node was stopped while order ${client_oid} was under way`;
  return new CoinbaseError('ORDER_UNRESOLVED', why, { client_oid, product_id });
}

function putOrder({ msg, facts, send }: Job, placement: DeskPlacement, raw: boolean): void {
  const { order, outcome, attempts, found, repeated, client_oid } = placement;
  msg.payload = order;
  msg.topic = order.product_id;
  facts.outcome = outcome;
  facts.attempts = attempts;
  facts.client_oid = client_oid;
  if (repeated) facts.repeated = true;
  if (found) facts.found = true;
  if (raw) facts.raw = placement.raw ?? null;
  send(msg);
}

function stateOf({ order, outcome, client_oid }: Placement): NodeState {
  const { product_id, side } = order;
  return {
    kind: outcome === 'canceled' || outcome === 'partially-filled' ? 'attention' : 'well',
    key: 'placed',
    values: { side, product: product_id, outcome },
    facts: { outcome, product_id, side, client_oid, order_id: order.id },
  };
}
