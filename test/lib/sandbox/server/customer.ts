import { Pool } from 'undici';
import {
  type Sandbox,
  type SandboxClock,
  type SandboxOptions,
  startSandbox,
} from '../../../../nodes/lib/sandbox';
import { createExchangeCredential, type ExchangeCredential, sign } from '../../../../nodes/lib/signer';

/** A clock that stands still until it is moved; its timers fire as it passes them. */
export class VirtualClock implements SandboxClock {
  #now: number;
  readonly #timers = new Set<{ due: number; ms: number; tick: () => void }>();

  constructor(now = Date.UTC(2026, 0, 2, 3, 4, 5)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  every(ms: number, tick: () => void): () => void {
    const timer = { due: this.#now + ms, ms, tick };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = [...this.#timers].filter(({ due }) => due <= end).toSorted((a, b) => a.due - b.due)[0];
      if (!next) break;
      this.#now = next.due;
      next.due += next.ms;
      next.tick();
    }
    this.#now = end;
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The parsed body. */
  readonly value: () => unknown;
  /** The parsed body where it is an object. */
  readonly json: () => Record<string, unknown>;
}

/** What to change in an otherwise correct request, to see what the sandbox says. */
export interface Sending {
  readonly body?: unknown;
  /** The body's text where it must not be what JSON.stringify makes. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers to leave out, in upper case. */
  readonly without?: readonly string[];
  /** Unix milliseconds of the signature; default the sandbox's time. */
  readonly signedAt?: number;
  readonly unsigned?: boolean;
}

/** A sandbox with its key's holder: signs with the package's own signer. */
export interface Customer {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly credential: ExchangeCredential;
  readonly send: (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD',
    path: string,
    sending?: Sending,
  ) => Promise<Answer>;
  /** Sends as the holder of another of the sandbox's keys. */
  readonly sendAs: (
    name: string,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ) => Promise<Answer>;
  /** POST /orders that must succeed; the order's id. */
  readonly place: (order: Readonly<Record<string, unknown>>) => Promise<string>;
}

/** A limit order far below the market. */
export const RESTING = {
  product_id: 'BTC-USD',
  side: 'buy',
  type: 'limit',
  price: '1000.00',
  size: '0.01',
} as const;

/** Starts a sandbox on a virtual clock with a market that stands still, unless told otherwise. */
export async function openCustomer(options: SandboxOptions = {}): Promise<Customer> {
  const clock = new VirtualClock();
  const sandbox = await startSandbox({ clock, marketEveryMs: 0, rateLimits: false, ...options });
  const made = createExchangeCredential(sandbox);
  if (!made.ok) throw new Error('the sandbox has a key that cannot sign');
  const { credential } = made;

  const pool = new Pool(sandbox.rest);
  const send: Customer['send'] = async (method, path, sending = {}) => {
    const { body, text = body === undefined ? '' : JSON.stringify(body) } = sending;
    const signed = sending.unsigned
      ? {}
      : sign({ method, path, body: text }, credential, sending.signedAt ?? clock.now());
    const headers: Record<string, string> = {
      ...signed,
      'content-type': 'application/json',
      ...sending.headers,
    };
    for (const name of sending.without ?? []) delete headers[name];
    const answer = await pool.request({ method, path, headers, body: text === '' ? null : text });
    const received = await answer.body.text();
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: received,
      value: () => JSON.parse(received) as unknown,
      json: () => JSON.parse(received) as Record<string, unknown>,
    };
  };

  return {
    sandbox,
    clock,
    credential,
    send,
    sendAs: (name, method, path, body) => {
      const key = sandbox.keys.find((one) => one.name === name);
      const other = key && createExchangeCredential(key);
      if (!other?.ok) throw new Error(`there is no key ${name}`);
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = { ...sign({ method, path, body: text }, other.credential, clock.now()) };
      return send(method, path, { headers, text });
    },
    place: async (order) => {
      const answer = await send('POST', '/orders', { body: order });
      if (answer.status !== 200) throw new Error(`the order was refused: ${answer.text}`);
      return (answer.value() as { id: string }).id;
    },
  };
}
