/**
 * A seeded storm: orders live their lives while messages are lost, repeated, delayed and turned around, sockets drop,
 * REST fails and lags, nodes come and go, and the whole is closed, or killed, and started again.
 */
import { randomUUID } from 'node:crypto';
import type { OwnMessage } from '../../../../nodes/lib/api';
import type { OrderChange, OrderEvents } from '../../../../nodes/lib/placement/order-events';
import { decimal, decimalText } from '../../../../nodes/lib/rules/decimal';
import type { Order } from '../../../../nodes/lib/rules/orders';
import { createRandom } from '../../../../nodes/lib/sandbox/random';
import { broken, type Face } from './model-exchange';
import { listen, memoryStore, world, type Hearer, type World } from './world';

export interface Storm {
  readonly world: World;
  /** What each node was told, over all runs. */
  readonly told: Readonly<Record<'a' | 'b', readonly OrderChange[]>>;
  /** A kill may make something be told twice. */
  readonly killed: boolean;
  /** Orders that nobody need have heard of: canceled without a fill, and forgotten by the exchange. */
  readonly forgotten: ReadonlySet<string>;
}

export async function storm(face: Face, seed: number, steps = 80): Promise<Storm> {
  const random = createRandom(seed, 'storm');
  const one = world(face);
  const { exchange, clock } = one;
  const told: Record<'a' | 'b', OrderChange[]> = { a: [], b: [] };
  const chance = (percent: number): boolean => random.below(100) < percent;
  const pick = <T>(all: readonly T[]): T | undefined => all[random.below(Math.max(1, all.length))];

  exchange.tellsFee = !chance(20);
  const late: (() => void)[] = [];
  exchange.deliver = (message: OwnMessage, now): void => {
    if (chance(8)) return;
    if (chance(20)) late.push(() => now(message));
    else now(message);
    if (chance(10)) late.push(() => now(message));
  };
  let failing = false;
  exchange.onCall = async () => {
    if (chance(30)) await new Promise((resolve) => setImmediate(resolve));
    if (failing && chance(70)) throw broken();
  };

  let disk = memoryStore();
  let identity: string = randomUUID();
  let killed = false;
  let events = one.open({ identity, store: disk });
  const hearers: { a: Hearer | undefined; b: Hearer | undefined } = { a: undefined, b: undefined };
  const attend = (node: 'a' | 'b', at: OrderEvents): void => {
    if (hearers[node]) return;
    const hearer = listen(node, at);
    hearers[node] = { ...hearer, end: () => void (hearer.end(), told[node].push(...hearer.changes)) };
  };
  const leave = (node: 'a' | 'b'): void => {
    hearers[node]?.end();
    hearers[node] = undefined;
  };
  attend('a', events);
  attend('b', events);
  await one.until(() => events.state.kind === 'live', 'the first start');

  const ends = (order: Order): boolean => order.status === 'done' || order.status === 'rejected';
  const left = ({ size = '5', filled_size }: Order): string => decimalText(decimal(size).minus(filled_size));
  const act = (): void => {
    const open = [...exchange.orders.values()].filter((order) => !ends(order));
    const order = open.length < 2 || (open.length < 8 && chance(35)) ? undefined : pick(open);
    if (!order) {
      exchange.place(
        pick([{}, {}, { type: 'market', funds: '500' }, { stop: 'entry', stop_price: '120' }] as const),
      );
      return;
    }
    const { id, status } = order;
    if (status === 'active') return chance(60) ? exchange.fire(id) : exchange.end(id, 'canceled');
    if (status !== 'open' && order.type === 'limit' && chance(60)) return exchange.open(id);
    if (chance(8) && order.type === 'limit')
      return exchange.edit(id, decimalText(decimal(order.size ?? '1').plus('1')), '101');
    if (chance(15)) return exchange.end(id, 'canceled');
    const all = chance(30);
    const size = all ? left(order) : decimalText(decimal(left(order)).div('2').round(3, 0));
    if (decimal(size).lte('0')) return exchange.end(id, 'filled');
    const { trade_id } = exchange.fill(id, size, status === 'open' ? 'M' : 'T');
    if (chance(20)) exchange.hiddenUntil.set(trade_id, clock.now() + random.below(5000));
    if (all) exchange.end(id, 'filled');
  };
  const lateFill = (): void => {
    const canceled = [...exchange.orders.values()].filter(
      (order) => order.done_reason === 'canceled' && exchange.known(order.id) && decimal(left(order)).gt('0'),
    );
    const order = canceled.at(-1);
    if (order) exchange.fill(order.id, decimalText(decimal(left(order)).div('4').round(4, 0)));
  };
  const reopen = (): void => {
    events = one.open({ identity, store: disk });
    attend('a', events);
    if (!chance(20)) attend('b', events);
  };
  const stop = async (): Promise<void> => {
    leave('a');
    leave('b');
    await events.close();
  };
  const kill = async (): Promise<void> => {
    // As far as it got onto the disk; what is told from here on, nobody heard.
    disk = memoryStore(disk.text);
    identity = randomUUID();
    killed = true;
    await stop();
  };

  for (let step = 0; step < steps; step += 1) {
    if (chance(75)) act();
    else if (chance(10)) lateFill();
    else if (chance(15)) exchange.drop();
    else if (chance(40)) exchange.restore();
    else if (chance(12)) {
      await stop();
      for (let count = random.below(6); count > 0; count -= 1) act();
      await clock.advance(random.below(20_000));
      reopen();
    } else if (chance(6)) {
      await kill();
      reopen();
    } else if (chance(20)) failing = !failing;
    else if (chance(30)) leave('b');
    else attend('b', events);
    if (chance(30)) late.splice(random.below(Math.max(1, late.length)), 1)[0]?.();
    await clock.advance(chance(70) ? random.below(300) : random.below(5000));
  }
  failing = false;
  exchange.deliver = (message, now) => now(message);
  exchange.restore();
  attend('a', events);
  attend('b', events);
  // Two comparisons, and what they find once more, with turns of the real loop for the promises between.
  for (let second = 0; second < 200; second += 1) {
    await clock.advance(1000);
    for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  await one.until(() => events.state.kind === 'live', 'live in the end');
  for (const again of late) again();
  await clock.advance(1000);
  await one.until(() => true, 'a turn');
  await stop();
  const forgotten = new Set([...exchange.orders.keys()].filter((id) => !exchange.known(id)));
  return { world: one, told, killed, forgotten };
}
