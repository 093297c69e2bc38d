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
const NOTHING = decimal('0');

const COUNTING: readonly LimitName[] = [
  'maxDailyValue',
  'maxDailyLoss',
  'maxOpenOrders',
  'maxOrdersPerMinute',
  'maxOrdersPerDay',
];

/** One account's limit; `of` as {@link LimitUse}. */
interface Bound {
  readonly rule: LimitName;
  readonly of?: string;
  readonly most: Decimal;
  readonly used: Decimal;
}

/** How much of each limit that counts something is used up, from what is known without asking: of the strictest one. */
export function usesOf(all: readonly LimitSettings[], parts: UseParts): readonly LimitUse[] {
  const strictest = new Map<string, Bound>();
  for (const bound of all.flatMap((settings) => boundsOf(settings, all, parts))) {
    const key = `${bound.rule} ${bound.of ?? ''}`;
    const other = strictest.get(key);
    if (!other || leftOf(bound).lt(leftOf(other))) strictest.set(key, bound);
  }
  return [...strictest.values()].map(useOf);
}

/** How many other limits are set: each looks at one order alone, or at what the account holds. */
export function othersOf(all: readonly LimitSettings[]): number {
  const names = new Set(all.flatMap((settings) => Object.keys(settings)));
  for (const counts of ['timeZone', ...COUNTING]) names.delete(counts);
  return names.size;
}

function leftOf({ most, used }: Bound): Decimal {
  return most.minus(used);
}

function useOf({ rule, of, most, used }: Bound): LimitUse {
  const unit = of === undefined ? '' : ` ${of}`;
  const limit = `${decimalText(most)}${unit}`;
  return { rule, limit, used: `${decimalText(used)}${unit}`, ...(of !== undefined && { of }) };
}

function boundsOf(
  settings: LimitSettings,
  all: readonly LimitSettings[],
  { tally, nowMs, losses }: UseParts,
): readonly Bound[] {
  const { timeZone, maxDailyLoss } = settings;
  const day = tally.today(nowMs, timeZone);
  const named = (rule: 'maxDailyValue' | 'maxDailyLoss') => all.flatMap((one) => namesOf(one[rule]));
  const lost = maxDailyLoss ? losses.known(nowMs, timeZone) : new Map<string, Decimal>();
  return [
    ...amounts('maxDailyValue', settings.maxDailyValue, day.values, named('maxDailyValue')),
    ...amounts('maxDailyLoss', maxDailyLoss, lost, named('maxDailyLoss')),
    ...counted('maxOpenOrders', settings.maxOpenOrders, tally.waiting),
    ...counted('maxOrdersPerMinute', settings.maxOrdersPerMinute, tally.countSince(nowMs, MINUTE_MS)),
    ...counted('maxOrdersPerDay', settings.maxOrdersPerDay, day.orders),
  ];
}

function counted(rule: LimitName, most: number | undefined, used: number): readonly Bound[] {
  return most === undefined ? [] : [{ rule, most: decimal(String(most)), used: decimal(String(used)) }];
}

/** The currencies that a limit names. */
function namesOf(limit: QuoteLimit = ''): readonly string[] {
  return typeof limit === 'string' ? [] : Object.keys(limit);
}

/** One for each currency that any account's limit names or that is used; without any, one for them all. */
function amounts(
  rule: LimitName,
  limit: QuoteLimit | undefined,
  used: ReadonlyMap<string, Decimal>,
  named: readonly string[],
): readonly Bound[] {
  if (limit === undefined) return [];
  const currencies = new Set([...named, ...used.keys()]);
  if (currencies.size === 0 && typeof limit === 'string')
    return [{ rule, most: decimal(limit), used: NOTHING }];
  return [...currencies].map((of) => {
    const most = typeof limit === 'string' ? limit : (limit[of] ?? '0');
    const amount = used.get(of) ?? NOTHING;
    return { rule, of, most: decimal(most), used: amount.lt('0') ? NOTHING : amount.round(8, 3) };
  });
}
