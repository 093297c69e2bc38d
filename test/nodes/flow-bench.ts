/**
 * Loads nodes of this package into Node-RED's own runtime and records everything that comes out of them: messages,
 * caught errors, completions, statuses, log lines.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { once, EventEmitter } from 'node:events';
import helper = require('node-red-node-test-helper');
import account = require('../../nodes/coinbase-account/coinbase-account');
import cancelOrder = require('../../nodes/coinbase-cancel-order/coinbase-cancel-order');
import listOrders = require('../../nodes/coinbase-list-orders/coinbase-list-orders');
import marketData = require('../../nodes/coinbase-market-data/coinbase-market-data');
import orderEvents = require('../../nodes/coinbase-order-events/coinbase-order-events');
import placeOrder = require('../../nodes/coinbase-place-order/coinbase-place-order');
import priceAlert = require('../../nodes/coinbase-price-alert/coinbase-price-alert');
import sandbox = require('../../nodes/coinbase-sandbox/coinbase-sandbox');
import sidebar = require('../../nodes/coinbase-sidebar/coinbase-sidebar');
import signedRequest = require('../../nodes/coinbase-signed-request/coinbase-signed-request');
import tradingSwitch = require('../../nodes/coinbase-trading-switch/coinbase-trading-switch');
import { patience } from '../patience';

export type Message = Record<string, unknown>;
export type Kind = 'out' | 'caught' | 'completed' | 'status';

/** `msg.coinbase` as tests look at it. */
export interface Facts {
  readonly [fact: string]: unknown;
  readonly error?: { readonly code: string; readonly message: string; readonly [fact: string]: unknown };
}

const sets = [
  account,
  sandbox,
  signedRequest,
  placeOrder,
  listOrders,
  cancelOrder,
  tradingSwitch,
  marketData,
  orderEvents,
  priceAlert,
  sidebar,
];

/** What the recording nodes got, in order, and a signal for each. */
class Recorder extends EventEmitter {
  readonly records: Record<Kind, Message[]> = { out: [], caught: [], completed: [], status: [] };

  add(kind: Kind, message: Message): void {
    this.records[kind].push(message);
    this.emit('record', kind);
  }

  /** The first `count` messages of a kind, as soon as they are there. */
  async wait(kind: Kind, count = 1, ms = 10_000): Promise<Message[]> {
    await this.until(() => this.records[kind].length >= count, `${count} × ${kind}`, ms);
    return this.records[kind].slice(0, count);
  }

  /** Until `count` messages are finished: caught or completed. */
  finished(count: number, ms = 10_000): Promise<void> {
    const { caught, completed } = this.records;
    return this.until(() => caught.length + completed.length >= count, `${count} finished`, ms);
  }

  private async until(reached: () => boolean, what: string, ms: number): Promise<void> {
    const signal = AbortSignal.timeout(patience(ms));
    while (!reached()) {
      await once(this, 'record', { signal }).catch(() => {
        const have = inspect(this.records, { depth: 4 }).slice(0, 3000);
        throw new Error(`waited ${ms} ms for ${what}; have ${have}`);
      });
    }
  }
}

/** A flow that runs. */
export interface Bench extends Recorder {
  send(id: string, message: Message): void;
  /** The next thing that happens to one message: sent on, or caught. */
  ask(id: string, message: Message): Promise<Message>;
  logs(): string[];
  /** Records on after a deploy, which made the recording nodes new. */
  follow(): void;
}

const TAB = { id: 'tab', type: 'tab', label: 'test' };

/**
 * Adds to the nodes under test: a tab, their wires, and nodes that catch, follow and record. Their ids equal no
 * node's type, because Node-RED takes every property that equals an id for a reference.
 */
