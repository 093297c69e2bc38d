import { createRandom, type Random } from '../../nodes/lib/sandbox/random';
import type { Driver } from './driver';
import type { FaceName } from './face';
import type { Rig } from './rig';
import type { ScaledClock } from './scaled-clock';

export interface WorldParts {
  readonly seed: number;
  readonly clock: ScaledClock;
  readonly face: FaceName;
  readonly rig: Rig;
  readonly driver: Driver;
}

/** Something that happens to everything at once. */
interface Happening {
  readonly name: string;
  readonly weight: number;
  /** Where only one API does so. */
  readonly on?: FaceName;
  readonly happen: (parts: WorldParts, random: Random) => Promise<void>;
}

const pause = ({ clock }: WorldParts, ms: number): Promise<void> =>
  new Promise((resolve) => clock.after(ms, resolve));

const happenings: readonly Happening[] = [
  {
    name: 'nobody listens for a while',
    weight: 6,
    happen: async (parts, random) => {
      const { door, plan } = parts.rig;
      const from = parts.clock.elapsed();
      door.shut();
      await pause(parts, 300 + random.below(4000));
      await door.open();
      plan.outages.push([from, parts.clock.elapsed()]);
    },
  },
  {
    name: 'clock jump',
    weight: 3,
    happen: async ({ clock }, random) => {
      // Sometimes less than the exchange's window: such a stamp passes, and is good for longer.
      const ms = random.below(2) === 0 ? random.below(29_000) : random.below(600_000);
      clock.jump(clock.jumpedMs > 0 ? -ms : ms);
    },
  },
  {
    name: 'cancels carried out late',
    weight: 4,
    on: 'advanced-trade',
    happen: async (parts, random) => {
      const { sandbox } = parts.rig;
      sandbox.setConditions({ queuedCancelMs: 200 + random.below(15_000) });
      await pause(parts, 2000 + random.below(6000));
      sandbox.setConditions({ queuedCancelMs: 0 });
    },
  },
  { name: 'restart', weight: 2, happen: ({ driver }) => driver.restart() },
  { name: 'halt', weight: 2, happen: ({ driver }, random) => driver.halt(500 + random.below(2000)) },
];

/** Mean time between two, milliseconds. */
const EVERY_MS = 8000;

/** Lets things happen, one after another, until the returned function is called; it resolves when the last is over. */
export function startWorld(parts: WorldParts): () => Promise<void> {
  const random = createRandom(parts.seed, 'world');
  const possible = happenings.filter(({ on = parts.face }) => on === parts.face);
  const total = possible.reduce((sum, { weight }) => sum + weight, 0);
  let over = false;
  const run = async (): Promise<void> => {
    for (;;) {
      await pause(parts, random.below(2 * EVERY_MS));
      let left = random.below(total);
      const one = possible.find(({ weight }) => (left -= weight) < 0);
      if (over || !one) return;
      await one.happen(parts, random);
      parts.rig.plan.count(one.name);
    }
  };
  const running = run();
  // Told by whoever ends it.
  running.catch(() => undefined);
  return () => {
    over = true;
    return running;
  };
}
