import type { Campaign } from './campaign';
import { violationKinds } from './evidence';

const MOST_SHOWN = 20;

/** Prints what was done, what came of it, and with which seed to do it again. */
export function print(campaign: Campaign, seed: number): void {
  const { faults, total, violations, settling } = campaign;
  console.table([...faults].sort(([, a], [, b]) => b - a).map(([fault, times]) => ({ fault, times })));
  console.table({
    'order found, exchange reachable': settling.reachable,
    'order found, with faults on the looks': settling.found,
    'order proven absent (after the horizon)': settling.absent,
  });
  console.table(
    violationKinds.map((kind) => ({
      kind,
      violations: violations.filter((violation) => violation.kind === kind).length,
    })),
  );
  for (const { kind, what } of violations.slice(0, MOST_SHOWN)) console.error(`${kind}: ${what}`);
  console.log(
    `seed ${seed}: ${total} faults of ${faults.size} kinds, ${campaign.messages} messages for ${campaign.asks} orders, ` +
      `${campaign.taken} taken by the exchange, ${settling.open} unknowns left open, ` +
      `${violations.length} violations, ${campaign.realSeconds.toFixed(0)} s, ` +
      `no timer more than ${Math.round(campaign.latestMs)} ms of scaled time late`,
  );
}
