import type { CallOptions } from '../../api';
import type { Clock } from '../../rules/clock';
import { asCoinbaseError } from '../../rules/errors';
import { FigureUnknown } from '../../rules/limits';

/** A figure that is read when it is needed, kept as long as it is fresh, and read once for all who come together. */
export interface Figure<T> {
  readonly fresh: boolean;
  /** Reads it where it is not fresh. Never rejects. */
  refresh(): Promise<void>;
  /** @throws FigureUnknown where it could not be read, or is too old. */
  value(): T;
}

/** Each request for a figure gets this long, milliseconds. */
export const FIGURE_MS = 5000;

/** What was fresh when an order's figures were gathered still serves that order, milliseconds. */
const MARGIN_MS = 50;

export interface FigureParts<T> {
  /** In an error: `the balances`. */
  readonly what: string;
  readonly read: (options: CallOptions) => Promise<T>;
  /** Its age counts from the moment it was asked for. */
  readonly maxAgeMs: number;
  readonly clock: Clock;
  /** False once something else than its age made it worthless. */
  readonly holds?: (value: T) => boolean;
}

export function createFigure<T>({ what, read, maxAgeMs, clock, holds }: FigureParts<T>): Figure<T> {
  let known: { readonly value: T; readonly at: number } | undefined;
  let trouble: string | undefined;
  let reading: Promise<void> | undefined;
  const isYounger = (ms: number): boolean =>
    known !== undefined && clock.elapsed() - known.at <= ms && (holds?.(known.value) ?? true);
  const isFresh = (): boolean => isYounger(maxAgeMs);
  const readNow = async (): Promise<void> => {
    const at = clock.elapsed();
    try {
      known = { value: await read({ timeoutMs: FIGURE_MS }), at };
      trouble = undefined;
    } catch (thrown) {
      trouble = thrown instanceof FigureUnknown ? thrown.message : asCoinbaseError(thrown, 'NETWORK').why;
    } finally {
      reading = undefined;
    }
  };
  return {
    get fresh() {
      return isFresh();
    },
    async refresh() {
      if (!isFresh()) await (reading ??= readNow());
    },
    value() {
      if (known && isYounger(maxAgeMs + MARGIN_MS)) return known.value;
      if (trouble !== undefined) throw new FigureUnknown(`${what} could not be read: ${trouble}`);
      throw new FigureUnknown(`${what} did not come in time`);
    },
  };
}
