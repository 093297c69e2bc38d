import { randomUUID } from 'node:crypto';
import { openConnection, type Connection } from '../../../../nodes/lib/api';
import { openDesk, type Desk, type DeskOptions, type DeskOrder } from '../../../../nodes/lib/placement/desk';
import { memoryJournal, type Journal, type JournalRecord } from '../../../../nodes/lib/placement/journal';
import { parseOrder, type OrderFields } from '../../../../nodes/lib/rules/order-fields';
import {
  startSandbox,
  type Sandbox,
  type SandboxKey,
  type SandboxOptions,
} from '../../../../nodes/lib/sandbox';
import { createCredential, createExchangeCredential, type Credential } from '../../../../nodes/lib/signer';

/** A sandbox, what is kept of its orders, and desks that come and go. */
export interface World {
  readonly sandbox: Sandbox;
  readonly records: JournalRecord[];
  readonly connection: Connection;
  open(over?: Partial<DeskOptions>): Desk;
  end(): Promise<void>;
}

export function credentialOf({ key, secret, passphrase }: SandboxKey): Credential {
  const made = createExchangeCredential({ key, secret, passphrase });
  if (!made.ok) throw new Error("the sandbox's own key is not usable");
  return made.credential;
}

export function cdpCredentialOf({ cdp }: Sandbox): Credential {
  const { name, privateKey } = cdp.ed25519;
  const made = createCredential({ scheme: 'cdp', key: name, secret: privateKey });
  if (!made.ok) throw new Error("the sandbox's own key is not usable");
  return made.credential;
}

/** @param environment which of the sandbox's faces the desks are connected to. */
export async function world(
  options: SandboxOptions = {},
  environment: 'local-sandbox' | 'local-sandbox-advanced-trade' = 'local-sandbox',
): Promise<World> {
  const sandbox = await startSandbox({ seed: 7, marketEveryMs: 0, rateLimits: false, ...options });
  const connection = openConnection({
    origin: sandbox.rest,
    credential: environment === 'local-sandbox' ? credentialOf(sandbox) : cdpCredentialOf(sandbox),
    limiter: 'off',
    environment,
  });
  const records: JournalRecord[] = [];
  const identity = `test-${randomUUID()}`;
  const desks: Desk[] = [];
  return {
    sandbox,
    records,
    connection,
    open(over = {}) {
      const desk = openDesk({
        identity,
        openJournal: () => Promise.resolve(memoryJournal(records)),
        connect: () => Promise.resolve(connection),
        newId: randomUUID,
        graceMs: 0,
        ...over,
      });
      desks.push(desk);
      return desk;
    },
    async end() {
      await Promise.all(desks.map((desk) => desk.close()));
      await connection.release();
      await sandbox.close();
    },
  };
}

/** A journal whose disk a test can fill. */
export function breakable(records: JournalRecord[]): Journal & { broken: boolean } {
  const inner = memoryJournal(records);
  const journal = {
    ...inner,
    broken: false,
    write: (record: JournalRecord) =>
      journal.broken ? Promise.reject(new Error('the disk is full')) : inner.write(record),
  };
  return journal;
}

export const rest: OrderFields = { side: 'buy', type: 'limit', amount: '0.01', price: '1000' };
export const buy: OrderFields = { side: 'buy', type: 'market', amount: '25', amountUnit: 'quote' };

export function order(fields: OrderFields, over: Partial<DeskOrder> = {}): DeskOrder {
  return {
    asked: parseOrder({ product_id: 'BTC-USD', ...fields }),
    environment: 'local-sandbox',
    node: 'n1',
    message: 'm1',
    ...over,
  };
}

export const kinds = (records: readonly JournalRecord[]): string[] => records.map(({ kind }) => kind);
