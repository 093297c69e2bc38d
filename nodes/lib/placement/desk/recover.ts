import type { TradingApi } from '../../api';
import { CoinbaseError } from '../../rules/errors';
import type { Order, OrderIntent } from '../../rules/orders';
import { isDone, laterOf } from '../../rules/outcomes';
import { takenByAnother } from '../../rules/same-order';
import { say } from '../../sentences';
import { isUnsure, originOf, type PlacementEntry } from '../journal';
import { followOrder } from '../follow-order';
import type { UnknownSend } from '../look-for-order';
import { createPatience } from '../patience';
import { pauseBeforeLook } from '../resolve-unknown';
import type { SentOrder } from '../send-order';
import type { DeskCore } from './core';
import { KEY_MS } from './keys';
import { resumeLife, settledLife, type Life } from './life';

/** Longest call, milliseconds. */
const CALL_MS = 5000;
/** Between two questions, so that orders are known soon after the exchange answers again; milliseconds. */
const LONGEST_PAUSE_MS = 1000;
/** An accepted order that the exchange does not find any more: this long until that counts, milliseconds. */
const GONE_MS = 5000;
/** Largest error of this machine's clock that a list of orders since then allows for, milliseconds. */
const CLOCK_MS = 600_000;
/** The exchange takes no time stamp further ahead of its own clock, milliseconds. */
const AHEAD_MS = 30_000;
/** Pages of orders that are read to find those that were left open. */
const MOST_PAGES = 10;

/** Takes up what the journal left open: it is asked about before the first new order. */
export function recover(core: DeskCore): void {
  const now = core.clock.now();
  const bound: { stampMs?: number } = {};
  const lives = new Map<string, Life>();
  const placed: PlacementEntry[] = [];
  let listed = (): void => undefined;
  const asked = new Promise<void>((resolve) => (listed = resolve));
  // One list tells of most of them: a look for each would only stand in its way.
  const trading = (): Promise<TradingApi> => asked.then(core.trading);
  const { clock, random, ended } = core;
  for (const entry of core.book.open()) {
    const { state, order, client_oid } = entry;
    if (isUnsure(state)) {
      const life = resumeLife(entry.intent, originOf(entry), unknownOf(entry, bound), {
        trading,
        clock,
        random,
        ended,
      });
      core.lives.orphan(life);
      core.lives.adopt(life);
      lives.set(client_oid, life);
    } else if (state === 'placed' && !(order && isDone(order))) placed.push(entry);
    else if (state === 'placed' && order) core.lives.tellRecovered(entry, sentOf(entry, order));
    else {
      const error = errorOf(entry);
      core.lives.isAbsent(client_oid, error);
      core.lives.tellRecovered(entry, error);
    }
  }
  claimKeys(core, lives, now - KEY_MS);
  if (lives.size === 0 && placed.length === 0) return;
  core.recovering = stillAsking([...lives.keys(), ...placed.map(({ client_oid }) => client_oid)]);
  void ask(core, lives, placed, bound).then(listed);
}

/** Keys count over restarts. */
function claimKeys(core: DeskCore, lives: ReadonlyMap<string, Life>, sinceMs: number): void {
  for (const entry of core.book.intendedSince(sinceMs)) {
    const { key, client_oid, asked, at } = entry;
    if (key === undefined) continue;
    const known = lives.get(client_oid) ?? knownLife(entry);
    if (known) core.keys.claim(key, { asked, begun: Promise.resolve(known), since: Date.parse(at) });
  }
}

/** Of one that a person released it is not known whether it exists, so that its key stays taken. */
function knownLife(entry: PlacementEntry): Life | undefined {
  const { state, intent } = entry;
  const origin = originOf(entry);
  if (state === 'placed') return settledLife(intent, origin, Promise.resolve(sentOf(entry, orderOf(entry))));
  return state === 'released' ? settledLife(intent, origin, Promise.reject(wasReleased(intent))) : undefined;
}

function wasReleased({ client_oid, product_id }: OrderIntent): CoinbaseError {
  const why = `a person released order ${client_oid} without knowing whether it was placed`;
  return new CoinbaseError('ORDER_UNRESOLVED', why, { client_oid, product_id, sent: true });
}

