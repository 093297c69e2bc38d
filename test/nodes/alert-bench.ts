/** Price alerts in Node-RED's own runtime, with a clock that moves only when it is told. */
import { registerPriceAlert } from '../../nodes/coinbase-price-alert/price-alert';
import type { AlertFacts } from '../../nodes/coinbase-price-alert/alert-message';
import type { Red } from '../../nodes/lib/runtime';
import { virtualClock, type VirtualClock } from '../lib/api/virtual-clock';
import { loadBench, type Bench, type Message } from './flow-bench';

export interface AlertBench extends Bench {
  readonly clock: VirtualClock;
  /** Sends values in turn and waits until all are dealt with. */
  give(...values: readonly unknown[]): Promise<void>;
  /** Sends messages in turn and waits until all are dealt with. */
  giveAll(...messages: readonly Message[]): Promise<void>;
  /** `triggered 101`, and so on, of what came out since the last call. */
  told(): string[];
}

export async function loadAlerts(
  nodes: readonly Message[],
  clock: VirtualClock = virtualClock(),
): Promise<AlertBench> {
  const bench = await loadBench(nodes, {}, [(red: Red) => registerPriceAlert(red, clock)]);
  // Messages wait until what was kept is read; this one changes nothing. From here on the clock counts.
  for (const { id } of nodes) bench.send(String(id), { control: 'arm' });
  await bench.wait('completed', nodes.length);
  bench.records.completed.length = 0;
  let given = 0;
  const giveAll = async (...messages: readonly Message[]): Promise<void> => {
    for (const message of messages) bench.send('n-alert', { ...message, given: (given += 1) });
    await bench.finished(given);
  };
  return Object.assign(bench, {
    clock,
    giveAll,
    give: (...values: readonly unknown[]) => giveAll(...values.map((payload) => ({ payload }))),
    told: () =>
      bench.records.out.splice(0).map((message) => {
        const { event, value, topic, by } = alertOf(message);
        return [event, value, topic, by === 'value' ? '' : `by ${by}`].filter(Boolean).join(' ');
      }),
  });
}

export function alertOf(message: Message | undefined): AlertFacts {
  return message?.alert as AlertFacts;
}
