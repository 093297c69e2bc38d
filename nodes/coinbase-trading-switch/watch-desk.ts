import type { Desk, DeskEvent } from '../lib/placement/desk';
import { asCoinbaseError } from '../lib/rules/errors';
import type { Message, Outlet } from '../lib/runtime';
import type { OwnEvents } from './own-events';
import { stateOfDesk } from './state-of-desk';

/** Time for canceling everything, milliseconds. */
export const CANCEL_MS = 30_000;

export interface WatchOptions {
  readonly own: OwnEvents;
  /** Whether everything that is open is canceled when trading is halted, from wherever. */
  readonly cancelAll: boolean;
}

/** Tells the flow and the status whatever happens at the desk. The returned function ends it. */
export function watchDesk(desk: Desk, outlet: Outlet, { own, cancelAll }: WatchOptions): () => void {
  const show = (): void => outlet.show(stateOfDesk(desk.report()));
  const giveUp = new AbortController();
  const stop = desk.onEvent((event) => {
    show();
    if (own.take(event)) return;
    // Said again by somebody else: nothing changed.
    if (event.event === 'switch' && event.from === event.position.state) return;
    outlet.send(messageOf(event), { event: event.event });
    if (cancelAll && event.event === 'switch' && event.position.state === 'halted') void cancelEverything();
  });
  const cancelEverything = async (): Promise<void> => {
    try {
      const { canceled, failed } = await desk.cancelAll(undefined, {
        timeoutMs: CANCEL_MS,
        signal: giveUp.signal,
      });
      outlet.send({ payload: { canceled, failed } }, { event: 'cancel-all' });
    } catch (thrown) {
      outlet.fail(asCoinbaseError(thrown, 'REQUEST_REFUSED'), {}, { event: 'cancel-all' });
    }
  };
  show();
  // What was remembered from before a restart is known only now.
  desk.ready().then(show, show);
  return () => {
    stop();
    giveUp.abort();
  };
}

function messageOf(event: DeskEvent): Message {
  switch (event.event) {
    case 'switch':
      return { payload: { ...event.position, from: event.from } };
    case 'unresolved':
    case 'resolved':
    case 'released':
      return { payload: event.order, topic: event.order.product_id };
    case 'journal':
      return { payload: { state: event.state } };
    case 'dead-man':
      return { payload: { canceled: event.canceled, failed: event.failed } };
  }
}
