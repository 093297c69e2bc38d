import { decimal, decimalText, type Decimal } from '../decimal';
import { FigureUnknown, type LimitFacts } from './facts';
import { limitNames, type LimitName, type LimitSettings, type LimitVerdict, type QuoteLimit } from './types';
import { canRest, positive, sizeOf, valueOf } from './worth';

type Look = Pick<LimitVerdict, 'ok' | 'value' | 'why'>;

/** One limit of one order: how it reads, and the look at whether it holds. */
interface Rule {
  readonly limit: string;
  /** @throws FigureUnknown. */
  readonly look: () => Look;
}

const MINUTE_MS = 60_000;

/** Every limit; undefined where it does not limit this order. An order passes at exactly the limit. */
const RULES: Readonly<Record<LimitName, (settings: LimitSettings, facts: LimitFacts) => Rule | undefined>> = {
  allowedProducts: ({ allowedProducts: list }, { intent }) => list && oneOf(list, intent.product_id),
  allowedSides: ({ allowedSides: list }, { intent }) => list && oneOf(list, intent.side),
  maxOrderValue: ({ maxOrderValue: limit }, facts) =>
    limit === undefined ? undefined : inQuote(limit, facts, () => valueIn(facts)),
  maxOrderSize: ({ maxOrderSize }, facts) =>
    inCurrency(maxOrderSize, facts.product.base_currency, () => sizeOf(facts.intent, facts.market)),
  maxDailyValue: ({ maxDailyValue: limit, timeZone }, facts) =>
    limit === undefined
      ? undefined
      : inQuote(limit, facts, () => facts.valueToday(timeZone).plus(valueIn(facts))),
  maxDailyLoss: ({ maxDailyLoss: limit, timeZone }, facts) =>
    limit === undefined ? undefined : loss(limit, timeZone, facts),
  maxPosition: ({ maxPosition }, facts) => {
    const { currency, amount } = gainOf(facts);
    return inCurrency(maxPosition, currency, () => facts.position(currency).plus(amount()));
  },
  maxOpenOrders: ({ maxOpenOrders: most }, facts) =>
    most !== undefined && canRest(facts.intent) ? counted(most, () => facts.openOrders()) : undefined,
  maxOrdersPerMinute: ({ maxOrdersPerMinute: most }, facts) =>
    most === undefined ? undefined : counted(most, () => facts.ordersLastMinute()),
  maxOrdersPerDay: ({ maxOrdersPerDay: most, timeZone }, facts) =>
    most === undefined ? undefined : counted(most, () => facts.ordersToday(timeZone)),
  cooldown: ({ cooldownMs: ms }, facts) =>
    ms === undefined ? undefined : pause(ms, () => facts.sinceSideMs()),
  duplicateWindow: ({ duplicateWindowMs: ms }, facts) =>
    ms === undefined ? undefined : pause(ms, () => facts.sinceSameMs()),
  priceCollar: ({ priceCollar: percent }, facts) =>
    percent === undefined ? undefined : { limit: `${percent} %`, look: () => collar(percent, facts) },
  staleMarketData: ({ staleMarketDataMs: ms }, facts) =>
    ms === undefined ? undefined : { limit: seconds(ms), look: () => age(ms, facts) },
};

/** What every limit that is set says of the order, in the order of {@link limitNames}. */
export function evaluate(settings: LimitSettings, facts: LimitFacts): readonly LimitVerdict[] {
  const verdicts: LimitVerdict[] = [];
  for (const rule of limitNames) {
    const found = RULES[rule](settings, facts);
    if (found) verdicts.push({ rule, limit: found.limit, ...known(found.look) });
  }
  return verdicts;
}

function known(look: () => Look): Look {
  try {
    return look();
  } catch (thrown) {
    if (thrown instanceof FigureUnknown) return { ok: false, value: 'unknown', why: thrown.message };
    throw thrown;
  }
}

function oneOf(list: readonly string[], value: string): Rule {
  return { limit: list.join(', '), look: () => ({ ok: list.includes(value), value }) };
}

function counted(most: number, before: () => number): Rule {
  const look = (): Look => {
    const value = before() + 1;
    return { ok: value <= most, value: String(value) };
  };
  return { limit: String(most), look };
}

function valueIn({ intent, market }: LimitFacts): Decimal {
  return valueOf(intent, market);
}

