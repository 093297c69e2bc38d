import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { aroundEach, codeOf, factsOf, loadBench, type Message } from './flow-bench';
import { accountNode, cancelNode, limitForm, placeNode, requestNode } from './forms';

/** What a flow sees of the rate limit and of a clock that is wrong. */
describe('an account', () => {
  let sandbox: Sandbox;
  let serverMs = 0;
  aroundEach();
  beforeEach(async () => {
    serverMs = 0;
    const clock = { now: () => Date.now() + serverMs, every: () => () => undefined };
    sandbox = await startSandbox({ clock, marketEveryMs: 0, rateLimits: true });
  });
  afterEach(() => sandbox.close());

  const load = (limiter: string, ...nodes: Message[]) =>
    loadBench([accountNode({ environment: 'exchange-sandbox', origin: sandbox.rest, limiter }), ...nodes], {
      acc: {
        coinbaseAccountKey: sandbox.key,
        coinbaseAccountSecret: sandbox.secret,
        coinbaseAccountPassphrase: sandbox.passphrase,
      },
    });

  it('with a clock that is ten minutes off works on, and says so once in the log', async () => {
    serverMs = 600_000;
    const bench = await load('off', requestNode({ method: 'GET', path: '/accounts' }));
    const messages = Array.from({ length: 16 }, (_, n) => ({ n }));
    for (const message of messages) bench.send('n-req', message);
    const out = await bench.wait('out', 16);
    assert.equal(
      out.reduce((sum, msg) => sum + Number(factsOf(msg).attempts), 0),
      17,
      'one request was refused and sent again',
    );
    const lines = bench.logs().filter((line) => line.includes('clock'));
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^mine: this machine's clock is (?:600|599)\.\d s behind Coinbase's/);
  });

  it('at its rate limit shows yellow, lets a cancel through and forgets what waits when reset', async () => {
    const place = placeNode({ ...limitForm, price: '100.00', amount: '0.1', waitFor: 'accepted' });
    const bench = await load('exchange', place, cancelNode());
    const { payload } = await bench.ask('n-place', {});
    for (let n = 0; n < 400; n += 1) bench.send('n-place', { n });
    // How many wait at first depends on how fast they come in.
    const isYellow = ({ status }: Message): boolean => {
      const { event, waiting } = status as { event?: unknown; waiting?: unknown };
      return event === 'rateLimit' && Number(waiting) > 100;
    };
    for (let seen = 1; !bench.records.status.some(isYellow); seen += 1) await bench.wait('status', seen);
    const yellow = bench.records.status.find(isYellow)?.status as Record<string, unknown>;
    assert.deepEqual([yellow.fill, yellow.shape], ['yellow', 'ring']);

    bench.send('n-cancel', { payload: (payload as Message).id, isCancel: true });
    bench.send('n-place', { reset: true });
    await bench.finished(403);
    const codes = bench.records.caught.map(codeOf);
    assert.ok(codes.filter((code) => code === 'ABORTED').length > 90);
    // One that was on its way to the exchange by then is settled by itself.
    assert.deepEqual(
      codes.filter((code) => code !== 'ABORTED' && code !== 'ORDER_UNRESOLVED'),
      [],
    );
    const canceled = bench.records.out.find((msg) => msg.isCancel === true);
    assert.equal(factsOf(canceled).outcome, 'canceled');
  });
});
