import { errorCodes } from '../rules/error-codes';

/** Below this a stamp is taken everywhere: International allows 5 s, the others 30 s, a token two minutes. */
const CLOCK_LIMIT_MS = 2000;

export interface ClockDifference {
  /** The clock is right, as far as any API asks for. */
  readonly well: boolean;
  /** A clause without a final stop. */
  readonly text: string;
  /** Empty where nothing is to be done. */
  readonly fix: string;
}

/** @param offsetMs Coinbase's clock minus this machine's, milliseconds. */
export function clockDifference(offsetMs: number): ClockDifference {
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
  if (Math.abs(offsetMs) < CLOCK_LIMIT_MS)
    return { well: true, text: `this machine's clock is right to ${seconds} s`, fix: '' };
  const way = offsetMs > 0 ? 'behind' : 'ahead of';
  const text = `this machine's clock is ${seconds} s ${way} Coinbase's`;
  return { well: false, text, fix: errorCodes.CLOCK_SKEW.fix };
}
