import type { CandleSpan } from '../api';
import type { MissingSpan } from '../rules/candles';
import type { Clock } from '../rules/clock';
import { asCoinbaseError, type CoinbaseError } from '../rules/errors';
import type { Candle } from '../rules/market-data';

export interface CandleReaderParts {
  readonly clock: Clock;
  /** What has to be read now, if anything. */
  readonly missing: () => MissingSpan | undefined;
  readonly read: (
    span: Pick<CandleSpan, 'startMs' | 'endMs'>,
    signal: AbortSignal,
  ) => Promise<readonly Candle[]>;
  /** @returns whether the answer was taken; `anyway` leaves no choice. */
  readonly learn: (span: MissingSpan, candles: readonly Candle[], anyway: boolean) => boolean;
  /** An answer was taken. */
  readonly learned: () => void;
  /** It failed a few times in a row; called once until it works again. */
  readonly failed: (error: CoinbaseError) => void;
}

/** Reads past candles while some are missing. */
export interface CandleReader {
  /** Something may be missing. */
  look(): void;
  end(): void;
}

/** From one reading to the next, milliseconds: an exchange may write a candle down a moment late. */
const REST_MS = 1000;
const LONGEST_REST_MS = 30_000;
/** Answers that lack what was heard are read again so often, then taken with what was heard. */
const MOST_REFUSED = 4;
/** Failures in a row that are told. */
const TOLD_FAILURES = 3;

export function createCandleReader(parts: CandleReaderParts): CandleReader {
  const giveUp = new AbortController();
  let busy = false;
  let failures = 0;
  let refused = 0;
  let stopRest: (() => void) | undefined;

  const take = (span: MissingSpan, candles: readonly Candle[]): void => {
    failures = 0;
    refused = parts.learn(span, candles, refused >= MOST_REFUSED) ? 0 : refused + 1;
    if (refused === 0) parts.learned();
  };

  const readOnce = async (span: MissingSpan): Promise<void> => {
    try {
      const candles = await parts.read(span, giveUp.signal);
      if (!giveUp.signal.aborted) take(span, candles);
    } catch (thrown) {
      failures += 1;
      if (failures === TOLD_FAILURES && !giveUp.signal.aborted)
        parts.failed(asCoinbaseError(thrown, 'NETWORK'));
    }
    if (giveUp.signal.aborted) return;
    const restMs = Math.min(LONGEST_REST_MS, REST_MS * 2 ** Math.min(failures + refused, 10));
    stopRest = parts.clock.after(restMs, rested, true);
  };

  const rested = (): void => {
    busy = false;
    look();
  };

  const look = (): void => {
    if (busy || giveUp.signal.aborted) return;
    const span = parts.missing();
    if (!span) return;
    busy = true;
    void readOnce(span);
  };

  return {
    look,
    end() {
      giveUp.abort();
      stopRest?.();
    },
  };
}
