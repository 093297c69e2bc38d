import assert from 'node:assert/strict';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import type { Message } from '../nodes/flow-bench';
import { accountNode, placeNode, sandboxNode } from '../nodes/forms';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';

const nodes: readonly Message[] = [
  { id: 'order-tab', type: 'tab', label: 'orders' },
  sandboxNode({ id: 'order-sandbox' }),
  accountNode({ id: 'order-paper', name: 'practice', sandbox: 'order-sandbox' }),
  accountNode({ id: 'order-shared', name: 'shared' }),
  accountNode({ id: 'order-live', name: 'savings', environment: 'exchange' }),
  accountNode({ id: 'order-advanced', name: 'retail', environment: 'local-sandbox-advanced-trade' }),
  accountNode({ id: 'order-prime', name: 'prime', environment: 'prime', scheme: 'prime' }),
  {
    id: 'order-subflow',
    type: 'subflow',
    name: 'orders of any account',
    in: [],
    out: [],
    env: [{ name: 'ACC', type: 'coinbase-account', value: 'order-live', ui: { type: 'conf-types' } }],
  },
  { ...placeNode({ account: '${ACC}' }), id: 'place-any', z: 'order-subflow', x: 200, y: 60, wires: [[]] },
  { ...placeNode({ account: '' }), id: 'place-none', z: 'order-tab', x: 200, y: 240, wires: [[]] },
  ...['paper', 'shared', 'live'].map((account, index) => ({
    ...placeNode({ account: `order-${account}` }),
    id: `place-${account}`,
    z: 'order-tab',
    x: 200,
    y: 60 * (index + 1),
    wires: [[]],
  })),
];

/** What the account's route answers in these tests: prices that stand still. */
const MARKET = {
  environment: 'local-sandbox',
  mode: 'paper',
  product: {
    id: 'BTC-USD',
    base_currency: 'BTC',
    quote_currency: 'USD',
    base_increment: '0.00000001',
    quote_increment: '0.01',
    min_market_funds: '1',
  },
  market: { bid: '99.5', ask: '100', last: '99.75' },
  available: { base: '2.0000000000', quote: '400.0000000000' },
};

