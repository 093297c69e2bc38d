import type { TradingApi } from '../../api';
import { systemClock, type Clock } from '../../rules/clock';
import { CoinbaseError } from '../../rules/errors';
import { evaluate, FigureUnknown, leastOf, refusalOf, sizeOf, valueOf } from '../../rules/limits';
import type { LimitFacts, LimitSettings } from '../../rules/limits';
import type { Order, OrderIntent, Product } from '../../rules/orders';
import type { OrderWorth } from './counted-order';
import { gather } from './gather';
import { remembered } from './restore';
import { createSources } from './sources';
import { createTally } from './tally';
import type { OrderLimits } from './types';
import { othersOf, usesOf } from './uses';

export type { OrderLimits } from './types';

export interface OrderLimitsParts {
  /** Asked for when a figure has to be read. */
  readonly trading: () => Promise<TradingApi>;
  readonly clock?: Clock;
  /** Hears of own orders that are seen where figures are read. */
  readonly sighted?: (order: Order) => void;
}

/** The limits of one (origin, key) at work. Without settings, before {@link OrderLimits.use}, they only count. */
export function createOrderLimits({
  trading,
  clock = systemClock,
  sighted = () => undefined,
}: OrderLimitsParts): OrderLimits {
  const tally = createTally();
  const sources = createSources({ trading, tally, clock, sighted });
  const { time, realised } = sources;
  let all: readonly LimitSettings[] = [];

  const reserve = (facts: LimitFacts): void => {
    const told = time.fresh;
    tally.add({
      intent: facts.intent,
      worth: worthOf(facts),
      placedAt: told ? time.now() : time.guess(),
      time: told ? 'told' : 'guessed',
    });
  };
  const judged = (intent: OrderIntent, product: Product) => {
    const facts = sources.facts(intent, product);
    return { facts, verdicts: all.flatMap((settings) => evaluate(settings, facts)) };
  };
  return {
    use: (settings) => void (all = settings),
    restore(records) {
      for (const counted of remembered(records)) {
        tally.add(counted);
        if (counted.time === 'told') time.atLeast(counted.placedAt);
      }
    },
    async admit(intent, product, options) {
      await gather(() => sources.figures(all, intent), clock, options);
      if (options.signal?.aborted) throw new CoinbaseError('ABORTED', 'it was called off', { sent: false });
      // From here on in one turn, so that what comes together cannot pass together.
      const { facts, verdicts } = judged(intent, product);
      const { client_oid, product_id } = intent;
      const refusal = refusalOf(verdicts, { client_oid, product_id });
      if (refusal) throw refusal;
      reserve(facts);
      return verdicts;
    },
    async probe(intent, product, options) {
      await gather(() => sources.figures(all, intent), clock, options);
      return judged(intent, product).verdicts;
    },
    seen(clientOid, order) {
      if (order === 'absent') tally.remove(clientOid);
      else tally.seen(clientOid, order, clock.elapsed());
    },
    used: () => usesOf(all, { tally, nowMs: time.guess(), losses: realised }),
    others: () => othersOf(all),
  };
}

/** What the order comes to, as far as the market is known: limits that were not set yet may count it later. */
function worthOf({ intent, market }: LimitFacts): OrderWorth {
  return {
    size: known(() => sizeOf(intent, market)),
    value: known(() => valueOf(intent, market)),
    least: known(() => leastOf(intent, market)),
  };
}

function known<T>(figure: () => T): T | undefined {
  try {
    return figure();
  } catch (thrown) {
    if (thrown instanceof FigureUnknown) return undefined;
    throw thrown;
  }
}
