import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { openConnection, type Connection } from '../../../../nodes/lib/api';
import type { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { createCredential, type Credential } from '../../../../nodes/lib/signer';
import { json, startLoopback, type Loopback, type Seen } from '../loopback';

export const BASE = '/api/v3/brokerage';
export const id = 'd0c5340b-6d6c-49d9-b567-48c4bfca13d2';
export const oid = '132fb6ae-456b-4654-b4e0-d681ac05cea1';

type Answer = (seen: Seen, response: ServerResponse) => void;

/** A server on loopback that answers as each test says, and a connection of an Advanced Trade account to it. */
export interface Desk {
  readonly connection: Connection;
  readonly server: Loopback;
  /** `GET /orders/...`, below the API's own path. */
  on(route: string, answer: Answer): void;
  /** Answers with this JSON. */
  tell(route: string, body: unknown, status?: number): void;
  /** The bodies that came to an address. */
  bodies(route: string): readonly unknown[];
  clear(): void;
  close(): Promise<void>;
}

const opened = new Set<Desk>();

/** Closes every desk that is still open, also those of a test that failed. */
export async function closeDesks(): Promise<void> {
  for (const desk of opened) await desk.close();
}

export async function openDesk(key: Credential | 'none' = cdpKey('ec')): Promise<Desk> {
  const routes = new Map<string, Answer>();
  const server = await startLoopback((seen, response) => {
    const answer = routes.get(`${seen.method} ${seen.target.slice(BASE.length).split('?')[0]}`);
    if (answer) return answer(seen, response);
    if (seen.target === `${BASE}/time`) return tellTime(response, Date.now());
    return json(response, 404, { error: 'unknown', error_details: 'no such route', message: '' });
  });
  const connection = openConnection({
    origin: server.origin,
    credential: key === 'none' ? undefined : key,
    limiter: 'off',
    environment: 'local-sandbox-advanced-trade',
    random: () => 0,
  });
  const on: Desk['on'] = (route, answer) => routes.set(route, answer);
  const desk: Desk = {
    connection,
    server,
    on,
    tell: (route, body, status = 200) => on(route, (_seen, response) => json(response, status, body)),
    bodies: (route) =>
      server.seen
        .filter(({ method, target }) => `${method} ${target.slice(BASE.length).split('?')[0]}` === route)
        .map(({ body }) => JSON.parse(body) as unknown),
    clear() {
      routes.clear();
      server.seen.length = 0;
    },
    async close() {
      opened.delete(desk);
      await connection.release();
      await server.close();
    },
  };
  opened.add(desk);
  return desk;
}

export function tellTime(response: ServerResponse, ms: number): void {
  json(response, 200, {
    iso: new Date(ms).toISOString(),
    epochSeconds: String(Math.floor(ms / 1000)),
    epochMillis: String(ms),
  });
}

/** A key that nobody else has, of each kind that the portal gives. */
export function cdpKey(kind: 'ec' | 'ed25519'): Credential {
  const secret = kind === 'ec' ? ecSecret() : edSecret();
  const made = createCredential({
    scheme: 'cdp',
    key: 'organizations/7f1b9f2e-6f0c-4c1b-9b53-0d4a8a3f5a10/apiKeys/0d9a3a4e-1b1c-4a0e-8a1c-2f0f5d6f7a8b',
    secret,
  });
  if (!made.ok) throw new Error('the test key is broken');
  return made.credential;
}

function ecSecret(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString();
}

/** Seed and public key, as the portal gives it. */
function edSecret(): string {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return Buffer.concat([d, x].map((part) => Buffer.from(part, 'base64url'))).toString('base64');
}

/** @returns the error of this code that it fails with. */
export async function fails(promise: Promise<unknown>, code: string): Promise<CoinbaseError> {
  const error = await promise.then(
    () => undefined,
    (thrown: CoinbaseError) => thrown,
  );
  assert.equal(error?.code, code);
  return error;
}
