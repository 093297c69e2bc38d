import { Pool, type Dispatcher } from 'undici';
import { asCoinbaseError, CoinbaseError } from '../rules/errors';
import { say } from '../sentences';
import type { Deadline } from './deadline';
import { isCancel } from './limiter';
import { networkFailure, type Phase } from './network-failure';
import { unsent, withFacts } from './with-facts';

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly text: string;
}

/** A request in its final bytes. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
  readonly body: string | undefined;
}

/** One origin's connections. Sends exactly what it gets, once; follows no redirect, repeats nothing. */
export interface Transport {
  /**
   * @param beforeSend called in the turn in which the request is written onto its socket, which may be long after this
   * call while all connections are in use; what it throws is the error, and nothing was sent.
   */
  send(request: WireRequest, deadline: Deadline, beforeSend?: () => void): Promise<WireAnswer>;
  /** Cuts what is under way. */
  close(): Promise<void>;
}

/** The largest answer that is read; the exchange's largest, a whole order book, is about half of it. */
export const LARGEST_ANSWER = 8 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;
const MOST_CONNECTIONS = 64;
/** Advanced Trade refuses an order with status 200. */
const REFUSES_IN_200 = /"success"\s*:\s*false/;
/** Kept for cancels and urgent reads while all others wait for answers that may never come. */
const SPARE_CONNECTIONS = 4;

export function createTransport(origin: string): Transport {
  const pool = createPool(origin, MOST_CONNECTIONS);
  let spare: Pool | undefined;
  // No answer to anything else can be taken for the answer to an order here.
  let orders: Pool | undefined;
  let underWay = 0;
  const poolFor = (method: string, path: string, urgent: boolean): Pool => {
    if (isPost(method) && !isCancel(method, path)) return (orders ??= createPool(origin, MOST_CONNECTIONS));
    if (!(urgent || isCancel(method, path)) || underWay <= MOST_CONNECTIONS) return pool;
    return (spare ??= createPool(origin, SPARE_CONNECTIONS));
  };
  return {
    send: (request, deadline, beforeSend) =>
      new Promise((resolve, reject) => {
        const counts = isPost(request.method) ? 0 : 1;
        underWay += counts;
        const over = <T>(settle: (value: T) => void) => {
          return (value: T): void => {
            underWay -= counts;
            settle(value);
          };
        };
        const exchange = new Exchange(over(resolve), over(reject), isPost(request.method), beforeSend);
        deadline.watch((error) => exchange.giveUp(error));
        if (exchange.settled) return;
        poolFor(request.method, request.path, deadline.urgent !== false).dispatch(
          {
            method: request.method,
            path: request.path,
            headers: request.headers as string[],
            body: request.body ?? null,
          },
          exchange,
        );
      }),
    close: async () => void (await Promise.all([pool.destroy(), spare?.destroy(), orders?.destroy()])),
  };
}

function createPool(origin: string, connections: number): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    // The deadline is one timer for the whole call; the pool's own would only come on top.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: CONNECT_TIMEOUT_MS },
  });
}

/** Such as an order: not known by its path, so that every API's is. */
function isPost(method: string): boolean {
  return method === 'POST';
}

/**
 * One request and its answer, told by the pool. The pool tells when it starts to write the request onto a socket:
 * until then nothing has left, which is the proof that a failed order needs.
 */
class Exchange implements Dispatcher.DispatchHandler {
  settled = false;
  private phase: Phase = 'connect';
  private controller: Dispatcher.DispatchController | undefined;
  private status = 0;
  private headers: Readonly<Record<string, string | string[]>> = {};
  private readonly chunks: Buffer[] = [];
  private length = 0;

  constructor(
    private readonly resolve: (answer: WireAnswer) => void,
    private readonly reject: (error: CoinbaseError) => void,
    /** Its answer need not tell what it is about, and must not be taken for the answer to another one. */
    private readonly changes: boolean,
    private readonly beforeSend: (() => void) | undefined,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A request that starts a second time would be sent twice; the pool must not do so, and here it cannot.
    if (this.phase !== 'connect') this.fail(networkFailure({ code: 'SENT_TWICE' }, 'sent'));
    else if (!this.settled) this.askCaller();
    if (this.settled) controller.abort(new Error('given up'));
    this.controller = controller;
    this.phase = 'sent';
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    this.phase = 'answering';
    this.status = status;
    this.headers = headers as Readonly<Record<string, string | string[]>>;
    if (Number(headers['content-length'] ?? 0) > LARGEST_ANSWER) this.tooLarge();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.length += chunk.length;
    if (this.length > LARGEST_ANSWER) return this.tooLarge();
    this.chunks.push(chunk);
    if (!this.changes || this.length !== Number(this.headers['content-length'])) return;
    if (this.status === 200 && !REFUSES_IN_200.test(this.text())) return;
    // A refusal that comes twice would refuse the next order too: its connection is not used again.
    this.onResponseEnd();
    this.controller?.abort(new Error('not used again'));
  }

  onResponseEnd(): void {
    if (this.settled) return;
    this.settled = true;
    this.resolve({ status: this.status, headers: this.headers, text: this.text() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(networkFailure(error, this.phase));
  }

  /** The deadline came: time-out, abort, or the account was closed. */
  giveUp(error: CoinbaseError): void {
    this.fail(this.phase === 'connect' ? unsent(error) : withFacts(error, { sent: true }));
  }

  private text(): string {
    const [only] = this.chunks;
    return only && this.chunks.length === 1 ? only.toString() : Buffer.concat(this.chunks).toString();
  }

  private askCaller(): void {
    try {
      this.beforeSend?.();
    } catch (thrown) {
      this.fail(unsent(asCoinbaseError(thrown, 'ABORTED')));
    }
  }

  private tooLarge(): void {
    const details = { sent: true, status: this.status, largestBytes: LARGEST_ANSWER };
    this.fail(new CoinbaseError('RESPONSE_TOO_LARGE', say('network.large'), details));
  }

  private fail(error: CoinbaseError): void {
    if (this.settled) return;
    this.settled = true;
    this.chunks.length = 0;
    this.reject(error);
    this.controller?.abort(new Error('given up'));
  }
}
