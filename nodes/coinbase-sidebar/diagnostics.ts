import { apiOf, environments, type Connection, type EnvironmentName, type HeardFeed } from '../lib/api';
import type { Desk, DeskReport } from '../lib/placement/desk';
import type { Clock } from '../lib/rules/clock';
import type { SandboxConditions } from '../lib/rules/sandbox-conditions';
import type { AccountLine, DeskView } from '../lib/rules/sidebar-view';
import { errorTally, type Account, type ErrorCount, type Red, type SavedNode } from '../lib/runtime';
import { limitsOf } from './diagnostics-limits';
import type { Lookout, OneAccount } from './look';
import { within } from './within';

/** How one account stands, in words of closed lists, numbers and limits alone. */
export interface AccountFacts {
  readonly environment: string;
  readonly api: string;
  readonly mode: 'paper' | 'live';
  readonly state: AccountLine['state'];
  /** Code of what is wrong. */
  readonly problem?: string;
  readonly liveOrders: boolean;
  /** Limit and value, as the account's form has them. */
  readonly limits: readonly (readonly [name: string, value: string])[];
  /** Absent where nothing was asked of the account yet. */
  readonly open?: {
    /** Server clock minus local clock, milliseconds. */
    readonly clockOffsetMs: number;
    readonly feeds: readonly HeardFeed[];
    readonly sandbox?: SandboxConditions;
    /** Absent also where nobody opened it yet, or its journal is still being read. */
    readonly desk?: Pick<DeskView, 'journal'> & { readonly switch: string; readonly unresolved: number };
  };
}

/** What a maintainer needs to know of an installation. No key, no name that a person gave, no text of an error. */
export interface Diagnostics {
  readonly versions: Readonly<Record<'package' | 'nodeRed' | 'node' | 'system', string>>;
  readonly accounts: readonly AccountFacts[];
  /** How many there are of each type and version of its saved form. */
  readonly nodes: readonly { readonly type: string; readonly version: string; readonly count: number }[];
  readonly errors: readonly ErrorCount[];
}

export interface DiagnosticsParts {
  readonly red: Red;
  /** Of this package. */
  readonly version: string;
  readonly deployed: () => readonly OneAccount[];
  readonly lookout: Pick<Lookout, 'look'>;
  readonly clock: Clock;
}

/** Starts nothing. @throws nothing that is not a mistake of ours. */
export async function diagnose({
  red,
  version,
  deployed,
  lookout,
  clock,
}: DiagnosticsParts): Promise<Diagnostics> {
  const saved: SavedNode[] = [];
  red.nodes.eachNode((node) => void (node.type.startsWith('coinbase-') && saved.push(node)));
  const { accounts } = await lookout.look({ size: 60 });
  const facts = deployed().map((one) =>
    accountFacts(
      one,
      saved.find(({ id }) => id === one.id),
      accounts.find(({ id }) => id === one.id),
      clock,
    ),
  );
  return {
    versions: {
      package: version,
      nodeRed: red.version?.() ?? 'not known',
      node: process.version,
      system: `${process.platform} ${process.arch}`,
    },
    accounts: await Promise.all(facts),
    nodes: counted(saved),
    errors: errorTally.counts(),
  };
}

async function accountFacts(
  { account }: OneAccount,
  saved: SavedNode | undefined,
  line: AccountLine | undefined,
  clock: Clock,
): Promise<AccountFacts> {
  const { environment, mode } = account;
  const known = Object.hasOwn(environments, environment);
  const problem = line?.problem;
  return {
    environment: known ? environment : 'not known',
    api: known ? apiNameOf(environment as EnvironmentName, saved) : 'not known',
    mode,
    state: line?.state ?? 'unused',
    ...(problem && { problem: problem.code }),
    liveOrders: mode === 'live' && account.liveOrdersAllowed,
    limits: limitsOf(saved?.['limits'], mode),
    ...(account.inUse && (await whileOpen(account, clock))),
  };
}

/** A custom address speaks what its way of signing says. */
function apiNameOf(environment: EnvironmentName, saved: SavedNode | undefined): string {
  const scheme = saved?.['scheme'];
  const known = ['exchange', 'cdp', 'prime', 'international', 'coinbase-app'] as const;
  return apiOf(environment, known.find((one) => one === scheme) ?? 'exchange');
}

async function whileOpen(
  account: Account<Connection, Desk>,
  clock: Clock,
): Promise<Pick<AccountFacts, 'open'>> {
  try {
    const seen = await within(Promise.all([account.connection(), account.runningSandbox()]), clock);
    if (!seen) return {};
    const [connection, sandbox] = seen;
    const report = await reportOf(account.openDesk, clock);
    return {
      open: {
        clockOffsetMs: connection.clockOffsetMs,
        feeds: connection.heard,
        ...(sandbox && { sandbox: sandbox.conditions }),
        ...(report && {
          desk: {
            switch: report.position.state,
            journal: report.journal,
            unresolved: report.unresolved.length,
          },
        }),
      },
    };
  } catch {
    // What is wrong with it is in its line.
    return {};
  }
}

/** Until its journal was read, nobody knows what a desk's switch is: it counts as halted, and is not reported. */
async function reportOf(desk: Desk | undefined, clock: Clock): Promise<DeskReport | undefined> {
  if (!desk) return undefined;
  const settled = desk.opened().then(
    () => true,
    () => true,
  );
  return (await within(settled, clock)) ? desk.report() : undefined;
}

function counted(saved: readonly SavedNode[]): Diagnostics['nodes'] {
  const counts = new Map<string, Diagnostics['nodes'][number]>();
  for (const { type, d, configVersion } of saved) {
    const version = typeof configVersion === 'number' ? String(configVersion) : 'none';
    const shown = d === true ? `${version}, disabled` : version;
    const key = `${type} ${shown}`;
    counts.set(key, { type, version: shown, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
