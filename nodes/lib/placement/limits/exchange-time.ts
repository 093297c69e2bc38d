import type { CallOptions } from '../../api';
import type { Clock } from '../../rules/clock';
import { createFigure, type Figure } from './figure';

/**
 * The exchange's time, on which windows and days are counted: this machine's clock may be wrong and may jump. Asked for
 * now and then, and told in between by the clock that never jumps. It never goes back, also not behind what was
 * remembered over a restart.
 */
export interface ExchangeTime extends Pick<Figure<number>, 'fresh' | 'refresh'> {
  /** Unix milliseconds. @throws FigureUnknown. */
  now(): number;
  /** The same where it was ever known, else this machine's clock. */
  guess(): number;
  /** It was this late already. */
  atLeast(ms: number): void;
}

const MEASURED_MS = 60_000;
/** The clocks moved apart this far: this machine's clock was set, or it slept. */
const APART_MS = 1000;

interface Measured {
  readonly serverMs: number;
  readonly elapsed: number;
  /** Machine's clock minus elapsed. */
  readonly gap: number;
}

export function createExchangeTime(
  serverTime: (options: CallOptions) => Promise<number>,
  clock: Clock,
): ExchangeTime {
  let latest: Measured | undefined;
  const figure = createFigure<Measured>({
    what: "the exchange's time",
    maxAgeMs: MEASURED_MS,
    clock,
    read: async (options) => {
      const serverMs = await serverTime(options);
      const elapsed = clock.elapsed();
      return (latest = { serverMs, elapsed, gap: clock.now() - elapsed });
    },
    holds: ({ gap }) => Math.abs(clock.now() - clock.elapsed() - gap) <= APART_MS,
  });
  let floor = { ms: -Infinity, elapsed: 0 };
  const notBefore = (ms: number): number => Math.max(ms, floor.ms + clock.elapsed() - floor.elapsed);
  const raise = (ms: number): number => {
    floor = { ms: notBefore(ms), elapsed: clock.elapsed() };
    return floor.ms;
  };
  const told = ({ serverMs, elapsed }: Measured): number => raise(serverMs + clock.elapsed() - elapsed);
  return {
    get fresh() {
      return figure.fresh;
    },
    refresh: () => figure.refresh(),
    now: () => told(figure.value()),
    guess: () => (latest ? told(latest) : notBefore(clock.now())),
    atLeast: (ms) => void raise(ms),
  };
}
