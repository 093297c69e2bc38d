import assert from 'node:assert/strict';
import path from 'node:path';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import { seriousFindings } from './axe';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';
import { everyForm, everyFormFlows } from './every-form';
import { pictures } from './pictures';

for (const version of [4, 5] as const) {
  describeInBrowser(`every form in Node-RED ${version}`, function () {
    let red: RunningNodeRed;
    before(async () => {
      [red] = await Promise.all([startNodeRed({ version, flows: everyFormFlows }), openBrowser()]);
    });
    after(() => red?.stop());

    for (const theme of ['light', 'dark'] as const)
      describe(`with the ${theme} theme`, () => {
        let editor: EditorPage;
        before(async () => {
          editor = await EditorPage.open(red.url, { dark: theme === 'dark' });
        });
        after(() => editor?.close());
        afterEach('no console errors', () => assert.deepEqual(editor.errors, []));

        for (const [name, open] of Object.entries(everyForm))
          it(`${name}: axe-core finds nothing serious, and nothing sticks out`, async () => {
            await open(editor);
            await editor.answered();
            await editor.screenshot(path.join(pictures, `${name}-${theme}-${version}.png`));
            assert.deepEqual(await seriousFindings(editor.page, '.coinbase-form'), []);
            const overflow = await editor.page
              .locator('.coinbase-form')
              .last()
              .evaluate((form) => form.scrollWidth - form.clientWidth);
            assert.ok(overflow <= 0, `the form is ${overflow} px too wide`);
            await editor.cancelForm();
          });
      });
  });
}
