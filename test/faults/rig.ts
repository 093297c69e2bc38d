import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Sandbox, startSandbox } from '../../nodes/lib/sandbox';
import { RICH } from './asks';
import { type Door, openDoor } from './door';
import { type Access, cdpKeyOf, type FaceName, faces } from './face';
import { ExchangeRecord } from './exchange-record';
import { FaultPlan, type PlanParts } from './fault-plan';
import type { ScaledClock } from './scaled-clock';

export interface RigOptions {
  readonly seed: number;
  readonly clock: ScaledClock;
  readonly rates: PlanParts['rates'];
  readonly face: FaceName;
  /** Keeps the exchange's documented rate limits. Default true. */
  readonly rateLimits?: boolean;
  /** Whether the intent of this client order id is on disk. */
  readonly isKept?: PlanParts['isKept'];
}

/** An exchange behind a door, the plan of what goes wrong between a client and it, and a canary that nobody may reach. */
export interface Rig {
  readonly sandbox: Sandbox;
  /** What a client needs: the door's origin with the exchange's key. */
  readonly access: Access;
  readonly door: Door;
  readonly plan: FaultPlan;
  readonly record: ExchangeRecord;
  /** How many requests followed a redirect to where their headers must never go. */
  strays(): number;
  close(): Promise<void>;
}

/** The market moves this often, milliseconds. */
const MARKET_MS = 2000;
/** How long a fill takes to settle, milliseconds. */
const SETTLE_MS = 1500;

export async function startRig(options: RigOptions): Promise<Rig> {
  const { seed, clock, rates, face, rateLimits = true, isKept = () => true } = options;
  const record = new ExchangeRecord(clock);
  const canary = await startCanary();
  const plan = new FaultPlan({
    seed,
    clock,
    record,
    rates,
    isKept,
    canary: canary.origin,
    face: faces[face],
  });
  const sandbox = await startSandbox({
    seed,
    clock: clock.exchange,
    balance: RICH,
    rateLimits,
    marketEveryMs: MARKET_MS,
    settleDelayMs: SETTLE_MS,
    faults: plan.atExchange,
    onAccepted: record.take,
  });
  const door = await openDoor({ to: sandbox.port, clock, choose: plan.atDoor, repeated: plan.repeated });
  const { key, secret, passphrase, cdp } = sandbox;
  return {
    sandbox,
    access: { origin: door.origin, key, secret, passphrase, cdp, cdpKey: cdpKeyOf(seed) },
    door,
    plan,
    record,
    strays: () => canary.requests(),
    close: async () => {
      await door.close();
      await Promise.all([sandbox.close(), canary.close()]);
    },
  };
}

interface Canary {
  readonly origin: string;
  requests(): number;
  close(): Promise<void>;
}

async function startCanary(): Promise<Canary> {
  let requests = 0;
  const server: Server = createServer((_request, response) => {
    requests += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests: () => requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
