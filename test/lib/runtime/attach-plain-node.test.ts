import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { attachPlainNode, type PlainBehaviour, type PlainJob } from '../../../nodes/lib/runtime';
import { StatusLine } from '../../../nodes/lib/runtime/status-line';
import { virtualClock, type VirtualClock } from '../api/virtual-clock';
import { FakeNode, fakeRed } from './fake-red';

type Message = Record<string, unknown>;

const stopped = (): Promise<void> => new Promise(() => undefined);

function start(
  handle: (job: PlainJob) => Promise<void>,
  more: Partial<PlainBehaviour> = {},
  clock: VirtualClock = virtualClock(),
): FakeNode {
  const node = new FakeNode();
  attachPlainNode(
    node,
    {
      status: new StatusLine(fakeRed(), node, () => undefined),
      fallback: 'VALUE_INVALID',
      ready: Promise.resolve(),
      handle,
      failed: () => undefined,
      close: () => Promise.resolve(),
      ...more,
    },
    clock,
  );
  return node;
}

/** Resolves with the code that `done` was called with; undefined for none. */
const ask = (node: FakeNode, msg: Message, send: (m: unknown) => void = () => undefined): Promise<unknown> =>
  new Promise((resolve) => {
    node.receive(msg, send, (error) => resolve((error as { code?: unknown } | undefined)?.code));
  });

describe('a node without an account', () => {
  it('deals with one message after another, in their order, however long one takes', async () => {
    const order: unknown[] = [];
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const node = start(async ({ msg, send }) => {
      if (msg.n === 1) await gate;
      order.push(msg.n);
      send([null, msg]);
    });
    const sent: unknown[] = [];
    const all = [1, 2, 3].map((n) => ask(node, { n }, (message) => sent.push(message)));
    go();
    assert.deepEqual(await Promise.all(all), [undefined, undefined, undefined]);
    assert.deepEqual(order, [1, 2, 3]);
    assert.deepEqual(
      sent,
      [1, 2, 3].map((n) => [null, { n }]),
    );
  });

  it('lets messages wait until it is ready', async () => {
    let isReady: () => void = () => undefined;
    const ready = new Promise<void>((resolve) => (isReady = resolve));
    let handled = 0;
    const node = start(() => Promise.resolve(void (handled += 1)), { ready });
    const first = ask(node, {});
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(handled, 0);
    isReady();
    await first;
    assert.equal(handled, 1);
  });

  const throwing: readonly (readonly [string, () => Promise<void>, string])[] = [
    ['rejects with a plain error', () => Promise.reject(new Error('plain')), 'VALUE_INVALID'],
    ['rejects with a coded one', () => Promise.reject(new CoinbaseError('ALERT_INVALID', 'x')), 'ALERT_INVALID'],
    ['throws at once', () => { throw new TypeError('at once'); }, 'VALUE_INVALID'],
    ['throws nothing at all', () => { throw undefined as unknown as Error; }, 'VALUE_INVALID'],
    ['throws what cannot be read', () => { throw Object.create(null) as Error; }, 'VALUE_INVALID'],
  ]; // prettier-ignore
  for (const [what, handle, code] of throwing)
    it(`gives Catch a coded error when the handler ${what}, and goes on`, async () => {
      let fails = true;
      const told: unknown[] = [];
      const node = start(() => (fails ? handle() : Promise.resolve()), {
        failed: (error) => told.push(error.code),
      });
      const msg: Message = { coinbase: { mine: 1 } };
      assert.equal(await ask(node, msg), code);
      const { mine, error } = msg.coinbase as { mine: number; error: { code: string } };
      assert.deepEqual([mine, error.code], [1, code]);
      assert.deepEqual(told, [code]);
      fails = false;
      assert.equal(await ask(node, {}), undefined);
    });

  it('survives a frozen message, and a send and a done that throw', async () => {
    const node = start(({ msg, send }) => {
      send(msg);
      return Promise.reject(new CoinbaseError('VALUE_INVALID', 'x'));
    });
    const boom = (): never => {
      throw new Error('downstream');
    };
    assert.equal(await ask(node, Object.freeze({}), boom), 'VALUE_INVALID');
    let calls = 0;
    node.receive({}, boom, () => {
      calls += 1;
      boom();
    });
    await ask(node, {});
    assert.equal(calls, 1, 'done once');
  });

  it('gives up what waits at msg.reset, and hands the reset on as no data', async () => {
    const signals: AbortSignal[] = [];
    const node = start(({ reset, signal }) => {
      signals.push(signal);
      return reset ? Promise.resolve() : stopped();
    });
    const before = [ask(node, { n: 1 }), ask(node, { n: 2 })];
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await ask(node, { reset: true }), undefined);
    assert.deepEqual(await Promise.all(before), ['ABORTED', 'ABORTED']);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, false],
      'the one under way changes nothing any more',
    );
  });

  it('takes reset only from the message itself, and only where it is true', async () => {
    const resets: boolean[] = [];
    const node = start(({ reset }) => Promise.resolve(void resets.push(reset)));
    for (const msg of [
      { reset: false },
      { reset: 0 },
      Object.create({ reset: true }) as Message,
      { reset: 'yes' },
    ])
      await ask(node, msg);
    assert.deepEqual(resets, [false, false, false, true]);
  });

  it('has a bound: above it messages are refused at once', async () => {
    const node = start(stopped);
    const codes: unknown[] = [];
    for (let n = 0; n < 10_001; n += 1)
      node.receive(
        {},
        () => undefined,
        (error) => codes.push((error as { code?: unknown } | undefined)?.code),
      );
    assert.deepEqual(codes, ['RATE_QUEUE_FULL']);
  });

  it('closes after the messages that wait, then ends what it does', async () => {
    const order: unknown[] = [];
    const node = start(({ msg }) => Promise.resolve(void order.push(msg.n)), {
      close: (removed) => Promise.resolve(void order.push(`removed ${removed}`)),
    });
    const all = [ask(node, { n: 1 }), ask(node, { n: 2 })];
    await node.close();
    await Promise.all(all);
    assert.deepEqual(order, [1, 2, 'removed false']);
    assert.equal(await ask(node, { n: 3 }), 'ABORTED', 'a message after the end');
  });

  it('closes in two seconds at most when nothing ever ends, and finishes every message once', async () => {
    const clock = virtualClock();
    const node = start(stopped, { close: stopped }, clock);
    const hanging = [ask(node, {}), ask(node, {})];
    let closed = false;
    const closing = node.close().then(() => (closed = true));
    await clock.advance(1000);
    assert.deepEqual(await Promise.all(hanging), ['ABORTED', 'ABORTED']);
    assert.equal(closed, false);
    await clock.advance(1000);
    await closing;
    assert.equal(clock.pending(), 0);
  });
});
