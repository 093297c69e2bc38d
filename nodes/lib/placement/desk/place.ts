import type { TradingApi } from '../../api';
import { asCoinbaseError, CoinbaseError } from '../../rules/errors';
import type { LimitVerdict } from '../../rules/limits/types';
import { lapsing } from '../../rules/lapse';
import { isDone, type Outcome } from '../../rules/outcomes';
import type { OrderIntent } from '../../rules/orders';
import type { OrderPlan } from '../../rules/plan-order';
import { originOf, type Origin } from '../journal/records';
import { createPatience, type Patience } from '../patience';
import { DEFAULT_TIMEOUT_MS, finishOrder, type PlacementOptions } from '../place-order';
import { makePlan } from '../plan';
import { awaitLife, givenUp } from './await-life';
import type { DeskCore } from './core';
import type { KeyUse } from './keys';
import { sendLife, type Life } from './life';
import type { DeskOrder, DeskPlacement } from './types';

/** This share of a message's time may pass before its order is sent; the rest is for sending it. */
const SHARE_OF_WAITING = 0.75;

/** One message's way through the desk. */
export interface Errand {
  readonly core: DeskCore;
  readonly order: DeskOrder;
  readonly options: PlacementOptions;
  readonly patience: Patience;
  /** The opener's own connection. */
  readonly trading: TradingApi;
}

/**
 * Places one order, once: key, plan, switch, limits, journal, send, and the wait for what became of it.
 * @throws CoinbaseError as Desk.place says.
 */
export async function place(
  core: DeskCore,
  trading: () => Promise<TradingApi>,
  order: DeskOrder,
  options: PlacementOptions,
): Promise<DeskPlacement> {
  const patience = createPatience(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, options.signal, core.clock);
  await core.records.open();
  const errand = { core, order, options, patience, trading: await trading() };
  const { asked } = order;
  const key = keyOf(order);
  const use = key === undefined ? undefined : core.keys.earlier(key, asked);
  if (use) return repeat(errand, use);
  const begun = begin(errand);
  if (key !== undefined) core.keys.claim(key, { asked, begun, since: core.clock.now() });
  return conclude(errand, await begun, true);
}

/** The order of a key that was used before, as it is now. */
async function repeat(errand: Errand, use: KeyUse): Promise<DeskPlacement> {
  const life = await use.begun;
  const placement = await conclude(errand, life, false);
  return { ...placement, repeated: true };
}

/** Everything up to the first send. @returns the placement under way. */
async function begin(errand: Errand): Promise<Life> {
  const { core, order, options, patience, trading } = errand;
  await turn(errand, () => core.recovering ?? core.blocked.refusal(order.asked.product_id));
  await core.deadMan.clear(patience.call(patience.remainingMs() * SHARE_OF_WAITING));
  const plan = await makePlan(lapsing(order.asked, core.openers.lapse), {
    trading,
    environment: order.environment,
    newId: core.newId,
    signal: options.signal,
  });
  const { client_oid } = plan.intent;
  checkUnused(core, client_oid);
  core.planned.add(client_oid);
  try {
    order.planned?.(plan);
    return send(errand, plan, await permission(errand, plan));
  } finally {
    core.planned.delete(client_oid);
  }
}

/** Waits until nothing keeps the order back. @throws CoinbaseError what still does when the time for it is over. */
async function turn(
  { core, options, patience }: Errand,
  kept: () => CoinbaseError | undefined,
): Promise<void> {
  const ms = patience.remainingMs() * SHARE_OF_WAITING;
  const free = await core.changes.until(() => kept() === undefined, ms, options.signal);
  if (free) return;
  if (patience.aborted) throw new CoinbaseError('ABORTED', 'it was called off', { sent: false });
  throw kept() ?? new CoinbaseError('RECONCILING', 'there was no time left to send it', { sent: false });
}

/** A client order id of the flow's own names one order for ever, like a key. */
function keyOf({ key, asked }: DeskOrder): string | undefined {
  return key ?? (asked.client_oid === undefined ? undefined : `client_oid ${asked.client_oid}`);
}

/** @throws CoinbaseError IDEMPOTENCY_CONFLICT: the exchange would take the same id for another order. */
function checkUnused({ book, lives, planned }: DeskCore, client_oid: string): void {
  const underWay = planned.has(client_oid) || lives.has(client_oid);
  if (!underWay && !book.get(client_oid)) return;
  const what = underWay ? 'belongs to another order that is under way' : 'was used before';
  const why = `client order id ${client_oid} ${what}; give a new one, or none`;
  throw new CoinbaseError('IDEMPOTENCY_CONFLICT', why, { client_oid, sent: false });
}

/**
 * Switch and limits. What they forbid is kept for the audit.
 * @throws CoinbaseError TRADING_HALTED, LIMIT_EXCEEDED.
 */
