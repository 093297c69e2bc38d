import type { ConditionKind, TopicEvent } from '../lib/rules/alerts';
import { decimalText, type Decimal } from '../lib/rules/decimal';
import type { Message } from '../lib/runtime';

/** `msg.alert`: what happened. Numbers are decimal text, times ISO 8601 in UTC. */
export interface AlertFacts {
  readonly name?: string;
  readonly condition: ConditionKind;
  readonly event: 'triggered' | 'cleared';
  /** What it was caused by: the value of this message, time alone, or a command. */
  readonly by: 'value' | 'time' | 'command';
  readonly topic?: string;
  /** The last value; of a spread the difference of ask and bid. */
  readonly value?: string;
  /** The value before. */
  readonly previous?: string;
  /** What the value was compared with when the alert was triggered, in the value's unit; of a silence its seconds. */
  readonly level?: string;
  /** What the level was measured from: the extreme of a move, a fall or a rise. */
  readonly reference?: string;
  readonly direction?: 'up' | 'down';
  /** Triggered: since when the condition holds. Cleared: since when the alert was triggered. */
  readonly since: string;
  /** When it happened. */
  readonly at: string;
}

export function alertFacts(event: TopicEvent, condition: ConditionKind, name: string): AlertFacts {
  const { topic, value, previous, reading } = event;
  return {
    ...(name !== '' && { name }),
    condition,
    event: event.event,
    by: event.by,
    ...(topic !== '' && { topic }),
    ...text('value', value),
    ...text('previous', previous),
    ...text('level', reading?.level),
    ...text('reference', reading?.reference),
    ...(reading?.direction && { direction: reading.direction }),
    since: new Date(event.since).toISOString(),
    at: new Date(event.at).toISOString(),
  };
}

/** One for each output: triggered, cleared. */
export function outputsOf(message: Message, facts: AlertFacts): readonly (Message | null)[] {
  message.alert = facts;
  return facts.event === 'triggered' ? [message, null] : [null, message];
}

/** A message of its own for what time alone did: the last one of its topic, under another id. */
export function timedMessage(last: Message | undefined, { topic, value }: TopicEvent): Message {
  if (last) return without(last, ['_msgid', 'req', 'res']);
  return { ...(topic !== '' && { topic }), payload: value ? decimalText(value) : null };
}

/** What was said to this node is not said to the next one. */
export function withoutOrder(message: Message): Message {
  return without(message, ['reset', 'control']);
}

function without(message: Message, names: readonly string[]): Message {
  return Object.fromEntries(Object.entries(message).filter(([name]) => !names.includes(name)));
}

function text<Name extends string>(
  name: Name,
  value: Decimal | undefined,
): { readonly [name in Name]?: string } {
  return (value ? { [name]: decimalText(value) } : {}) as { readonly [name in Name]?: string };
}
