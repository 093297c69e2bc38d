import type { Connection } from '../lib/api';
import { findOrder, listAllOrders, type ListOptions } from '../lib/placement';
import { CoinbaseError } from '../lib/rules/errors';
import { attachNode, propertyReader, registerNode, type Job, type NodeState, type Red } from '../lib/runtime';
import type { ListOrdersConfig } from './config';
import { readQuestion, type Question } from './read-filter';
import { sendSequence } from './send-sequence';
import { upgrades } from './upgrades';

/** Time for all pages of a list, its fills included; milliseconds. */
const LIST_MS = 120_000;

/** Registers the node that lists orders, or reads one. */
export = function coinbaseListOrders(red: Red): void {
  registerNode(red, { type: 'coinbase-list-orders', upgrades }, function (saved) {
    const config = saved as Partial<ListOrdersConfig>;
    const properties = propertyReader(red, this, saved, 'ORDER_INVALID');

    attachNode<Connection>(red, this, saved, {
      fallback: () => 'REQUEST_REFUSED',
      handle: async (job, account) => {
        const question = await readQuestion(config, properties, job.msg);
        const { trading } = await account.connection();
        const { signal, waiting } = job;
        const options = { timeoutMs: LIST_MS, signal, waiting, fills: config.fills === true };
        return question.kind === 'one'
          ? sendOne(job, trading, question, options)
          : sendList(job, trading, question, options);
      },
    });

    async function sendOne(
      job: Job,
      trading: Connection['trading'],
      { name, text }: Extract<Question, { kind: 'one' }>,
      options: ListOptions,
    ): Promise<NodeState> {
      const order = await findOrder(trading, name, options);
      if (!order)
        throw new CoinbaseError('NOT_FOUND', `there is no order ${text} here (any more)`, { order: text });
      job.msg.payload = order;
      job.msg.topic = order.product_id;
      job.send(job.msg);
      return listed(1);
    }

    async function sendList(
      job: Job,
      trading: Connection['trading'],
      { filter, most }: Extract<Question, { kind: 'list' }>,
      options: ListOptions,
    ): Promise<NodeState> {
      const { orders, more } = await listAllOrders(trading, filter, { ...options, most });
      job.facts.count = orders.length;
      job.facts.more = more;
      if (config.output === 'sequence') {
        sendSequence(red, job, orders);
      } else {
        job.msg.payload = orders;
        if (filter.productId !== undefined) job.msg.topic = filter.productId;
        job.send(job.msg);
      }
      return listed(orders.length);
    }
  });
};

function listed(count: number): NodeState {
  return { kind: 'well', key: 'listed', values: { count }, facts: { count } };
}
