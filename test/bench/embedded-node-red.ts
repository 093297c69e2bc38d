/** A real Node-RED in this process, with nodes of its own at the ends of a flow: sources to send from and sinks that tell. */
import type { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

/** A `bench-source` in a flow. */
export interface BenchSource {
  send(msg: object): void;
}

export type BenchFlow = readonly (Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly type: string;
})[];

export interface EmbeddedNodeRed {
  /** By the property `arm` of the node. */
  readonly sources: ReadonlyMap<string, BenchSource>;
  /** What a `bench-sink` calls with each message, by its property `arm`. */
  readonly sinks: Map<string, (msg: Readonly<Record<string, unknown>>) => void>;
  /** Deploys all of it anew, or another flow instead; by default `full`. */
  deploy(other?: BenchFlow, type?: DeployType): Promise<void>;
  /** How many listeners Node-RED's own events have. */
  listeners(): number;
}

/** What of a flow begins anew: all, the tabs that changed, or the nodes that changed. */
export type DeployType = 'full' | 'flows' | 'nodes';

export interface EmbeddedOptions {
  readonly flows: BenchFlow;
  readonly credentials: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What Function nodes find in their global context. */
  readonly globals?: Readonly<Record<string, unknown>>;
}

interface NodeRed {
  init(server: http.Server, settings: object): void;
  start(): Promise<void>;
  runtime: {
    events: EventEmitter;
    flows: { setFlows(options: object): Promise<unknown> };
  };
}

const packageRoot = path.resolve(__dirname, '..', '..', '..');

/** The nodes live in Node-RED's own module cache, but in this process: it finds the maps by their name. */
const benchNodes = `module.exports = (RED) => {
  const { sources, sinks } = globalThis.bench;
  RED.nodes.registerType('bench-source', function (config) {
    RED.nodes.createNode(this, config);
    sources.set(config.arm, this);
  });
  RED.nodes.registerType('bench-sink', function (config) {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, send, done) => { sinks.get(config.arm)?.(msg); done(); });
  });
};`;

/** Starts it with the package as it is built; its folder goes when the process ends. */
export async function startEmbedded({
  flows,
  credentials,
  globals,
}: EmbeddedOptions): Promise<EmbeddedNodeRed> {
  const userDir = mkdtempSync(path.join(os.tmpdir(), 'coinbase-bench-'));
  process.once('exit', () => rmSync(userDir, { recursive: true, force: true }));
  const modules = path.join(userDir, 'node_modules', '@redtrade');
  mkdirSync(modules, { recursive: true });
  symlinkSync(packageRoot, path.join(modules, 'node-red-coinbase'), 'dir');
  mkdirSync(path.join(userDir, 'nodes'));
  writeFileSync(path.join(userDir, 'nodes', 'bench.js'), benchNodes);
  writeFileSync(path.join(userDir, 'nodes', 'bench.html'), '');
  writeFileSync(path.join(userDir, 'flows.json'), JSON.stringify(flows));
  writeFileSync(path.join(userDir, 'flows_cred.json'), JSON.stringify(credentials));

  const sources = new Map<string, BenchSource>();
  const sinks: EmbeddedNodeRed['sinks'] = new Map();
  Object.assign(globalThis, { bench: { sources, sinks } });
  const nodeRed = createRequire(__filename)('node-red') as NodeRed;
  nodeRed.init(http.createServer(), {
    userDir,
    flowFile: 'flows.json',
    credentialSecret: false,
    httpAdminRoot: false,
    httpNodeRoot: false,
    functionGlobalContext: globals ?? {},
    logging: { console: { level: 'error', metrics: false, audit: false } },
  });
  const { events, flows: deployed } = nodeRed.runtime;
  const started = (): Promise<void> =>
    new Promise((resolve) => events.once('flows:started', () => resolve()));
  const first = started();
  await nodeRed.start();
  await first;
  return {
    sources,
    sinks,
    async deploy(other = flows, deploymentType = 'full') {
      const again = started();
      await deployed.setFlows({ flows: { flows: other }, deploymentType });
      await again;
    },
    listeners: () => events.eventNames().reduce((sum, name) => sum + events.listenerCount(name), 0),
  };
}
