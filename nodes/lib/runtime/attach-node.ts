import type { ErrorCode } from '../rules/error-codes';
import { asCoinbaseError, type CoinbaseError } from '../rules/errors';
import { linkAccount, type Account } from './account';
import type { MessageFacts } from './message-facts';
import { failure, onMessage, type Job } from './message-input';
import type { NodeConfig, Red, RedNode } from './red';
import { StatusLine, type NodeState } from './status-line';

/** What makes one node different from another. */
export interface NodeBehaviour<C, D = unknown> {
  /** What an error is that is not coded already. */
  readonly fallback: (facts: MessageFacts) => ErrorCode;
  /** What became of a message that a closing node cannot wait for; without it, ABORTED. */
  readonly unfinished?: (facts: MessageFacts) => CoinbaseError;
  handle(job: Job, account: Account<C, D>): Promise<NodeState>;
  /** What is worth a look before the first message, on an account that can be used. */
  readonly warning?: (account: Account<C, D>) => NodeState | undefined;
}

/** Gives a node its account, its status and its messages. Called at the end of the constructor. */
export function attachNode<C, D = unknown>(
  red: Red,
  node: RedNode,
  config: NodeConfig,
  behaviour: NodeBehaviour<C, D>,
): void {
  const link = linkAccount<C, D>(red, node, config.account);
  const status = new StatusLine(red, node, () => link.peek()?.mode ?? 'paper');
  onMessage({
    red,
    node,
    status,
    account: link,
    fallback: behaviour.fallback,
    ...(behaviour.unfinished && { unfinished: behaviour.unfinished }),
    handle: async (job) => behaviour.handle(job, link.get()),
  });
  void greet();

  /** The first state: whether the account can be used, before the first message needs it. */
  async function greet(): Promise<void> {
    try {
      const account = link.get();
      await account.ready();
      status.show(behaviour.warning?.(account) ?? { kind: 'well', key: 'ready' });
    } catch (thrown) {
      status.show(failure(asCoinbaseError(thrown, 'ACCOUNT_MISSING')));
    }
  }
}
