import { createHash } from 'node:crypto';
import {
  isConditionKind,
  leftOn,
  readRule,
  restoredBook,
  savedBook,
  type AlertRule,
  type BookState,
  type Change,
} from '../lib/rules/alerts';
import type { Clock } from '../lib/rules/clock';
import { asCoinbaseError, CoinbaseError } from '../lib/rules/errors';
import { isPlainObject } from '../lib/rules/shapes';
import {
  attachPlainNode,
  callSafely,
  keepState,
  onFlowsStarted,
  registerNode,
  StatusLine,
  type KeptState,
  type NodeConfig,
  type PlainBehaviour,
  type Red,
  type RedNode,
} from '../lib/runtime';
import { alertFacts, outputsOf, timedMessage } from './alert-message';
import { usual } from './config';
import { messageReader, readSelection, type Selection } from './read-message';
import { upgrades } from './upgrades';
import { stateOfAlerts, stateOfError } from './state-of-alerts';
import { momentOf, Watcher } from './watcher';

/** Larger files are written without the values of moving windows. */
const MOST_WITH_WINDOWS = 1_000_000;
/** A price in a status changes at most once in this time, milliseconds. */
const VALUES_PACE_MS = 1000;

/** Registers the node, with its time as an argument. */
export function registerPriceAlert(red: Red, clock: Clock): void {
  const statusOf = (node: RedNode): StatusLine => new StatusLine(red, node, () => undefined, VALUES_PACE_MS);
  const refuse = (node: RedNode, config: NodeConfig, error: CoinbaseError): void => {
    node.warn(error.message);
    refuseAll({ red, node, config, clock, status: statusOf(node) }, error);
  };
  registerNode(red, { type: 'coinbase-price-alert', upgrades, refuse }, function (saved) {
    const config = { ...usual, ...saved };
    const status = statusOf(this);
    const parts = { red, node: this, config, clock, status };
    const form = readForm(config);
    if (form instanceof CoinbaseError) refuseAll(parts, form);
    else watch({ ...parts, ...form });
  });
}

interface Form {
  readonly rule: AlertRule;
  readonly selection: Selection;
}

/** What a form says, or what is wrong with it. */
function readForm(config: NodeConfig): Form | CoinbaseError {
  try {
    return { rule: readRule(config), selection: readSelection(config) };
  } catch (thrown) {
    return asCoinbaseError(thrown, 'ALERT_INVALID');
  }
}

interface Parts {
  readonly red: Red;
  readonly node: RedNode;
  readonly config: NodeConfig;
  readonly clock: Clock;
  readonly status: StatusLine;
}

/** A form that cannot be watched for: every message says so. */
function refuseAll(parts: Parts, error: CoinbaseError): void {
  const { node, status, clock } = parts;
  status.show(stateOfError(error));
  const kept = keep(parts, () => ({}));
  const behaviour: PlainBehaviour = {
    status,
    fallback: 'ALERT_INVALID',
    ready: Promise.resolve(),
    handle: () => Promise.reject(error),
    failed: () => undefined,
    close: (removed) => kept.close(removed),
  };
  attachPlainNode(node, behaviour, clock);
}

/** `<userDir>/coinbase/alerts/<node id>.json` */
function keep({ red, node, clock }: Parts, value: () => object): KeptState {
  return keepState({ node, clock, userDir: red.settings.userDir, folder: 'alerts', value });
}

function watch(parts: Parts & Form): void {
  const { red, node, config, clock, status, rule } = parts;
  const read = messageReader(parts);
  const fingerprint = fingerprintOf(config);
  const topic = parts.selection.only;
  const name = typeof config.name === 'string' ? config.name : '';
  let watcher: Watcher | undefined;
  let closed = false;
  let failing = false;
  const changed = ({ moved, lasting, trailing }: Change): void => {
    if (!watcher) return;
    // Of one topic each value is shown, of several only how they stand.
    const { states } = watcher.state;
    if (moved || failing || states.size <= 1) status.show(stateOfAlerts(watcher.state, rule.kind));
    failing = false;
    kept.changed(lasting ? 'much' : trailing ? 'some' : 'little');
  };
  const kept = keep(parts, () => (watcher ? keepable(watcher.state) : {}));
  const started = new Promise<void>((resolve) => void onFlowsStarted(red, resolve));
  const behaviour: PlainBehaviour = {
    status,
    fallback: 'VALUE_INVALID',
    ready: begin(),
    async handle({ msg, reset, signal, send }) {
      const heard = await read(msg, reset);
      if (signal.aborted) throw new CoinbaseError('ABORTED', 'the node was reset or stopped');
      watcher?.hear(heard, msg, send);
    },
    failed(error) {
      failing = true;
      status.show(stateOfError(error));
    },
    async close(removed) {
      closed = true;
      watcher?.stop();
      await kept.close(removed);
    },
  };
  attachPlainNode(node, behaviour, clock);

  async function begin(): Promise<void> {
    const saved = await kept.read();
    const before = restored(saved);
    if (closed) return;
    if (!before) void started.then(() => tellLeftOn(saved));
    watcher = new Watcher({ red, node, clock, rule, name, topic, kept: before, changed });
    status.show(stateOfAlerts(watcher.state, rule.kind));
  }

  function keepable(state: BookState): object {
    const moment = momentOf(clock);
    const what = { fingerprint, condition: rule.kind };
    const whole = { ...what, ...savedBook(state, moment, true) };
    if (rule.kind !== 'moves' || JSON.stringify(whole).length <= MOST_WITH_WINDOWS) return whole;
    return { ...what, ...savedBook(state, moment, false) };
  }

  /** What was on under another condition is over: whoever acts on it would never hear so. */
  function tellLeftOn(saved: unknown): void {
    if (closed || !isPlainObject(saved) || !isConditionKind(saved.condition)) return;
    try {
      for (const event of leftOn(saved, momentOf(clock))) {
        const facts = alertFacts(event, saved.condition, name);
        callSafely(() => node.send(outputsOf(timedMessage(undefined, event), facts)), node);
        kept.changed('much');
      }
    } catch {
      // It is not what was written, and nothing of it is needed.
    }
  }

  /** Another condition than it was begins anew; so does what cannot be read. */
  function restored(saved: unknown): BookState | undefined {
    if (!isPlainObject(saved) || saved.fingerprint !== fingerprint) return undefined;
    try {
      return restoredBook(saved, rule, momentOf(clock));
    } catch {
      kept.refuse('is not what was written');
      return undefined;
    }
  }
}

/** Tells whether the form says the same as it did; what the node is called does not matter. */
function fingerprintOf(config: NodeConfig): string {
  const fields = Object.keys(usual).filter((field) => field !== 'name');
  const text = JSON.stringify(fields.map((field) => [field, config[field] ?? null]));
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
