/** A sandbox behind an account of each API, for nodes that follow live data. */
import type { Sandbox } from '../../nodes/lib/sandbox';
import { loadBench, type Bench, type Message } from './flow-bench';
import { accountNode } from './forms';

export interface Face {
  readonly environment: string;
  account(sandbox: Sandbox): Message;
  credentials(sandbox: Sandbox): Record<string, string>;
}

export const faces: readonly Face[] = [
  {
    environment: 'exchange-sandbox',
    account: ({ rest }) => accountNode({ environment: 'exchange-sandbox', origin: rest }),
    credentials: ({ key, secret, passphrase }) => ({
      coinbaseAccountKey: key,
      coinbaseAccountSecret: secret,
      coinbaseAccountPassphrase: passphrase,
    }),
  },
  {
    environment: 'advanced-trade',
    account: ({ rest }) => accountNode({ environment: 'advanced-trade', origin: rest }),
    credentials: ({ cdp }) => ({
      coinbaseAccountKey: cdp.ecdsa.name,
      coinbaseAccountSecret: cdp.ecdsa.privateKey,
    }),
  },
];

export function loadOn(face: Face, sandbox: Sandbox, ...nodes: readonly Message[]): Promise<Bench> {
  return loadBench([face.account(sandbox), ...nodes], { acc: face.credentials(sandbox) });
}

/** Waits until one of the messages of a kind is as wanted. @returns the first such message. */
export async function until(
  bench: Bench,
  kind: 'out' | 'caught' | 'status',
  wanted: (message: Message) => boolean,
): Promise<Message> {
  for (;;) {
    const found = bench.records[kind].find(wanted);
    if (found) return found;
    await bench.wait(kind, bench.records[kind].length + 1);
  }
}

/** Until the market data node shows this state. */
export function untilState(bench: Bench, state: string): Promise<Message> {
  return until(bench, 'status', ({ status }) => (status as { state?: string }).state === state);
}
