import type { ExchangeRecord } from './exchange-record';
import type { FaultPlan } from './fault-plan';
import type { Doubt } from './journal-probe';

/** How long it took to know what became of orders whose answer proved nothing; milliseconds of scaled time. */
export interface Settling {
  /** The exchange had the order when the doubt began, listened all the time, and no look for it met a fault: what the promise is about. */
  readonly reachable: Spread;
  /** Every order that was found in the end, however often looks for it failed. */
  readonly found: Spread;
  /** Orders that never came to be: proven only once the exchange would not take them any more. */
  readonly absent: Spread;
  /** Never known. */
  readonly open: number;
}

export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
}

export function settling(
  doubts: readonly Doubt[],
  record: ExchangeRecord,
  { hindered, outages }: Pick<FaultPlan, 'hindered' | 'outages'>,
): Settling {
  const inOutage = ({ from, until = from }: Doubt): boolean =>
    outages.some(([shut, open]) => shut <= until && from <= open);
  const spread = (wanted: (doubt: Doubt) => boolean): Spread =>
    spreadOf(
      doubts.flatMap((doubt) =>
        doubt.until !== undefined && wanted(doubt) ? [doubt.until - doubt.from] : [],
      ),
    );
  return {
    reachable: spread((doubt) => {
      const { clientOid, from, end } = doubt;
      const order = record.byClientOid.get(clientOid);
      const there = end === 'seen' && order !== undefined && order.at <= from;
      return there && !hindered.has(clientOid) && !inOutage(doubt);
    }),
    found: spread(({ end }) => end === 'seen'),
    absent: spread(({ end }) => end === 'absent'),
    open: doubts.filter(({ until }) => until === undefined).length,
  };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    Math.round(sorted[Math.floor(sorted.length * part)] ?? sorted.at(-1) ?? 0);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99) };
}
