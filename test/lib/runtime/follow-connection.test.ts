import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { followConnection, type Account } from '../../../nodes/lib/runtime';
import { virtualClock } from '../api/virtual-clock';

/** An account whose connection a test sets, and what its follower heard. */
function followed() {
  const clock = virtualClock();
  const listeners = new Set<(connection: string) => void>();
  const heard: string[] = [];
  const state = { connection: 'first', asked: 0, failing: false };
  const account = {
    connection: () => {
      state.asked += 1;
      if (state.failing) return Promise.reject(new CoinbaseError('CREDENTIAL_INVALID', 'no'));
      return Promise.resolve(state.connection);
    },
    onConnection(listen: (connection: string) => void) {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
  } as Pick<Account<string>, 'connection' | 'onConnection'> as Account<string>;
  const follower = followConnection(
    account,
    {
      opened: (connection) => heard.push(connection),
      failed: ({ code }) => heard.push(code),
    },
    clock,
  );
  const push = (connection: string): void => listeners.forEach((listen) => listen(connection));
  return { clock, listeners, heard, state, follower, push };
}

describe('a follower of connections', () => {
  it('opens the connection once, and hears of one that takes its place', async () => {
    const { clock, heard, state, push } = followed();
    await clock.advance(0);
    push('first');
    push('second');
    await clock.advance(3_600_000);
    assert.deepEqual(heard, ['first', 'second']);
    assert.equal(state.asked, 1, 'what works is not asked for');
  });

  it('asks again and again while the connection is in doubt, and finds the one that took its place', async () => {
    const { clock, heard, state, follower } = followed();
    await clock.advance(0);
    follower.doubt(true);
    await clock.advance(12_000);
    assert.deepEqual(heard, ['first'], 'it is still the same');
    assert.equal(state.asked, 3);
    state.connection = 'second';
    await clock.advance(5000);
    assert.deepEqual(heard, ['first', 'second']);
    follower.doubt(false);
    await clock.advance(60_000);
    assert.equal(state.asked, 4);
    assert.equal(clock.pending(), 0);
  });

  it('tries again ever more seldom where there is none, at most each half minute', async () => {
    const { clock, heard, state, follower } = followed();
    await clock.advance(0);
    state.failing = true;
    follower.doubt(true);
    await clock.advance(600_000);
    assert.ok(state.asked > 20 && state.asked < 30, `${state.asked} times`);
    assert.equal(heard.at(-1), 'CREDENTIAL_INVALID');
    state.failing = false;
    await clock.advance(30_000);
    assert.equal(heard.at(-1), 'first', 'the same one is opened anew: what hung on it was given up');
  });

  it('leaves nothing behind at its end, whatever is under way', async () => {
    const { clock, heard, state, listeners, follower } = followed();
    follower.end();
    await clock.advance(0);
    assert.deepEqual(heard, []);
    state.failing = true;
    follower.doubt(true);
    await clock.advance(60_000);
    assert.deepEqual(heard, []);
    assert.equal(clock.pending() + listeners.size, 0);
  });
});