async function permission(
  { core, order, options, patience }: Errand,
  { intent, product }: Awaited<ReturnType<typeof makePlan>>,
): Promise<readonly LimitVerdict[]> {
  try {
    checkSwitch(core, intent);
    const { signal } = options;
    const call = { timeoutMs: patience.remainingMs() * SHARE_OF_WAITING, ...(signal && { signal }) };
    return await core.limits.admit(intent, product, call);
  } catch (thrown) {
    const error = asCoinbaseError(thrown, 'LIMIT_EXCEEDED');
    const { code, why, details } = error;
    const limits = Array.isArray(details['limits']) ? (details['limits'] as readonly LimitVerdict[]) : [];
    const { client_oid } = intent;
    const { asked } = order;
    core.records.note({
      kind: 'forbidden',
      // An id of the flow's own stays free for the time when it is allowed.
      client_oid: asked.client_oid === undefined ? client_oid : core.newId(),
      intent,
      asked,
      limits,
      code,
      why,
      ...placedBy(order),
    });
    throw new CoinbaseError(code, why, { ...details, client_oid, sent: false });
  }
}

/** @throws CoinbaseError TRADING_HALTED. */
export function checkSwitch({ position }: DeskCore, { side }: OrderIntent): void {
  const { state, by, reason } = position.now;
  if (state === 'active' || (state === 'reducing' && side === 'sell')) return;
  const what = state === 'halted' ? 'halted' : 'set to sells only';
  const because = reason === undefined ? '' : `: ${reason}`;
  throw new CoinbaseError('TRADING_HALTED', `it was ${what} by ${by}${because}`, { state, by, sent: false });
}

/** On record first, then on its way. */
function send(errand: Errand, plan: OrderPlan, limits: readonly LimitVerdict[]): Life {
  const { core, order, options, patience, trading } = errand;
  const { intent, rounding } = plan;
  const { client_oid } = intent;
  const { asked } = order;
  const origin = placedBy(order);
  const intended = {
    kind: 'intended',
    client_oid,
    intent,
    asked,
    rounding,
    limits,
    ...origin,
    ...(order.renews !== undefined && { renews: order.renews }),
  } as const;
  const life = sendLife(intent, origin, trading, lifeParts(core), {
    timeoutMs: patience.remainingMs(),
    givenId: asked.client_oid !== undefined,
    waiting: options.waiting,
    mayLeave() {
      checkSwitch(core, intent);
      order.mayLeave?.();
    },
    trail: {
      sending(attempt) {
        const sending = { kind: 'sending', client_oid, attempt } as const;
        return attempt === 1 ? core.records.write(intended, sending) : core.records.write(sending);
      },
      answered(attempt, verdict) {
        const code = verdict.kind === 'accepted' ? undefined : verdict.error.code;
        const why = verdict.kind === 'accepted' ? undefined : verdict.error.why;
        core.records.note({
          kind: 'answered',
          client_oid,
          attempt,
          verdict: verdict.kind,
          ...(code !== undefined && { code }),
          ...(why !== undefined && { why }),
          ...(verdict.kind === 'accepted' && { order_id: verdict.order.id }),
          ...(verdict.kind === 'unknown' && verdict.stampMs !== undefined && { stamp_ms: verdict.stampMs }),
        });
      },
    },
  });
  core.lives.adopt(life);
  return life;
}

export function lifeParts({ clock, random, ended, trading }: DeskCore) {
  return { clock, random, ended, trading };
}

/** A client order id of the flow's own counts as a key. */
function placedBy(order: DeskOrder): Origin {
  const key = keyOf(order);
  return originOf({ ...order, ...(key !== undefined && { key }) });
}

/** Waits for what became of it, as far as the message wants to know. */
async function conclude(errand: Errand, life: Life, owner: boolean): Promise<DeskPlacement> {
  const { core, options, patience, trading } = errand;
  const { clock, ended } = core;
  const { client_oid } = life.intent;
  try {
    const sent = await awaitLife(life, {
      clock,
      ms: patience.remainingMs(),
      signal: options.signal,
      ended,
      owner,
    });
    const now = owner || isDone(sent.order) ? sent : { ...sent, order: await latest(errand, sent.order) };
    const over = core.overs.calling(now.order.id);
    const placement = await finishOrder(life.intent, now, { trading, clock, over }, options);
    if (placement.order !== sent.order) {
      core.records.note({ kind: 'seen', client_oid, order: placement.order });
      core.limits.seen(client_oid, placement.order);
    }
    // Of a renewal its node hears by itself: it is told once that took it.
    if (owner && errand.order.renews === undefined) report(core, life, placement.outcome);
    return { ...placement, repeated: false };
  } catch (thrown) {
    const error = asCoinbaseError(thrown, 'ORDER_UNRESOLVED');
    if (owner && error.code === 'ORDER_UNRESOLVED') core.lives.declareUnresolved(life, error.toldWhy);
    else if (owner) report(core, life, error.code);
    throw error;
  }
}

/** @throws CoinbaseError ORDER_UNRESOLVED where nobody can keep any more that it was told: the next start tells it. */
function report(core: DeskCore, life: Life, outcome: Outcome | CoinbaseError['code']): void {
  if (core.ended.ended) throw givenUp(life);
  core.reported(life.intent.client_oid, outcome, false);
}

/** As it is now; as it was seen last where the exchange cannot be asked, or has forgotten it. */
async function latest({ core, trading, patience }: Errand, order: DeskPlacement['order']) {
  const name = core.renewals.latest({ id: order.id });
  const now = await trading.find(name, patience.call(LOOK_AGAIN_MS)).catch(() => undefined);
  return now ? { ...order, ...now } : order;
}

const LOOK_AGAIN_MS = 5000;
