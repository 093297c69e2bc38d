import assert from 'node:assert/strict';
import type { TradingApi } from '../../../nodes/lib/api';
import { placeOrder, type PlacementParts } from '../../../nodes/lib/placement';
import { sendLife } from '../../../nodes/lib/placement/desk/life';
import type { ErrorCode } from '../../../nodes/lib/rules/error-codes';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { createLifetime } from '../../../nodes/lib/rules/lifetime';
import type { Verdict } from '../../../nodes/lib/rules/orders';
import { accepted, fakeExchange, intent } from './fake-exchange';
import { jumpingClock, type JumpingClock } from './jumping-clock';

/** Time stamp of the first try; each later one is signed a second after the one before. */
const STAMP_MS = 1_700_000_000_000;

const unknown: Verdict = { kind: 'unknown', error: new CoinbaseError('NETWORK', 'it broke', { sent: true }) };
const refused = (code: ErrorCode): Verdict => ({
  kind: 'refused',
  error: new CoinbaseError(code, 'no', { sent: true }),
});
const notSent = (code: ErrorCode): Verdict => ({
  kind: 'not-sent',
  error: new CoinbaseError(code, 'no', { sent: false }),
});
const taken: Verdict = { kind: 'accepted', order: accepted, raw: {} };

interface Scene {
  readonly trading: TradingApi;
  readonly clock: JumpingClock;
  readonly sends: string[];
  /** How far back each look by the client order id went. */
  readonly looks: (number | undefined)[];
  /** What the journal was told of each send. */
  readonly told: string[];
}

/** An API that knows a repeated client order id; its verdicts in turn, the last one repeats. */
function scene(verdicts: readonly Verdict[], over: Partial<TradingApi> = {}): Scene {
  const clock = jumpingClock();
  const { trading } = fakeExchange({ sightings: [undefined] });
  const made: Scene = {
    clock,
    sends: [],
    looks: [],
    told: [],
    trading: {
      ...trading,
      repeatable: true,
      validMs: 120_000,
      serverTime: () => Promise.resolve(clock.now()),
      place(sent) {
        const verdict = verdicts[Math.min(made.sends.length, verdicts.length - 1)] ?? taken;
        const stampMs = STAMP_MS + made.sends.length * 1000;
        made.sends.push(sent.client_oid);
        return Promise.resolve(verdict.kind === 'unknown' ? { ...verdict, stampMs } : verdict);
      },
      find(_name, options) {
        made.looks.push(options?.sinceMs);
        return Promise.resolve(undefined);
      },
      ...over,
    },
  };
  return made;
}

function parts({ trading, clock, told }: Scene): PlacementParts {
  return {
    trading,
    clock,
    random: () => 1,
    trail: {
      sending: () => Promise.resolve(),
      answered: (_attempt, verdict) => void told.push(verdict.kind),
    },
  };
}

