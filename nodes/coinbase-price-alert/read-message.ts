import {
  conditionFields,
  invalid,
  readCondition,
  readSpread,
  readValue,
  type AlertRule,
  type Command,
  type Condition,
  type LevelName,
  type Observation,
} from '../lib/rules/alerts';
import { CoinbaseError } from '../lib/rules/errors';
import { isPlainObject, shown } from '../lib/rules/shapes';
import {
  propertyReader,
  unsetVariable,
  type Message,
  type NodeConfig,
  type Red,
  type RedNode,
} from '../lib/runtime';

/** What a message is to the alert. */
export type Heard =
  | { readonly kind: 'command'; readonly command: Command; readonly topic: string | undefined }
  | {
      readonly kind: 'value';
      readonly topic: string;
      readonly condition: Condition;
      readonly observation: Observation;
    }
  /** The feed behind it is out of date. */
  | { readonly kind: 'stale'; readonly topic: string }
  /** Of a topic that is not watched. */
  | { readonly kind: 'nothing' };

/** Longest topic, characters. */
const LONGEST_TOPIC = 256;
const COMMANDS = ['arm', 'disarm', 'rearm'] as const;

/** Which messages of a form's stream count, and what of them. */
export interface Selection {
  /** Field of a value that is an object. */
  readonly field: string;
  /** The one topic that is watched; empty for all. */
  readonly only: string;
  /** One alert, whatever the topic. */
  readonly isOne: boolean;
}

/** @throws CoinbaseError ALERT_INVALID */
export function readSelection({ valueProperty, topic, topics }: NodeConfig): Selection {
  if (topics !== 'each' && topics !== 'one') throw refused('topics', `it is ${shown(topics)}`);
  const only = setText('topic', topic);
  return {
    field: setText('valueProperty', valueProperty) || 'price',
    only,
    isOne: topics === 'one' || only !== '',
  };
}

/** A number that is not there is told by whoever reads it; with these an alert would wait for what never comes. */
function setText(field: string, value: unknown): string {
  if (typeof value !== 'string') throw refused(field, `it is ${shown(value)}, and must be text`);
  const unset = unsetVariable(value);
  if (unset !== undefined) throw refused(field, `the environment variable ${unset} is not set`);
  return value;
}

function refused(field: string, why: string): CoinbaseError {
  return new CoinbaseError('ALERT_INVALID', `${field}: ${why}`, { field });
}

export interface ReaderParts {
  readonly red: Red;
  readonly node: RedNode;
  readonly config: NodeConfig;
  readonly rule: AlertRule;
  readonly selection: Selection;
}

/** Reads messages for one form. The returned function rejects with a CoinbaseError that names what is wrong. */
export function messageReader(parts: ReaderParts): (msg: Message, reset: boolean) => Promise<Heard> {
  const { red, node, config, rule } = parts;
  const { field, only, isOne } = parts.selection;
  const values = propertyReader(red, node, config, 'VALUE_INVALID');
  const levels = propertyReader(red, node, config, 'ALERT_INVALID');

  return async (msg, reset) => {
    const command = reset ? 'rearm' : commandOf(msg);
    const topic = topicOf(msg);
    if (command) return { kind: 'command', command, topic: isOne || topic === '' ? undefined : topic };
    if (only !== '' && topic !== only) return { kind: 'nothing' };
    const key = isOne ? only : topic;
    if (isStale(msg)) return { kind: 'stale', topic: key };
    const condition = readCondition(rule, await readLevels(msg));
    return { kind: 'value', topic: key, condition, observation: await observed(msg) };
  };

  async function readLevels(msg: Message): Promise<Partial<Record<LevelName, unknown>>> {
    const read: Partial<Record<LevelName, unknown>> = {};
    for (const name of conditionFields[rule.kind].levels) read[name] = await levels.read(name, msg);
    return read;
  }

  async function observed(msg: Message): Promise<Observation> {
    if (rule.kind === 'spread') return readSpread(await values.read('value', msg));
    if (rule.kind !== 'silent') return readValue(await values.read('value', msg), field);
    try {
      return readValue(await values.read('value', msg), field);
    } catch {
      // Whatever comes ends a silence.
      return {};
    }
  }
}

/** `msg.control`. @throws CoinbaseError COMMAND_UNKNOWN */
function commandOf(msg: Message): Command | undefined {
  const control = Object.hasOwn(msg, 'control') ? msg.control : undefined;
  if (control === undefined) return undefined;
  const word = typeof control === 'string' && control.length < 20 ? control.trim().toLowerCase() : '';
  const command = COMMANDS.find((one) => one === word);
  if (command) return command;
  throw new CoinbaseError('COMMAND_UNKNOWN', `msg.control is ${shown(control)}`);
}

/** @throws CoinbaseError VALUE_INVALID */
function topicOf(msg: Message): string {
  const topic = Object.hasOwn(msg, 'topic') ? msg.topic : undefined;
  if (typeof topic === 'number') return String(topic);
  if (typeof topic !== 'string') return '';
  if (topic.length <= LONGEST_TOPIC) return topic;
  throw invalid(`msg.topic has ${topic.length} characters, more than ${LONGEST_TOPIC}`);
}

function isStale({ coinbase }: Message): boolean {
  return isPlainObject(coinbase) && coinbase.stale === true;
}
