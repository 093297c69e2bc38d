import type { LimitSettings } from '../../../../nodes/lib/rules/limits';
import type { OrderIntent } from '../../../../nodes/lib/rules/orders';
import { createRandom } from '../../../../nodes/lib/sandbox/random';

export type Random = ReturnType<typeof createRandom>;

/** Zones whose clocks are changed, and an hour before a day on which they are. */
export const zones = [
  { zone: 'UTC', start: '2026-03-01T21:00:00Z' },
  { zone: 'Europe/Berlin', start: '2026-03-28T21:00:00Z' },
  { zone: 'Europe/Berlin', start: '2026-10-24T20:00:00Z' },
  { zone: 'America/New_York', start: '2026-03-08T03:00:00Z' },
  { zone: 'Australia/Lord_Howe', start: '2026-04-04T11:00:00Z' },
] as const;

export const products = ['BTC-USD', 'ETH-USD', 'BTC-EUR'] as const;

export function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)] as T;
}

/** Limits so tight that random orders meet them; each is set or not. */
export function randomSettings(random: Random, timeZone: string): LimitSettings {
  const from = (least: number, most: number): number => least + random.below(most - least + 1);
  const all: Omit<LimitSettings, 'timeZone'> = {
    maxOrderValue: random.below(3) === 0 ? { USD: String(from(150, 500)) } : String(from(150, 500)),
    maxOrderSize: { BTC: String(from(2, 5)) },
    maxDailyValue: String(from(400, 2500)),
    maxDailyLoss: String(from(5, 60)),
    maxPosition: { BTC: String(from(3, 12)), USD: String(from(1000, 4000)) },
    maxOpenOrders: from(1, 5),
    maxOrdersPerMinute: from(2, 6),
    maxOrdersPerDay: from(3, 12),
    cooldownMs: pick(random, [500, 2000, 20_000]),
    duplicateWindowMs: pick(random, [1000, 30_000, 3_600_000]),
    priceCollar: String(from(3, 20)),
    staleMarketDataMs: from(1000, 5000),
    ...(random.below(4) === 0 && { allowedSides: [pick(random, ['buy', 'sell'] as const)] }),
    ...(random.below(4) === 0 && { allowedProducts: [pick(random, products)] }),
  };
  const chosen = Object.entries(all).filter(() => random.below(3) === 0);
  return { timeZone, ...(Object.fromEntries(chosen) as Omit<LimitSettings, 'timeZone'>) };
}

/** An order of one to five coins near the market. */
export function randomIntent(random: Random): OrderIntent {
  const side = pick(random, ['buy', 'sell'] as const);
  const size = String(1 + random.below(4));
  const head = { client_oid: random.newId(), product_id: pick(random, products), side };
  const kind = random.below(10);
  if (kind < 3) return { ...head, type: 'market', size };
  if (kind === 3) return { ...head, type: 'market', funds: String(100 * (1 + random.below(4))) };
  const price = 90 + random.below(21);
  const limit = { ...head, type: 'limit', size, price: String(price) } as const;
  if (kind === 4) return { ...limit, time_in_force: 'IOC' };
  if (kind > 5) return { ...limit, time_in_force: 'GTC' };
  const away = random.below(4);
  const stop = side === 'buy' ? { stop: 'entry', by: price - away } : { stop: 'loss', by: price + away };
  return { ...limit, time_in_force: 'GTC', stop: stop.stop as 'entry' | 'loss', stop_price: String(stop.by) };
}
