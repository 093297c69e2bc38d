import type { FlowNode } from '../flows/node-red';
import type { Message } from '../nodes/flow-bench';
import {
  accountNode,
  alertNode,
  cancelNode,
  eventsNode,
  listNode,
  marketNode,
  placeNode,
  requestNode,
  sandboxNode,
  switchNode,
} from '../nodes/forms';
import type { EditorPage } from './editor-page';

const onTab = (node: Message, id: string, y: number): Message => ({
  z: 'every-tab',
  x: 200,
  y,
  wires: [[]],
  ...node,
  id,
});

/** One node of each kind whose form looks different, on a paper account and on a live one. */
const nodes: readonly Message[] = [
  { id: 'every-tab', type: 'tab', label: 'every form' },
  sandboxNode({ id: 'every-sandbox', name: 'practice' }),
  accountNode({ id: 'every-paper', name: 'practice', sandbox: 'every-sandbox' }),
  accountNode({ id: 'every-live', name: 'savings', environment: 'exchange' }),
  onTab(placeNode({ account: 'every-paper' }), 'every-market', 60),
  onTab(
    placeNode({
      account: 'every-live',
      orderType: 'bracket',
      side: 'sell',
      sideType: 'str',
      amount: 'payload.amount',
      amountType: 'msg',
      amountUnit: 'base',
      price: '70000',
      stopPrice: '58000',
      stopLimitPrice: '59000',
      once: 'key',
      key: 'payload.id',
    }),
    'every-bracket',
    120,
  ),
  onTab(placeNode({ account: 'every-paper', source: 'payload' }), 'every-whole', 180),
  onTab(listNode({ account: 'every-paper' }), 'every-list', 240),
  onTab(cancelNode({ account: 'every-live', scope: 'product', target: 'topic' }), 'every-cancel', 300),
  onTab(switchNode({ account: 'every-paper' }), 'every-switch', 360),
  onTab(requestNode({ account: 'every-live', method: 'POST', path: '/reports' }), 'every-request', 420),
  onTab(marketNode({ account: 'every-paper', channel: 'candles' }), 'every-data', 480),
  onTab(marketNode({ account: 'every-live', channel: 'book' }), 'every-book', 540),
  onTab(eventsNode({ account: 'every-paper' }), 'every-events', 600),
  onTab(alertNode(), 'every-alert', 660),
  onTab(alertNode({ condition: 'moves', by: '5', coolDown: '60' }), 'every-move', 720),
];

export const everyFormFlows = nodes as readonly FlowNode[];

/** What to open, by the name of its picture. */
export const everyForm: Readonly<Record<string, (editor: EditorPage) => Promise<void>>> = {
  'place-order': (editor) => editor.openForm('every-market'),
  'place-order-picker': async (editor) => {
    await editor.openForm('every-market');
    await editor.openPicker('product');
  },
  'place-order-bracket-live': (editor) => editor.openForm('every-bracket'),
  'place-order-payload': (editor) => editor.openForm('every-whole'),
  'list-orders': (editor) => editor.openForm('every-list'),
  'cancel-order-live': (editor) => editor.openForm('every-cancel'),
  'trading-switch': (editor) => editor.openForm('every-switch'),
  'signed-request-live': (editor) => editor.openForm('every-request'),
  'market-data': (editor) => editor.openForm('every-data'),
  'market-data-book-live': (editor) => editor.openForm('every-book'),
  'order-events': (editor) => editor.openForm('every-events'),
  'price-alert': (editor) => editor.openForm('every-alert'),
  'price-alert-moves': (editor) => editor.openForm('every-move'),
  'account-paper': (editor) => editor.openConfigForm('coinbase-account', 'every-paper'),
  'account-key': (editor) => openAccount(editor, 'key'),
  'account-environment': (editor) => openAccount(editor, 'environment'),
  'account-limits': (editor) => openAccount(editor, 'limits'),
  'account-live': (editor) => openAccount(editor, 'live'),
  sandbox: (editor) => editor.openConfigForm('coinbase-sandbox', 'every-sandbox'),
};

async function openAccount(editor: EditorPage, tab: string): Promise<void> {
  await editor.openConfigForm('coinbase-account', 'every-live');
  await editor.openTab(`coinbase-account-${tab}`);
}
