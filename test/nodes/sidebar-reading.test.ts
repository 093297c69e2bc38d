import assert from 'node:assert/strict';
import { createReading } from '../../nodes/coinbase-sidebar/reading';
import { CoinbaseError } from '../../nodes/lib/rules/errors';
import { virtualClock } from '../lib/api/virtual-clock';

describe('a reading of the sidebar', () => {
  const setUp = () => {
    const clock = virtualClock();
    let reads = 0;
    let answer: () => Promise<string> = () => Promise.resolve(`answer ${reads}`);
    const reading = createReading({
      read: () => {
        reads += 1;
        return answer();
      },
      ageMs: 2000,
      clock,
    });
    return {
      clock,
      reading,
      reads: () => reads,
      answers: (next: () => Promise<string>) => void (answer = next),
    };
  };

  it('is read once for all who ask at the same time, and again only when it is old', async () => {
    const { clock, reading, reads } = setUp();
    await Promise.all(Array.from({ length: 50 }, () => reading.refresh()));
    assert.equal(reads(), 1);
    await clock.advance(1999);
    await reading.refresh();
    assert.equal(reads(), 1, 'not old yet');
    await clock.advance(1);
    await reading.refresh();
    assert.equal(reads(), 2, 'exactly old enough');
  });

  it('is not read while nobody asks', async () => {
    const { clock, reading, reads } = setUp();
    await reading.refresh();
    await clock.advance(3_600_000);
    assert.deepEqual([reads(), clock.pending()], [1, 0], 'and keeps no timer');
  });

  it('keeps what was read last when it cannot be read any more, says why, and asks ever more rarely', async () => {
    const { clock, reading, reads, answers } = setUp();
    await reading.refresh();
    answers(() => Promise.reject(new CoinbaseError('NETWORK', 'nobody answers')));
    for (let second = 0; second < 120; second += 1) {
      await clock.advance(1000);
      await reading.refresh();
    }
    assert.equal(reading.told().value, 'answer 1');
    assert.equal(reading.told().problem?.code, 'NETWORK');
    // 4, 8, 16 and then 30 seconds after each other.
    assert.ok(reads() >= 6 && reads() <= 8, `${reads()} reads in two minutes`);
    answers(() => Promise.resolve('back'));
    await clock.advance(30_000);
    await reading.refresh();
    assert.deepEqual([reading.told().value, reading.told().problem], ['back', undefined]);
  });

  it('is read anew after a change, also after one that came while it was being read', async () => {
    const { reading, reads, answers } = setUp();
    await reading.refresh();
    reading.expire();
    let finish: (text: string) => void = () => undefined;
    answers(() => new Promise((resolve) => (finish = resolve)));
    const during = reading.refresh();
    reading.expire();
    finish('from before the change');
    await during;
    answers(() => Promise.resolve('from after it'));
    await reading.refresh();
    assert.deepEqual([reads(), reading.told().value], [3, 'from after it']);
  });
});
