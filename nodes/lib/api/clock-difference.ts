import { advise, say, type Advice } from '../sentences';

/** Below this a stamp is taken everywhere: International allows 5 s, the others 30 s, a token two minutes. */
const CLOCK_LIMIT_MS = 2000;

/** The text is a clause without a final stop. */
export interface ClockDifference extends Advice {
  /** The clock is right, as far as any API asks for. */
  readonly well: boolean;
}

/** @param offsetMs Coinbase's clock minus this machine's, milliseconds. */
export function clockDifference(offsetMs: number): ClockDifference {
  const seconds = (Math.abs(offsetMs) / 1000).toFixed(1);
  if (Math.abs(offsetMs) < CLOCK_LIMIT_MS) return { well: true, ...advise(say('check.clock', { seconds })) };
  const text = say(offsetMs > 0 ? 'check.clockBehind' : 'check.clockAhead', { seconds });
  return { well: false, ...advise(text, say('remedy.CLOCK_SKEW')) };
}
