/**
 * Two flows in one real Node-RED: signed-request, and what a user would do instead (a Function node that signs and
 * the core HTTP Request node). Each message goes from a source node through the flow into a sink node.
 */
import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { answerJobs, measure, type ServerAddress } from './protocol';

interface BenchNode {
  on(
    event: 'input',
    handler: (msg: { payload: unknown; statusCode?: number; done?: () => void }) => void,
  ): void;
  send(msg: object): void;
}
interface NodeRed {
  init(server: http.Server, settings: object): void;
  start(): Promise<void>;
  runtime: { events: { on(name: string, heard: () => void): void } };
}

const packageRoot = path.resolve(__dirname, '..', '..', '..');
const server = JSON.parse(process.argv[2] ?? '') as ServerAddress;
const userDir = mkdtempSync(path.join(os.tmpdir(), 'coinbase-bench-'));
process.once('exit', () => rmSync(userDir, { recursive: true, force: true }));

/** Filled by the bench nodes below, which live in Node-RED's own module cache but in this process. */
const sources = new Map<string, BenchNode>();
(globalThis as { benchSources?: typeof sources }).benchSources = sources;

/** The do-it-yourself flow's Function node, as the forum's people write it. */
const signInFunction = `
const stamp = String(Date.now() / 1000);
msg.method = 'GET';
msg.url = env.get('REST') + '/accounts';
msg.headers = {
  'CB-ACCESS-KEY': env.get('KEY'),
  'CB-ACCESS-SIGN': global.get('createHmac')('sha256', Buffer.from(env.get('SECRET'), 'base64'))
    .update(stamp + 'GET' + '/accounts').digest('base64'),
  'CB-ACCESS-TIMESTAMP': stamp,
  'CB-ACCESS-PASSPHRASE': env.get('PASSPHRASE'),
};
return msg;`;

const at = { x: 100, y: 100 };
const flows = [
  { id: 'tab', type: 'tab', label: 'bench' },
  {
    id: 'account',
    type: 'coinbase-account',
    name: 'bench',
    environment: 'exchange-sandbox',
    origin: server.rest,
    sandbox: '',
    keyFile: '',
    limiter: 'off',
  },
  { id: 'ours-source', type: 'bench-source', z: 'tab', arm: 'signed-request', wires: [['ours']], ...at },
  {
    id: 'ours',
    type: 'coinbase-signed-request',
    z: 'tab',
    name: '',
    account: 'account',
    method: 'GET',
    path: '/accounts',
    pathType: 'str',
    query: '',
    queryType: 'str',
    headers: '',
    headersType: 'msg',
    body: '',
    bodyType: 'str',
    timeout: '',
    explain: false,
    sendRefusals: false,
    allowChanges: false,
    allowTransfers: false,
    wires: [['ours-sink']],
    ...at,
  },
  { id: 'ours-sink', type: 'bench-sink', z: 'tab', wires: [], ...at },
  {
    id: 'diy-source',
    type: 'bench-source',
    z: 'tab',
    arm: 'function + http request',
    wires: [['diy-sign']],
    ...at,
  },
  {
    id: 'diy-sign',
    type: 'function',
    z: 'tab',
    func: signInFunction,
    outputs: 1,
    libs: [],
    wires: [['diy-http']],
    ...at,
  },
  {
    id: 'diy-http',
    type: 'http request',
    z: 'tab',
    method: 'use',
    ret: 'obj',
    url: '',
    wires: [['diy-sink']],
    ...at,
  },
  { id: 'diy-sink', type: 'bench-sink', z: 'tab', wires: [], ...at },
  { id: 'catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['catch-sink']], ...at },
  { id: 'catch-sink', type: 'bench-sink', z: 'tab', wires: [], ...at },
];

const benchNodes = `module.exports = (RED) => {
  RED.nodes.registerType('bench-source', function (config) {
    RED.nodes.createNode(this, config);
    globalThis.benchSources.set(config.arm, this);
  });
  RED.nodes.registerType('bench-sink', function (config) {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, send, done) => { msg.arrived(msg); done(); });
  });
};`;

function prepareUserDir(): void {
  const modules = path.join(userDir, 'node_modules', '@redtrade');
  mkdirSync(modules, { recursive: true });
  symlinkSync(packageRoot, path.join(modules, 'node-red-coinbase'), 'dir');
  mkdirSync(path.join(userDir, 'nodes'));
  writeFileSync(path.join(userDir, 'nodes', 'bench.js'), benchNodes);
  writeFileSync(path.join(userDir, 'nodes', 'bench.html'), '');
  writeFileSync(path.join(userDir, 'flows.json'), JSON.stringify(flows));
  const account = {
    coinbaseAccountKey: server.key,
    coinbaseAccountSecret: server.secret,
    coinbaseAccountPassphrase: server.passphrase,
  };
  writeFileSync(path.join(userDir, 'flows_cred.json'), JSON.stringify({ account }));
}

async function startNodeRed(): Promise<void> {
  prepareUserDir();
  Object.assign(process.env, {
    REST: server.rest,
    KEY: server.key,
    SECRET: server.secret,
    PASSPHRASE: server.passphrase,
  });
  const nodeRed = createRequire(__filename)('node-red') as NodeRed;
  nodeRed.init(http.createServer(), {
    userDir,
    flowFile: 'flows.json',
    credentialSecret: false,
    httpAdminRoot: false,
    httpNodeRoot: false,
    functionGlobalContext: { createHmac },
    logging: { console: { level: 'error', metrics: false, audit: false } },
  });
  const started = new Promise<void>((resolve) => nodeRed.runtime.events.on('flows:started', () => resolve()));
  await nodeRed.start();
  await started;
}

/** One message through an arm's flow; settles when the sink has it. */
function throughFlow(arm: string): () => Promise<void> {
  const source = sources.get(arm);
  if (!source) throw new Error(`no source for ${arm}`);
  return () =>
    new Promise((resolve, reject) => {
      const arrived = (msg: { statusCode?: number; payload?: unknown }): void =>
        msg.statusCode === 200 && Array.isArray(msg.payload)
          ? resolve()
          : reject(new Error(`status ${msg.statusCode}`));
      source.send({ payload: '', arrived });
    });
}

void startNodeRed().then(() => answerJobs((job) => measure(job, throughFlow(job.arm))));
