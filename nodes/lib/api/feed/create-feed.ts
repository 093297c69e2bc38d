import { CoinbaseError } from '../../rules/errors';
import type { Lifetime } from '../../rules/lifetime';
import { isProductId, shown } from '../../rules/shapes';
import type { ApiName } from '../environments';
import type { CallOptions } from '../trading-api';
import { createAdvancedTradeFeed } from './advanced-trade/feed';
import { createExchangeFeed } from './exchange/feed';
import type { ApiFeed, FeedParts } from './parts';
import { refusedAtOnce, type Topic } from './topic';
import type { Feed, FeedListener, FeedSubscription, HeardFeed } from './types';

/** The feed of an API, for all shares of a connection. */
export function createApiFeed(api: ApiName, parts: FeedParts): ApiFeed {
  return api === 'advanced-trade' ? createAdvancedTradeFeed(parts) : createExchangeFeed(parts);
}

export interface ShareParts {
  readonly feed: ApiFeed;
  readonly owner: Lifetime;
  /** There is a key, without which there are no own orders. */
  readonly signed: boolean;
  /** Takes what is listened to, for as long as it is. */
  readonly heard: Set<HeardFeed>;
}

/** One share of it: its subscriptions end with its owner. */
export function shareFeed({ feed, owner, signed, heard }: ShareParts): Feed {
  const join = <Update>(
    what: Omit<HeardFeed, 'state'>,
    topic: () => Topic<Update>,
    listener: FeedListener<Update>,
  ): FeedSubscription => {
    if (owner.ended) return ended;
    const subscription = topic().join(listener);
    const one: HeardFeed = {
      ...what,
      get state() {
        return subscription.state;
      },
    };
    heard.add(one);
    const end = (): void => {
      heard.delete(one);
      subscription.end();
    };
    const leave = owner.onEnd(end);
    return {
      get state() {
        return subscription.state;
      },
      end() {
        leave();
        end();
      },
    };
  };
  const ofProduct =
    <Update>(channel: HeardFeed['channel'], topicOf: (productId: string) => Topic<Update>) =>
    (productId: string, listener: FeedListener<Update>): FeedSubscription =>
      isProductId(productId)
        ? join({ channel, product_id: productId }, () => topicOf(productId), listener)
        : refusedAtOnce(
            listener,
            new CoinbaseError('PRODUCT_UNKNOWN', `${shown(productId)} is not a product id`, { sent: false }),
          );
  return {
    ticker: ofProduct('ticker', (productId) => feed.ticker(productId)),
    trades: ofProduct('trades', (productId) => feed.trades(productId)),
    book: ofProduct('book', (productId) => feed.book(productId)),
    own: (listener) =>
      signed ? join({ channel: 'own' }, () => feed.own(), listener) : refusedAtOnce(listener, keyless()),
    candles: (span, options) => whileOwned(owner, options, (own) => feed.candles(span, own)),
  };
}

/** A call over REST that ends with its owner. */
async function whileOwned<T>(
  owner: Lifetime,
  options: CallOptions | undefined,
  run: (options: CallOptions) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const leave = owner.onEnd(() => end.abort());
  const signal = options?.signal ? AbortSignal.any([options.signal, end.signal]) : end.signal;
  try {
    return await run({ ...options, signal });
  } finally {
    leave();
  }
}

function keyless(): CoinbaseError {
  return new CoinbaseError('CREDENTIAL_INVALID', 'the account has no key, and own orders need one', {
    sent: false,
  });
}

/** Of an account that was closed. */
const ended: FeedSubscription = {
  state: { kind: 'connecting', detail: 'the account was closed' },
  end: () => undefined,
};
