import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { openConnection, type Connection } from '../../../nodes/lib/api';
import { systemClock, type Clock } from '../../../nodes/lib/rules/clock';
import { startSandbox, type Sandbox } from '../../../nodes/lib/sandbox';
import { createExchangeCredential } from '../../../nodes/lib/signer';
import { json, startLoopback, testCredential, type Loopback } from './loopback';

const MINUTE = 60_000;

/** A machine whose clock is off by `skewMs`, and which may have slept: its timers run fast, so that tests do not wait. */
interface Machine extends Clock {
  skewMs: number;
  sleptMs: number;
}

function machine(skewMs = 0, haste = 1): Machine {
  return {
    skewMs,
    sleptMs: 0,
    now() {
      return Date.now() + this.skewMs;
    },
    elapsed() {
      return systemClock.elapsed() - this.sleptMs;
    },
    after: (ms, run) => systemClock.after(ms / haste, run),
  };
}

describe('time stamps', () => {
  let sandbox: Sandbox;
  /** The exchange's clock minus the true one. */
  let serverMs = 0;
  let connection: Connection | undefined;
  before(async () => {
    const clock = {
      now: () => Date.now() + serverMs,
      every: () => () => undefined,
    };
    sandbox = await startSandbox({ clock, marketEveryMs: 0, rateLimits: false });
  });
  beforeEach(() => {
    serverMs = 0;
    sandbox.reset();
  });
  afterEach(() => connection?.release());
  after(() => sandbox.close());

  const open = (clock: Clock): Connection => {
    const made = createExchangeCredential(sandbox);
    assert.ok(made.ok);
    connection = openConnection({
      origin: sandbox.rest,
      credential: made.credential,
      limiter: 'off',
      clock,
      random: () => 0,
    });
    return connection;
  };

  /** Reads accounts so many at a time; how many of the sends were refused. */
  async function read(inFlight: number, count: number, prepare?: (n: number) => void): Promise<number> {
    let begun = 0;
    let refused = 0;
    const worker = async (): Promise<void> => {
      while (begun < count) {
        begun += 1;
        prepare?.(begun);
        const { status, attempts } = (await connection?.request({ method: 'GET', path: '/accounts' })) ?? {};
        assert.equal(status, 200);
        refused += (attempts ?? 0) - 1;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    return refused;
  }

  for (const inFlight of [1, 16])
    for (const minutes of [-10, -1, 1, 10])
      it(`of a clock that is ${minutes} min off cost one refused request, ${inFlight} in flight`, async () => {
        open(machine(minutes * MINUTE));
        assert.equal(await read(inFlight, 60), 1);
        assert.ok(Math.abs((connection?.clockOffsetMs ?? 0) + minutes * MINUTE) < 1000);
      });

  for (const inFlight of [1, 16]) {
    it(`stand a clock that jumps all the time, ${inFlight} in flight`, async () => {
      const clock = machine();
      open(clock);
      const jumps = [10, -10, 0, 5, -0.75, 0].map((minutes) => minutes * MINUTE);
      const refused = await read(inFlight, 140, (n) => {
        if (n % 20 === 0) clock.skewMs = jumps[n / 20 - 1] ?? 0;
      });
      assert.equal(refused, 0, 'the exchange is asked for its time before the first stamp after a jump');
    });

    it(`stand a machine that slept, ${inFlight} in flight`, async () => {
      const clock = machine(3 * MINUTE);
      open(clock);
      assert.equal(await read(inFlight, 20), 1, 'the clock was wrong from the start');
      clock.sleptMs = 8 * MINUTE;
      clock.skewMs += 8 * MINUTE;
      serverMs += 8 * MINUTE;
      assert.equal(await read(inFlight, 20), 0);
    });
  }

  it('of a time synchronisation that comes late cost one refused request in all', async () => {
    const clock = machine(-10 * MINUTE);
    open(clock);
    const refused = await read(16, 80, (n) => {
      if (n === 40) clock.skewMs = 0;
    });
    assert.equal(refused, 1);
    assert.ok(Math.abs(connection?.clockOffsetMs ?? 0) < 1000);
  });

  it('of a wrong clock cost one order one more send, however many are placed at once', async () => {
    const { trading } = open(machine(10 * MINUTE));
    const verdicts = await Promise.all(
      Array.from({ length: 16 }, () =>
        trading.place({
          client_oid: randomUUID(),
          product_id: 'BTC-USD',
          side: 'buy',
          type: 'market',
          funds: '10',
        }),
      ),
    );
    const kinds = verdicts.map((verdict) => (verdict.kind === 'refused' ? verdict.error.code : verdict.kind));
    assert.deepEqual(kinds, ['CLOCK_SKEW', ...Array<string>(15).fill('accepted')]);
  });

  it('tell a listener once of each change that is worth it', async () => {
    const clock = machine(10 * MINUTE);
    open(clock);
    const heard: number[] = [];
    connection?.onClockChange((offsetMs) => heard.push(Math.round(offsetMs / 1000) + 0));
    await read(16, 32);
    clock.skewMs += 1500;
    await read(16, 32);
    clock.skewMs = -MINUTE;
    await read(16, 32);
    clock.skewMs = 0;
    await read(16, 32);
    assert.deepEqual(heard, [-600, 60, 0]);
  });
});

describe('time stamps of a server that', () => {
  let server: Loopback;
  let connection: Connection;
  const open = (haste: number): { clock: Machine } => {
    const clock = machine(0, haste);
    connection = openConnection({
      origin: server.origin,
      credential: testCredential(),
      limiter: 'off',
      clock,
      random: () => 0,
    });
    return { clock };
  };
  afterEach(async () => {
    await connection.release();
    await server.close();
  });

  it('answers nothing hold others up for a moment only', async () => {
    server = await startLoopback((seen, response) => {
      if (seen.target !== '/hangs') json(response, 200, {});
    });
    open(100);
    const hangs = connection.request({ method: 'GET', path: '/hangs' }, { timeoutMs: 100_000 });
    hangs.catch(() => undefined);
    const { status } = await connection.request({ method: 'GET', path: '/a' }, { timeoutMs: 100_000 });
    assert.equal(status, 200);
    assert.deepEqual(
      server.seen.map(({ target }) => target),
      ['/hangs', '/a'],
    );
  });

  it('does not tell its time are made without it, after one question a jump', async () => {
    server = await startLoopback((seen, response) => {
      if (seen.target !== '/time') json(response, 200, {});
    });
    const { clock } = open(100);
    const read = (): Promise<unknown> =>
      connection.request({ method: 'GET', path: '/a' }, { timeoutMs: 100_000 });
    await read();
    clock.skewMs = 10 * MINUTE;
    await Promise.all([read(), read(), read()]);
    await read();
    const questions = server.seen.filter(({ target }) => target === '/time');
    assert.deepEqual([questions.length, server.seen.length], [1, 6]);
    assert.equal(questions[0]?.headers['cb-access-sign'], undefined, 'the question is not signed');
    const stamp = Number(server.seen.at(-1)?.headers['cb-access-timestamp']);
    assert.ok(Math.abs(stamp - clock.now() / 1000) < 5, 'the local clock is all there is');
  });

  const telling = async (...offsets: readonly number[]): Promise<void> => {
    const left = [...offsets];
    server = await startLoopback((_seen, response) => {
      const [offset = 0] = left.length > 1 ? left.splice(0, 1) : left;
      json(response, 200, { epoch: (Date.now() + offset) / 1000 });
    });
    open(1);
  };

  it('tells one time that is wrong are made as if it had not', async () => {
    await telling(0, 6 * 60 * MINUTE, 0);
    await connection.measureClock();
    assert.ok(Math.abs((await connection.trading.serverTime()) - Date.now()) < 2000);
    assert.ok(Math.abs(connection.clockOffsetMs) < 2000);
    assert.equal(server.seen.length, 3);
  });

  it('tells a wrong time at the very first question are made as if it had not', async () => {
    await telling(-6 * 60 * MINUTE, 0);
    assert.ok(Math.abs((await connection.trading.serverTime()) - Date.now()) < 2000);
    assert.ok(Math.abs(connection.clockOffsetMs) < 2000);
  });

  it('tells a time twice that nobody expected follow it', async () => {
    await telling(0, 10 * MINUTE);
    await connection.measureClock();
    await connection.measureClock();
    assert.ok(Math.abs(connection.clockOffsetMs - 10 * MINUTE) < 2000);
  });

  it('tells another time at each question stay, and whoever asked hears why', async () => {
    await telling(0, 10 * MINUTE, 20 * MINUTE, 30 * MINUTE);
    await connection.measureClock();
    await assert.rejects(connection.trading.serverTime(), {
      code: 'RESPONSE_NOT_JSON',
      message: /another time at each question/,
    });
    assert.ok(Math.abs(connection.clockOffsetMs) < 2000);
  });

  it('gives up waiting with the caller', async () => {
    server = await startLoopback(() => undefined);
    open(1);
    const first = connection.request({ method: 'GET', path: '/a' }, { timeoutMs: 300 });
    const caller = new AbortController();
    const second = connection.request(
      { method: 'POST', path: '/b', body: '{}' },
      { signal: caller.signal, timeoutMs: 5000 },
    );
    const told = second.catch((error: unknown) => error);
    caller.abort();
    const error = (await told) as { code: string; details: { sent: boolean } };
    assert.deepEqual([error.code, error.details.sent], ['ABORTED', false]);
    await first.catch(() => undefined);
    assert.equal(server.seen.length, 1);
  });
});
