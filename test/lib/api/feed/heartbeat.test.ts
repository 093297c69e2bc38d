import assert from 'node:assert/strict';
import { createHeartbeat } from '../../../../nodes/lib/api/feed/heartbeat';
import { virtualClock } from '../virtual-clock';

const START_MS = 1_800_000_000_000;

describe('the heartbeat of a product', () => {
  it('is missing when the one before it was two seconds ago, by the clock of the exchange', () => {
    const heartbeat = createHeartbeat(virtualClock());
    heartbeat.granted();
    assert.equal(heartbeat.hear(START_MS, 1), undefined);
    assert.equal(heartbeat.hear(START_MS + 1100, 2), undefined, 'late');
    assert.equal(heartbeat.hear(START_MS + 3000, 3), 'is missing');
    assert.equal(heartbeat.hear(START_MS + 4000, 4), undefined);
  });

  it('is missing when the first one comes two seconds after the acknowledgement', async () => {
    const clock = virtualClock();
    const heartbeat = createHeartbeat(clock);
    heartbeat.granted();
    await clock.advance(2000);
    assert.equal(heartbeat.hear(START_MS, 1), 'is missing');
    heartbeat.granted();
    await clock.advance(1000);
    assert.equal(heartbeat.hear(START_MS + 2000, 2), undefined);
  });

  it('is not missing when it had to wait behind snapshots, but when it is late after them', async () => {
    const clock = virtualClock();
    const heartbeat = createHeartbeat(clock);
    heartbeat.granted();
    for (let snapshots = 0; snapshots < 5; snapshots += 1) {
      await clock.advance(1500);
      heartbeat.snapshotCame();
    }
    assert.equal(heartbeat.isSilent(), false);
    assert.equal(heartbeat.hear(START_MS, 1), undefined);
    heartbeat.granted();
    heartbeat.snapshotCame();
    await clock.advance(2000);
    assert.equal(heartbeat.hear(START_MS + 5000, 2), 'is missing');
  });

  it('does not wait behind snapshots for ever', async () => {
    const clock = virtualClock();
    const heartbeat = createHeartbeat(clock);
    heartbeat.granted();
    for (let seconds = 0; seconds < 24; seconds += 1) {
      await clock.advance(1000);
      heartbeat.snapshotCame();
    }
    assert.equal(heartbeat.isSilent(), false);
    await clock.advance(1000);
    heartbeat.snapshotCame();
    assert.equal(heartbeat.isSilent(), true, '20 s and its 5 s of patience');
  });

  it('is missing however many snapshots of other books come, once the first was heard', async () => {
    const clock = virtualClock();
    const heartbeat = createHeartbeat(clock);
    heartbeat.granted();
    assert.equal(heartbeat.hear(START_MS, 1), undefined);
    await clock.advance(5000);
    heartbeat.snapshotCame();
    assert.equal(heartbeat.isSilent(), true);
    assert.equal(heartbeat.hear(START_MS + 5000, 2), 'is missing');
  });

  it('is not missing when it comes before the acknowledgement', async () => {
    const clock = virtualClock();
    const heartbeat = createHeartbeat(clock);
    await clock.advance(2000);
    assert.equal(heartbeat.hear(START_MS, 1), undefined);
  });

  it('is heard once, and counts up', () => {
    const heartbeat = createHeartbeat(virtualClock());
    assert.equal(heartbeat.hear(START_MS, 7), undefined);
    assert.equal(heartbeat.hear(START_MS, 7), 'repeated');
    assert.equal(heartbeat.hear(START_MS + 1000, 6), 'counts backwards');
  });
});
