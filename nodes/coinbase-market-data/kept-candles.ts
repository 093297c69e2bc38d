import type { Clock } from '../lib/rules/clock';
import type { CandleSize } from '../lib/rules/market-data';
import { MOST_PRODUCTS } from '../lib/rules/product-list';
import { isPlainObject } from '../lib/rules/shapes';
import { keepState, type Red, type RedNode } from '../lib/runtime';
import type { SourceMemory, StreamSettings } from '../lib/streams';

export type Memories = ReadonlyMap<string, SourceMemory>;

/** How far a node has told the candles of its products, over deploys and restarts. Nothing here throws or rejects. */
export interface KeptCandles {
  /** Of the node as it was before; empty for one that is new, or told candles of another size. */
  readonly before: Promise<Memories>;
  /** So far they are told now. */
  told(memories: Memories): void;
  /** Writes what is not written yet, or forgets all. */
  close(removed: boolean): Promise<void>;
}

export interface KeptCandlesParts {
  readonly red: Red;
  readonly node: RedNode;
  readonly clock: Clock;
  /** Undefined for a form that is wrong. With another channel what was told of candles before is forgotten. */
  readonly settings: StreamSettings | undefined;
}

/** `<userDir>/coinbase/candles/<node id>.json` */
export function keepCandles({ red, node, clock, settings }: KeptCandlesParts): KeptCandles {
  let text = '';
  const { userDir } = red.settings;
  const kept = keepState({
    node,
    clock,
    userDir,
    folder: 'candles',
    value: () => JSON.parse(text) as unknown,
  });
  if (settings?.channel !== 'candles')
    return {
      before: Promise.resolve(new Map()),
      told: () => undefined,
      close: (removed) => kept.close(removed || settings !== undefined),
    };

  const size = settings.candleSize;
  const read = async (): Promise<Memories> => {
    const value = await kept.read();
    if (value === undefined) return new Map();
    const memories = restored(value, size);
    if (!memories) kept.refuse('is not what was written');
    return memories ?? new Map();
  };
  return {
    before: read(),
    told(memories) {
      const now = JSON.stringify(keepable(memories, size));
      if (now === text) return;
      text = now;
      kept.changed('much');
    },
    close: (removed) => kept.close(removed),
  };
}

function keepable(memories: Memories, size: CandleSize): object {
  const products = [...memories].flatMap(([product_id, { candlesToldMs, lastClose, paused }]) =>
    candlesToldMs === undefined ? [] : [{ product_id, candlesToldMs, lastClose, paused }],
  );
  return { size, products };
}

/** Undefined for what was never written. */
function restored(value: unknown, size: CandleSize): Memories | undefined {
  if (!isPlainObject(value) || !Array.isArray(value.products)) return undefined;
  if (value.products.length > MOST_PRODUCTS) return undefined;
  const memories = new Map<string, SourceMemory>();
  for (const product of value.products as unknown[]) {
    if (!isPlainObject(product)) return undefined;
    const { product_id, candlesToldMs, lastClose, paused } = product;
    if (typeof product_id !== 'string' || typeof candlesToldMs !== 'number') return undefined;
    // Of another size it says nothing.
    if (value.size !== size) continue;
    memories.set(product_id, {
      candlesToldMs,
      kept: true,
      ...(typeof lastClose === 'string' && { lastClose }),
      ...(paused === true && { paused }),
    });
  }
  return memories;
}
