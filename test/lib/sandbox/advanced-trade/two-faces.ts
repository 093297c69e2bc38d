import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import { createListener } from '../../../../nodes/lib/sandbox/server/listener';
import { PaperExchange } from '../../../../nodes/lib/sandbox/server/paper-exchange';
import { issueKeys } from '../../../../nodes/lib/sandbox/server/profiles';
import { Responder } from '../../../../nodes/lib/sandbox/server/respond';
import { settingsFrom } from '../../../../nodes/lib/sandbox/server/settings';
import { type Credential, sign } from '../../../../nodes/lib/signer';
import { VirtualClock } from '../server/customer';
import { PREFIX } from './trader';

export type Json = Record<string, unknown>;

/** The sandbox's server with its engine in reach, and two profiles that trade on both faces. */
export interface TwoFaces {
  readonly exchange: PaperExchange;
  readonly clock: VirtualClock;
  /** @param holder 0 or 1. @returns the parsed body, of a refusal too. */
  readonly onExchange: (
    holder: number,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: Json,
  ) => Promise<unknown>;
  readonly onAdvancedTrade: (
    holder: number,
    method: 'GET' | 'POST',
    path: string,
    body?: Json,
  ) => Promise<Json>;
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

export async function openTwoFaces(): Promise<TwoFaces> {
  const clock = new VirtualClock();
  const keys = [{ name: 'other', permissions: ['view', 'trade'], profile: 'other' }] as const;
  const settings = settingsFrom({ clock, keys, marketEveryMs: 0, rateLimits: false });
  const exchange = new PaperExchange(settings);
  const issued = issueKeys(settings.seed, settings.keys);
  const responder = new Responder(exchange, issued);
  const server = createListener((received, address) => responder.respond(received, address));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pool = new Pool(origin);

  async function send(
    credential: Credential | undefined,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: Json,
  ): Promise<unknown> {
    if (!credential) throw new Error('there is no such holder');
    const text = body === undefined ? '' : JSON.stringify(body);
    const signed = sign({ method, path, body: text, host: '127.0.0.1' }, credential, clock.now());
    const headers = { ...signed, 'content-type': 'application/json' };
    const answer = await pool.request({ method, path, headers, body: text === '' ? null : text });
    if (answer.statusCode === 401) throw new Error(await answer.body.text());
    return answer.body.json();
  }

  return {
    exchange,
    clock,
    onExchange: (holder, method, path, body) => send(issued[holder]?.credential, method, path, body),
    onAdvancedTrade: async (holder, method, path, body) =>
      (await send(issued[holder]?.cdp[holder % 2], method, `${PREFIX}${path}`, body)) as Json,
    reset: () => responder.reset(),
    close: async () => {
      await pool.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
