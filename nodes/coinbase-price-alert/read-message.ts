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
import { propertyReader, type Message, type NodeConfig, type Red, type RedNode } from '../lib/runtime';
import type { PriceAlertConfig } from './config';

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

/** Reads messages for one form. The returned function rejects with a CoinbaseError that names what is wrong. */
export function messageReader(
  red: Red,
  node: RedNode,
  saved: NodeConfig,
  rule: AlertRule,
): (msg: Message, reset: boolean) => Promise<Heard> {
  const { valueProperty, topic: only, topics } = saved as Partial<PriceAlertConfig>;
  const field = typeof valueProperty === 'string' && valueProperty !== '' ? valueProperty : 'price';
  const values = propertyReader(red, node, saved, 'VALUE_INVALID');
  const levels = propertyReader(red, node, saved, 'ALERT_INVALID');
  const isOne = topics === 'one' || !isEmpty(only);

  return async (msg, reset) => {
    const command = reset ? 'rearm' : commandOf(msg);
    const topic = topicOf(msg);
    if (command) return { kind: 'command', command, topic: isOne || topic === '' ? undefined : topic };
    if (!isEmpty(only) && topic !== only) return { kind: 'nothing' };
    const key = isEmpty(only) && isOne ? '' : topic;
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

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
