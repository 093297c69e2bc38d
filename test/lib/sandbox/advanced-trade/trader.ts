import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import type { SandboxOptions } from '../../../../nodes/lib/sandbox';
import { type Answer, type Customer, openCustomer } from '../server/customer';

export const PREFIX = '/api/v3/brokerage';

/** Header and claims of a token, open at every step for a mistake. */
export interface Token {
  header: Record<string, unknown>;
  claims: Record<string, unknown>;
  key: KeyObject;
}

export interface Sending {
  readonly body?: unknown;
  /** The body's text where it must not be what JSON.stringify makes. */
  readonly text?: string;
  /** Default ES256, as the safe choice of Coinbase's pages. */
  readonly kind?: 'ecdsa' | 'ed25519';
  /** Which of the sandbox's keys. Default `default`. */
  readonly as?: string;
  readonly unsigned?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly spoil?: (token: Token) => void;
  /** The token as it is sent, from the right one. */
  readonly rewrite?: (token: string, key: KeyObject) => string;
}

/** The holder of a sandbox's CDP keys; its tokens are made by `jose`. Paths go without {@link PREFIX}. */
export interface Trader {
  readonly customer: Customer;
  readonly send: (method: 'GET' | 'POST', path: string, sending?: Sending) => Promise<Answer>;
  readonly get: (path: string, sending?: Sending) => Promise<Record<string, unknown>>;
  readonly post: (path: string, body: unknown, sending?: Sending) => Promise<Record<string, unknown>>;
  /** POST /orders that must succeed; the order's id. */
  readonly place: (order: Readonly<Record<string, unknown>>) => Promise<string>;
  readonly order: (id: string) => Promise<Record<string, unknown>>;
  readonly close: () => Promise<void>;
}

/** A limit order far below the market. */
export const RESTING = {
  product_id: 'BTC-USD',
  side: 'BUY',
  order_configuration: { limit_limit_gtc: { base_size: '0.01', limit_price: '1000', post_only: false } },
} as const;

export async function openTrader(options: SandboxOptions = {}): Promise<Trader> {
  const { SignJWT } = await import('jose');
  const customer = await openCustomer(options);
  const { sandbox, clock } = customer;
  const pool = new Pool(sandbox.rest);
  const host = new URL(sandbox.rest).hostname;
  let nonces = 0;

  function tokenFor(method: string, path: string, { kind = 'ecdsa', as = 'default' }: Sending): Token {
    const issued = sandbox.keys.find(({ name }) => name === as);
    if (!issued) throw new Error(`there is no key ${as}`);
    const { name, privateKey } = issued.cdp[kind];
    const now = Math.floor(clock.now() / 1000);
    nonces += 1;
    return {
      header: { alg: kind === 'ecdsa' ? 'ES256' : 'EdDSA', kid: name, nonce: `nonce-${nonces}`, typ: 'JWT' },
      claims: {
        iss: 'cdp',
        sub: name,
        nbf: now,
        exp: now + 120,
        uri: `${method} ${host}${path.split('?')[0]}`,
      },
      key: keyObject(kind, privateKey),
    };
  }

  async function bearer(token: Token, rewrite: NonNullable<Sending['rewrite']>): Promise<string> {
    const { header, claims, key } = token;
    const right = await new SignJWT(claims).setProtectedHeader(header as { alg: string }).sign(key);
    return `Bearer ${rewrite(right, key)}`;
  }

  const send: Trader['send'] = async (method, short, sending = {}) => {
    const path = `${PREFIX}${short}`;
    const { body, text = body === undefined ? '' : JSON.stringify(body), unsigned = false } = sending;
    const { rewrite = (right) => right } = sending;
    const token = tokenFor(method, path, sending);
    sending.spoil?.(token);
    const headers = {
      'content-type': 'application/json',
      ...(!unsigned && { authorization: await bearer(token, rewrite) }),
      ...sending.headers,
    };
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

  async function right(answering: Promise<Answer>): Promise<Record<string, unknown>> {
    const answer = await answering;
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return answer.json();
  }

  const post: Trader['post'] = (path, body, sending = {}) => right(send('POST', path, { ...sending, body }));
  const get: Trader['get'] = (path, sending) => right(send('GET', path, sending));
  return {
    customer,
    send,
    get,
    post,
    place: async (order) => {
      const answer = await post('/orders', { client_order_id: randomUUID(), ...order });
      const { order_id: id } = (answer['success_response'] ?? {}) as { order_id?: string };
      if (answer['success'] !== true || id === undefined) throw new Error(JSON.stringify(answer));
      return id;
    },
    order: async (id) => (await get(`/orders/historical/${id}`))['order'] as Record<string, unknown>,
    close: async () => {
      await pool.close();
      await sandbox.close();
    },
  };
}

const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function keyObject(kind: 'ecdsa' | 'ed25519', text: string): KeyObject {
  if (kind === 'ecdsa') return createPrivateKey(text);
  const seed = Buffer.from(text, 'base64').subarray(0, 32);
  return createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' });
}
