import assert from 'node:assert/strict';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import type { Message } from '../nodes/flow-bench';
import { cancelNode, placeNode } from '../nodes/forms';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';

const placed = (node: Message, id: string, y: number): Message => ({
  ...node,
  id,
  z: 'versions-tab',
  x: 200,
  y,
  wires: [[]],
});

/** As the first version saved it. */
const OLD: Message = {
  type: 'coinbase-place-order',
  name: '',
  account: 'versions-account',
  source: 'form',
  product: 'BTC-USD',
  productType: 'str',
  side: 'sell',
  sideType: 'str',
  orderType: 'market',
  orderTypeType: 'str',
  amount: '10',
  amountType: 'str',
  amountUnit: 'percent',
  price: '',
  priceType: 'str',
  timeInForce: 'GTC',
  postOnly: false,
  clientOid: '',
  clientOidType: 'str',
  waitFor: 'done',
  waitSeconds: '10',
  afterWait: 'leave',
};

const nodes: readonly Message[] = [
  { id: 'versions-tab', type: 'tab', label: 'versions' },
  { id: 'versions-account', type: 'coinbase-account', name: 'old', environment: 'local-sandbox' },
  placed(OLD, 'versions-old', 60),
  placed(placeNode({ account: 'versions-account', configVersion: 9 }), 'versions-newer', 120),
  placed(cancelNode({ account: 'versions-account' }), 'versions-now', 180),
];

for (const version of [4, 5] as const) {
  describeInBrowser(`forms of other versions in Node-RED ${version}`, function () {
    let red: RunningNodeRed;
    let editor: EditorPage;
    before(async () => {
      [red] = await Promise.all([startNodeRed({ version, flows: nodes }), openBrowser()]);
      editor = await EditorPage.open(red.url);
    });
    after(async () => {
      await editor?.close();
      await red?.stop();
    });
    afterEach('no console errors', () => assert.deepEqual(editor.errors, []));

    /** Properties of a node as the editor holds it. */
    const saved = (id: string, ...names: string[]): Promise<Record<string, unknown>> =>
      editor.page.evaluate(
        `Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, RED.nodes.node('${id}')[name]]))`,
      );
    const unchanged = (): Promise<number> =>
      editor.page.locator('#red-ui-header-button-deploy.disabled').count();

    it('one of the newest version is not changed by Done', async () => {
      await editor.openForm('versions-now');
      await editor.saveForm();
      assert.equal(await unchanged(), 1);
    });

    it('one of a newer version is marked, says why, and is left alone', async () => {
      const newer = (await editor.nodes('coinbase-place-order')).find(({ id }) => id === 'versions-newer');
      assert.equal(newer?.valid, false);
      assert.match(newer?.reasons.join() ?? '', /version 9 by a newer release of this package/);
      await editor.openForm('versions-newer');
      await editor.saveForm();
      assert.deepEqual(await saved('versions-newer', 'configVersion'), { configVersion: 9 });
      assert.equal(await unchanged(), 1);
    });

    it('an old one opens with what it means, and stays as it is until it is saved', async () => {
      await editor.openForm('versions-old');
      assert.deepEqual(await editor.wrongFields(), []);
      assert.equal(await editor.page.locator('#node-input-once').inputValue(), 'each');
      assert.equal(await editor.page.locator('#node-input-action').inputValue(), 'place');
      await editor.page
        .locator('#coinbase-order-words')
        .filter({ hasText: 'Sell 10 % of the available BTC at market, on paper, once for each message.' })
        .waitFor();
      await editor.cancelForm();
      assert.equal(await unchanged(), 1);
      assert.deepEqual(await saved('versions-old', 'configVersion'), { configVersion: undefined });
    });

    it('an old one is brought up to date by Done', async () => {
      await editor.openForm('versions-old');
      await editor.saveForm();
      assert.equal(await unchanged(), 0, 'there is something to deploy');
      const names = ['configVersion', 'action', 'actionType', 'once', 'stp', 'side', 'amount'];
      assert.deepEqual(await saved('versions-old', ...names), {
        configVersion: 1,
        action: 'place',
        actionType: 'str',
        once: 'each',
        stp: 'dc',
        side: 'sell',
        amount: '10',
      });
    });

    it('an old account is brought up to date by Update, its limits too', async () => {
      await editor.openConfigForm('coinbase-account', 'versions-account');
      assert.deepEqual(await editor.wrongFields(), []);
      await editor.saveForm();
      assert.deepEqual(await saved('versions-account', 'configVersion', 'scheme', 'limits', 'tradingState'), {
        configVersion: 1,
        scheme: 'exchange',
        limits: {},
        tradingState: '',
      });
    });
  });
}
