import { systemClock } from '../rules/clock';
import type { ErrorCode } from '../rules/error-codes';
import { asCoinbaseError, type CoinbaseError } from '../rules/errors';
import { linkAccount, type Account } from './account';
import { onFlowsStarted } from './flows-started';
import type { MessageFacts } from './message-facts';
import { callSafely, failure, onMessage, type Job } from './message-input';
import { createOutlet, type Outlet } from './outlet';
import type { NodeConfig, Red, RedNode } from './red';
import { StatusLine, type NodeState } from './status-line';
import { within } from './within';

/** What makes one node different from another. */
export interface NodeBehaviour<C, D = unknown, E = unknown> {
  /** What an error is that is not coded already. */
  readonly fallback: (facts: MessageFacts) => ErrorCode;
  /** What became of a message that a closing node cannot wait for; without it, ABORTED. */
  readonly unfinished?: (facts: MessageFacts) => CoinbaseError;
  handle(job: Job, account: Account<C, D, E>): Promise<NodeState>;
  /** What is worth a look before the first message, on an account that can be used. */
  readonly warning?: (account: Account<C, D, E>) => NodeState | undefined;
  /**
   * Begins what the node does without being asked by a message, once all nodes of the deploy are there to hear it and
   * its account can be used. Tried again with the next
   * message where it failed. The function it gives ends it when the node closes.
   */
  readonly start?: (account: Account<C, D, E>, outlet: Outlet) => Promise<() => void>;
  /**
   * Hears last that the node closes, `removed` for good, also where nothing was started. Never rejects; waited for no
   * longer than a second.
   */
  readonly closed?: (removed: boolean) => Promise<void>;
  /** `start` is called also while the account cannot be used: it waits for that itself, and tells it. */
  readonly startsUnready?: boolean;
}

/** A closing node waits so long for what it keeps, milliseconds. */
const CLOSE_MS = 1000;

/** Gives a node its account, its status and its messages. Called at the end of the constructor. */
export function attachNode<C, D = unknown, E = unknown>(
  red: Red,
  node: RedNode,
  config: NodeConfig,
  behaviour: NodeBehaviour<C, D, E>,
): void {
  const link = linkAccount<C, D, E>(red, node, config.account);
  const status = new StatusLine(red, node, () => link.peek()?.mode ?? 'paper');
  const begin = startOnce(
    node,
    behaviour.start,
    createOutlet(node, status, () => link.peek()),
  );
  const started = new Promise<void>((resolve) => onFlowsStarted(red, resolve));
  onMessage({
    red,
    node,
    status,
    account: link,
    fallback: behaviour.fallback,
    ...(behaviour.unfinished && { unfinished: behaviour.unfinished }),
    handle: async (job) => {
      const account = link.get();
      // Where it fails, the message itself finds out why.
      begin(account).catch(() => undefined);
      return behaviour.handle(job, account);
    },
  });
  const { closed } = behaviour;
  if (closed)
    node.on('close', (removed, done) => {
      void within(systemClock, CLOSE_MS, closed(removed)).finally(() => callSafely(done, node));
    });
  void greet();

  /** The first state: whether the account can be used, before the first message needs it. */
  async function greet(): Promise<void> {
    try {
      const account = link.get();
      await account.ready().then(() => showReady(account), notReady);
      await started;
      await begin(account);
    } catch (thrown) {
      showFailure(thrown);
    }
  }

  function showReady(account: Account<C, D, E>): void {
    status.show(behaviour.warning?.(account) ?? { kind: 'well', key: 'ready' });
  }

  function notReady(thrown: unknown): void {
    if (!behaviour.startsUnready) throw thrown;
    showFailure(thrown);
  }

  function showFailure(thrown: unknown): void {
    status.show(failure(asCoinbaseError(thrown, 'ACCOUNT_MISSING')));
  }
}

/** Starts at most once at a time, again after a failure, and ends what was started when the node closes. */
function startOnce<C, D, E>(
  node: RedNode,
  start: NodeBehaviour<C, D, E>['start'],
  outlet: Outlet,
): (account: Account<C, D, E>) => Promise<void> {
  if (!start) return () => Promise.resolve();
  let begun: Promise<void> | undefined;
  let end: (() => void) | undefined;
  let closed = false;
  const stop = (): void => {
    if (closed && end) callSafely(end, node);
  };
  node.on('close', (_removed, done) => {
    closed = true;
    stop();
    done();
  });
  return async (account) => {
    if (closed) return;
    begun ??= start(account, outlet)
      .then((ending) => {
        end = ending;
        stop();
      })
      .catch((thrown: unknown) => {
        begun = undefined;
        throw thrown;
      });
    return begun;
  };
}
