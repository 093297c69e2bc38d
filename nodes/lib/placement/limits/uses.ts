import { decimal, decimalText, type Decimal } from '../../rules/decimal';
import type { LimitName, LimitSettings, LimitUse, QuoteLimit } from '../../rules/limits';
import type { Realised } from './realised';
import type { Tally } from './tally';

export interface UseParts {
  readonly tally: Tally;
  /** The exchange's time as far as it is known, Unix milliseconds. */
  readonly nowMs: number;
  readonly losses: Pick<Realised, 'known'>;
}

const MINUTE_MS = 60_000;

/** How much of each limit that counts something is used up, from what is known without asking. */
export function usesOf(all: readonly LimitSettings[], parts: UseParts): readonly LimitUse[] {
  return all.flatMap((settings) => usesOfOne(settings, parts));
}

function usesOfOne(settings: LimitSettings, { tally, nowMs, losses }: UseParts): readonly LimitUse[] {
  const { timeZone, maxDailyValue, maxDailyLoss } = settings;
  const day = tally.today(nowMs, timeZone);
  return [
    ...amounts('maxDailyValue', maxDailyValue, day.values),
    ...amounts('maxDailyLoss', maxDailyLoss, maxDailyLoss ? losses.known(nowMs, timeZone) : new Map()),
    ...counted('maxOpenOrders', settings.maxOpenOrders, tally.waiting),
    ...counted('maxOrdersPerMinute', settings.maxOrdersPerMinute, tally.countSince(nowMs, MINUTE_MS)),
    ...counted('maxOrdersPerDay', settings.maxOrdersPerDay, day.orders),
  ];
}

function counted(rule: LimitName, most: number | undefined, used: number): readonly LimitUse[] {
  return most === undefined ? [] : [{ rule, limit: String(most), used: String(used) }];
}

/** One line for each currency that is limited or used. */
function amounts(
  rule: LimitName,
  limit: QuoteLimit | undefined,
  used: ReadonlyMap<string, Decimal>,
): readonly LimitUse[] {
  if (limit === undefined) return [];
  const currencies = new Set([...(typeof limit === 'string' ? [] : Object.keys(limit)), ...used.keys()]);
  return [...currencies].map((of) => {
    const most = typeof limit === 'string' ? limit : (limit[of] ?? '0');
    const amount = used.get(of) ?? decimal('0');
    const plain = amount.lt('0') ? decimal('0') : amount;
    return { rule, limit: `${most} ${of}`, used: `${decimalText(plain.round(8, 3))} ${of}`, of };
  });
}
