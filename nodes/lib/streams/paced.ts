import type { Clock } from '../rules/clock';
import { createPacer, type Pacer } from '../rules/pacer';
import type { Pace } from './types';

/** A pacer for a channel whose updates are told one by one: at once, or the latest of an interval. */
export function pacerOf(clock: Clock, pace: Pace, tell: () => void): Pacer {
  if (pace.kind === 'interval') return createPacer(clock, pace.everyMs, tell);
  return { due: tell, flush: nothing, cancel: nothing, end: nothing };
}

/**
 * A pacer for a channel whose updates can be put together: even where every one is wanted, the flow has its turn
 * between two of them, so that a slow flow gets fewer and larger ones.
 */
export function joiningPacer(clock: Clock, pace: Pace, tell: () => void): Pacer {
  return createPacer(clock, pace.kind === 'interval' ? pace.everyMs : 0, tell);
}

function nothing(): void {
  // Nothing waits.
}