export function flowOf(nodes: readonly Message[]): Message[] {
  const configs = new Set(['coinbase-account', 'coinbase-sandbox', 'tab']);
  const working = nodes.filter((node) => !configs.has(String(node.type)));
  const scope = working.map((node) => node.id);
  const recorder = (id: Kind): Message => ({ id: `rec-${id}`, type: 'helper', z: 'tab', wires: [] });
  return [
    TAB,
    ...nodes.map((node) =>
      configs.has(String(node.type)) ? node : { z: 'tab', wires: [['rec-out']], ...node },
    ),
    { id: 'the-catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['rec-caught']] },
    { id: 'the-complete', type: 'complete', z: 'tab', scope, uncaught: false, wires: [['rec-completed']] },
    { id: 'the-statuses', type: 'status', z: 'tab', scope: null, wires: [['rec-status']] },
    ...(['out', 'caught', 'completed', 'status'] as const).map(recorder),
  ];
}

/** Loads the nodes with their credentials, by node id. @param registered what registers their types. */
export async function loadBench(
  nodes: readonly Message[],
  credentials: Record<string, Record<string, string>> = {},
  registered: readonly unknown[] = sets,
): Promise<Bench> {
  const recorder = new Recorder();
  recorder.setMaxListeners(0);
  await helper.load(registered, flowOf(nodes), credentials);
  attach(recorder);
  return Object.assign(recorder, {
    send(id: string, message: Message) {
      const node = helper.getNode(id);
      if (!node) throw new Error(`there is no node ${id}`);
      node.receive(message);
    },
    async ask(id: string, message: Message): Promise<Message> {
      const before = { out: recorder.records.out.length, caught: recorder.records.caught.length };
      this.send(id, message);
      const sent = recorder.wait('out', before.out + 1).then((all) => all[before.out]);
      const caught = recorder.wait('caught', before.caught + 1).then((all) => all[before.caught]);
      sent.catch(() => undefined);
      caught.catch(() => undefined);
      const first = await Promise.race([sent, caught]);
      if (!first) throw new Error('nothing came');
      return first;
    },
    follow: () => attach(recorder),
    logs: () => helper.log().args.map(([line]) => String(line?.msg)),
  });
}

/** Deploys other flows. The helper waits a third of a second for them to start, and a busy machine may need more. */
export async function deploy(nodes: readonly Message[], type: 'full' | 'flows' | 'nodes'): Promise<void> {
  for (let left = 10; ; left -= 1) {
    try {
      return await helper.setFlows(flowOf(nodes), type);
    } catch (thrown) {
      if (left === 0 || !/timeout waiting/.test(String(thrown))) throw thrown;
    }
  }
}

const followed = new WeakSet<object>();

/** Records what the recording nodes get. */
function attach(recorder: Recorder): void {
  for (const kind of ['out', 'caught', 'completed', 'status'] as const) {
    const node = helper.getNode(`rec-${kind}`);
    if (!node || followed.has(node)) continue;
    followed.add(node);
    node.on('input', (message) => recorder.add(kind, message));
  }
}

let created: string | undefined;
let current = '';

/** The tests' user directories: removed at the end, when no journal in them is open any more. */
function userDirs(): string {
  if (created !== undefined) return created;
  const folder = mkdtempSync(path.join(tmpdir(), 'coinbase-nodes-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  created = folder;
  return folder;
}

/** Starts and stops the test runtime around a suite's tests. */
export function aroundEach(): void {
  before(async () => {
    helper.init(require.resolve('node-red'));
    await helper.startServer();
  });
  beforeEach(() => {
    current = mkdtempSync(path.join(userDirs(), 'test-'));
    helper.settings({ userDir: current });
  });
  afterEach(() => helper.unload());
  after(() => helper.stopServer());
}

/** What the nodes wrote into this test's user directory: name and text of each file. */
export function filesWritten(): { readonly name: string; readonly text: string }[] {
  return readdirSync(current, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => ({ name, text: readFileSync(path.join(parentPath, name), 'utf8') }));
}

export function factsOf(message: Message | undefined): Facts {
  return (message?.coinbase ?? {}) as Facts;
}

export function codeOf(message: Message | undefined): unknown {
  return (message?.error as { code?: unknown } | undefined)?.code;
}

export { helper };
