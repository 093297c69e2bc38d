import assert from 'node:assert/strict';
import path from 'node:path';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import { seriousFindings } from './axe';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';
import { everyForm, everyFormFlows } from './every-form';
import { everySidebar } from './every-sidebar';
import { pictures } from './pictures';

for (const version of [4, 5] as const) {
  describeInBrowser(`every form and the sidebar in Node-RED ${version}`, function () {
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

        const picture = (name: string): Promise<void> =>
          editor.screenshot(path.join(pictures, `${name}-${theme}-${version}.png`));
        /** Pixels by which the last such part is wider than what shows of it. */
        const overflow = (part: string): Promise<number> =>
          editor.page
            .locator(part)
            .last()
            .evaluate((element) => element.scrollWidth - element.clientWidth);

        for (const [name, open] of Object.entries(everyForm))
          it(`${name}: axe-core finds nothing serious, and nothing sticks out`, async () => {
            await open(editor);
            await editor.answered();
            await picture(name);
            assert.deepEqual(await seriousFindings(editor.page, '.coinbase-form'), []);
            assert.equal(await overflow('.coinbase-form'), 0);
            await editor.cancelForm();
          });

        for (const [name, { part, open, close }] of Object.entries(everySidebar))
          it(`${name}: axe-core finds nothing serious, and nothing sticks out`, async () => {
            await open(editor);
            await picture(name);
            assert.deepEqual(await seriousFindings(editor.page, part), []);
            assert.equal(await overflow(part), 0);
            await close?.(editor);
          });
      });
  });
}