function inQuote(limit: QuoteLimit, facts: LimitFacts, amount: () => Decimal): Rule {
  const currency = facts.product.quote_currency;
  const list = typeof limit === 'string' ? { [currency]: limit } : limit;
  const rule = inCurrency(list, currency, amount);
  if (rule) return rule;
  const why = `orders in ${currency} are not allowed until this limit has an amount for ${currency}`;
  return { limit: listText(list), look: () => ({ ok: false, value: money(amount(), currency), why }) };
}

function inCurrency(
  list: Readonly<Record<string, string>> | undefined,
  currency: string,
  amount: () => Decimal,
): Rule | undefined {
  const most = list && Object.hasOwn(list, currency) ? list[currency] : undefined;
  if (most === undefined) return undefined;
  const look = (): Look => {
    const value = amount();
    return { ok: value.lte(most), value: money(value, currency) };
  };
  return { limit: `${most} ${currency}`, look };
}

function loss(limit: QuoteLimit, timeZone: string, facts: LimitFacts): Rule {
  const { look, ...rule } = inQuote(limit, facts, () => facts.lossToday(timeZone).after);
  const most = typeof limit === 'string' ? limit : limit[facts.product.quote_currency];
  return {
    ...rule,
    look: () => {
      const found = look();
      const reached = most !== undefined && facts.lossToday(timeZone).before.gte(most);
      return reached && found.ok ? { ...found, ok: false, why: 'the limit is reached' } : found;
    },
  };
}

/** What the order adds to, and how much. */
function gainOf({ intent, product, market }: LimitFacts): {
  readonly currency: string;
  readonly amount: () => Decimal;
} {
  return intent.side === 'buy'
    ? { currency: product.base_currency, amount: () => sizeOf(intent, market) }
    : { currency: product.quote_currency, amount: () => valueOf(intent, market) };
}

function pause(ms: number, since: () => number | undefined): Rule {
  const look = (): Look => {
    const passed = since();
    if (passed === undefined) return { ok: true, value: 'none before' };
    return { ok: passed >= ms, value: seconds(passed) };
  };
  return { limit: seconds(ms), look };
}

function collar(percent: string, facts: LimitFacts): Look {
  const pairs = pricesAgainst(facts);
  const ok = pairs.every(([at, from]) => at.minus(from).abs().times('100').lte(from.times(percent)));
  const distances = pairs.map(([at, from]) => at.minus(from).abs().times('100').div(from));
  const largest = distances.reduce((a, b) => (a.gt(b) ? a : b));
  return { ok, value: `${decimalText(largest.round(4, 3))} %` };
}

/** Pairs of a price and what it is held against; see `priceCollar` in LimitSettings. */
function pricesAgainst({ intent, market }: LimitFacts): (readonly [Decimal, Decimal])[] {
  const top = market();
  const { price, stop_price, stop_limit_price, side } = intent;
  const best = positive(side === 'buy' ? top.ask : top.bid, top.product_id);
  const last = positive(top.last, top.product_id);
  if (price === undefined) return [[best, last]];
  const own: readonly [Decimal, Decimal] = [decimal(price), best];
  if (stop_price === undefined)
    return stop_limit_price === undefined ? [own] : [own, [decimal(stop_limit_price), best]];
  const stop = decimal(stop_price);
  if (stop_limit_price !== undefined) return [own, [stop, last], [decimal(stop_limit_price), stop]];
  return [
    [stop, last],
    [decimal(price), stop],
  ];
}

function age(ms: number, facts: LimitFacts): Look {
  const { time, product_id } = facts.market();
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw new FigureUnknown(`the market of ${product_id} tells no time`);
  const passed = Math.max(0, facts.time() - at);
  return { ok: passed <= ms, value: seconds(Math.ceil(passed)) };
}

function seconds(ms: number): string {
  if (ms > MINUTE_MS * 60 * 24 * 3650) return 'years';
  return `${Math.floor(ms) / 1000} s`;
}

/** Rounded up, so that what is over a limit never reads as being at it. */
function money(amount: Decimal, currency: string): string {
  return `${decimalText(amount.round(amount.gte('1') ? 8 : 18, 3))} ${currency}`;
}

function listText(list: Readonly<Record<string, string>>): string {
  return Object.entries(list)
    .map(([currency, most]) => `${most} ${currency}`)
    .join(', ');
}
