import type { CallOptions, TradingApi } from '../../api';
import type { Clock } from '../../rules/clock';
import { leastOf, sizeOf, valueOf, type LimitFacts, type LimitSettings } from '../../rules/limits';
import type { MarketTop, Order, OrderIntent, Product } from '../../rules/orders';
import { createExchangeTime, type ExchangeTime } from './exchange-time';
import { createFigure, type Figure } from './figure';
import { createHoldings } from './holdings';
import { needsOf } from './needs';
import { createRealised, type Realised } from './realised';
import type { Tally } from './tally';

/** Where the figures of the limits come from. */
export interface Sources {
  readonly time: ExchangeTime;
  readonly realised: Realised;
  /** What has to be fresh before the order is looked at. */
  figures(settings: readonly LimitSettings[], intent: OrderIntent): readonly AnyFigure[];
  facts(intent: OrderIntent, product: Product): LimitFacts;
}

export type AnyFigure = Pick<Figure<unknown>, 'fresh' | 'refresh'>;

export interface SourceParts {
  readonly trading: () => Promise<TradingApi>;
  readonly tally: Tally;
  readonly clock: Clock;
  /** Hears of each sighting of an own order. */
  readonly sighted: (order: Order) => void;
}

/** A market price serves so long, milliseconds. */
const MARKET_AGE_MS = 2000;
const MINUTE_MS = 60_000;

export function createSources(parts: SourceParts): Sources {
  const { trading, tally, clock } = parts;
  const time = createExchangeTime(async (options) => (await trading()).serverTime(options), clock);
  const holdings = createHoldings({ ...parts, now: () => time.guess() });
  const realised = createRealised(parts);
  const markets = new Map<string, Figure<MarketTop>>();

  const marketOf = (productId: string): Figure<MarketTop> => {
    const what = `the market price of ${productId}`;
    const read = async (options: CallOptions) => (await trading()).market(productId, options);
    const figure = markets.get(productId) ?? createFigure({ what, read, maxAgeMs: MARKET_AGE_MS, clock });
    markets.set(productId, figure);
    return figure;
  };
  return {
    time,
    realised,
    figures(settings, intent) {
      const needs = needsOf(settings, intent, tally.open.size > 0);
      return [
        ...(needs.time ? [time] : []),
        ...(needs.market ? [marketOf(intent.product_id)] : []),
        ...(needs.open ? [holdings.open] : []),
        ...(needs.balances ? [holdings.balances] : []),
        ...(needs.fills ? realised.figures(intent.product_id) : []),
      ];
    },
    facts(intent, product) {
      const market = (): MarketTop => marketOf(product.id).value();
      const today = (timeZone: string) => tally.today(time.now(), timeZone);
      const worth = () => ({
        size: sizeOf(intent, market),
        least: leastOf(intent, market),
        most: valueOf(intent, market),
      });
      return {
        intent,
        product,
        market,
        time: () => time.now(),
        ordersLastMinute: () => tally.countSince(time.now(), MINUTE_MS),
        ordersToday: (timeZone) => today(timeZone).orders,
        valueToday: (timeZone) => today(timeZone).value(product.quote_currency),
        lossToday: (timeZone) =>
          realised.lossToday(product.id, time.now(), timeZone, { side: intent.side, ...worth() }),
        sinceSideMs: () => tally.sinceSide(time.now(), intent),
        sinceSameMs: () => tally.sinceSame(time.now(), intent),
        openOrders: () => holdings.openOrders(),
        position: (currency) => holdings.position(currency),
      };
    },
  };
}
