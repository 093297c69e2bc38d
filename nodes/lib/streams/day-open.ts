import type { Candle } from '../rules/market-data';
import { startOf } from '../rules/candles';
import type { SourceParts } from './types';

/** The price of 24 hours ago, for a ticker that does not tell it. */
export interface DayOpen {
  /** Asks for it where that was not done yet. @returns whether there is an answer, if only that there is none. */
  asked(): boolean;
  /** As it was a minute ago; five at the worst, while it cannot be read. Undefined where it is not known. */
  price(): string | undefined;
  end(): void;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** It is a candle of this size that the price is taken from; seconds. */
const SIZE = 60;
/** It serves so long after it was asked for. */
const MAX_AGE_MS = 300_000;

/** @param renewed hears that it is known, or has changed. */
export function createDayOpen(
  { feed, productId, clock, offsetMs }: Pick<SourceParts, 'feed' | 'productId' | 'clock' | 'offsetMs'>,
  renewed: () => void,
): DayOpen {
  const giveUp = new AbortController();
  let askedMs = -Infinity;
  let answered = false;
  let known: { readonly price: string; readonly askedMs: number } | undefined;

  const read = async (askedMs: number): Promise<void> => {
    const dayAgoMs = startOf(clock.now() + offsetMs() - DAY_MS, SIZE);
    const from = async (size: 60 | 3600, spanMs: number): Promise<Candle | undefined> => {
      const span = { productId, size, startMs: dayAgoMs, endMs: dayAgoMs + spanMs };
      const [first] = await feed.candles(span, { signal: giveUp.signal });
      return first;
    };
    try {
      // A product that hardly trades may have had no trade in that hour.
      // This minute counts: in the first one of an hour all of its trades may be in that hour.
      const first = (await from(SIZE, HOUR_MS)) ?? (await from(3600, DAY_MS + SIZE * 1000));
      if (first) known = { price: first.open, askedMs };
    } catch {
      // The next try is a minute away. Once what is known is too old the figures go without it.
    }
    if (giveUp.signal.aborted) return;
    answered = true;
    renewed();
  };

  const ask = (): void => {
    if (clock.elapsed() - askedMs < SIZE * 1000) return;
    askedMs = clock.elapsed();
    void read(askedMs);
  };

  return {
    asked() {
      ask();
      return answered;
    },
    price: () => (known && clock.elapsed() - known.askedMs < MAX_AGE_MS ? known.price : undefined),
    end: () => giveUp.abort(),
  };
}