/** One list of orders tells of most; what it does not tell goes on being looked for. Tried until the exchange answers. */
async function ask(
  core: DeskCore,
  lives: ReadonlyMap<string, Life>,
  placed: readonly PlacementEntry[],
  bound: { stampMs?: number },
): Promise<void> {
  const asked = [...[...lives.keys()].flatMap((id) => core.book.get(id) ?? []), ...placed];
  for (let tries = 0; !core.ended.ended; tries += 1) {
    try {
      const trading = await core.trading();
      bound.stampMs = (await trading.serverTime({ timeoutMs: CALL_MS })) + AHEAD_MS;
      const found = await listed(trading, asked);
      for (const [id, life] of lives) {
        const order = found.get(id);
        if (order) life.hint(order);
      }
      // So that those that were found are settled before the others are told of.
      await Promise.resolve();
      for (const life of lives.values())
        if (core.lives.get(life.intent.client_oid) === life && !found.has(life.intent.client_oid))
          core.lives.declareUnresolved(life, say('unresolved.stopped'));
      for (const entry of placed) void present(core, trading, entry, found.get(entry.client_oid));
      core.recovering = undefined;
      return core.changes.tell();
    } catch {
      await core.changes.until(() => core.ended.ended, Math.min(pauseBeforeLook(tries), LONGEST_PAUSE_MS));
    }
  }
}

/** The orders among these that the exchange lists, by client order id. */
async function listed(
  trading: TradingApi,
  entries: readonly PlacementEntry[],
): Promise<ReadonlyMap<string, Order>> {
  const wanted = new Map(entries.map((entry) => [entry.client_oid, entry]));
  const found = new Map<string, Order>();
  const oldest = Math.min(...entries.map(({ at }) => Date.parse(at))) - CLOCK_MS;
  const filter = { status: ['all'], startDate: new Date(oldest).toISOString(), pageSize: 1000 } as const;
  let pages = 0;
  try {
    for await (const page of trading.listOrders(filter, { timeoutMs: CALL_MS })) {
      for (const order of page) {
        const entry = wanted.get(order.client_oid ?? '');
        if (entry && !(isGiven(entry) && takenByAnother(entry.intent, order)))
          found.set(entry.client_oid, order);
      }
      if (found.size === wanted.size || (pages += 1) >= MOST_PAGES) break;
    }
  } catch (thrown) {
    // A part of the list proves nothing absent, and is not asked to: what it does not tell is looked for.
    if (!(thrown instanceof CoinbaseError && thrown.details['part_of_list'] === true)) throw thrown;
  }
  return found;
}

/** What became of an order that the exchange took, and that nobody heard of since. */
async function present(
  core: DeskCore,
  trading: TradingApi,
  entry: PlacementEntry,
  listed: Order | undefined,
): Promise<void> {
  const { clock } = core;
  const patience = createPatience(GONE_MS, undefined, clock);
  const order =
    listed ?? (await followOrder(orderOf(entry), { trading, clock, patience, afterWait: 'leave' }));
  // Unchanged, it is no news: its outcome ages on.
  if (!entry.order || laterOf(entry.order, order) !== entry.order)
    core.records.note({ kind: 'seen', client_oid: entry.client_oid, order });
  core.limits?.seen(entry.client_oid, order);
  core.lives.tellRecovered(entry, sentOf(entry, order));
}

/** The client order id was the flow's choice, so that another order may have it. */
function isGiven({ asked }: PlacementEntry): boolean {
  return asked.client_oid !== undefined;
}

function unknownOf(entry: PlacementEntry, bound: { readonly stampMs?: number }): UnknownSend {
  const error = new CoinbaseError('ABORTED', say('unresolved.stopped'), { sent: true });
  return {
    error,
    attempts: Math.max(1, entry.attempts),
    givenId: isGiven(entry),
    sentAt: undefined,
    earliestMs: Date.parse(entry.at) - CLOCK_MS,
    // It was signed before the exchange told its time to this process, and by then it took no stamp further ahead.
    get stampMs() {
      return entry.stampMs ?? bound.stampMs;
    },
  };
}

/** Why there is no order. */
function errorOf({ state, client_oid, records }: PlacementEntry): CoinbaseError {
  const last = records.findLast((record) => 'why' in record && 'code' in record);
  const told = last && 'code' in last && 'why' in last ? last : undefined;
  const why = told?.why ?? 'Node-RED was stopped before it was sent';
  const code = told?.code ?? 'ORDER_NOT_PLACED';
  return new CoinbaseError(code, why, { client_oid, sent: state !== 'intended' && state !== 'not-sent' });
}

function sentOf({ attempts }: PlacementEntry, order: Order): SentOrder {
  return { order, attempts, found: true, raw: undefined };
}

/** The order as it was seen last; of one that was accepted and never seen, as it must have been then. */
function orderOf({ order, orderId, intent, at }: PlacementEntry): Order {
  return (
    order ?? {
      ...intent,
      id: orderId ?? '',
      status: 'pending',
      filled_size: '0',
      executed_value: '0',
      fill_fees: '0',
      settled: false,
      created_at: at,
    }
  );
}

function stillAsking(ids: readonly string[]): CoinbaseError {
  const others = ids.length > 1 ? ` and ${ids.length - 1} more` : '';
  const why = `order ${ids[0]}${others} from before the restart must be looked up first, and the exchange has not answered yet`;
  return new CoinbaseError('RECONCILING', why, { client_oid: ids[0], count: ids.length, sent: false });
}