for (const version of [4, 5] as const) {
  describeInBrowser(`the order form in Node-RED ${version}`, function () {
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
    afterEach('no console errors', async () => {
      await editor.page.unrouteAll();
      if (await editor.page.locator('.coinbase-form').count()) await editor.cancelForm();
      assert.deepEqual(editor.errors, []);
    });

    const says = (id: string, text: RegExp): Promise<void> =>
      editor.page.locator(id).filter({ hasText: text }).waitFor();
    const now = (text: RegExp): Promise<void> => says('#coinbase-amount-now', text);
    const silent = (): Promise<void> =>
      editor.page.locator('#coinbase-amount-now:empty').waitFor({ state: 'attached' });
    const words = (text: RegExp): Promise<void> => says('#coinbase-order-words', text);
    const reads = (text: RegExp): Promise<void> => says('.coinbase-reads', text);
    const unit = (name: string) => editor.page.selectOption('#node-input-amountUnit', name);
    async function openWith(answer: object): Promise<void> {
      await editor.page.route('**/coinbase-account/*/market/*', (route) => route.fulfill({ json: answer }));
      await editor.openForm('place-paper');
    }

    it('lets a product be picked by mouse alone', async () => {
      await editor.openForm('place-paper');
      await editor.openPicker('product');
      await editor.picker('product').getByRole('option', { name: 'ETH-USD' }).click();
      assert.equal(await editor.typedValue('product'), 'ETH-USD');
      assert.equal(await editor.picker('product').isVisible(), false);
      await words(/^Buy ETH for 25 USD/);
    });

    it('lets a product be picked by keyboard alone, and Escape closes the list and not the form', async () => {
      await editor.openForm('place-paper');
      const input = editor.typedInput('product');
      await input.focus();
      await input.press('ArrowDown');
      await editor.picker('product').waitFor({ state: 'visible' });
      assert.equal(await input.getAttribute('aria-expanded'), 'true');
      const chosen = await input.getAttribute('aria-activedescendant');
      assert.equal(
        await editor.page.locator(`#${chosen}`).innerText(),
        'BTC-USD',
        'it begins with what is chosen',
      );
      await input.press('Escape');
      assert.equal(await editor.picker('product').isVisible(), false);
      assert.equal(await editor.page.locator('.coinbase-form').isVisible(), true);
      await input.fill('doge');
      await input.press('Enter');
      assert.equal(await editor.typedValue('product'), 'DOGE-USD', 'Enter takes the first that fits');
      await input.press('ArrowDown');
      await input.press('ArrowUp');
      await input.press('Enter');
      assert.notEqual(await editor.typedValue('product'), 'DOGE-USD', 'and the arrows go on from there');
    });

    it('says what the amount comes to now, in the unit that it does not count', async () => {
      await openWith(MARKET);
      await now(/^Now about 0\.25 BTC, at 100, before fees\.$/);
      await unit('base');
      await editor.typeInto('amount', '0.5');
      await now(/^Now about 50 USD, at 100, before fees\.$/);
      await unit('percent');
      await editor.typeInto('amount', '25');
      await now(/^Now 100 of 400 USD, about 1 BTC at 100, before fees\.$/);
      await editor.chooseTyped('side', 'sell');
      await now(/^Now 0\.5 of 2 BTC, about 49\.75 USD at 99\.5, before fees\.$/);
      await editor.chooseType('amount', 'msg');
      await silent();
    });

    it('names the currencies among the units', async () => {
      await openWith(MARKET);
      await now(/BTC/);
      const units = editor.page.locator('#node-input-amountUnit option');
      assert.deepEqual(await units.allInnerTexts(), ['USD (quote)', 'BTC (base)', '% of available']);
    });

    it('says when the amount is too small, or more than there is', async () => {
      await openWith(MARKET);
      await editor.typeInto('amount', '0.5');
      await now(/less than the product's minimum of 1 USD/);
      assert.equal(await editor.page.locator('#coinbase-amount-now.coinbase-wrong').count(), 1);
      await editor.typeInto('amount', '401');
      await now(/more than the available 400 USD/);
      await editor.typeInto('amount', '400');
      await says('#coinbase-amount-now', /^Now about 4 BTC, at 100, before fees\.$/);
      assert.equal(await editor.page.locator('#coinbase-amount-now.coinbase-wrong').count(), 0);
    });

    it('shows the market beside each price, and takes one over with a click', async () => {
      await openWith(MARKET);
      await now(/BTC/);
      await editor.chooseTyped('orderType', 'stop-limit');
      const beside = (name: string, price: string) =>
        editor.page
          .locator('.form-row', { has: editor.page.locator(`#node-input-${name}`) })
          .getByRole('button', {
            name: price,
            exact: true,
          });
      await beside('price', 'bid 99.5').click();
      assert.equal(await editor.typedValue('price'), '99.5');
      await now(/0\.25125628 BTC, at 99\.5/);
      await beside('stopPrice', 'last 99.75').click();
      await beside('price', 'ask 100').click();
      assert.deepEqual(
        [await editor.typedValue('stopPrice'), await editor.typedValue('price')],
        ['99.75', '100'],
      );
      await words(/at 100 or better, once a trade is at or above 99\.75/);
    });

    it('says when a product does not trade now, or is not there', async () => {
      await openWith({ ...MARKET, product: { ...MARKET.product, state: 'limit-only' } });
      await says('#coinbase-product-now', /limit orders only/);
      await editor.page.unrouteAll();
      await editor.typeInto('product', 'NO-SUCH');
      await says('#coinbase-product-now', /no such product/);
      await silent();
    });

    it('looks again while it is open, and never after it was closed', async () => {
      await editor.page.clock.install();
      let looks = 0;
      await editor.page.route('**/coinbase-account/*/market/*', (route) => {
        looks += 1;
        return route.fulfill({ json: MARKET });
      });
      await editor.openForm('place-paper');
      await now(/BTC/);
      const again = editor.page.waitForResponse('**/market/*');
      await editor.page.clock.runFor(3000);
      await again;
      await editor.cancelForm();
      await editor.answered();
      const before = looks;
      assert.ok(before >= 2);
      await editor.page.clock.runFor(60_000);
      await editor.answered();
      assert.equal(looks, before);
    });

    it('starts no sandbox by looking, and says when there will be prices', async () => {
      await editor.openForm('place-shared');
      await now(/^The sandbox starts with the first message/);
      const asked = await red.get('/coinbase-account/order-shared/market/BTC-USD');
      assert.deepEqual(asked, { environment: 'local-sandbox', mode: 'paper', code: 'asleep' });
    });

    it('asks to deploy an account that was changed or is new', async () => {
      await openWith({ environment: '', mode: 'paper', code: 'ACCOUNT_MISSING' });
      await now(/^Once the account is deployed/);
    });

    it('says in plain words what it would do, as one changes it', async () => {
      await openWith(MARKET);
      await words(/^Buy BTC for 25 USD at market, on paper, once for each message\.$/);
      await editor.page.selectOption('#node-input-once', 'message');
      await words(/^Buy BTC for 25 USD at market, on paper, at most once per message id\.$/);
      await editor.chooseTyped('side', 'sell');
      await unit('percent');
      await editor.typeInto('amount', '50');
      await words(/^Sell 50 % of the available BTC at market/);
      await editor.page.selectOption('#node-input-source', 'payload');
      await words(/^Place the order that msg\.payload holds, on paper/);
    });

    it('says which message properties it would read, as one changes it', async () => {
      await openWith(MARKET);
      await reads(/^Reads nothing from the message\. A true msg\.reset gives up/);
      await editor.chooseType('amount', 'msg');
      await editor.typeInto('amount', 'payload');
      await reads(/^Reads from the message: msg\.payload \(Amount\)\./);
      await editor.typeInto('amount', 'payload.much');
      await reads(/: msg\.payload\.much \(Amount\)\./);
      await editor.page.selectOption('#node-input-once', 'message');
      await reads(/: msg\._msgid, msg\.parts, msg\.payload\.much \(Amount\)\./);
      await editor.page.selectOption('#node-input-once', 'key');
      await editor.typeInto('key', 'payload.much');
      await reads(/: msg\.payload\.much \(Amount, Key\)\./);
      await editor.page.selectOption('#node-input-source', 'payload');
      await reads(/: msg\.payload, msg\.payload\.much \(Key\)\./);
    });

    it('says at once why a field is wrong, for eyes and for ears', async () => {
      await openWith(MARKET);
      await editor.typeInto('amount', '1,5');
      assert.match(await editor.reason('amount'), /plain decimal number above zero/);
      const input = editor.typedInput('amount');
      assert.equal(await input.getAttribute('aria-invalid'), 'true');
      assert.equal(await input.getAttribute('aria-describedby'), 'node-input-amount-reason');
      await editor.typeInto('amount', '1.5');
      await editor.page.locator('#node-input-amount-reason').waitFor({ state: 'hidden' });
      assert.equal(await input.getAttribute('aria-invalid'), 'false');
    });

    it('is marked wherever the account is live: in its label, by a red strip, and in words', async () => {
      const label = (id: string) => editor.node(id).locator('.red-ui-flow-node-label-text');
      assert.equal(await label('place-live').textContent(), 'LIVE · place order');
      assert.equal(await label('place-paper').textContent(), 'place order');
      await editor.openForm('place-live');
      const strip = editor.page.locator('.coinbase-strip');
      assert.equal(await strip.innerText(), 'LIVE Real money: savings (Exchange).');
      // A theme may give Deploy any colour.
      const [strips, error] = await editor.page.evaluate<[string, string]>(`(() => {
        document.body.style.setProperty('--red-ui-deploy-button-background', 'green');
        const probe = $('<i style="color: var(--red-ui-text-color-error)">').appendTo('.coinbase-form');
        const colours = [$('.coinbase-strip').css('background-color'), probe.css('color')];
        document.body.style.removeProperty('--red-ui-deploy-button-background');
        return colours;
      })()`);
      assert.equal(strips, error, 'as in the sidebar');
      await words(
        /with REAL MONEY, once for each message\. The account allows: 100 USD an order, 50 orders a day\.$/,
      );
      await editor.page.selectOption('#node-input-account', 'order-paper');
      await strip.waitFor({ state: 'hidden' });
      await words(/on paper/);
    });

    it('offers and accepts only what the API of the account can say', async () => {
      await openWith(MARKET);
      await editor.page.selectOption('#node-input-account', 'order-advanced');
      assert.deepEqual(await editor.wrongFields(), []);
      await editor.chooseTyped('side', 'sell');
      await words(/Refused as it is: Coinbase Advanced Trade sells at market by size/);
      assert.deepEqual(await editor.wrongFields(), ['node-input-amountUnit']);
      assert.match(await editor.reason('amountUnit'), /give the size/);
      await unit('base');
      const choices = (name: string) =>
        editor.page.$$eval(`#node-input-${name} option:not([hidden])`, (all) =>
          all.map((one) => one.getAttribute('value')),
        );
      await words(/^Sell 25 BTC at market, on paper, once for each message\.$/);
      assert.deepEqual(await editor.wrongFields(), []);
      assert.deepEqual(await choices('amountUnit'), ['base', 'percent']);
      assert.deepEqual(await choices('stp'), ['dc']);
      await says('#coinbase-left-out-amountUnit', /^Not offered: USD \(quote\); .* sells at market by size/);
      await says('#coinbase-left-out-orderType', /^Not offered: bracket; .* no limit price for its stop/);
      assert.deepEqual(await editor.choicesOf('orderType'), ['market', 'limit', 'stop-limit']);
      await editor.page.selectOption('#node-input-account', 'order-paper');
      await editor.page.locator('#coinbase-left-out-orderType:empty').waitFor({ state: 'attached' });
      assert.deepEqual(await editor.choicesOf('orderType'), ['market', 'limit', 'stop-limit', 'bracket']);
      await editor.chooseTyped('orderType', 'bracket');
      await editor.page.selectOption('#node-input-account', 'order-advanced');
      assert.match(await editor.reason('orderType'), /no limit price for its stop/);
      assert.equal(
        await editor.typedValue('orderType'),
        'bracket',
        'what is chosen stays, and is told wrong',
      );
      assert.equal((await editor.choicesOf('orderType')).at(-1), 'bracket');
      await editor.chooseType('orderType', 'msg');
      await editor.chooseType('orderType', 'str');
      assert.equal(await editor.typedValue('orderType'), 'bracket');
      await editor.page.selectOption('#node-input-account', 'order-paper');
      await editor.page.locator('#node-input-orderType-reason').waitFor({ state: 'hidden' });
      assert.deepEqual(await choices('timeInForce'), ['GTC', 'GTT'], 'no bracket fills at once');
      assert.deepEqual(await choices('stp'), ['dc', 'co', 'cn', 'cb']);
    });

    it('refuses an account whose API the order nodes do not trade on', async () => {
      await openWith({ environment: 'prime', mode: 'live', code: 'noOrders' });
      await editor.page.selectOption('#node-input-account', 'order-prime');
      assert.match(await editor.reason('account'), /has no order nodes in this version/);
      await words(/Refused as it is: this account's API has no order nodes/);
      await silent();
    });

    it('says nothing of money where no account is chosen, and asks to choose one of those that are there', async () => {
      await editor.openForm('place-none');
      await words(/^Buy BTC for 25 USD at market, once for each message\.$/);
      await says('.coinbase-no-account', /^No account is chosen: choose one in the list\./);
      await editor.page.selectOption('#node-input-account', 'order-live');
      await words(/with REAL MONEY/);
      await editor.page.locator('.coinbase-no-account').waitFor({ state: 'hidden' });
    });

    it('says nothing of money where each instance of a subflow brings its own account', async () => {
      await editor.page.evaluate("RED.workspaces.show('order-subflow')");
      await editor.node('place-any').waitFor({ state: 'visible' });
      await editor.openForm('place-any');
      assert.equal(await editor.page.inputValue('#node-input-account'), '${ACC}');
      await words(/^Buy BTC for 25 USD at market, once for each message\.$/);
      assert.equal(await editor.page.locator('.coinbase-no-account').isVisible(), false);
      await editor.cancelForm();
      await editor.page.evaluate("RED.workspaces.show('order-tab')");
    });
  });
}
