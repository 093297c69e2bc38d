import type { ServerResponse } from 'node:http';
import type { ApiName } from '../../../nodes/lib/api';
import { verify, type Credential } from '../../../nodes/lib/signer';
import { json, startLoopback, type Loopback, type Seen } from './loopback';

/** How a stand-in for one of Coinbase's APIs behaves: the key that it knows, and what is wrong with the world. */
export interface StandIn {
  readonly api: ApiName;
  readonly known: Credential;
  /** Its clock minus this machine's, milliseconds. */
  readonly clockMs?: number;
  /** Of the portfolio of every CDP key: `DEFAULT` where absent. */
  readonly portfolioType?: string;
  /** Its answer to a question for portfolios; one that is well where absent. */
  readonly portfolios?: unknown;
  readonly may?: Partial<Readonly<Record<'view' | 'trade' | 'transfer', boolean>>>;
}

/** The portfolio of every CDP key here. */
export const PORTFOLIO = '6a1d0f8e-3f3c-4a7e-9f43-5d1c9c0f7b21';

/** Texts as the APIs' documentation and their clients' issues tell them. */
const REFUSALS = {
  exchange: {
    key: [401, { message: 'Invalid API Key' }],
    signature: [401, { message: 'invalid signature' }],
    passphrase: [401, { message: 'Invalid Passphrase' }],
    permission: [403, { message: 'Forbidden' }],
  },
  prime: {
    key: [401, { message: 'invalid api key' }],
    signature: [401, { message: 'invalid signature' }],
    passphrase: [401, { message: 'invalid passphrase' }],
    permission: [403, { message: 'forbidden' }],
  },
  international: {
    key: [401, { title: 'Unauthorized', status: 401 }],
    signature: [401, { title: 'Unauthorized', status: 401 }],
    passphrase: [401, { title: 'Unauthorized', status: 401 }],
    permission: [403, { title: 'ip not allowed', status: 403 }],
  },
  'advanced-trade': {
    key: [401, 'Unauthorized\n'],
    signature: [401, 'Unauthorized\n'],
    passphrase: [401, 'Unauthorized\n'],
    permission: [403, { error: 'PERMISSION_DENIED', error_details: 'Missing required scopes', message: '' }],
  },
  'coinbase-app': {
    key: [401, { errors: [{ id: 'authentication_error', message: 'invalid api key' }] }],
    signature: [401, { errors: [{ id: 'authentication_error', message: 'invalid signature' }] }],
    passphrase: [401, { errors: [] }],
    permission: [403, { errors: [{ id: 'invalid_scope', message: 'Missing required scopes' }] }],
  },
} as const satisfies Record<ApiName, unknown>;

type Why = 'key' | 'signature' | 'passphrase' | 'permission';

/** A real HTTP server on loopback that checks keys and answers as the API does. */
export function startStandIn(standIn: StandIn): Promise<Loopback> {
  return startLoopback((seen, response) => {
    const date = new Date(Date.now() + (standIn.clockMs ?? 0));
    response.setHeader('date', date.toUTCString());
    if (tellTime(seen, response, date)) return;
    const why = refused(standIn, seen);
    if (why === undefined) return json(response, 200, answer(standIn, seen));
    const [status, body] = REFUSALS[standIn.api][why];
    if (typeof body === 'string') response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
    else json(response, status, body);
  });
}

function tellTime({ target }: Seen, response: ServerResponse, date: Date): boolean {
  const epoch = date.getTime() / 1000;
  const bodies: Record<string, unknown> = {
    '/time': { iso: date.toISOString(), epoch },
    '/v2/time': { data: { iso: date.toISOString(), epoch: Math.floor(epoch) } },
    '/api/v3/brokerage/time': {
      iso: date.toISOString(),
      epochSeconds: String(Math.floor(epoch)),
      epochMillis: String(date.getTime()),
    },
    '/api/v1/assets': [{ asset_name: 'USDC' }],
  };
  if (!Object.hasOwn(bodies, target)) return false;
  json(response, 200, bodies[target]);
  return true;
}

function refused({ known, may = {} }: StandIn, seen: Seen): Why | undefined {
  const { headers, method, target: path, body } = seen;
  const key = headers['cb-access-key'] ?? headers['x-cb-access-key'] ?? kidOf(headers.authorization);
  if (key !== known.key) return 'key';
  if (!verify({ method, path, body, headers }, known, '127.0.0.1')) return 'signature';
  const passphrase = headers['cb-access-passphrase'] ?? headers['x-cb-access-passphrase'] ?? '';
  if (passphrase !== known.passphrase) return 'passphrase';
  if (path === '/payment-methods') return may.transfer === true ? undefined : 'permission';
  return may.view === false ? 'permission' : undefined;
}

function kidOf(authorization = ''): unknown {
  const [header = ''] = authorization.replace(/^Bearer /, '').split('.');
  try {
    return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid?: unknown }).kid;
  } catch {
    return undefined;
  }
}

function answer(standIn: StandIn, { target }: Seen): unknown {
  const { may = {}, portfolioType = 'DEFAULT' } = standIn;
  const portfolio = { name: 'Savings', uuid: PORTFOLIO, type: portfolioType, deleted: false };
  if (target === '/api/v3/brokerage/portfolios') return standIn.portfolios ?? { portfolios: [portfolio] };
  if (target !== '/api/v3/brokerage/key_permissions') return [];
  return {
    can_view: may.view ?? true,
    can_trade: may.trade ?? true,
    can_transfer: may.transfer ?? false,
    portfolio_uuid: PORTFOLIO,
    portfolio_type: portfolioType,
  };
}
