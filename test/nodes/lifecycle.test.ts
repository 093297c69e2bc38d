import assert from 'node:assert/strict';
import { startSandbox } from '../../nodes/lib/sandbox';
import { MOST_IN_FLIGHT } from '../../nodes/lib/runtime';
import { assertNoLeak, canaryCredentials, everythingOf } from './canary';
import { sendJson, startCountingServer, type CountingServer } from './counting-server';
import { aroundEach, codeOf, factsOf, helper, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, cancelNode, limitForm, listNode, marketNode, placeNode, requestNode } from './forms';
import { patience } from '../patience';

const ID = '132fb6ae-456b-4654-b4e0-d681ac05cea1';

/** How often each message was finished, and how: Node-RED's own call for `done`. */
function countDone(ids: readonly string[]): Map<unknown, unknown[]> {
  const finished = new Map<unknown, unknown[]>();
  for (const id of ids) {
    const node = helper.getNode(id);
    assert.ok(node);
    Object.assign(node, {
      _complete(msg: Message, error?: { code?: unknown }) {
        finished.set(msg.case, [...(finished.get(msg.case) ?? []), error?.code]);
      },
    });
  }
  return finished;
}

/** The products of a sandbox, to be answered by another server. */
async function products(): Promise<unknown> {
  const sandbox = await startSandbox({ marketEveryMs: 0 });
  try {
    const reply = await fetch(`${sandbox.rest}/products`);
    return await reply.json();
  } finally {
    await sandbox.close();
  }
}

describe('a node under way', function () {
  this.timeout(patience(30_000));
  let server: CountingServer;
  aroundEach();
  afterEach(() => server.close());

  const account = (): Message =>
    accountNode({ environment: 'exchange-sandbox', origin: server.origin, limiter: 'off' });
  const load = (nodes: readonly Message[]): Promise<Bench> =>
    loadBench([account(), ...nodes], { acc: canaryCredentials() });

  const arrived = async (count: number): Promise<void> => {
    const until = Date.now() + 10_000;
    while (server.arrived.length < count && Date.now() < until)
      await new Promise((resolve) => setImmediate(resolve));
    assert.ok(server.arrived.length >= count, `${server.arrived.length} of ${count} requests arrived`);
  };

  it('closes in under 3 seconds while the exchange hangs, and finishes every message once, truthfully', async () => {
    const list = await products();
    server = await startCountingServer(({ path }, response) => {
      if (path === '/products') sendJson(response, 200, list);
    });
    const nodes = [requestNode({ method: 'GET', path: '/accounts' }), placeNode(), listNode(), cancelNode()];
    const bench = await load(nodes);
    const finished = countDone(nodes.map(({ id }) => String(id)));
    for (const { id } of nodes)
      for (let index = 0; index < 5; index += 1)
        bench.send(String(id), { case: `${String(id)} ${index}`, payload: ID });
    await arrived(20 + 1);
    const before = performance.now();
    await helper.clearFlows();
    const tookMs = performance.now() - before;
    assert.ok(tookMs < 3000, `closing took ${tookMs} ms`);
    assert.equal(finished.size, 20, 'every message was finished');
    for (const [message, codes] of finished)
      assert.deepEqual(
        codes,
        [String(message).startsWith('n-place') ? 'ORDER_UNRESOLVED' : 'ABORTED'],
        String(message),
      );
    assert.equal(
      server.arrived.filter(({ method }) => method === 'POST').length,
      5,
      'no order was sent twice',
    );
    assertNoLeak(everythingOf(bench), server.arrived);
  });

  it('closes at once while the products of a subscribe are checked, and finishes that message once', async () => {
    server = await startCountingServer(() => undefined);
    const bench = await load([marketNode({ products: '' })]);
    const finished = countDone(['n-market']);
    bench.send('n-market', { case: 1, payload: { subscribe: 'ETH-USD' } });
    await arrived(1);
    const before = performance.now();
    await helper.clearFlows();
    const tookMs = performance.now() - before;
    assert.ok(tookMs < 1500, `closing took ${tookMs} ms`);
    assert.deepEqual([...finished], [[1, ['ABORTED']]]);
  });

  it('gives up what is under way on msg.reset, and goes on afterwards', async () => {
    let hang = true;
    server = await startCountingServer((_, response) => {
      if (!hang) sendJson(response, 200, {});
    });
    const bench = await load([requestNode({ method: 'GET', path: '/accounts' })]);
    bench.send('n-req', { case: 1 });
    bench.send('n-req', { case: 2 });
    await arrived(2);
    bench.send('n-req', { case: 3, reset: true });
    const caught = await bench.wait('caught', 2);
    assert.deepEqual(caught.map(codeOf), ['ABORTED', 'ABORTED']);
    assert.deepEqual(
      (await bench.wait('completed')).map((msg) => msg.case),
      [3],
    );
    assert.equal(server.arrived.length, 2, 'a reset is not data');
    hang = false;
    assert.equal((await bench.ask('n-req', {})).statusCode, 200);
  });

  it('has a bound: above it messages are refused at once', async () => {
    server = await startCountingServer(() => undefined);
    const bench = await load([requestNode({ method: 'GET', path: '/accounts' })]);
    for (let index = 0; index < MOST_IN_FLIGHT + 10; index += 1) bench.send('n-req', {});
    const caught = await bench.wait('caught', 10);
    assert.ok(caught.every((msg) => codeOf(msg) === 'RATE_QUEUE_FULL'));
    bench.send('n-req', { reset: true });
    await bench.wait('caught', MOST_IN_FLIGHT + 10);
  });

  it('finishes each of many mixed messages exactly once: Complete or Catch', async () => {
    server = await startCountingServer(({ path }, response) => {
      if (path === '/fine') sendJson(response, 200, { fine: true });
      else if (path === '/refused') sendJson(response, 400, { message: 'no' });
      else if (path === '/html') response.end('<html>');
      else response.destroy();
    });
    const bench = await load([requestNode({ method: 'use', path: '' })]);
    const urls = ['/fine', '/refused', '/html', '/cut', '//bad', undefined];
    const count = 240;
    for (let index = 0; index < count; index += 1)
      bench.send('n-req', { case: index, method: 'POST', payload: {}, url: urls[index % urls.length] });
    await bench.finished(count, 20_000);
    const cases = [...bench.records.caught, ...bench.records.completed].map((msg) => Number(msg.case));
    assert.deepEqual(
      cases.sort((a, b) => a - b),
      Array.from({ length: count }, (_, index) => index),
    );
    assert.equal(bench.records.completed.length, count / urls.length);
    assert.equal(bench.records.out.length, count / urls.length);
    assertNoLeak(everythingOf(bench), server.arrived);
  });

  it('reports an order whose answer never came as unresolved, and sends it once', async () => {
    const list = await products();
    server = await startCountingServer(({ method, path }, response) => {
      if (path === '/products') sendJson(response, 200, list);
      else if (method === 'POST') response.destroy();
      else sendJson(response, 404, { message: 'NotFound' });
    });
    const bench = await load([placeNode(limitForm)]);
    const asked = bench.ask('n-place', {});
    await arrived(3);
    bench.send('n-place', { reset: true });
    const msg = await asked;
    assert.equal(codeOf(msg), 'ORDER_UNRESOLVED');
    assert.equal(factsOf(msg).error?.client_oid, factsOf(msg).client_oid);
    assert.equal(server.arrived.filter(({ method }) => method === 'POST').length, 1);
    assertNoLeak(everythingOf(bench), server.arrived);
  });
});
