import assert from 'node:assert/strict';
import path from 'node:path';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';
import { pictures } from './pictures';

/** Clicks that a first order may cost beyond what the same flow of Node-RED's own nodes costs. */
const MORE_CLICKS = 6;

/** Clicks from an editor without a flow to the fill of example 01 on the chart. */
const EXAMPLE_CLICKS = 12;

const PREVIEW = 'Buy BTC for 50 USD at market, on paper, once for each message.';

for (const version of [4, 5] as const) {
  describeInBrowser(`a first order in Node-RED ${version}`, function () {
    let red: RunningNodeRed;
    let editor: EditorPage;
    before(async () => {
      [red] = await Promise.all([startNodeRed({ version }), openBrowser()]);
    });
    beforeEach(async () => {
      await red.deploy([]);
      editor = await EditorPage.open(red.url);
    });
    afterEach(() => editor?.close());
    after(() => red?.stop());

    /** Drags inject, a node of the type and debug onto the flow, and wires them. */
    async function lay(type: string): Promise<Readonly<Record<'inject' | 'node', string>>> {
      const inject = await editor.drag('inject', { x: 150, y: 140 });
      const node = await editor.drag(type, { x: 360, y: 140 });
      const debug = await editor.drag('debug', { x: 580, y: 140 });
      await editor.wire(inject, node);
      await editor.wire(node, debug);
      return { inject, node };
    }

    /** Deploys, clicks the inject, and sees the message in the debug sidebar. */
    async function run(inject: string): Promise<void> {
      await editor.deploy();
      await editor.clickSidebar('debug', '#red-ui-sidebar-debug-clear');
      await editor.inject(inject);
      await editor.debugMessage(0);
    }

    /** Opens our sidebar and sees so many fills on its chart: the journal has those of the tests before as well. */
    async function fillsOnTheChart(count: number): Promise<void> {
      const sidebar = await editor.clickSidebar('coinbase-sidebar', '.coinbase-sidebar');
      await sidebar.locator(`.coinbase-chart[aria-label*="fills: ${count}"] canvas`).first().waitFor();
    }

    /** What the debug sidebar shows of the order: only now, for it costs a click that nobody needs. */
    const order = async (): Promise<Readonly<Record<string, string>>> => {
      await editor.clickSidebar('debug', '#red-ui-sidebar-debug-clear');
      return editor.properties(await editor.debugMessage(0));
    };

    it(`from an empty canvas by pickers alone: at most ${MORE_CLICKS} clicks more than Node-RED needs, and only the amount typed`, async function () {
      // What Node-RED itself needs: the same flow with a node of its own in the middle, whose form is opened and left.
      const core = await lay('change');
      await editor.openNode(core.node);
      await editor.saveForm();
      await run(core.inject);
      const needed = await editor.effort();
      assert.deepEqual(needed.keys, {});

      await red.deploy([]);
      await editor.close();
      editor = await EditorPage.open(red.url);
      const { inject, node } = await lay('coinbase-place-order');
      await editor.openForm(node);
      await editor.page.getByRole('button', { name: 'Use the local sandbox' }).click();
      await editor.openPicker('product');
      await editor.picker('product').getByRole('option', { name: 'BTC-USD', exact: true }).click();
      await editor.typedInput('amount').dblclick();
      await editor.page.keyboard.type('50');
      await editor.page.locator('#coinbase-order-words').filter({ hasText: PREVIEW }).waitFor();
      await editor.saveForm();
      await run(inject);
      await fillsOnTheChart(1);
      const { clicks, keys } = await editor.effort();
      await editor.screenshot(path.join(pictures, `first-flow-${version}.png`));

      if (this.test) this.test.title += ` (${clicks}; Node-RED itself: ${needed.clicks})`;
      assert.ok(
        needed.clicks >= 9,
        `three drags, two wires, the form, Done, Deploy and the button: ${needed.clicks}`,
      );
      assert.ok(
        clicks - needed.clicks <= MORE_CLICKS,
        `${clicks} clicks, and Node-RED needs ${needed.clicks}`,
      );
      assert.deepEqual(keys, { 'node-input-amount': 2 }, 'nothing was typed but the amount');
      const { status, done_reason, product_id, specified_funds } = await order();
      assert.deepEqual(
        [status, done_reason, product_id, specified_funds],
        ['done', 'filled', 'BTC-USD', '50'],
      );
      const label = editor.node(node).locator('.red-ui-flow-node-status-label');
      assert.match(
        (await label.textContent()) ?? '',
        /^paper/,
        'its status says first that this is paper money',
      );
      assert.deepEqual(editor.errors, [], 'no console errors');
    });

    it('makes an account of the local sandbox by + and Add as well, and gives it to the next node by itself', async () => {
      const place = await editor.drag('coinbase-place-order', { x: 360, y: 140 });
      await editor.openForm(place);
      await editor.addConfig('account');
      assert.equal(await editor.page.locator('#node-config-input-environment').inputValue(), 'local-sandbox');
      await editor.saveForm();
      await editor.saveForm();
      const [account] = await editor.nodes('coinbase-account');
      assert.ok(account);
      await editor.openForm(await editor.drag('coinbase-list-orders', { x: 360, y: 240 }));
      assert.equal(await editor.page.locator('#node-input-account').inputValue(), account.id);
      assert.deepEqual(editor.errors, [], 'no console errors');
    });

    it(`from example 01: import, deploy, click, and the fill is in the debug sidebar and on the chart, in at most ${EXAMPLE_CLICKS} clicks`, async function () {
      await editor.chooseExample('01 - First order');
      await editor.openFlow('First order');
      const inject = (await editor.nodesHere('inject')).find(({ name }) => name === 'buy now');
      await run(inject?.id ?? '');
      await fillsOnTheChart(2);
      const { clicks, keys } = await editor.effort();
      if (this.test) this.test.title += ` (${clicks})`;
      assert.ok(clicks <= EXAMPLE_CLICKS, `it took ${clicks} clicks`);
      assert.deepEqual(keys, {}, 'nothing is typed');
      const { status, done_reason } = await order();
      assert.deepEqual([status, done_reason], ['done', 'filled']);
      assert.deepEqual(editor.errors, [], 'no console errors');
    });
  });
}
