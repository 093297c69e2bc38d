import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../flows/installed-package';
import { startHomeBroker, type HomeBroker } from '../flows/home-broker';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';
import { pictures } from './pictures';

interface Click {
  /** Without it, one more message of the click before. */
  readonly inject?: string;
  /** The debug node whose next message it is; without it, the next message of any. */
  readonly from?: string;
  /** What the message reads like. */
  readonly says?: RegExp;
  /** What the properties of the object in it read like. */
  readonly shows?: Readonly<Record<string, RegExp>>;
  /** Of the object in this property of it. */
  readonly inner?: string;
}

interface Example {
  readonly label: string;
  /** What a node shows before the first click, where that would come too early otherwise. */
  readonly status?: readonly [node: string, text: string];
  /** Which injects are clicked, in order, and what the message that follows must hold. */
  readonly clicks: readonly Click[];
}

const EXAMPLES: readonly Example[] = [
  { label: '01 - First order', clicks: [{ inject: 'buy now', shows: { done_reason: /^filled$/ } }] },
  {
    label: '02 - List and cancel',
    clicks: [
      { inject: 'wait for a low price', shows: { status: /^(open|pending)$/, price: /^1000/ } },
      { inject: 'list', shows: { '0': /object/ } },
      { inject: 'cancel the newest', shows: { id: /^[0-9a-f-]{36}$/ } },
      { inject: 'wait for a low price', shows: { side: /^buy$/ } },
      { inject: 'cancel all', shows: { '0': /^[0-9a-f-]{36}$/ } },
    ],
  },
  {
    label: '03 - Any signed request',
    clicks: [
      { inject: 'balances', inner: 'coinbase', shows: { mode: /^paper$/, explain: /^object$/ } },
      { inject: 'price', shows: { bid: /^\d/, ask: /^\d/ } },
      { inject: 'a refusal', shows: { statusCode: /^404$/, payload: /^object$/ } },
    ],
  },
  {
    label: '04 - Buy on a schedule',
    clicks: [{ inject: 'buy one now', shows: { done_reason: /^filled$/ } }],
  },
  {
    label: '05 - Order from a home event',
    status: ['any button of the home', 'connected'],
    clicks: [{ inject: 'press the button', shows: { done_reason: /^filled$/ } }],
  },
  {
    label: '06 - Price alert to a notification',
    clicks: [{ inject: 'practice: 70100', from: 'the notification', says: /is above 70000/ }],
  },
  {
    label: '07 - Buy the dip with a trailing stop',
    clicks: [
      { inject: 'practice: 200000', from: 'practice', says: /200000/ },
      { inject: 'practice: 190000', from: 'practice', says: /190000/ },
      { from: 'bought', shows: { side: /^buy$/, done_reason: /^filled$/ } },
      { inject: 'practice: 210000', from: 'practice', says: /210000/ },
      { inject: 'practice: 200001', from: 'sold', shows: { side: /^sell$/, done_reason: /^filled$/ } },
    ],
  },
  {
    label: '08 - Rebalance two assets',
    // Without a price nothing can be weighed.
    status: ['BTC-USD', 'live'],
    clicks: [
      { inject: 'rebalance now', from: 'traded', shows: { type: /^market$/, done_reason: /^filled$/ } },
    ],
  },
  {
    label: '09 - Home Assistant',
    status: ['who comes home', 'connected'],
    clicks: [
      { inject: 'balances', from: 'balances read', says: /Object|array/ },
      { inject: 'how does the switch stand?', from: 'the switch says', says: /active/ },
      { inject: 'practice: somebody comes home', from: 'bought', shows: { outcome: /^filled$/ } },
    ],
  },
  {
    label: '10 - Panic button',
    clicks: [
      { inject: 'wait for a low price', from: 'it waits', shows: { price: /^1000/ } },
      { inject: 'PANIC', from: 'what the switch says', shows: { state: /^halted$/, from: /^active$/ } },
      // What is open is canceled by the switch of example 05 as well: the first one lists it. Nothing is left.
      { from: 'what the switch says', shows: { canceled: /^array/, failed: /^array\[0\]$/ } },
      { inject: 'wait for a low price', from: 'the problem', shows: { message: /TRADING_HALTED/ } },
      { inject: 'go on', from: 'are you sure?', says: /click once more/ },
      { inject: 'go on', from: 'what the switch says', shows: { state: /^active$/, from: /^halted$/ } },
      { inject: 'wait for a low price', from: 'it waits', shows: { price: /^1000/ } },
    ],
  },
  {
    label: '11 - Balances from any Coinbase API',
    clicks: [{ inject: 'every balance', shows: { '0': /object/ } }],
  },
  {
    label: '12 - Live market data',
    clicks: [{ inject: 'follow BTC-USD', shows: { product_id: /^BTC-USD$/, price: /^\d/ } }],
  },
  {
    label: '13 - Own order events',
    clicks: [{ inject: 'which are open?', shows: { event: /^snapshot$/ } }],
  },
];

/** Every example there is. */
const labels = readdirSync(path.join(checkout, 'examples'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace(/\.json$/, ''))
  .sort();

for (const version of [4, 5] as const) {
  describeInBrowser(`the examples in Node-RED ${version}`, function () {
    let red: RunningNodeRed;
    let editor: EditorPage;
    let broker: HomeBroker;
    before(async () => {
      [red, broker] = await Promise.all([startNodeRed({ version }), startHomeBroker(), openBrowser()]);
      editor = await EditorPage.open(red.url);
    });
    after(async () => {
      await editor?.close();
      await red?.stop();
      await broker?.close();
    });

    for (const { label, status, clicks } of EXAMPLES) {
      it(`imports and runs ${label}`, async () => {
        const listed = await editor.importExample(label);
        assert.deepEqual(
          listed,
          ['Examples', 'flows', '@redtrade/node-red-coinbase', ...labels, 'node-red'],
          'the dialog lists the flows and nothing else of ours',
        );
        for (const { id, valid } of await editor.nodes('coinbase-place-order'))
          assert.ok(valid, `${id} is valid`);
        // What a person does who has a broker of his own.
        for (const { id } of await editor.nodes('mqtt-broker'))
          await editor.changeConfig('mqtt-broker', id, { port: String(broker.port) });
        await editor.deploy();
        if (status) await editor.status(...status);
        await editor.openDebug();
        const injects = await editor.nodesHere('inject');
        // Flows that were imported before go on meanwhile.
        const debugs = await editor.nodesHere('debug');
        const seen = new Map<string | undefined, number>();
        for (const { inject, from, says, shows, inner } of clicks) {
          const clicked = injects.find(({ name }) => name === inject);
          if (clicked) await editor.inject(clicked.id);
          else assert.equal(inject, undefined, 'there is no such inject');
          const told = debugs.filter(({ name }) => from === undefined || name === from);
          const n = seen.get(from) ?? 0;
          seen.set(from, n + 1);
          const message = await editor.debugMessage(n, told);
          const text = await message.innerText();
          if (says) assert.match(text, says, `${inject}: ${text}`);
          if (!shows) continue;
          const properties = await editor.properties(message, inner);
          for (const [name, pattern] of Object.entries(shows))
            assert.match(
              properties[name] ?? '',
              pattern,
              `${inject}: ${name} in ${JSON.stringify(properties)}`,
            );
        }
        await editor.screenshot(path.join(pictures, `example-${label.slice(0, 2)}-${version}.png`));
      });
    }

    it('has one account for each API that they speak to, and no console errors', async () => {
      assert.equal((await editor.nodes('coinbase-account')).length, 2);
      assert.deepEqual(editor.errors, []);
    });
  });
}
