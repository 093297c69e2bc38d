import type { CallOptions, TradingApi } from '../../api';
import { FigureUnknown } from '../../rules/limits';
import type { Fill } from '../../rules/orders';

/** What a reading brought, each oldest first. */
export interface FillNews {
  /** Too old now for another one to appear before them; each is told once. */
  readonly past: readonly Fill[];
  /** Of the last minute: others may still appear between them. Told with each reading until they are past. */
  readonly recent: readonly Fill[];
}

/** Reads on in a product's list of fills. A fill may appear in it after younger ones, or change places with another. */
export interface FillWindow {
  /** A reading that fails changes nothing. @throws FigureUnknown for a fill without a time. */
  read(api: Pick<TradingApi, 'listFills'>, productId: string, options: CallOptions): Promise<FillNews>;
}

/** A fill may appear so much later than a younger one, by the exchange's times of both, milliseconds. */
const LATE_MS = 60_000;
/** With more fills than this in that time only so many are read again, and those of the moment of the oldest. */
const MOST_RECENT = 1000;
/** A product's history is read so far back: 2,000 fills. What was bought before counts as not known. */
const MOST_PAGES = 20;

export function createFillWindow(): FillWindow {
  let recent: readonly Fill[] = [];
  /** What is older is past. */
  let startMs = -Infinity;
  /** The fills since then, by name. */
  const list = async (pages: AsyncIterable<readonly Fill[]>): Promise<Map<string, Fill>> => {
    const fills = new Map<string, Fill>();
    let count = 0;
    for await (const page of pages) {
      for (const fill of page) if (timeOf(fill) >= startMs) fills.set(nameOf(fill), fill);
      count += 1;
      const last = page.at(-1);
      // Not at the first old one: it may be one that appeared too late, above others that are news.
      if (startMs === -Infinity ? count >= MOST_PAGES : last && timeOf(last) < startMs) break;
    }
    return fills;
  };
  return {
    async read(api, productId, options) {
      const listed = await list(api.listFills({ productId }, options));
      for (const fill of recent) listed.delete(nameOf(fill));
      const all = [...recent, ...[...listed.values()].reverse()].sort((a, b) => timeOf(a) - timeOf(b));
      startMs = startOf(all, startMs);
      recent = all.filter((fill) => timeOf(fill) >= startMs);
      return { past: all.slice(0, all.length - recent.length), recent };
    },
  };
}

function startOf(fills: readonly Fill[], before: number): number {
  const [newest, oldest] = [fills.at(-1), fills.at(-MOST_RECENT)];
  return Math.max(before, newest ? timeOf(newest) - LATE_MS : before, oldest ? timeOf(oldest) : before);
}

/** Of one fill and no other: two products of one order book may count their trades apart. */
function nameOf({ order_id, trade_id }: Fill): string {
  return `${order_id} ${trade_id}`;
}

function timeOf({ trade_id, order_id, created_at }: Fill): number {
  const ms = Date.parse(created_at);
  if (!Number.isFinite(ms)) throw new FigureUnknown(`fill ${trade_id} of order ${order_id} tells no time`);
  return ms;
}
