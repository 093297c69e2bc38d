import { hasOrders, type Connection } from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import { problemOf, type Problem } from '../lib/rules/errors';
import type { Clock } from '../lib/rules/clock';
import type { CandleSize } from '../lib/rules/market-data';
import type {
  AccountLine,
  AccountView,
  MarketView,
  OpenOrders,
  SidebarView,
  Told,
} from '../lib/rules/sidebar-view';
import { inEnglish, say } from '../lib/sentences';
import type { Account, DeployedAs } from '../lib/runtime';
import { createAccountReadings, type AccountReadings } from './account-readings';
import { createReading, type Reading } from './reading';
import { within } from './within';

export type OneAccount = DeployedAs<Connection, Desk>;

/** What an editor asks for. */
export interface Wanted {
  /** Id of the account to show. */
  readonly id?: string;
  readonly product?: string;
  readonly size: CandleSize;
  /** ISO 8601: candles that began before it are known already. */
  readonly since?: string;
}

/** Looks at accounts without starting any. */
export interface Lookout {
  /** Never rejects. */
  look(wanted: Wanted): Promise<SidebarView>;
  /** A person changed something at this account's exchange. */
  expire(account: Account<Connection, Desk>): void;
}

const SETTINGS_AGE_MS = 5000;

export function createLookout(deployed: () => readonly OneAccount[], clock: Clock): Lookout {
  /** By the deployed account: the next deploy makes it new. */
  const kept = new WeakMap<object, AccountReadings>();
  const readingsOf = (account: Account<Connection, Desk>): AccountReadings => {
    const readings = kept.get(account) ?? createAccountReadings(() => account.connection(), clock);
    kept.set(account, readings);
    return readings;
  };
  /**
   * Whether its own settings and its own sandbox can be used: asked now and then, since a key file can be mended, and a
   * port come free, without a deploy. The shared sandbox is not asked for: that would start it.
   */
  const settings = new WeakMap<object, Reading<void>>();
  const settingsOf = (account: Account<Connection, Desk>): Reading<void> => {
    const read = () => account.ready();
    const reading = settings.get(account) ?? createReading({ read, ageMs: SETTINGS_AGE_MS, clock });
    settings.set(account, reading);
    return reading;
  };
  const trouble = async (account: Account<Connection, Desk>): Promise<Problem | undefined> => {
    const own = settingsOf(account);
    await within(own.refresh(), clock);
    return own.told().problem;
  };
  return {
    async look(wanted) {
      const all = deployed();
      const chosen = all.find(({ id }) => id === wanted.id);
      // An account that nobody used knows only then whether live orders are allowed.
      if (chosen && !chosen.account.inUse) await trouble(chosen.account);
      const shown = chosen && (await lookAt(chosen, wanted, () => readingsOf(chosen.account), clock));
      const standingOf = async ({ account }: OneAccount): Promise<Standing> => {
        if (!account.inUse) return { problem: await trouble(account) };
        return hasOrders(account.environment) ? heardOf(readingsOf(account).pulse) : {};
      };
      const lines = await Promise.all(
        all.map(async (one) =>
          lineOf(one, one === chosen && one.account.inUse ? shown : await standingOf(one)),
        ),
      );
      return { accounts: lines, ...(shown && { chosen: shown.view }) };
    },
    expire: (account) => kept.get(account)?.expire(),
  };
}

const SLOWLY = say('form.notOpen');
/** Why an account has no order desk yet: its key or its journal's folder is slow to be read. */
const SLOW: Problem = {
  code: 'TIMEOUT',
  message: inEnglish(SLOWLY),
  told: SLOWLY,
};

/** How an account stands, as far as is known. */
interface Standing {
  /** Why it cannot be used, or looked at. */
  readonly problem?: Problem | undefined;
  /** Its exchange answers. */
  readonly connected?: boolean;
}

interface Shown extends Standing {
  readonly view: AccountView;
}

/** What the last question came to; nobody waits for the next one. */
function heardOf(pulse: Reading<object>): Standing {
  void pulse.refresh();
  const { value, problem } = pulse.told();
  return problem ? { problem } : { connected: value !== undefined };
}

async function lookAt(
  { id, account }: OneAccount,
  wanted: Wanted,
  readings: () => AccountReadings,
  clock: Clock,
): Promise<Shown> {
  const view = { id, liveOrders: account.mode === 'live' && account.liveOrdersAllowed };
  if (!account.inUse) return { view };
  try {
    const sandbox = await within(account.runningSandbox(), clock);
    const mirrored = sandbox?.mirrored;
    const more = sandbox && { sandbox: sandbox.conditions, ...(mirrored && { mirrored }) };
    if (!hasOrders(account.environment)) return { view: { ...view, ...more } };
    const desk = await within(account.desk(), clock);
    if (!desk) return { view: { ...view, ...more }, problem: SLOW };
    // Until its journal was read the switch counts as halted; it says itself why it cannot be read.
    await within(
      desk.opened().catch(() => undefined),
      clock,
    );
    const market = await marketOf(readings(), wanted, clock);
    const { value, problem } = market.orders;
    return {
      view: { ...view, ...more, desk: desk.view(), market },
      problem,
      connected: value !== undefined,
    };
  } catch (thrown) {
    return { view, problem: problemOf(thrown, 'ACCOUNT_MISSING') };
  }
}

async function marketOf(
  readings: AccountReadings,
  { product, size, since }: Wanted,
  clock: Clock,
): Promise<MarketView> {
  const { balances, orders, products } = readings;
  const own = [balances, orders, products].map((one) => one.refresh());
  // Without a wish, the product depends on what is read.
  if (product === undefined) await within(Promise.all(own), clock);
  const shown = product ?? fitting(orders.told(), products.told());
  const of = shown === undefined ? undefined : readings.of(shown);
  const candles = of?.candles(size);
  const ofProduct = of && candles ? [of.top, of.fills, candles] : [];
  await within(Promise.all([...own, ...ofProduct.map((one) => one.refresh())]), clock);
  return {
    ...(shown !== undefined && { product: shown }),
    products: products.told().value ?? [],
    balances: balances.told(),
    orders: orders.told(),
    fills: of?.fills.told() ?? {},
    top: of?.top.told() ?? {},
    size,
    candles: from(since, candles?.told() ?? {}),
  };
}

/** The product that somebody who chose none most likely wants to see. */
function fitting(orders: Told<OpenOrders>, products: Told<readonly string[]>): string | undefined {
  const [newest] = orders.value?.orders ?? [];
  const known = products.value ?? [];
  return newest?.product_id ?? (known.includes('BTC-USD') ? 'BTC-USD' : known[0]);
}

function from<T extends { readonly start: string }>(
  since: string | undefined,
  told: Told<readonly T[]>,
): Told<readonly T[]> {
  const { value } = told;
  return since === undefined || !value
    ? told
    : { ...told, value: value.filter(({ start }) => start >= since) };
}

function lineOf({ id, account }: OneAccount, { problem, connected = false }: Standing = {}): AccountLine {
  const { name, environment, mode } = account;
  const line = { id, name, environment, mode };
  if (problem) return { ...line, state: account.inUse ? 'trouble' : 'unusable', problem };
  if (!account.inUse) return { ...line, state: 'unused' };
  return { ...line, state: connected ? 'connected' : 'inUse' };
}
