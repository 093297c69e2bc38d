import assert from 'node:assert/strict';
import { aroundEach, codeOf, factsOf, loadBench, type Message } from './flow-bench';
import { accountNode, cancelNode, limitForm, listNode, placeNode, sandboxNode } from './forms';

const paper = (): Message[] => [sandboxNode(), accountNode({ sandbox: 'sbx' })];

describe('coinbase-place-order', () => {
  aroundEach();

  it('buys for an amount of quote and answers with the filled order', async () => {
    const bench = await loadBench([...paper(), placeNode({ raw: true })]);
    const msg = await bench.ask('n-place', { keep: 'me' });
    assert.equal(codeOf(msg), undefined);
    const order = msg.payload as Record<string, string>;
    assert.equal(order.status, 'done');
    assert.equal(order.done_reason, 'filled');
    assert.ok(Number(order.filled_size) > 0);
    assert.equal(msg.topic, 'BTC-USD');
    assert.equal(msg.keep, 'me');
    const facts = factsOf(msg);
    assert.equal(facts.outcome, 'filled');
    assert.equal(facts.mode, 'paper');
    assert.equal(facts.attempts, 1);
    assert.equal(facts.recovered, false);
    assert.match(String(facts.client_oid), /^[0-9a-f-]{36}$/);
    assert.equal(order.client_oid, facts.client_oid);
    assert.ok(facts.raw, "the wire's own object was asked for");
    await bench.wait('completed');
    const lines = bench.logs().filter((line) => line.startsWith('paper: bought'));
    assert.equal(lines.length, 1, 'one log line for one placement');
    assert.match(lines[0] ?? '', /^paper: bought [\d.]+ BTC for [\d.]+ USD, fee [\d.]+ USD \(filled\)$/);
  });

  it('takes the whole order from the payload, rounds it and says so', async () => {
    const bench = await loadBench([...paper(), placeNode({ source: 'payload', waitFor: 'accepted' })]);
    const payload = {
      product_id: 'BTC-USD',
      side: 'buy',
      type: 'limit',
      size: '0.0123456789',
      price: '1000.019',
    };
    const msg = await bench.ask('n-place', { payload });
    const order = msg.payload as Record<string, string>;
    assert.equal(order.price, '1000.01');
    assert.deepEqual((factsOf(msg).rounding as { field: string }[]).map(({ field }) => field).sort(), [
      'price',
      'size',
    ]);
  });

  it('cancels an order that is still open when the wait is over, when the form says so', async () => {
    const form = { ...limitForm, waitFor: 'done', waitSeconds: '0.2', afterWait: 'cancel' };
    const bench = await loadBench([...paper(), placeNode(form)]);
    const msg = await bench.ask('n-place', {});
    assert.equal(factsOf(msg).outcome, 'canceled');
  });

  it('refuses less than the minimum before anything is sent, with the numbers', async () => {
    const bench = await loadBench([...paper(), placeNode({ amount: '0.02' })]);
    const msg = await bench.ask('n-place', {});
    assert.equal(codeOf(msg), 'SIZE_BELOW_MINIMUM');
    assert.equal(factsOf(msg).error?.sent, false);
    assert.ok(factsOf(msg).error?.minimum);
  });

  it('names the products that come closest to an unknown one', async () => {
    const bench = await loadBench([...paper(), placeNode({ product: 'payload', productType: 'msg' })]);
    const msg = await bench.ask('n-place', { payload: 'BTC-XYZ' });
    assert.equal(codeOf(msg), 'PRODUCT_UNKNOWN');
    assert.equal(String(factsOf(msg).error?.products).startsWith('BTC-'), true);
  });
});

describe('coinbase-list-orders and coinbase-cancel-order', () => {
  aroundEach();

  const everything = (): Message[] => [
    ...paper(),
    placeNode(limitForm),
    listNode(),
    listNode({ id: 'one', scope: 'id', order: 'payload', orderType: 'msg', fills: true }),
    listNode({ id: 'n-sequence', output: 'sequence' }),
    cancelNode(),
    cancelNode({ id: 'cancel-client', scope: 'clientOid' }),
    cancelNode({ id: 'cancel-product', scope: 'product' }),
    cancelNode({ id: 'cancel-all', scope: 'all' }),
  ];

  it('lists, reads and cancels what was placed', async () => {
    const bench = await loadBench(everything());
    await bench.ask('cancel-all', {});
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1)
      ids.push(((await bench.ask('n-place', {})).payload as { id: string }).id);
    const listed = await bench.ask('n-list', {});
    assert.deepEqual((listed.payload as { id: string }[]).map(({ id }) => id).sort(), [...ids].sort());
    assert.equal(factsOf(listed).more, false);
    const one = await bench.ask('one', { payload: ids[0] });
    assert.equal((one.payload as { id: string }).id, ids[0]);
    assert.equal(one.topic, 'BTC-USD');
    assert.deepEqual((one.payload as { fills: unknown[] }).fills, []);

    const before = bench.records.out.length;
    bench.send('n-sequence', { parts: { id: 'outer', index: 0 } });
    const sequence = (await bench.wait('out', before + 3)).slice(before);
    const parts = sequence.map((msg) => msg.parts as Record<string, unknown>);
    assert.deepEqual(
      parts.map(({ index }) => index),
      [0, 1, 2],
    );
    assert.equal(new Set(parts.map(({ id }) => id)).size, 1);
    assert.deepEqual(parts[0]?.parts, { id: 'outer', index: 0 });

    const canceled = await bench.ask('n-cancel', { payload: ids[0] });
    assert.equal(factsOf(canceled).outcome, 'canceled');
    const again = await bench.ask('n-cancel', { payload: ids[0] });
    assert.equal(
      codeOf(again),
      'NOT_FOUND',
      'the exchange forgets an order that was canceled without a fill',
    );
    const rest = await bench.ask('cancel-product', { payload: 'BTC-USD' });
    assert.deepEqual((rest.payload as string[]).sort(), ids.slice(1).sort());
    assert.equal(factsOf(rest).count, 2);
    assert.deepEqual((await bench.ask('n-list', {})).payload, []);
  });

  it('reports an order that was filled before the cancel as what it is', async () => {
    const bench = await loadBench([...paper(), placeNode(), cancelNode({ scope: 'clientOid' })]);
    const placed = await bench.ask('n-place', {});
    const msg = await bench.ask('n-cancel', { payload: factsOf(placed).client_oid });
    assert.equal(factsOf(msg).outcome, 'already-filled');
    assert.equal((msg.payload as { done_reason: string }).done_reason, 'filled');
  });
});
