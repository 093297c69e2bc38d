import { asCoinbaseError, CoinbaseError } from '../rules/errors';
import type { ErrorCode } from '../rules/error-codes';
import type { AccountLink } from './account';
import { describeError, newFacts, type MessageFacts } from './message-facts';
import type { Done, Message, Red, RedNode, Send } from './red';
import type { NodeState, StatusLine } from './status-line';

/** One message on its way through a node. */
export interface Job {
  readonly msg: Message;
  /** Becomes `msg.coinbase`, on success and on failure. */
  readonly facts: MessageFacts;
  /** Aborted when the node closes or is reset. */
  readonly signal: AbortSignal;
  /** Puts the facts, and `more` of this one message, on it and sends it. Does nothing once the job's message is finished. */
  readonly send: (message: Message, more?: Partial<MessageFacts>) => void;
  /** The message waits for the rate limit, or does not any more; shown at the node. */
  readonly waiting: (waits: boolean) => void;
}

export interface InputOptions {
  readonly red: Red;
  readonly node: RedNode;
  readonly status: StatusLine;
  readonly account: AccountLink<unknown>;
  /** What an error is that is not coded already. */
  readonly fallback: (facts: MessageFacts) => ErrorCode;
  /** What became of a message that a closing node cannot wait for; without it, ABORTED. */
  readonly unfinished?: (facts: MessageFacts) => CoinbaseError;
  /** Deals with one message. Resolves with the state that the node shows then; rejects for Catch. */
  handle(job: Job): Promise<NodeState>;
}

/** Messages that one node deals with at a time; above it they are refused. */
export const MOST_IN_FLIGHT = 512;

/** A closing node waits this long for what it does, milliseconds; Node-RED itself waits 15 s. */
const CLOSE_MS = 2500;

interface Flight {
  readonly job: Job;
  readonly settle: (error?: CoinbaseError) => void;
}

/**
 * The one place where messages enter a node of this package. Whatever the handler does: `done` is called exactly once
 * a message, nothing is ever thrown or rejected into Node-RED, every error is a CoinbaseError with its details at
 * `msg.coinbase.error`, the status follows, and the node closes in bounded time.
 */
export function onMessage(options: InputOptions): void {
  const { node, status } = options;
  const flights = new Set<Flight>();
  /** Of them, for the rate limit. */
  let waiting = 0;
  const show = (): void => status.show(underWay(flights.size, waiting));
  let giveUp = new AbortController();
  let closing = false;

  node.on('input', (msg, send, done) => {
    if (isReset(msg)) {
      giveUp.abort();
      giveUp = new AbortController();
      return callSafely(() => done(), node);
    }
    const flight = takeOff(options, msg, send, done, giveUp.signal, {
      landed: () => flights.delete(flight),
      waits: (now) => {
        waiting += now ? 1 : -1;
        show();
      },
    });
    if (closing) return flight.settle(new CoinbaseError('ABORTED', 'the node is being stopped'));
    if (flights.size >= MOST_IN_FLIGHT) return flight.settle(queueFull());
    flights.add(flight);
    show();
    void fly(options, flight, () => (flights.size > 0 ? underWay(flights.size, waiting) : undefined));
  });

  node.on('close', (_removed, done) => {
    closing = true;
    giveUp.abort();
    status.stop();
    void landAll(options, flights).then(() => {
      options.account.release();
      callSafely(done, node);
    });
  });
}

/** Prepares a message's life: its facts, and the one call of `done`. */
function takeOff(
  options: InputOptions,
  msg: Message,
  send: Send,
  done: Done,
  signal: AbortSignal,
  hooks: { readonly landed: () => void; readonly waits: (now: boolean) => void },
): Flight {
  const { node, account } = options;
  const facts = newFacts(account.peek());
  let finished = false;
  let waits = false;
  const job: Job = {
    msg: writable(msg),
    facts,
    signal,
    send(message, more) {
      if (finished) return;
      // A copy each: several messages may be sent, and what is on its way must not change any more.
      message.coinbase = { ...facts, ...more };
      // What happens further down the flow must not look like a failure of this node.
      callSafely(() => send(message), node);
    },
    waiting(now) {
      if (finished || waits === now) return;
      waits = now;
      hooks.waits(now);
    },
  };
  const settle = (error?: CoinbaseError): void => {
    if (finished) return;
    job.waiting(false);
    finished = true;
    hooks.landed();
    if (error) callSafely(() => describeError(job.msg, facts, error), node);
    callSafely(() => (error ? done(error) : done()), node);
  };
  return { job, settle };
}

async function fly(
  options: InputOptions,
  flight: Flight,
  others: () => NodeState | undefined,
): Promise<void> {
  const { status } = options;
  let state: NodeState;
  let error: CoinbaseError | undefined;
  try {
    state = await options.handle(flight.job);
  } catch (thrown) {
    error = asCoinbaseError(thrown, options.fallback(flight.job.facts));
    state = failure(error);
  }
  flight.settle(error);
  status.show((error ? undefined : others()) ?? state);
}

/** The state of a node with messages under way. */
function underWay(inFlight: number, waiting: number): NodeState {
  const facts = { in_flight: inFlight };
  if (waiting === 0) return { kind: 'busy', key: 'busy', facts };
  return { kind: 'waiting', key: 'rateLimit', facts: { ...facts, waiting } };
}

/** The state of a node whose last message failed. */
export function failure(error: CoinbaseError): NodeState {
  const { code } = error;
  return { ...lookOf(code), values: { code }, facts: { code } };
}

function lookOf(code: ErrorCode): Pick<NodeState, 'kind' | 'key'> {
  if (code === 'ACCOUNT_MISSING') return { kind: 'misconfigured', key: 'noAccount' };
  if (code === 'CREDENTIAL_INVALID') return { kind: 'misconfigured', key: 'badCredential' };
  if (code === 'CONFIG_VERSION') return { kind: 'misconfigured', key: 'failed' };
  return { kind: code === 'RATE_QUEUE_FULL' ? 'attention' : 'failed', key: 'failed' };
}

/** A Function node may freeze what it sends; a result must have a place all the same. */
export function writable(msg: Message): Message {
  return Object.isExtensible(msg) ? msg : { ...msg };
}

/** Waits until all messages have landed; what has not landed in time is finished by force, truthfully. */
async function landAll(options: InputOptions, flights: ReadonlySet<Flight>): Promise<void> {
  const deadline = performance.now() + CLOSE_MS;
  while (flights.size > 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10));
  for (const flight of flights) {
    const aborted = new CoinbaseError('ABORTED', 'the node was stopped before the answer came');
    flight.settle(options.unfinished?.(flight.job.facts) ?? aborted);
  }
}

/** `msg.reset`: gives up what is under way. Such a message is an order to the node, never data. */
export function isReset(msg: Message): boolean {
  return Object.prototype.hasOwnProperty.call(msg, 'reset') && Boolean(msg.reset);
}

/** Refuses one message more than a node deals with at a time. */
export function queueFull(most = MOST_IN_FLIGHT): CoinbaseError {
  return new CoinbaseError('RATE_QUEUE_FULL', `${most} messages are under way in this node`);
}

/** Node-RED's own callbacks can throw: a frozen message, a downstream node with synchronous delivery. */
export function callSafely(call: () => void, node: RedNode): void {
  try {
    call();
  } catch (thrown) {
    try {
      node.warn(
        `A message could not be finished: ${thrown instanceof Error ? thrown.message : 'unknown error'}`,
      );
    } catch {
      // Nobody is left to tell.
    }
  }
}
