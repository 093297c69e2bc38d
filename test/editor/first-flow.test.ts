import assert from 'node:assert/strict';
import path from 'node:path';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';
import { pictures } from './pictures';

for (const version of [4, 5] as const) {
  describeInBrowser(`a first flow made by mouse in Node-RED ${version}`, function () {
    let red: RunningNodeRed;
    let editor: EditorPage;
    before(async () => {
      [red] = await Promise.all([startNodeRed({ version }), openBrowser()]);
      editor = await EditorPage.open(red.url);
    });
    after(async () => {
      await editor?.close();
      await red?.stop();
    });

    it('goes from dragged nodes to a filled order in the debug sidebar', async () => {
      const inject = await editor.drag('inject', { x: 150, y: 140 });
      const place = await editor.drag('coinbase-place-order', { x: 360, y: 140 });
      const debug = await editor.drag('debug', { x: 580, y: 140 });
      await editor.wire(inject, place);
      await editor.wire(place, debug);

      await editor.openForm(place);
      await editor.page.locator('#node-input-btn-account-add').click();
      await editor.formShows();
      await editor.saveForm();
      await editor.saveForm();
      await editor.deploy();
      await editor.openDebug();
      await editor.inject(inject);

      const order = await editor.properties(await editor.debugMessage(0));
      assert.equal(order['status'], 'done', 'the order is done');
      assert.equal(order['done_reason'], 'filled', 'and filled');
      assert.equal(order['product_id'], 'BTC-USD');
      assert.equal(order['side'], 'buy');
      const status = editor.node(place).locator('.red-ui-flow-node-status-label');
      assert.match(
        (await status.textContent()) ?? '',
        /^paper/,
        'the status says first that this is paper money',
      );
      await editor.screenshot(path.join(pictures, `first-flow-${version}.png`));
      assert.deepEqual(editor.errors, [], 'no console errors');
    });

    it('shows the nodes in the palette', async () => {
      assert.deepEqual(
        (await editor.findInPalette('coinbase')).toSorted(),
        [
          'coinbase-cancel-order',
          'coinbase-list-orders',
          'coinbase-market-data',
          'coinbase-order-events',
          'coinbase-place-order',
          'coinbase-price-alert',
          'coinbase-signed-request',
          'coinbase-trading-switch',
        ],
        'the palette has the working nodes and no config node',
      );
    });
  });
}
