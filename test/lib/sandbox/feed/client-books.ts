import { parseUnits, type Units, unitsText } from '../../../../nodes/lib/sandbox/engine';
import type { PaperExchange } from '../../../../nodes/lib/sandbox/server/paper-exchange';
import type { Message } from './feed-client';

/** Levels best first, `price size`, trimmed. */
export interface Levels {
  readonly bids: readonly string[];
  readonly asks: readonly string[];
}

type Side = 'buy' | 'sell';

/** A book as a client keeps it: absolute sizes by price. */
class ByPrice {
  readonly #sides = { buy: new Map<Units, Units>(), sell: new Map<Units, Units>() };

  clear(): void {
    this.#sides.buy.clear();
    this.#sides.sell.clear();
  }

  set(side: Side, price: string, size: string): void {
    const amount = parseUnits(size);
    if (amount === 0n) this.#sides[side].delete(parseUnits(price));
    else this.#sides[side].set(parseUnits(price), amount);
  }

  get levels(): Levels {
    const rows = (side: Side, sign: 1 | -1): string[] =>
      [...this.#sides[side]]
        .sort(([a], [b]) => sign * Number(a - b))
        .map(([price, size]) => `${unitsText(price)} ${unitsText(size)}`);
    return { bids: rows('buy', -1), asks: rows('sell', 1) };
  }
}

/** What `snapshot` and `l2update` messages come to. */
export class ExchangeBook extends ByPrice {
  hear(message: Message): void {
    if (message['type'] === 'snapshot') {
      this.clear();
      for (const [price, size] of message['bids'] as [string, string][]) this.set('buy', price, size);
      for (const [price, size] of message['asks'] as [string, string][]) this.set('sell', price, size);
    }
    if (message['type'] !== 'l2update') return;
    for (const change of message['changes'] as [Side, string, string][]) this.set(...change);
  }
}

/** What the `l2_data` messages of one product come to. */
export class AdvancedTradeBook extends ByPrice {
  hear({ channel, events }: Message): void {
    if (channel !== 'l2_data') return;
    type Update = { side: 'bid' | 'offer'; price_level: string; new_quantity: string };
    for (const event of events as { type: string; updates: Update[] }[]) {
      if (event.type === 'snapshot') this.clear();
      for (const { side, price_level: price, new_quantity: size } of event.updates)
        this.set(side === 'bid' ? 'buy' : 'sell', price, size);
    }
  }
}

export function trueBook({ engine }: PaperExchange, productId = 'BTC-USD'): Levels {
  const rows = (side: Side): string[] =>
    engine.levels(productId, side).map(({ price, size }) => `${unitsText(price)} ${unitsText(size)}`);
  return { bids: rows('buy'), asks: rows('sell') };
}

/** Orders best first, oldest first within a price: `id price size`. */
export interface Orders {
  readonly bids: readonly string[];
  readonly asks: readonly string[];
}

interface Resting {
  readonly side: Side;
  price: Units;
  size: Units;
  place: number;
}

/** A book by order, from `full` messages with sequences after the given one: as the exchange's recipe has it. */
export class FullBook {
  readonly #orders = new Map<string, Resting>();
  #sequence: number;
  #places = 0;

  constructor(level3: {
    sequence: number;
    bids: [string, string, string][];
    asks: [string, string, string][];
  }) {
    this.#sequence = level3.sequence;
    for (const [side, rows] of [
      ['buy', level3.bids],
      ['sell', level3.asks],
    ] as const)
      for (const [price, size, id] of rows) this.#add(id, side, parseUnits(price), parseUnits(size));
  }

  /** @throws Error when a sequence is missing. */
  hear(message: Message): void {
    const sequence = message['sequence'];
    if (typeof sequence !== 'number' || sequence <= this.#sequence) return;
    if (sequence !== this.#sequence + 1) throw new Error(`${sequence} after ${this.#sequence}`);
    this.#sequence = sequence;
    const amount = (name: string): Units => parseUnits(String(message[name]));
    const id = String(message['order_id']);
    const resting = this.#orders.get(id);
    switch (message['type']) {
      case 'open':
        this.#orders.delete(id);
        return this.#add(id, message['side'] as Side, amount('price'), amount('remaining_size'));
      case 'done':
        this.#orders.delete(id);
        return;
      case 'match': {
        const maker = this.#orders.get(String(message['maker_order_id']));
        if (maker) maker.size -= amount('size');
        return;
      }
      case 'change':
        if (!resting || message['new_size'] === undefined) return;
        resting.size += amount('new_size') - amount('old_size');
        if (message['new_price'] !== undefined) resting.price = amount('new_price');
        return;
    }
  }

  get orders(): Orders {
    const rows = (side: Side, sign: 1 | -1): string[] =>
      [...this.#orders]
        .filter(([, order]) => order.side === side)
        .sort(([, a], [, b]) => sign * Number(a.price - b.price) || a.place - b.place)
        .map(([id, { price, size }]) => `${id} ${unitsText(price)} ${unitsText(size)}`);
    return { bids: rows('buy', -1), asks: rows('sell', 1) };
  }

  #add(id: string, side: Side, price: Units, size: Units): void {
    this.#places += 1;
    this.#orders.set(id, { side, price, size, place: this.#places });
  }
}

export function trueOrders({ engine }: PaperExchange, productId = 'BTC-USD'): Orders {
  const rows = (side: Side): string[] =>
    [...engine.resting(productId, side)].map(
      ({ id, price = 0n, size = 0n, filledSize }) =>
        `${id} ${unitsText(price)} ${unitsText(size - filledSize)}`,
    );
  return { bids: rows('buy'), asks: rows('sell') };
}
