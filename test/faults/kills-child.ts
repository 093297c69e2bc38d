/** A process that places orders until it is killed. Its one argument is a {@link ChildTask} as JSON. */
import { writeSync } from 'node:fs';
import type { Recovered } from '../../nodes/lib/placement/desk';
import { CoinbaseError } from '../../nodes/lib/rules/errors';
import { type Ask, askOf } from './asks';
import { messageOf } from './checker';
import { NODE, openDeskAt } from './desk-parts';
import { JournalProbe } from './journal-probe';
import type { Access, FaceName } from './face';
import { createScaledClock } from './scaled-clock';

export interface ChildTask {
  readonly access: Access;
  readonly face: FaceName;
  readonly folder: string;
  readonly seed: number;
  readonly speed: number;
  readonly epochMs: number;
  /** Numbers of the asks. */
  readonly asks: readonly number[];
  readonly inFlight: number;
  /** `exchange` keeps the exchange's documented rate limits, and is the default. */
  readonly limiter?: 'exchange' | 'off';
}

/** One line that it prints, as it happens. */
export type ChildLine =
  | { readonly event: 'kept'; readonly oid: string; readonly message: string }
  | {
      readonly event: 'told' | 'recovered';
      readonly message: string;
      readonly oid: string | undefined;
      /** The order's id, or else the error's code. */
      readonly id: string | undefined;
      readonly code: string | undefined;
    }
  /** The journal was read and asked about; or nothing is left to ask for. */
  | { readonly event: 'ready' | 'spent' };

/** Straight into the pipe: what was said is said, even when the process is killed now. */
function say(line: ChildLine): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

function tell(event: 'told' | 'recovered', message: string, result: Recovered['result']): void {
  if (result instanceof CoinbaseError) {
    // That one names the order that it waits for.
    const oid = result.code === 'RECONCILING' ? undefined : result.details['client_oid'];
    say({ event, message, oid: typeof oid === 'string' ? oid : undefined, id: undefined, code: result.code });
  } else say({ event, message, oid: result.client_oid, id: result.order.id, code: undefined });
}

async function main(task: ChildTask): Promise<void> {
  const { access, face, folder, seed, speed, epochMs, inFlight, limiter } = task;
  const clock = createScaledClock(speed, epochMs);
  const probe = new JournalProbe(clock, (oid, message) => say({ event: 'kept', oid, message }));
  const { desk } = openDeskAt({ access, face, clock, folder, probe, ...(limiter && { limiter }) });
  desk.onRecovered(NODE, ({ message, result }) => tell('recovered', message, result));
  const place = async (ask: Ask): Promise<void> => {
    const message = messageOf(ask);
    const order = { asked: ask.asked, node: NODE, message, environment: 'the rig' };
    await desk.place(order, ask.options).then(
      (placed) => tell('told', message, placed),
      (thrown: unknown) => {
        if (!(thrown instanceof CoinbaseError)) throw thrown;
        tell('told', message, thrown);
      },
    );
  };
  const waiting = [...task.asks];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await place(askOf(seed, next));
  };
  void desk.ready().then(() => say({ event: 'ready' }));
  await Promise.all(Array.from({ length: inFlight }, worker));
  say({ event: 'spent' });
}

main(JSON.parse(process.argv[2] ?? '{}') as ChildTask).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
