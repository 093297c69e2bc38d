import assert from 'node:assert/strict';
import { once } from 'node:events';
import { StatusLine, statusOf, type StatusKind } from '../../../nodes/lib/runtime/status-line';
import { FakeNode, fakeRed } from './fake-red';

describe('the status of a node', () => {
  const looks: readonly (readonly [StatusKind, 'paper' | 'live', string, string])[] = [
    ['well', 'paper', 'green', 'ring'],
    ['well', 'live', 'green', 'dot'],
    ['busy', 'paper', 'blue', 'dot'],
    ['waiting', 'live', 'yellow', 'ring'],
    ['attention', 'live', 'yellow', 'dot'],
    ['misconfigured', 'paper', 'red', 'ring'],
    ['failed', 'live', 'red', 'dot'],
    ['idle', 'paper', 'grey', 'ring'],
  ];
  for (const [kind, mode, fill, shape] of looks)
    it(`${kind} on ${mode} is a ${fill} ${shape} that begins with the mode`, () => {
      const status = statusOf(fakeRed(), mode, { kind, key: 'placed', values: { n: 1 }, facts: { n: 1 } });
      assert.equal(status.fill, fill);
      assert.equal(status.shape, shape);
      assert.match(status.text ?? '', mode === 'live' ? /^LIVE / : /^paper /);
      assert.deepEqual(
        [status.event, status.mode, status.n],
        ['placed', mode, 1],
        'Status nodes get the facts',
      );
    });

  it('of a node without an account begins with neither word, and well is a green ring', () => {
    const status = statusOf(fakeRed(), undefined, { kind: 'well', key: 'armed', facts: { n: 1 } });
    assert.deepEqual(status, { n: 1, event: 'armed', fill: 'green', shape: 'ring', text: 'status.armed' });
  });

  it('shows another state soon, and other values of the same one at their own pace', async () => {
    const node = new FakeNode();
    const line = new StatusLine(fakeRed(), node, () => undefined, 60_000);
    const price = (n: number): void => line.show({ kind: 'well', key: 'armed', facts: { n } });
    const alive = setTimeout(() => undefined, 5000);
    price(1);
    price(2);
    line.show({ kind: 'attention', key: 'triggered' });
    await once(node, 'shown');
    clearTimeout(alive);
    price(3);
    price(4);
    line.stop();
    assert.deepEqual(
      node.statuses.map(({ event, n }) => [event, n]),
      [
        ['armed', 1],
        ['triggered', undefined],
      ],
    );
  });

  it('shows the first state at once, then the last one of a burst', async () => {
    const node = new FakeNode();
    const line = new StatusLine(fakeRed(), node, () => 'paper');
    for (let n = 0; n < 50; n += 1) line.show({ kind: 'busy', key: 'busy', facts: { n } });
    assert.deepEqual(
      node.statuses.map(({ n }) => n),
      [0],
    );
    // The line's own timer does not keep a process alive; this one does while the test waits.
    const alive = setTimeout(() => undefined, 5000);
    await once(node, 'shown');
    clearTimeout(alive);
    assert.deepEqual(
      node.statuses.map(({ n }) => n),
      [0, 49],
    );
  });

  it('does not repeat a state', async () => {
    const node = new FakeNode();
    const line = new StatusLine(fakeRed(), node, () => 'paper');
    line.show({ kind: 'well', key: 'ready' });
    line.show({ kind: 'well', key: 'ready' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(node.statuses.length, 1);
  });

  it('shows nothing once it is stopped, not even what was waiting', async () => {
    const node = new FakeNode();
    const line = new StatusLine(fakeRed(), node, () => 'paper');
    line.show({ kind: 'well', key: 'ready' });
    line.show({ kind: 'busy', key: 'busy' });
    line.stop();
    line.show({ kind: 'failed', key: 'failed' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(
      node.statuses.map(({ event }) => event),
      ['ready'],
    );
  });
});
