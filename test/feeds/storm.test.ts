import assert from 'node:assert/strict';
import type { FaceName } from '../faults/face';
import { faultKinds } from './faults';
import { runStorm } from './storm';
import { patience } from '../patience';
import { openWorld } from './world';

const seed = Number(process.env['STORM_SEED'] ?? Date.now() % 1_000_000);

/** Every kind of fault once. */
async function storm(face: FaceName): Promise<void> {
  const { violations, seen, losses, counts, trades, fills } = await runStorm({
    face,
    seed,
    faults: faultKinds.length,
    speed: 4,
  });
  assert.deepEqual(violations, [], face);
  assert.equal(seen, losses, `${face}: what was lost was seen`);
  assert.equal(counts.size, faultKinds.length, `${face}: every kind of fault came`);
  assert.ok(trades > 100 && fills > 0, `${face}: ${trades} trades and ${fills} own fills`);
}

describe(`a storm over the feeds of both faces (STORM_SEED=${seed})`, () => {
  it('loses no trade, no own fill and no book, and nothing is lost unseen', async function () {
    this.timeout(patience(120_000));
    // At the same time: most of it is waiting.
    await Promise.all([storm('exchange'), storm('advanced-trade')]);
  });

  it('ends with a violation that names what hangs, and with one for an end that does not come', async function () {
    this.timeout(60_000);
    const never = (): Promise<never> => new Promise(() => undefined);
    let closing: Promise<void> | undefined;
    const options = { face: 'exchange', seed, faults: 5, speed: 40 } as const;
    const { violations } = await runStorm(options, async (...parts) => {
      const world = await openWorld(...parts);
      const close = (): Promise<never> => {
        closing = world.close();
        return never();
      };
      return { ...world, stir: never, close };
    });
    await closing;
    assert.deepEqual(violations, [
      'broken off after 0 faults: Error: a move of the market, or an order did not end within 60 s',
      'broken off after 0 faults: Error: the end of the world did not end within 60 s',
    ]);
  });
});
