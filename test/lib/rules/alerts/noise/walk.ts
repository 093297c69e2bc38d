import { createRandom } from '../../../../../nodes/lib/sandbox/random';

/** Prices in whole cents, so that the model needs no decimals, each with its time in milliseconds. */
export interface Walk {
  readonly cents: readonly number[];
  readonly atMs: readonly number[];
}

export const LEVEL_CENTS = 7_000_000;

/** A walk that is drawn back to the level again and again: most steps are noise around it, some are real moves. */
export function noisyWalk(seed: number, count: number): Walk {
  const random = createRandom(seed, 'noisy walk');
  const cents: number[] = [];
  const atMs: number[] = [];
  let price = LEVEL_CENTS + random.below(2001) - 1000;
  let at = 1000;
  let drift = 0;
  for (let n = 0; n < count; n += 1) {
    if (random.below(400) === 0) drift = random.below(61) - 30;
    const home = Math.trunc((LEVEL_CENTS - price) / 40);
    price += random.below(201) - 100 + drift + home;
    // Often exactly on the level: the comparisons must not be off by one.
    cents.push(random.below(25) === 0 ? LEVEL_CENTS : price);
    // Many in the same millisecond, as a busy market is.
    at += random.below(3) === 0 ? 0 : random.below(1500);
    atMs.push(at);
  }
  return { cents, atMs };
}

/** `70000.05` */
export function priceText(cents: number): string {
  return `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}
