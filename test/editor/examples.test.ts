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
  readonly inject: string;
  /** The debug node whose first message it is; without it, the next message of any. */
  readonly from?: string;
  /** What the message reads like. */
  readonly says?: RegExp;
  /** What the properties of the object in it read like. */
  readonly shows?: Readonly<Record<string, RegExp>>;
  /** Of the object in this property of it. */
  readonly inner?: string;
}

/** Which injects are clicked, in order, and what the message that follows must hold. */
const EXAMPLES: readonly { readonly label: string; readonly clicks: readonly Click[] }[] = [
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
      { inject: 'practice: 190000', from: 'bought', shows: { side: /^buy$/, done_reason: /^filled$/ } },
    ],
  },
  {
    label: '08 - Rebalance two assets',
    clicks: [
      { inject: 'rebalance now', from: 'traded', shows: { type: /^market$/, done_reason: /^filled$/ } },
    ],
  },
  {
    label: '09 - Home Assistant',
    clicks: [{ inject: 'balances', from: 'balances read', says: /Object|array/ }],
  },
  {
    label: '10 - Panic button',
    clicks: [{ inject: 'wait for a low price', shows: { price: /^1000/ } }],
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

    for (const { label, clicks } of EXAMPLES) {
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
        if (clicks.some(({ inject }) => inject === 'press the button'))
          await editor.status('any button of the home', 'connected');
        // Without a price nothing can be weighed.
        if (label.startsWith('08')) await editor.status('BTC-USD', 'live');
        await editor.openDebug();
        const injects = await editor.nodesHere('inject');
        // Flows that were imported before go on meanwhile.
        const debugs = await editor.nodesHere('debug');
        for (const [n, { inject, from, says, shows, inner }] of clicks.entries()) {
          const { id } = injects.find(({ name }) => name === inject) ?? assert.fail(`no inject ${inject}`);
          await editor.inject(id);
          const told = debugs.filter(({ name }) => from === undefined || name === from);
          const message = await editor.debugMessage(from === undefined ? n : 0, told);
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
