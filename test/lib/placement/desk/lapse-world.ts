import { randomUUID } from 'node:crypto';
import { openConnection, type Connection, type TradingApi } from '../../../../nodes/lib/api';
import { openDesk, type Desk, type DeskOptions, type Recovered } from '../../../../nodes/lib/placement/desk';
import { memoryJournal, type JournalRecord } from '../../../../nodes/lib/placement/journal';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import type { Order } from '../../../../nodes/lib/rules/orders';
import { startSandbox, type Sandbox } from '../../../../nodes/lib/sandbox';
import { elasticClock, type ElasticClock } from './elastic-clock';
import { cdpCredentialOf, credentialOf } from './world';

/** A minute takes four seconds. */
const SPEED = 15;

/** The sandbox's faces. */
export const FACES = ['local-sandbox', 'local-sandbox-advanced-trade'] as const;
export type Face = (typeof FACES)[number];

/** What a test puts in the way of calls to the exchange; absent: they pass. */
export type Hooks = { [name in keyof TradingApi]?: TradingApi[name] };

/** Resting orders of one identity that lapse after a minute, at a sandbox over a socket, in faster time. */
export interface LapseWorld {
  readonly clock: ElasticClock;
  readonly sandbox: Sandbox;
  /** Straight to the exchange, past all hooks. */
  readonly trading: TradingApi;
  readonly hooks: Hooks;
  readonly records: JournalRecord[];
  /** What the node of the orders was told by itself. */
  readonly told: Recovered[];
  open(over?: Partial<DeskOptions>): Desk;
  after(ms: number): Promise<void>;
  /** Looks every half second. @throws Error after so long. */
  until(what: string, is: () => boolean, ms?: number): Promise<void>;
  openOrders(): Promise<readonly Order[]>;
  /** Orders that were sent to the exchange. */
  placements(): number;
  end(): Promise<void>;
}

export async function lapseWorld(face: Face): Promise<LapseWorld> {
  const clock = elasticClock(SPEED);
  const sandbox = await startSandbox({ seed: 7, marketEveryMs: 0, rateLimits: false, clock: clock.exchange });
  const connection = openConnection({
    origin: sandbox.rest,
    credential: face === 'local-sandbox' ? credentialOf(sandbox) : cdpCredentialOf(sandbox),
    limiter: 'off',
    clock,
    environment: face,
  });
  const { trading } = connection;
  const hooks: Hooks = {};
  const hooked: Connection = {
    ...connection,
    trading: new Proxy(trading, {
      get: (target, name) => Reflect.get(hooks, name) ?? (Reflect.get(target, name) as unknown),
    }),
  };
  const records: JournalRecord[] = [];
  const told: Recovered[] = [];
  const identity = `lapse-${randomUUID()}`;
  const desks: Desk[] = [];
  const after = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  return {
    clock,
    sandbox,
    trading,
    hooks,
    records,
    told,
    open(over = {}) {
      const desk = openDesk({
        identity,
        openJournal: () => Promise.resolve(memoryJournal(records)),
        connect: () => Promise.resolve(hooked),
        newId: randomUUID,
        graceMs: 0,
        clock,
        lapse: 'min',
        ...over,
      });
      desk.onRecovered('n1', (recovered) => told.push(recovered));
      desks.push(desk);
      return desk;
    },
    after,
    async until(what, is, ms = 70_000) {
      const last = clock.elapsed() + ms;
      while (!is()) {
        if (clock.elapsed() > last) throw new Error(`never: ${what}`);
        await after(500);
      }
    },
    async openOrders() {
      const all: Order[] = [];
      for await (const page of trading.listOrders({})) all.push(...page);
      return all;
    },
    placements() {
      const { 'POST /orders': exchange = 0, 'POST /api/v3/brokerage/orders': advanced = 0 } =
        sandbox.requests();
      return exchange + advanced;
    },
    async end() {
      await Promise.all(desks.map((desk) => desk.close()));
      await connection.release();
      await sandbox.close();
      clock.stop();
    },
  };
}

/** The codes of what was told that failed, `placed` of what was placed. */
export function codesOf(told: readonly Recovered[]): readonly string[] {
  return told.map(({ result }) => (result instanceof CoinbaseError ? result.code : 'placed'));
}
