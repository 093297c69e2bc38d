import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import type { AccountLink } from '../../../nodes/lib/runtime';
import { onMessage, type Job } from '../../../nodes/lib/runtime/message-input';
import { StatusLine, type NodeState } from '../../../nodes/lib/runtime/status-line';
import { FakeNode, fakeRed } from './fake-red';
import { patience } from '../../patience';

const link: AccountLink<unknown> = {
  peek: () => undefined,
  get: () => {
    throw new CoinbaseError('ACCOUNT_MISSING', 'none');
  },
  release: () => undefined,
};
const fine: NodeState = { kind: 'well', key: 'fine' };

function start(handle: (job: Job) => Promise<NodeState>): FakeNode {
  const node = new FakeNode();
  const red = fakeRed();
  const status = new StatusLine(red, node, () => 'paper');
  onMessage({ red, node, status, account: link, fallback: () => 'REQUEST_REFUSED', handle });
  return node;
}

/** Resolves with what `done` was called with. */
const ask = (
  node: FakeNode,
  msg: Record<string, unknown>,
  send: (m: unknown) => void = () => undefined,
): Promise<unknown> => new Promise((resolve) => node.receive(msg, send, resolve));

describe('onMessage', () => {
  it('sends before it is done, with the facts on the message', async () => {
    const order: string[] = [];
    const node = start((job) => {
      job.facts.outcome = 'filled';
      job.send(job.msg);
      return Promise.resolve(fine);
    });
    const msg: Record<string, unknown> = { coinbase: { error: 'of an earlier node' } };
    assert.equal(
      await ask(node, msg, () => order.push('send')).then((error) => (order.push('done'), error)),
      undefined,
    );
    assert.deepEqual(order, ['send', 'done']);
    const facts = msg.coinbase as Record<string, unknown>;
    assert.equal(facts.outcome, 'filled');
    assert.equal('error' in facts, false, 'nothing of an earlier node stays');
  });

  it('sends nothing once the message is finished', async () => {
    let late: Job | undefined;
    let sent = 0;
    const node = start((job) => {
      late = job;
      return Promise.resolve(fine);
    });
    await ask(node, {}, () => (sent += 1));
    late?.send({});
    assert.equal(sent, 0);
  });

  const throwing: readonly (readonly [string, () => Promise<NodeState>])[] = [
    ['rejects with a plain error', () => Promise.reject(new Error('plain'))],
    ['throws at once', () => { throw new TypeError('at once'); }],
    ['throws a string', () => { throw 'text' as unknown as Error; }],
    ['throws nothing at all', () => { throw undefined as unknown as Error; }],
    ['throws what cannot be read', () => { throw Object.create(null) as Error; }],
  ]; // prettier-ignore
  for (const [what, handle] of throwing)
    it(`gives Catch a coded error when the handler ${what}`, async () => {
      const msg: Record<string, unknown> = {};
      const error = await ask(start(handle), msg);
      assert.ok(error instanceof CoinbaseError);
      assert.equal(error.code, 'REQUEST_REFUSED');
      assert.equal((msg.coinbase as { error: { code: string } }).error.code, 'REQUEST_REFUSED');
    });

  it('survives a frozen message, a done that throws, and a send that throws', async () => {
    const node = start(() => Promise.reject(new CoinbaseError('NETWORK', 'gone')));
    const error = await ask(node, Object.freeze({}));
    assert.ok(error instanceof CoinbaseError);
    let calls = 0;
    node.receive(
      {},
      () => undefined,
      () => {
        calls += 1;
        throw new Error('downstream');
      },
    );
    await ask(node, {});
    assert.equal(calls, 1, 'done is called once, even when it throws');
    assert.ok(node.warnings.length > 0);
    const sender = start((job) => {
      job.send(job.msg);
      return Promise.resolve(fine);
    });
    const fallen = await ask(sender, {}, () => {
      throw new Error('downstream');
    });
    assert.equal(fallen, undefined, 'what fails downstream is no failure of this node');
    const sent: unknown[] = [];
    assert.equal(await ask(sender, Object.freeze({ keep: 1 }), (msg) => sent.push(msg)), undefined);
    assert.equal((sent[0] as { keep: number }).keep, 1, 'a frozen message is answered with a copy');
  });

  it('refuses messages that come while it closes', async () => {
    const node = start(() => Promise.resolve(fine));
    const closed = node.close();
    const error = await ask(node, {});
    assert.ok(error instanceof CoinbaseError && error.code === 'ABORTED');
    await closed;
    await node.close();
  });

  it('finishes by force what does not end by itself when it closes', async function () {
    this.timeout(patience(5000));
    const node = start(() => new Promise<NodeState>(() => undefined));
    const asked = ask(node, {});
    const before = performance.now();
    await node.close();
    assert.ok(performance.now() - before < 3000);
    const error = await asked;
    assert.ok(error instanceof CoinbaseError && error.code === 'ABORTED');
  });

  it('shows yellow while messages wait for the rate limit, and blue once they do not', async () => {
    const jobs: { job: Job; end: (state: NodeState) => void }[] = [];
    const node = start((job) => new Promise((end) => void jobs.push({ job, end })));
    const shown = (): Promise<unknown> => new Promise((resolve) => node.once('shown', resolve));
    const last = (): unknown[] => {
      const { fill, event, in_flight, waiting } = node.statuses.at(-1) as Record<string, unknown>;
      return [fill, event, in_flight, waiting];
    };
    const asked = [ask(node, {}), ask(node, {})];
    for (const { job } of jobs) job.waiting(true);
    await shown();
    assert.deepEqual(last(), ['yellow', 'rateLimit', 2, 2]);
    jobs[0]?.end(fine);
    await shown();
    assert.deepEqual(last(), ['yellow', 'rateLimit', 1, 1], 'one has landed, the other waits still');
    jobs[1]?.job.waiting(false);
    await shown();
    assert.deepEqual(last(), ['blue', 'busy', 1, undefined]);
    jobs[1]?.end(fine);
    await Promise.all(asked);
    await shown();
    assert.deepEqual(last().slice(0, 2), ['green', 'fine']);
  });
});
