import type { Clock } from '../../rules/clock';
import { CoinbaseError } from '../../rules/errors';
import { lifetimeOf, type Lifetime } from '../../rules/lifetime';
import { unresolved } from '../resolve-unknown';
import type { SentOrder } from '../send-order';
import type { Life } from './life';

export interface LifeWait {
  readonly clock: Clock;
  readonly ms: number;
  readonly signal: AbortSignal | undefined;
  /** The desk's end. */
  readonly ended: Lifetime;
  /** The message whose order it is: when it gives up, what did not leave stays here. */
  readonly owner: boolean;
}

/** A caller that gives up still hears an answer that is on its way: this long, milliseconds. */
const ANSWER_MS = 1000;

/**
 * One caller's wait for an order. When it is over, the order goes on without that caller.
 * @throws CoinbaseError why there is no order; ORDER_UNRESOLVED when the wait was over first.
 */
export function awaitLife(life: Life, { clock, ms, signal, ended, owner }: LifeWait): Promise<SentOrder> {
  return new Promise((resolve, reject) => {
    let waits = true;
    const leave: (() => void)[] = [];
    const finish = (conclude: () => void): void => {
      if (!waits) return;
      waits = false;
      for (const stop of leave) stop();
      conclude();
    };
    const giveUp = (): void => {
      const { left } = life;
      if (owner) life.callOff();
      // What is called off before it left ends the life, which says so itself.
      if (left || !owner) finish(() => reject(givenUp(life)));
    };
    const aborted = (): void => {
      if (life.left && !life.watch) leave.push(clock.after(ANSWER_MS, giveUp));
      else giveUp();
    };
    life.end.then(
      (sent) => finish(() => resolve(sent)),
      (error: Error) => finish(() => reject(error)),
    );
    leave.push(clock.after(ms, giveUp), ended.onEnd(giveUp));
    if (signal) leave.push(lifetimeOf(signal).onEnd(aborted));
  });
}

/** What a caller hears who does not wait any more. */
export function givenUp({ intent, watch }: Life): CoinbaseError {
  if (watch) return unresolved(intent, watch.unknown, watch.looks);
  const error = new CoinbaseError('ABORTED', 'the wait for it was over before an answer came');
  return unresolved(intent, { error, attempts: 1 }, 0);
}
