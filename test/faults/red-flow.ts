/** The flow of the run in a real Node-RED: orders come in over HTTP, and what became of them is kept in one list. */
import { accountNode, placeNode } from '../nodes/forms';
import type { FlowNode } from '../flows/node-red';
import { limitNames } from '../../nodes/lib/rules/limits';
import { keyFingerprint, livePermit } from '../../nodes/lib/runtime';
import { type Access, type FaceName, faces } from './face';

/** What the flow saw of one message: it was sent on, it failed at Catch, or Complete fired. */
export interface Seen {
  readonly event: 'sent' | 'failed' | 'completed';
  /** Number of the message, as the run gave it; absent on what belongs to no message any more. */
  readonly call?: number;
  readonly payload?: unknown;
  readonly coinbase?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code?: string; readonly message: string };
}

export const WAITS = ['accepted', 'done'] as const;

const TAB = 'tab';
const own = (id: string, type: string, rest: Record<string, unknown>): FlowNode => ({
  id,
  type,
  z: TAB,
  ...rest,
});

/**
 * The account of either API at an address of one's own. Only a live one of Advanced Trade can have that, so it is
 * allowed live orders and has no limits.
 */
const ACCOUNTS: Readonly<Record<FaceName, Readonly<Record<string, unknown>>>> = {
  exchange: { environment: 'exchange-sandbox' },
  'advanced-trade': {
    environment: 'advanced-trade',
    scheme: 'cdp',
    limits: Object.fromEntries(limitNames.map((name) => [name, ''])),
  },
};

/** What the form of such an account holds, but for the key. */
export function redAccount(face: FaceName, origin: string): Readonly<Record<string, unknown>> {
  return { ...ACCOUNTS[face], origin };
}

/** @param revision changes a node, so that a deploy has something to do. */
export function redFlow(face: FaceName, origin: string, revision = 0): FlowNode[] {
  return [
    { id: TAB, type: 'tab', label: 'faults', disabled: false },
    accountNode(redAccount(face, origin)) as unknown as FlowNode,
    ...WAITS.flatMap((waitFor) => placing(waitFor, revision)),
    listener('sent', { wires: [] }),
    ...(['catch', 'complete'] as const).flatMap(outcome),
    own('told-in', 'http in', { method: 'get', url: '/told', wires: [['told-read']] }),
    own('told-read', 'function', {
      func: "msg.payload = global.get('told') || []; return msg;",
      outputs: 1,
      wires: [['answer']],
    }),
    own('answer', 'http response', { wires: [] }),
  ];
}

/** @param id of the account. */
export function redCredentials(face: FaceName, access: Access, id = 'acc') {
  const { key, secret, passphrase } = faces[face].typed(access);
  return {
    [id]: {
      coinbaseAccountKey: key,
      coinbaseAccountSecret: secret,
      coinbaseAccountPassphrase: passphrase,
      coinbaseAccountLivePermit: livePermit(keyFingerprint(key), access.origin),
    },
  };
}

/** `POST /accepted` and `POST /done` with `{ call, key, order }`; answered at once. */
function placing(waitFor: (typeof WAITS)[number], revision: number): FlowNode[] {
  const [entry, read, place] = [`${waitFor}-in`, `${waitFor}-read`, `${waitFor}-place`];
  return [
    own(entry, 'http in', { method: 'post', url: `/${waitFor}`, wires: [['answer', read]] }),
    own(read, 'function', {
      func: 'return { call: msg.payload.call, key: msg.payload.key, payload: msg.payload.order };',
      outputs: 1,
      wires: [[place]],
    }),
    {
      ...placeNode({
        source: 'payload',
        waitFor,
        once: 'key',
        key: 'key',
        keyType: 'msg',
        name: `revision ${revision}`,
      }),
      ...own(place, 'coinbase-place-order', { wires: [['sent']] }),
    },
  ];
}

function outcome(kind: 'catch' | 'complete'): FlowNode[] {
  const scope = WAITS.map((waitFor) => `${waitFor}-place`);
  const event = kind === 'catch' ? 'failed' : 'completed';
  return [
    own(`on-${kind}`, kind, { scope, uncaught: false, wires: [[event]] }),
    listener(event, { wires: [] }),
  ];
}

function listener(event: Seen['event'], rest: Record<string, unknown>): FlowNode {
  const fields = `event: '${event}', call: msg.call, coinbase: msg.coinbase, error: msg.error, payload: msg.payload`;
  return own(event, 'function', {
    func: `const told = global.get('told') || []; told.push({ ${fields} }); global.set('told', told);`,
    outputs: 0,
    ...rest,
  });
}