describe('an unknown where a repeated client order id is known', () => {
  const rows: readonly [string, readonly Verdict[], string, number, readonly string[]][] = [
    ['is settled by the second send', [unknown, taken], accepted.id, 2, ['unknown', 'accepted']],
    ['is settled by a later one', [unknown, unknown, unknown, taken], accepted.id, 4, []],
    [
      'is sent again after the rate limit turned the repeat away',
      [unknown, refused('RATE_LIMITED'), taken],
      accepted.id,
      3,
      ['unknown', 'unknown', 'accepted'],
    ],
    [
      'is sent again where the repeat never left',
      [unknown, notSent('NETWORK'), taken],
      accepted.id,
      3,
      ['unknown', 'unknown', 'accepted'],
    ],
    [
      'is sent again after the clock was put right',
      [unknown, refused('CLOCK_SKEW'), taken],
      accepted.id,
      3,
      [],
    ],
    [
      'is not what a refusal of the repeat says',
      [unknown, refused('INSUFFICIENT_FUNDS'), taken],
      'ORDER_NOT_PLACED',
      2,
      ['unknown', 'unknown'],
    ],
    [
      'is not what a halt before the repeat says',
      [unknown, notSent('TRADING_HALTED'), taken],
      'ORDER_NOT_PLACED',
      2,
      ['unknown', 'unknown'],
    ],
    ['is not sent for ever', [unknown], 'ORDER_NOT_PLACED', 6, []],
  ];
  for (const [name, verdicts, final, sends, told] of rows)
    it(name, async () => {
      const here = scene(verdicts);
      const end = await placeOrder(intent, parts(here), { timeoutMs: 300_000 }).then(
        ({ order, found }) => {
          assert.equal(found, true, 'no first answer told of it');
          return order.id;
        },
        (error: CoinbaseError) => error.code,
      );
      assert.equal(end, final);
      assert.deepEqual(here.sends, Array<string>(sends).fill(intent.client_oid), 'one order, however often');
      if (told.length > 0) assert.deepEqual(here.told, told, 'the journal never calls it refused');
    });

  it('is not proven absent before the latest token is dead, and is looked for where it may be', async () => {
    const here = scene([unknown, unknown, refused('ORDER_REFUSED')]);
    await assert.rejects(placeOrder(intent, parts(here), { timeoutMs: 600_000 }), {
      code: 'ORDER_NOT_PLACED',
    });
    assert.ok(here.clock.now() >= STAMP_MS + 1000 + 130_000, `after ${here.clock.elapsed()} ms`);
    const [since = Infinity] = here.looks;
    assert.ok(since <= STAMP_MS);
  });

  it('is unresolved when the time is over, and never sent after that', async () => {
    const here = scene([unknown]);
    await assert.rejects(placeOrder(intent, parts(here), { timeoutMs: 2000 }), { code: 'ORDER_UNRESOLVED' });
    const { length } = here.sends;
    assert.ok(length >= 2 && length < 6, `${length} sends`);
    assert.ok(here.clock.elapsed() <= 2000);
  });

  it('is looked for, and not sent again, once nobody wants it', async () => {
    const here = scene([unknown, taken], { find: () => Promise.resolve(accepted) });
    const life = sendLife(
      intent,
      { node: 'n', message: 'm' },
      here.trading,
      {
        clock: here.clock,
        random: () => 1,
        ended: createLifetime(),
        trading: () => Promise.resolve(here.trading),
      },
      {
        timeoutMs: 60_000,
        givenId: false,
        waiting: undefined,
        mayLeave: () => undefined,
        trail: {
          sending: () => Promise.resolve(),
          answered: () => life.callOff(),
        },
      },
    );
    assert.equal((await life.end).order.id, accepted.id);
    assert.equal(here.sends.length, 1);
  });

  describe("under a client order id that was somebody's choice", () => {
    const other = { ...accepted, id: 'another', size: '2' };
    const place = (here: Scene) =>
      placeOrder(intent, { ...parts(here), givenId: true }, { timeoutMs: 300_000 });
    const code = (promise: Promise<unknown>) =>
      promise.then(
        () => 'accepted',
        (error: CoinbaseError) => error.code,
      );

    it('is a conflict once a repeat is answered with another order', async () => {
      const here = scene([unknown, { kind: 'accepted', order: other, raw: {} }], {
        find: () => Promise.resolve(other),
      });
      assert.equal(await code(place(here)), 'IDEMPOTENCY_CONFLICT');
      assert.deepEqual([here.sends.length, here.told], [2, ['unknown', 'refused']]);
    });

    it('is never called accepted where the order of the answer cannot be read', async () => {
      const here = scene([taken]);
      assert.equal(await code(place(here)), 'ORDER_UNRESOLVED');
      assert.ok(
        here.told.every((kind) => kind === 'unknown'),
        here.told.join(),
      );
    });

    it('stays unknown where an id may have many orders and another one is found', async () => {
      const here = scene([unknown], { repeatable: false, find: () => Promise.resolve(other) });
      assert.equal(await code(place(here)), 'ORDER_UNRESOLVED');
      assert.equal(here.sends.length, 1);
    });
  });

  it('is never sent again where the API would place it twice', async () => {
    const here = scene([unknown, taken], { repeatable: false, validMs: 30_000 });
    await assert.rejects(placeOrder(intent, parts(here), { timeoutMs: 300_000 }), {
      code: 'ORDER_NOT_PLACED',
    });
    assert.equal(here.sends.length, 1);
  });
});
