import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileStore } from '../../../../nodes/lib/placement/order-events';
import { story, world, type World } from './world';

describe('what is kept of order events', () => {
  let one: World;
  let folder: string;
  let file: string;
  beforeEach(() => {
    one = world('exchange');
    folder = mkdtempSync(path.join(tmpdir(), 'coinbase-order-events-'));
    file = path.join(folder, 'deep', 'order-events.json');
  });
  afterEach(async () => {
    await one.end();
    rmSync(folder, { recursive: true, force: true });
  });
  const open = () => one.open({ identity: randomUUID(), store: fileStore(file) });

  it('lies in a file that only its owner may read, and holds what was told', async () => {
    const { exchange, until } = one;
    const events = open();
    const { changes } = await one.hear('n1', events);
    const { id } = exchange.place();
    exchange.fill(id, '1');
    await until(() => changes.length >= 2, 'two changes');
    await events.close();
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const { memory } = JSON.parse(readFileSync(file, 'utf8')) as {
      memory: { orders: { trades: unknown[] }[] };
    };
    assert.equal(memory.orders.length, 1);
    assert.deepEqual(memory.orders[0]?.trades.length, 1);
    assert.deepEqual(one.notices, []);
  });

  for (const [what, spoil] of [
    ['cut in the middle', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['no JSON', () => 'null null'],
    [
      'of another format',
      (text: string) => text.replace('coinbase-order-events 1', 'coinbase-order-events 9'),
    ],
    [
      'with an amount that is none',
      (text: string) => text.replace('"filled_size":"1"', '"filled_size":"1e3"'),
    ],
    ['with a prototype', () => '{"format":"coinbase-order-events 1","memory":{"__proto__":[]},"post":{}}'],
  ] as const)
    it(`is put aside and begun anew where the file is ${what}`, async () => {
      const { exchange, until } = one;
      const events = open();
      const { changes } = await one.hear('n1', events);
      const { id } = exchange.place();
      exchange.open(id);
      exchange.fill(id, '1');
      await until(() => changes.length >= 3, 'three changes');
      await events.close();
      writeFileSync(file, spoil(readFileSync(file, 'utf8')));
      // The exchange's clock goes on: an order of the very millisecond in which events begin is a new one.
      await one.clock.advance(1);
      const again = await one.hear('n1', open());
      assert.equal(again.changes.length, 0, 'nothing is told twice');
      assert.match(
        one.notices.join(),
        /is not what was written, so order events begin anew\. It is kept as .*unusable/,
      );
      assert.equal(readdirSync(path.dirname(file)).filter((name) => name.endsWith('.unusable')).length, 1);
      exchange.fill(id, '9');
      await until(() => again.changes.length >= 1, 'the next change');
      assert.deepEqual(story(again.changes), ['fill 9']);
    });

  it('is tried again where the disk refuses it, and that is said once', async () => {
    const { exchange, until, clock, notices } = one;
    let full = false;
    let kept: string | undefined;
    const store = {
      read: () => Promise.resolve(kept),
      write: (text: string) => {
        if (full) return Promise.reject(new Error('the disk is full'));
        kept = text;
        return Promise.resolve();
      },
      putAside: () => Promise.resolve(''),
    };
    const events = one.open({ identity: randomUUID(), store });
    const { changes } = await one.hear('n1', events);
    full = true;
    const { id } = exchange.place();
    await until(() => changes.length >= 1, 'a change');
    await clock.advance(12_000);
    exchange.open(id);
    await until(() => changes.length >= 2, 'another change');
    await clock.advance(12_000);
    assert.deepEqual(notices, ['What was told of own orders cannot be kept: the disk is full.']);
    full = false;
    await clock.advance(12_000);
    assert.ok(kept?.includes(id));
  });

  it('is not needed: without it a restart begins anew', async () => {
    const { exchange, until } = one;
    const events = one.open({ identity: randomUUID(), store: undefined });
    const { changes } = await one.hear('n1', events);
    exchange.place();
    await until(() => changes.length >= 1, 'a change');
    await events.close();
    await one.clock.advance(1000);
    const again = await one.hear('n1', one.open({ store: undefined, identity: randomUUID() }));
    assert.equal(again.changes.length, 0);
  });
});
