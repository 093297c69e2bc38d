import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { SandboxOptions } from '../../../../nodes/lib/sandbox';
import { type EngineOrder, parseUnits } from '../../../../nodes/lib/sandbox/engine';
import { FeedServer } from '../../../../nodes/lib/sandbox/feed/feed-server';
import type { Random } from '../../../../nodes/lib/sandbox/random';
import { createListener } from '../../../../nodes/lib/sandbox/server/listener';
import { PaperExchange } from '../../../../nodes/lib/sandbox/server/paper-exchange';
import { issueKeys } from '../../../../nodes/lib/sandbox/server/profiles';
import { Responder } from '../../../../nodes/lib/sandbox/server/respond';
import { settingsFrom } from '../../../../nodes/lib/sandbox/server/settings';
import { type Credential, signFeed } from '../../../../nodes/lib/signer';
import { pick } from '../engine/operations';
import { VirtualClock } from '../server/customer';

/** A sandbox's server with its engine in reach: what happens is over when the call returns. */
export interface FeedBench {
  readonly exchange: PaperExchange;
  readonly clock: VirtualClock;
  /** Without a slash at the end. */
  readonly url: string;
  readonly server: FeedServer;
  /** What authenticates a message of the default profile on either face, or of the profile `other`. */
  readonly exchangeAuth: (holder?: 0 | 1) => object;
  readonly advancedTradeAuth: (holder?: 0 | 1) => object;
  readonly close: () => Promise<void>;
}

export async function openFeedBench(options: SandboxOptions = {}): Promise<FeedBench> {
  const clock = new VirtualClock();
  const keys = [{ name: 'other', permissions: ['view', 'trade'], profile: 'other' }] as const;
  const settings = settingsFrom({ clock, keys, marketEveryMs: 0, rateLimits: false, ...options });
  const exchange = new PaperExchange(settings);
  const issued = issueKeys(settings.seed, settings.keys);
  const server = new FeedServer(exchange, issued);
  const responder = new Responder(exchange, issued, () => server.reset());
  const listener = createListener((received, address) => responder.respond(received, address), {
    upgrade: (request, socket, head) => server.upgrade(request, socket, head),
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const auth = (credential: Credential | undefined): object => {
    if (!credential) throw new Error('there is no such key');
    return signFeed(credential, clock.now());
  };
  return {
    exchange,
    clock,
    server,
    url: `ws://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    exchangeAuth: (holder = 0) => auth(issued[holder]?.credential),
    advancedTradeAuth: (holder = 0) => auth(issued[holder]?.cdp[1]),
    close: async () => {
      server.close();
      listener.closeAllConnections();
      listener.close();
      await once(listener, 'close');
    },
  };
}

const PRODUCT = 'BTC-USD';
const CENT = parseUnits('0.01');
const MILLI = parseUnits('0.001');

/** One thing that may happen to the default and the other profile's orders, or to the market around them. */
export function happen({ exchange, clock }: FeedBench, random: Random): void {
  const { engine } = exchange;
  const now = exchange.stamp();
  const profile = exchange.profiles[random.below(2)]?.id ?? '';
  const open = engine.openOrders(profile, PRODUCT);
  const draw = random.below(20);
  if (draw < 2) return clock.advance(random.below(400));
  if (draw < 4) return exchange.moveMarket();
  const own = open[random.below(open.length + 1)];
  if (draw < 6 && own) {
    engine.cancel(profile, own.id, now);
    return;
  }
  const price = priceNear(exchange, random);
  const size = MILLI * BigInt(1 + random.below(40));
  if (draw < 8 && own) {
    engine.edit(profile, own.id, { price: random.below(2) === 0 ? (own.price ?? price) : price, size }, now);
    return;
  }
  engine.place(randomPlace(random, { profile, price, size, own }), now);
}

function randomPlace(
  random: Random,
  {
    profile,
    price,
    size,
    own,
  }: { profile: string; price: bigint; size: bigint; own: EngineOrder | undefined },
) {
  const side = pick(random, ['buy', 'sell'] as const);
  const stp = pick(random, ['dc', 'co', 'cn', 'cb'] as const);
  const base = { profile, productId: PRODUCT, side, stp, postOnly: false } as const;
  const draw = random.below(10);
  if (draw < 2) {
    const funds = ((size * price) / 10n ** 16n / CENT) * CENT;
    const amount = random.below(2) === 0 ? { size } : { funds };
    return { ...base, type: 'market', ...amount, timeInForce: 'GTC' } as const;
  }
  const near = own?.price !== undefined && random.below(3) === 0 ? own.price : price;
  const limit = { ...base, type: 'limit', size, price: near } as const;
  if (draw < 3) return { ...limit, timeInForce: pick(random, ['IOC', 'FOK'] as const) };
  if (draw < 5) {
    const away = CENT * BigInt(100 + random.below(3000));
    const stopPrice = side === 'buy' ? near - away : near + away;
    const stop = side === 'buy' ? 'entry' : 'loss';
    return { ...limit, timeInForce: 'GTC', stop, stopPrice } as const;
  }
  if (draw < 7) {
    const away = CENT * BigInt(100 + random.below(3000));
    const [stopPrice, stopLimitPrice] =
      side === 'buy' ? [near + away, near + away * 2n] : [near - away, near - away * 2n];
    return { ...limit, timeInForce: 'GTC', stopPrice, stopLimitPrice } as const;
  }
  if (draw < 8) return { ...limit, timeInForce: 'GTT', cancelAfter: 'min' } as const;
  return { ...limit, timeInForce: 'GTC', postOnly: random.below(4) === 0 } as const;
}

/** At or around the prices of the book, so that orders meet. */
function priceNear({ engine }: PaperExchange, random: Random): bigint {
  const levels = engine.levels(PRODUCT, pick(random, ['buy', 'sell'] as const), 12);
  const level = levels[random.below(levels.length)]?.price ?? 95_000n * 10n ** 16n;
  return level + CENT * BigInt(random.below(3) - 1);
}
