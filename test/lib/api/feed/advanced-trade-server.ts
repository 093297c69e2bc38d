import type { Client, FeedServerParts, Sent } from './feed-server';

export interface AdvancedTradeServerParts {
  /** Why a subscribe fails; the socket stays open. */
  readonly refuses?: (sent: Sent) => unknown;
  /** Events sent after the acknowledgement of a channel: the channel of the message, and one event a message. */
  readonly after?: (channel: string, productIds: readonly string[]) => readonly (readonly [string, Sent])[];
}

const counters = new WeakMap<Client, { next: number }>();

/** Sends one message of a channel under the next number of its connection. */
export function tell(client: Client, channel: string, ...events: readonly unknown[]): void {
  client.send({ ...envelope(client, channel), events });
}

/** The next number is not used: a message was lost. */
export function skip(client: Client, count = 1): void {
  counterOf(client).next += count;
}

export function envelope(client: Client, channel: string): Sent {
  const counter = counterOf(client);
  const sequence_num = counter.next;
  counter.next += 1;
  return { channel, client_id: '', timestamp: '2026-03-01T10:00:00.123456789Z', sequence_num };
}

function counterOf(client: Client): { next: number } {
  const counter = counters.get(client) ?? { next: 0 };
  counters.set(client, counter);
  return counter;
}

/** Answers subscribes as Advanced Trade does: with the whole list by now, or with an error that has no channel. */
export function advancedTradeServer({ refuses, after }: AdvancedTradeServerParts = {}): Required<
  Pick<FeedServerParts, 'hear'>
> {
  const lists = new WeakMap<Client, Map<string, Set<string>>>();
  return {
    hear(client, sent) {
      const list = lists.get(client) ?? new Map<string, Set<string>>();
      lists.set(client, list);
      const error = sent['type'] === 'subscribe' ? refuses?.(sent) : undefined;
      if (error !== undefined) return client.send(error);
      const channel = String(sent['channel']);
      const ids = (sent['product_ids'] ?? []) as readonly string[];
      const own = list.get(channel) ?? new Set();
      if (sent['type'] === 'subscribe') list.set(channel, own);
      for (const id of ids)
        if (sent['type'] === 'subscribe') own.add(id);
        else own.delete(id);
      tell(client, 'subscriptions', {
        subscriptions: Object.fromEntries([...list].map(([name, all]) => [name, [...all]])),
      });
      if (sent['type'] === 'subscribe')
        for (const [name, event] of after?.(channel, ids) ?? []) tell(client, name, event);
    },
  };
}

export function beat(client: Client): void {
  tell(client, 'heartbeats', {
    current_time: '2026-03-01 10:00:00.1 +0000 UTC m=+1.1',
    heartbeat_counter: '7',
  });
}

export function level(side: 'bid' | 'offer', price_level: string, new_quantity: string): Sent {
  return { side, event_time: '2026-03-01T10:00:00Z', price_level, new_quantity };
}

/** A trade that somebody made by buying: what rested was a sell. */
export function trade(trade_id: number, product_id = 'BTC-USD'): Sent {
  return {
    trade_id: String(trade_id),
    product_id,
    price: '100.50',
    size: '0.10',
    side: 'SELL',
    time: `2026-03-01T10:00:${String(trade_id % 60).padStart(2, '0')}.5Z`,
  };
}
