import type { Client, FeedServerParts, Sent } from './feed-server';

interface ChannelOf {
  readonly name: string;
  readonly product_ids: readonly string[];
}

export interface ExchangeServerParts {
  /** Why a subscribe fails; the socket stays open. */
  readonly refuses?: (sent: Sent) => unknown;
  /** Sent after the acknowledgement of a channel of a product. */
  readonly after?: (channel: string, productId: string, client: Client) => readonly unknown[];
}

/** Answers subscribes as Exchange does: with the whole list by now, or with an error and nothing else. */
export function exchangeServer({ refuses, after }: ExchangeServerParts = {}): Required<
  Pick<FeedServerParts, 'hear'>
> {
  const lists = new WeakMap<Client, Map<string, Set<string>>>();
  return {
    hear(client, sent) {
      const list = lists.get(client) ?? new Map<string, Set<string>>();
      lists.set(client, list);
      const channels = channelsOf(sent);
      const error = sent['type'] === 'subscribe' ? refuses?.(sent) : undefined;
      if (error !== undefined) return client.send(error);
      for (const { name, product_ids } of channels) {
        const own = list.get(name) ?? new Set();
        list.set(name, own);
        for (const id of product_ids)
          if (sent['type'] === 'subscribe') own.add(id);
          else own.delete(id);
      }
      client.send({
        type: 'subscriptions',
        channels: [...list].map(([name, ids]) => ({
          name: name === 'level2_batch' ? 'level2_50' : name,
          product_ids: [...ids].reverse(),
          account_ids: null,
        })),
      });
      if (sent['type'] !== 'subscribe') return;
      for (const { name, product_ids } of channels)
        for (const id of product_ids) client.send(...(after?.(name, id, client) ?? []));
    },
  };
}

export function channelsOf(sent: Sent): readonly ChannelOf[] {
  return sent['channels'] as readonly ChannelOf[];
}

/** Names of the channels that a client subscribed a product to, in order. */
export function subscribed(client: Client, productId: string, type = 'subscribe'): string[] {
  return client.sent
    .filter((sent) => sent['type'] === type)
    .flatMap((sent) => channelsOf(sent).filter(({ product_ids }) => product_ids.includes(productId)))
    .map(({ name }) => name);
}

let sequence = 1000;

export function heartbeat(product_id: string, last_trade_id: number, time = new Date()): Sent {
  return {
    type: 'heartbeat',
    sequence: (sequence += 1),
    last_trade_id,
    product_id,
    time: time.toISOString(),
  };
}

/** The sequence is the price as well. */
export function ticker(sequence: number, product_id = 'BTC-USD'): Sent {
  return {
    type: 'ticker',
    sequence,
    product_id,
    price: String(sequence),
    time: '2026-03-01T10:00:00Z',
  };
}

/** A trade that somebody made by buying at 100.50: what rested was a sell. */
export function match(trade_id: number, more: Sent = {}): Sent {
  return {
    type: 'match',
    trade_id,
    maker_order_id: 'ac928c66-ca53-498f-9c13-a110027a60e8',
    taker_order_id: '132fb6ae-456b-4654-b4e0-d681ac05cea1',
    side: 'sell',
    size: '0.10000000',
    price: '100.50',
    product_id: 'BTC-USD',
    sequence: (sequence += 1),
    time: '2026-03-01T10:00:00.123456Z',
    ...more,
  };
}
