/**
 * Two flows in one real Node-RED: signed-request, and what a user would do instead (a Function node that signs and
 * the core HTTP Request node). Each message goes from a source node through the flow into a sink node.
 */
import { createHmac } from 'node:crypto';
import { startEmbedded, type EmbeddedNodeRed } from './embedded-node-red';
import { answerJobs, measure, type ServerAddress } from './protocol';

const server = JSON.parse(process.argv[2] ?? '') as ServerAddress;

/** What a source sends: it is told what came of it. */
interface Sent {
  arrived(msg: Readonly<Record<string, unknown>>): void;
}

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
  { id: 'ours-sink', type: 'bench-sink', arm: 'sink', z: 'tab', wires: [], ...at },
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
  { id: 'diy-sink', type: 'bench-sink', arm: 'sink', z: 'tab', wires: [], ...at },
  { id: 'catch', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['catch-sink']], ...at },
  { id: 'catch-sink', type: 'bench-sink', arm: 'sink', z: 'tab', wires: [], ...at },
];

async function start(): Promise<EmbeddedNodeRed> {
  Object.assign(process.env, {
    REST: server.rest,
    KEY: server.key,
    SECRET: server.secret,
    PASSPHRASE: server.passphrase,
  });
  const account = {
    coinbaseAccountKey: server.key,
    coinbaseAccountSecret: server.secret,
    coinbaseAccountPassphrase: server.passphrase,
  };
  const red = await startEmbedded({ flows, credentials: { account }, globals: { createHmac } });
  red.sinks.set('sink', (msg) => (msg as unknown as Sent).arrived(msg));
  return red;
}

/** One message through an arm's flow; settles when the sink has it. */
function throughFlow({ sources }: EmbeddedNodeRed, arm: string): () => Promise<void> {
  const source = sources.get(arm);
  if (!source) throw new Error(`no source for ${arm}`);
  return () =>
    new Promise((resolve, reject) => {
      const arrived: Sent['arrived'] = ({ statusCode, payload }) =>
        statusCode === 200 && Array.isArray(payload)
          ? resolve()
          : reject(new Error(`status ${String(statusCode)}`));
      source.send({ payload: '', arrived });
    });
}

void start().then((red) => answerJobs((job) => measure(job, throughFlow(red, job.arm))));
