import assert from 'node:assert/strict';
import { createSuspicion } from '../../../../nodes/lib/api/feed/suspicion';

describe('a sign that something was lost', () => {
  const after = (suspicion: ReturnType<typeof createSuspicion>, seconds: number): boolean => {
    for (let second = 0; second < seconds; second += 1) suspicion.beat();
    const believed = suspicion.believes();
    if (believed) suspicion.begun();
    return believed;
  };

  it('is believed again and again while beginning anew helps for a while', () => {
    const suspicion = createSuspicion();
    for (let time = 0; time < 100; time += 1) assert.equal(after(suspicion, 10), true);
  });

  it('is not believed any more once it came back at once five times, until it was gone for a minute', () => {
    const suspicion = createSuspicion();
    for (let time = 0; time < 5; time += 1) assert.equal(after(suspicion, 9), true);
    for (let time = 0; time < 100; time += 1) assert.equal(after(suspicion, 9), false);
    assert.equal(after(suspicion, 59), false);
    assert.equal(after(suspicion, 60), true);
  });
});
