import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { startNodeRed, type FlowNode, type RunningNodeRed } from '../flows/node-red';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';
import { pictures } from './pictures';

const examples = path.resolve(__dirname, '../../../examples');

/** All examples as they lie in the package, each shared node once. */
function exampleFlows(): FlowNode[] {
  const nodes = readdirSync(examples)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => JSON.parse(readFileSync(path.join(examples, name), 'utf8')) as FlowNode[]);
  return [...new Map(nodes.map((node) => [node.id, node])).values()];
}

const TYPES = [
  'coinbase-place-order',
  'coinbase-list-orders',
  'coinbase-cancel-order',
  'coinbase-signed-request',
  'coinbase-sandbox',
] as const;

const SANDBOX = {
  id: 'c0ba5e0000000002',
  type: 'coinbase-sandbox',
  name: '',
  port: '',
  seed: '1',
  balance: 'USD=10000',
  rateLimits: true,
};

for (const version of [4, 5] as const) {
  describeInBrowser(`the forms in Node-RED ${version}`, function () {
    const flows = exampleFlows();
    let red: RunningNodeRed;
    let editor: EditorPage;
    before(async () => {
      [red] = await Promise.all([startNodeRed({ version, flows: [...flows, SANDBOX] }), openBrowser()]);
      editor = await EditorPage.open(red.url);
    });
    after(async () => {
      await editor?.close();
      await red?.stop();
    });
    afterEach('no console errors', () => assert.deepEqual(editor.errors, []));

    /** Opens the form of the first node of the type, on whichever tab it is. */
    async function open(type: string): Promise<void> {
      const { id, z } = flows.find((node) => node.type === type) ?? assert.fail(`no ${type} in the examples`);
      await editor.page.evaluate(`RED.workspaces.show(${JSON.stringify(z)})`);
      await editor.node(id).waitFor({ state: 'visible' });
      await editor.openForm(id);
    }

    for (const type of TYPES) {
      it(`${type} opens, shows no bare catalogue key, and changes nothing when saved untouched`, async () => {
        if (type === SANDBOX.type) await editor.openConfigForm(type, SANDBOX.id);
        else await open(type);
        await editor.screenshot(path.join(pictures, `form-${type}-${version}.png`));
        const text = await editor.page.locator('.coinbase-form').innerText();
        assert.doesNotMatch(
          text,
          /\b(label|option|hint|tip|error|status)\.\w/,
          'every text is in the catalogue',
        );
        assert.deepEqual(await editor.wrongFields(), [], 'nothing is marked as wrong');
        await editor.saveForm();
        const deploy = editor.page.locator('#red-ui-header-button-deploy.disabled');
        assert.equal(await deploy.count(), 1, 'nothing to deploy: the form saves what it read');
      });
    }

    it('place order shows only the fields that the chosen order has', async () => {
      await open('coinbase-place-order');
      const shown = (row: string): Promise<boolean> =>
        editor.page.locator(`#coinbase-row-${row}`).isVisible();
      assert.equal(await shown('price'), false, 'a market order has no limit price');
      await editor.chooseTyped('orderType', 'limit');
      assert.equal(await shown('price'), true, 'a limit order has one');
      assert.equal(await shown('postOnly'), true);
      await editor.page.selectOption('#node-input-timeInForce', 'IOC');
      assert.equal(await shown('postOnly'), false, 'only an order that may rest can be post-only');
      await editor.page.selectOption('#node-input-waitFor', 'accepted');
      assert.equal(await shown('wait'), false, 'no waiting time without waiting');
      await editor.page.selectOption('#node-input-source', 'payload');
      for (const row of ['product', 'side', 'amount', 'price', 'timeInForce'])
        assert.equal(await shown(row), false, `${row} comes from the message`);
      await editor.cancelForm();
    });

    it('place order says why a field is wrong, and takes an environment variable', async () => {
      await open('coinbase-place-order');
      for (const [amount, wrong] of [
        ['0', true],
        ['1e3', true],
        ['-5', true],
        ['1,5', true],
        ['0.001', false],
        ['${AMOUNT}', false],
      ] as const) {
        await editor.typeInto('amount', amount);
        assert.deepEqual(await editor.wrongFields(), wrong ? ['node-input-amount'] : [], `amount ${amount}`);
      }
      await editor.page.selectOption('#node-input-amountUnit', 'percent');
      await editor.typeInto('amount', '101');
      assert.deepEqual(await editor.wrongFields(), ['node-input-amount'], 'more than 100 %');
      await editor.saveForm();
      const node = (await editor.nodes('coinbase-place-order')).find(({ valid }) => !valid);
      assert.match(node?.reasons.join() ?? '', /at most 100/, 'the node carries the reason');
    });
  });
}
