import assert from 'node:assert/strict';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';

for (const version of [4, 5] as const) {
  describeInBrowser(`the help in Node-RED ${version}`, function () {
    let red: RunningNodeRed;
    let editor: EditorPage;
    before(async () => {
      [red] = await Promise.all([startNodeRed({ version, flows: [] }), openBrowser()]);
      editor = await EditorPage.open(red.url);
    });
    after(async () => {
      await editor?.close();
      await red?.stop();
    });
    afterEach('no console errors', () => assert.deepEqual(editor.errors, []));

    it('leads from one node to a related one and on to the account, by mouse and by keyboard', async () => {
      await editor.page.evaluate("RED.sidebar.help.show('coinbase-price-alert')");
      const help = editor.page.locator('.red-ui-help:not(:has(.red-ui-help))');
      const shows = (title: string): Promise<void> =>
        editor.page.locator('.red-ui-help-title', { hasText: title }).waitFor();
      await shows('price alert');
      await help.getByRole('link', { name: 'place order' }).click();
      await shows('place order');
      await help.getByText('Quick start').waitFor();
      await help.getByRole('link', { name: 'account', exact: true }).press('Enter');
      await help.getByText('A Coinbase account: which API').waitFor();
      assert.doesNotMatch(editor.page.url(), /#$/, 'the link itself leads nowhere');
    });

    it('has the pieces that several nodes share', async () => {
      await editor.page.evaluate("RED.sidebar.help.show('coinbase-cancel-order')");
      for (const words of ['Choose an account.', 'gives up what is under way', 'and what to do'])
        await editor.page.locator('.red-ui-help').getByText(words).first().waitFor();
    });
  });
}
