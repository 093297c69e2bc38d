import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../flows/installed-package';
import { startNodeRed, type FlowNode, type RunningNodeRed } from '../flows/node-red';
import { ENGLISH, languages } from '../locales/languages';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';
import { pictures } from './pictures';

interface Texts {
  readonly label: { readonly node: string; readonly account: string; readonly amount: string };
}

const PLACE_ORDER = 'coinbase-place-order';
const example = JSON.parse(
  readFileSync(path.join(checkout, 'examples', '01 - First order.json'), 'utf8'),
) as FlowNode[];
/** An account without a name goes by its environment. */
const flows = example.map((node) => (node.type === 'coinbase-account' ? { ...node, name: '' } : node));

function textsIn(language: string): Texts {
  const file = path.join(checkout, 'dist/nodes', PLACE_ORDER, 'locales', language, `${PLACE_ORDER}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Texts;
}

/** German in both, each other language in one: what differs between the two is not the language. */
const OTHERS = languages.filter((one) => one !== ENGLISH && one !== 'de');

for (const version of [4, 5] as const) {
  describeInBrowser(`the languages in Node-RED ${version}`, () => {
    let red: RunningNodeRed;
    before(async () => {
      [red] = await Promise.all([startNodeRed({ version, flows }), openBrowser()]);
    });
    after(() => red?.stop());

    async function showsItsOwn(editor: EditorPage, language: string): Promise<void> {
      const { label } = textsIn(language);
      const palette = await editor.paletteNode(PLACE_ORDER).innerText();
      assert.equal(palette.replace(/\s+/g, ' ').trim(), label.node);
      const { id } = flows.find(({ type }) => type === PLACE_ORDER) ?? assert.fail('no order');
      await editor.openForm(id);
      const form = editor.page.locator('.coinbase-form');
      for (const text of [label.account, label.amount]) await form.getByText(text, { exact: true }).waitFor();
      await editor.screenshot(path.join(pictures, `language-${language}-${version}.png`));
      await editor.cancelForm();
    }

    for (const language of OTHERS.filter((_, at) => at % 2 === version % 2))
      it(`a browser in ${language} shows palette and form in it`, async () => {
        const editor = await EditorPage.open(red.url, { language });
        try {
          await showsItsOwn(editor, language);
          assert.deepEqual(editor.errors, []);
        } finally {
          await editor.close();
        }
      });

    describe('a browser in German', () => {
      let editor: EditorPage;
      before(async () => {
        editor = await EditorPage.open(red.url, { language: 'de' });
      });
      afterEach('no console errors', () => assert.deepEqual(editor.errors, []));
      after(() => editor?.close());

      it('shows palette and form in it', () => showsItsOwn(editor, 'de'));

      it('says in it what is wrong with a limit, and what the check of a key finds', async () => {
        const { id, type } =
          flows.find((one) => one.type === 'coinbase-account') ?? assert.fail('no account');
        await editor.openConfigForm(type, id);
        const { page } = editor;
        await page.selectOption('#node-config-input-environment', 'exchange-sandbox');
        await editor.openTab('coinbase-account-limits');
        await page.fill('#coinbase-account-limit-maxOpenOrders', '<b>');
        const reason = page.locator('#coinbase-account-limit-maxOpenOrders-says');
        assert.equal(await reason.innerText(), 'muss eine ganze Zahl von 1 bis 100000 sein');
        await page.fill('#coinbase-account-limit-allowedProducts', '<b>');
        const named = page.locator('#coinbase-account-limit-allowedProducts-says');
        assert.equal(await named.innerText(), '"<b>" ist keine Produkt-ID wie BTC-USD');
        await editor.openTab('coinbase-account-key');
        await page.click('#coinbase-account-check');
        const found = page.locator('#coinbase-account-lines .coinbase-wrong');
        await found.waitFor();
        assert.match(
          await found.innerText(),
          /^\s*es wurde kein Schlüssel angegeben\.\s+Schlüssel, Secret und Pass/,
        );
        await editor.cancelForm();
      });

      it('shows in it the environment and what moved the switch in the sidebar', async () => {
        const sidebar = await editor.showSidebar('coinbase:show-sidebar', '.coinbase-sidebar');
        const account = sidebar.locator('.coinbase-accounts button');
        await account.getByText('Lokale Sandbox, wie Exchange', { exact: true }).waitFor();
        await sidebar.getByRole('button', { name: 'Jetzt öffnen' }).click();
        await sidebar.getByRole('button', { name: 'Anhalten', exact: true }).click();
        const sure = editor.page.getByRole('dialog');
        await sure.getByText('Den Handel von Lokale Sandbox, wie Exchange anhalten?').waitFor();
        await sure.getByRole('button', { name: 'Anhalten' }).click();
        await sidebar.getByText(/^ANGEHALTEN: .* Seit \d\d:\d\d:\d\d \(Seitenleiste\)$/).waitFor();
      });

      it('writes in it the numbers of the sidebar', async () => {
        const sidebar = editor.page.locator('.coinbase-sidebar');
        await sidebar.getByText(/^\d{1,3}\.\d{3}(,\d+)? USD, Bid \d{1,3}\.\d{3}/).waitFor();
        const dollars = sidebar.getByRole('table', { name: 'Guthaben' }).getByRole('row', { name: 'USD' });
        assert.match(await dollars.innerText(), /^USD\s+10\.000\s+0$/);
      });
    });
  });
}
