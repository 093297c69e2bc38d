import type { TradingApi } from '../../api';
import { listAllOrders } from '../list-orders';
import { endOfOrder } from '../order-end';
import type { DeskCore } from './core';

/** Looks at what became of own orders that rest at the exchange, which nobody else may ever tell. */
export interface Rounds {
  /** The journal was read: looks at once, and again every hour. */
  begin(): void;
  /** The exchange canceled these, or their time is over: so their ends are known now, own ones are looked up. Never rejects. */
  ended(orderIds: readonly string[]): Promise<void>;
  /** Idempotent. */
  close(): void;
}

const HOUR_MS = 3_600_000;
/** An outcome that its node did not come for within this time counts as told: the node was deleted. Milliseconds. */
const UNCLAIMED_MS = 7 * 24 * HOUR_MS;
/** Longest wait for one answer, milliseconds. */
const ASK_MS = 5000;
/** Open orders that are read in one go; where there are more, those of this desk are looked up one by one. */
const MOST_LISTED = 10_000;

export function createRounds(core: DeskCore): Rounds {
  let stopTimer: (() => void) | undefined;
  const later = (): void => {
    if (core.ended.ended) return;
    stopTimer = core.clock.after(
      HOUR_MS,
      () => {
        forgetUnclaimed(core);
        void round().then(later);
      },
      true,
    );
  };
  // What cannot be seen now is seen in an hour.
  const round = (): Promise<void> => lookRound(core).catch(() => undefined);
  return {
    begin() {
      void round();
      later();
    },
    ended: (orderIds) => lookFor(core, orderIds).catch(() => undefined),
    close() {
      stopTimer?.();
      stopTimer = undefined;
    },
  };
}

function forgetUnclaimed({ clock, book, outbox }: DeskCore): void {
  const before = clock.now() - UNCLAIMED_MS;
  outbox.forget(({ client_oid }) => Date.parse(book.get(client_oid)?.lastAt ?? '') < before);
}

async function lookRound(core: DeskCore): Promise<void> {
  const working = core.book.working();
  if (working.length === 0) return;
  const trading = await core.trading();
  const nowMs = await trading.serverTime({ timeoutMs: ASK_MS });
  const { orders } = await listAllOrders(trading, {}, { timeoutMs: ASK_MS, most: MOST_LISTED });
  const open = new Set(orders.map(({ id }) => id));
  for (const order of orders) core.hint(order);
  for (const { client_oid, order } of working) {
    if (!order || open.has(order.id)) continue;
    // Both times are the exchange's: a wrong clock here must not make an order old.
    await learnEnd(core, trading, client_oid, nowMs - Date.parse(order.created_at));
  }
}

async function lookFor(core: DeskCore, orderIds: readonly string[]): Promise<void> {
  const ids = new Set(orderIds);
  const own = core.book.working().filter(({ order }) => order && ids.has(order.id));
  if (own.length === 0) return;
  const trading = await core.trading();
  for (const { client_oid } of own) await learnEnd(core, trading, client_oid, Infinity);
}

/** One after the other, so that orders never queue behind them. */
async function learnEnd(
  core: DeskCore,
  trading: TradingApi,
  client_oid: string,
  ageMs: number,
): Promise<void> {
  const order = core.book.get(client_oid)?.order;
  if (!order || core.ended.ended) return;
  const end = await endOfOrder(order, trading, { ageMs, timeoutMs: ASK_MS });
  if (end && !core.ended.ended) core.hint({ ...end, client_oid });
}
