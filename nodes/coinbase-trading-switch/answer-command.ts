import type { Desk } from '../lib/placement/desk';
import type { Job, Message, NodeState } from '../lib/runtime';
import type { OwnEvents } from './own-events';
import type { Command } from './read-command';
import { stateOfDesk } from './state-of-desk';
import { CANCEL_MS } from './watch-desk';

export interface AnswerParts {
  readonly desk: Desk;
  readonly own: OwnEvents;
  /** Whether everything that is open is canceled when trading is halted. */
  readonly cancelAll: boolean;
  readonly clone: (message: Message) => Message;
}

/** Does what the message asks, and answers it. @throws as the desk does. */
export async function answerCommand(job: Job, command: Command, parts: AnswerParts): Promise<NodeState> {
  const { desk } = parts;
  switch (command.kind) {
    case 'move':
      return move(job, command, parts);
    case 'status':
      // Until its journal was read it counts as halted; the report says where that cannot be read.
      await desk.opened().catch(() => undefined);
      answer(job, 'status', desk.report());
      break;
    case 'release':
      await release(job, command.clientOid, parts);
      break;
    case 'audit':
      answer(job, 'audit', desk.audit(command.query));
  }
  return stateOfDesk(desk.report());
}

function answer({ msg, facts, send }: Job, event: string, payload: unknown): void {
  facts.event = event;
  msg.payload = payload;
  send(msg);
}

async function move(
  job: Job,
  { state, reason }: Extract<Command, { kind: 'move' }>,
  { desk, own, cancelAll, clone }: AnswerParts,
): Promise<NodeState> {
  const from = desk.position.state;
  // Nothing is awaited before this call: what waits to be sent must not leave meanwhile.
  const { failure } = await own.during(
    (event) => event.event === 'switch' && event.position.by === 'message' && event.position.state === state,
    () => desk.move(state, 'message', reason),
  );
  const { position } = desk;
  const changed = position.state !== from;
  const cancels = cancelAll && state === 'halted';
  if (failure === undefined || changed) {
    // More follows for this message, and what was sent on must not change any more.
    const first = cancels || failure !== undefined ? clone(job.msg) : job.msg;
    job.facts.changed = changed;
    answer({ ...job, msg: first }, 'switch', { ...position, from });
    delete job.facts.changed;
  }
  if (cancels) {
    const options = { timeoutMs: CANCEL_MS, signal: job.signal };
    const { canceled, failed } = await desk.cancelAll(undefined, options);
    answer(failure === undefined ? job : { ...job, msg: clone(job.msg) }, 'cancel-all', { canceled, failed });
  }
  if (failure !== undefined) throw failure;
  return stateOfDesk(desk.report());
}

async function release(job: Job, clientOid: string, { desk, own }: AnswerParts): Promise<void> {
  const { event, failure } = await own.during(
    (one) => one.event === 'released' && one.order.client_oid === clientOid,
    () => desk.release(clientOid, 'message'),
  );
  if (failure !== undefined) throw failure;
  const order = event?.event === 'released' ? event.order : undefined;
  if (order) job.msg.topic = order.product_id;
  answer(job, 'released', order ?? { client_oid: clientOid });
}
