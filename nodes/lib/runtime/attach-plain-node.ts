import { systemClock, type Clock } from '../rules/clock';
import type { ErrorCode } from '../rules/error-codes';
import { asCoinbaseError, CoinbaseError } from '../rules/errors';
import { isPlainObject } from '../rules/shapes';
import { errorFacts } from './message-facts';
import { callSafely, isReset, queueFull, writable } from './message-input';
import type { Message, RedNode, Send } from './red';
import type { StatusLine } from './status-line';
import { within } from './within';

/** One message on its way through a node without an account. */
export interface PlainJob {
  readonly msg: Message;
  /** True for `msg.reset`: an order to the node, never data. What waited before it is given up. */
  readonly reset: boolean;
  /** Aborted when the node closes or is reset: what was being read must change nothing any more. */
  readonly signal: AbortSignal;
  /** One message, or one for each output. */
  readonly send: Send;
}

/** What makes one node without an account different from another. */
export interface PlainBehaviour {
  readonly status: StatusLine;
  /** What an error is that is not coded already. */
  readonly fallback: ErrorCode;
  /** Messages wait for it. Never rejects. */
  readonly ready: Promise<void>;
  /** Deals with one message at a time, in the order in which they came. Rejects for Catch. */
  handle(job: PlainJob): Promise<void>;
  /** Hears each error that goes to Catch. */
  failed(error: CoinbaseError): void;
  /** Ends what the node does; `removed` for good. Waited for no longer than a second. */
  close(removed: boolean): Promise<void>;
}

/** Messages that wait for their turn at most: nothing leaves this machine for them, so that they are soon dealt with. */
const MOST_WAITING = 10_000;

/** A closing node waits this long for messages under way, and then as long for its own end; milliseconds. */
const CLOSE_MS = 1000;

/**
 * A node that needs no account. As with those that have one: `done` is called exactly once a message, nothing is ever
 * thrown or rejected into Node-RED, errors are coded, and the node closes in bounded time. What a message carries at
 * `msg.coinbase` is left as it is, but for an error.
 */
export function attachPlainNode(node: RedNode, behaviour: PlainBehaviour, clock: Clock = systemClock): void {
  const line = new MessageLine(node, behaviour);
  node.on('input', (msg, send, done) => line.add(msg, send, done));
  node.on('close', (removed, done) => {
    behaviour.status.stop();
    void close().finally(() => callSafely(done, node));

    async function close(): Promise<void> {
      await within(clock, CLOSE_MS, line.end());
      line.giveUp('the node was stopped before the message was dealt with');
      await within(clock, CLOSE_MS, behaviour.close(removed));
    }
  });
}

interface Waiting {
  readonly settle: (error?: CoinbaseError) => void;
  readonly signal: AbortSignal;
}

/** Messages one after another. */
class MessageLine {
  readonly #node: RedNode;
  readonly #behaviour: PlainBehaviour;
  readonly #waiting = new Set<Waiting>();
  #end: Promise<void>;
  #giveUp = new AbortController();
  #closed = false;

  constructor(node: RedNode, behaviour: PlainBehaviour) {
    this.#node = node;
    this.#behaviour = behaviour;
    this.#end = behaviour.ready;
  }

  add(msg: Message, send: Send, done: (error?: Error) => void): void {
    const reset = isReset(msg);
    if (reset) this.giveUp('the node was reset');
    const own = writable(msg);
    const { signal } = this.#giveUp;
    const waiting: Waiting = {
      signal,
      settle: this.#settler(own, done, () => this.#waiting.delete(waiting)),
    };
    if (this.#closed) return waiting.settle(new CoinbaseError('ABORTED', 'the node is being stopped'));
    if (this.#waiting.size >= MOST_WAITING) return waiting.settle(queueFull(MOST_WAITING));
    this.#waiting.add(waiting);
    const safely: Send = (message) => callSafely(() => send(message), this.#node);
    this.#end = this.#end.then(() => this.#run(waiting, { msg: own, reset, signal, send: safely }));
  }

  /** When all messages so far are dealt with; there will be no others. */
  end(): Promise<void> {
    this.#closed = true;
    return this.#end;
  }

  /** Finishes what waits, and does not wait for what is under way any more. */
  giveUp(why: string): void {
    this.#giveUp.abort();
    this.#giveUp = new AbortController();
    for (const { settle } of this.#waiting) settle(new CoinbaseError('ABORTED', why));
    this.#end = this.#behaviour.ready;
  }

  async #run({ settle, signal }: Waiting, job: PlainJob): Promise<void> {
    if (signal.aborted) return;
    try {
      await this.#behaviour.handle(job);
      settle();
    } catch (thrown) {
      settle(asCoinbaseError(thrown, this.#behaviour.fallback));
    }
  }

  /** The one call of `done`. */
  #settler(msg: Message, done: (error?: Error) => void, settled: () => void): Waiting['settle'] {
    let finished = false;
    return (error) => {
      if (finished) return;
      finished = true;
      settled();
      if (error) {
        const known = isPlainObject(msg.coinbase) ? msg.coinbase : {};
        callSafely(() => (msg.coinbase = { ...known, error: errorFacts(error) }), this.#node);
        callSafely(() => this.#behaviour.failed(error), this.#node);
      }
      callSafely(() => (error ? done(error) : done()), this.#node);
    };
  }
}
