import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { provideSandbox, useSandbox } from '../../nodes/lib/runtime';
import type { Sandbox } from '../../nodes/lib/sandbox';
import { temporaryFolder } from '../flows/installed-package';
import { aroundEach, codeOf, factsOf, flowOf, helper, loadBench, type Message } from './flow-bench';
import { accountNode, limitForm, listNode, placeNode, requestNode, sandboxNode } from './forms';

describe('coinbase-sandbox', () => {
  aroundEach();
  before(() => helper.settings({ userDir: temporaryFolder('sandbox') }));
  after(() => {
    provideSandbox(undefined);
    helper.settings({});
  });

  const flow = (form: Message = {}): Message[] => [
    sandboxNode({ id: 'sbx-1', ...form }),
    accountNode({ sandbox: 'sbx-1' }),
    placeNode(limitForm),
    listNode(),
  ];
  const addressOf = async (): Promise<string> => {
    const { rest } = await useSandbox('sbx-1');
    return rest;
  };

  for (const type of ['full', 'flows', 'nodes'])
    it(`keeps key, port, balances and orders over a deploy of ${type}`, async () => {
      const bench = await loadBench(flow({ id: 'sbx-1', seed: '7' }));
      const placed = await bench.ask('n-place', {});
      const access = { ...(await useSandbox('sbx-1')) };
      const changed = flow({ seed: '7' }).map((node) =>
        node.id === 'n-list' ? { ...node, name: type } : node,
      );
      await helper.setFlows(flowOf(changed), type);
      const { rest, key, secret, passphrase } = await useSandbox('sbx-1');
      assert.deepEqual(
        { rest, key, secret, passphrase },
        { rest: access.rest, key: access.key, secret: access.secret, passphrase: access.passphrase },
      );
      bench.follow();
      const listed = await bench.ask('n-list', {});
      const ids = (listed.payload as { id: string }[]).map(({ id }) => id);
      assert.ok(ids.includes((placed.payload as { id: string }).id));
    });

  it('keeps them over a deploy that changes how it runs, not what it begins with', async () => {
    const bench = await loadBench(flow());
    const { id } = (await bench.ask('n-place', {})).payload as { id: string };
    const before = (await useSandbox('sbx-1')) as Sandbox;
    const books = before.ledger();
    for (const form of [{ rateLimits: true }, { rateLimits: true, keepState: true }, {}]) {
      await helper.setFlows(flowOf(flow(form)), 'full');
      const after = (await useSandbox('sbx-1')) as Sandbox;
      assert.deepEqual([after.rest, after.key], [before.rest, before.key], JSON.stringify(form));
      assert.deepEqual(after.ledger(), books, JSON.stringify(form));
      bench.follow();
      const listed = (await bench.ask('n-list', {})).payload as { id: string }[];
      assert.deepEqual(
        listed.map((order) => order.id),
        [id],
      );
    }
  });

  it('starts anew with another configuration, and closes when it is removed', async () => {
    const bench = await loadBench(flow());
    await bench.ask('n-place', {});
    const before = await addressOf();
    await helper.setFlows(flowOf(flow({ seed: '99' })), 'full');
    const after = await addressOf();
    assert.notEqual(after, before);
    await assert.rejects(fetch(`${before}/time`), 'the old one is closed');
    bench.follow();
    assert.deepEqual((await bench.ask('n-list', {})).payload, []);
    await helper.setFlows(flowOf(flow().filter(({ id }) => id !== 'sbx-1')), 'full');
    bench.follow();
    const msg = await bench.ask('n-list', {});
    assert.equal(codeOf(msg), 'ACCOUNT_MISSING');
    assert.match(factsOf(msg).error?.message ?? '', /sandbox/);
    await assert.rejects(fetch(`${after}/time`), 'the removed one is closed');
  });

  it('goes back to its start on a click, and only where it is deployed', async () => {
    const bench = await loadBench(flow());
    await bench.ask('n-place', {});
    const reply = await helper.request().post('/coinbase-sandbox/sbx-1/reset').send({});
    assert.deepEqual([reply.status, reply.body], [200, { reset: true }]);
    assert.deepEqual((await bench.ask('n-list', {})).payload, []);
    const missing = await helper.request().post('/coinbase-sandbox/no-such/reset').send({});
    assert.equal(missing.status, 400);
  });

  it('goes back to its start by a message, through a signed request', async () => {
    const request = requestNode({ method: 'POST', path: '/sandbox/reset' });
    const bench = await loadBench([...flow(), request]);
    await bench.ask('n-place', {});
    const { statusCode, payload } = await bench.ask('n-req', { payload: {} });
    assert.equal(statusCode, 200, JSON.stringify(payload));
    assert.deepEqual((await bench.ask('n-list', {})).payload, []);
    assert.equal(codeOf(await bench.ask('n-place', {})), undefined, 'the same key orders on');
  });

  it('names a busy port, and works once the port is free', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const bench = await loadBench(flow({ port: String(port) }));
    const busy = await bench.ask('n-list', {});
    assert.equal(codeOf(busy), 'ACCOUNT_MISSING');
    assert.match(factsOf(busy).error?.message ?? '', new RegExp(`${port}.*busy`));
    await new Promise((resolve) => other.close(resolve));
    assert.equal(codeOf(await bench.ask('n-list', {})), undefined);
  });
});
