import assert from 'node:assert/strict';
import { createPacer } from '../../../nodes/lib/rules/pacer';
import { virtualClock } from '../api/virtual-clock';

describe('a pacer', () => {
  it('tells at once after a quiet time, then once at the end of each interval', async () => {
    const clock = virtualClock();
    const told: number[] = [];
    const pacer = createPacer(clock, 1000, () => told.push(clock.elapsed()));
    pacer.due();
    for (let count = 0; count < 25; count += 1) {
      await clock.advance(100);
      pacer.due();
    }
    await clock.advance(10_000);
    assert.deepEqual(told, [0, 1000, 2000, 3000], 'the last one waits for the end of its interval');
    assert.equal(clock.pending(), 0, 'nothing runs while nothing is due');
    pacer.due();
    assert.equal(told.at(-1), 12_500, 'and at once again');
  });

  it('tells at once what waits when it is flushed, and keeps its pace from there', async () => {
    const clock = virtualClock();
    const told: number[] = [];
    const pacer = createPacer(clock, 1000, () => told.push(clock.elapsed()));
    pacer.flush();
    assert.deepEqual(told, [], 'nothing waited');
    pacer.due();
    await clock.advance(300);
    pacer.due();
    pacer.flush();
    pacer.due();
    await clock.advance(999);
    assert.deepEqual(told, [0, 300]);
    await clock.advance(1);
    assert.deepEqual(told, [0, 300, 1300]);
  });

  it('does not tell what was canceled, nor anything after its end', async () => {
    const clock = virtualClock();
    let told = 0;
    const pacer = createPacer(clock, 1000, () => (told += 1));
    pacer.due();
    pacer.due();
    pacer.cancel();
    await clock.advance(5000);
    assert.equal(told, 1);
    pacer.due();
    pacer.due();
    pacer.end();
    pacer.due();
    await clock.advance(5000);
    assert.equal(told, 2);
    assert.equal(clock.pending(), 0);
  });
});
