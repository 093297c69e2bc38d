import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Route } from 'playwright-core';
import { startNodeRed, type FlowNode, type RunningNodeRed } from '../flows/node-red';
import { seriousFindings } from './axe';
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
  'coinbase-trading-switch',
  'coinbase-market-data',
  'coinbase-order-events',
  'coinbase-price-alert',
  'coinbase-sandbox',
] as const;
const PALETTE = TYPES.filter((type) => type !== 'coinbase-sandbox').toSorted();

/** Whether a node of every type has shown a status since it was deployed. Runs in the page. */
const EVERY_STATUS = `${JSON.stringify(PALETTE)}.every((type) =>
  RED.nodes.filterNodes({ type }).some(({ status }) => status?.text))`;

const SANDBOX = {
  id: 'c0ba5e0000000002',
  type: 'coinbase-sandbox',
  configVersion: 2,
  name: '',
  port: '',
  seed: '1',
  balance: 'USD=10000',
  prices: 'simulated',
  market: '',
  speed: '',
  rateLimits: true,
  keepState: false,
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

    it('are those of the nodes in the palette, and no config node is there', async () => {
      assert.deepEqual((await editor.findInPalette('coinbase-')).toSorted(), PALETTE);
      await editor.page.locator('#red-ui-palette-search input').fill('');
      await editor.paletteNode('comment').waitFor({ state: 'visible' });
    });

    for (const type of TYPES) {
      it(`${type} opens, shows no bare catalogue key, and changes nothing when saved untouched`, async () => {
        if (type === SANDBOX.type) await editor.openConfigForm(type, SANDBOX.id);
        else await open(type);
        await editor.screenshot(path.join(pictures, `form-${type}-${version}.png`));
        const text = await editor.page.locator('.coinbase-form').innerText();
        assert.doesNotMatch(
          text,
          /\b(label|option|hint|tip|error|status|form|preview|market|unit)\.[a-z]+(\.|\b(?!\.csv))/,
          'every text is in the catalogue',
        );
        assert.deepEqual(await editor.wrongFields(), [], 'nothing is marked as wrong');
        await editor.saveForm();
        const deploy = editor.page.locator('#red-ui-header-button-deploy.disabled');
        assert.equal(await deploy.count(), 1, 'nothing to deploy: the form saves what it read');
      });
    }

    it('a deploy after the nodes have shown their status changes nothing in what was chosen', async () => {
      const own = async (): Promise<object> => {
        const nodes = (await red.get('/flows')) as FlowNode[];
        const ours = nodes.filter(({ type }) => type.startsWith('coinbase-'));
        return Object.fromEntries(ours.map((node) => [node.id, node]));
      };
      const before = await own();
      await editor.page.waitForFunction(EVERY_STATUS);
      await editor.drag('comment', { x: 600, y: 500 });
      await editor.deploy();
      assert.deepEqual(await own(), before);
    });

    // A quick look in one version and theme; `npm run accessibility` looks at every form in both.
    if (version === 5) {
      const findings = (): Promise<string[]> => seriousFindings(editor.page, '.coinbase-form');

      for (const [type, show] of [
        ['coinbase-place-order', () => editor.page.locator('#coinbase-order-more summary').click()],
        ['coinbase-price-alert', () => editor.page.selectOption('#node-input-condition', 'moves')],
      ] as const)
        it(`axe-core finds nothing serious in the form of ${type}`, async () => {
          await open(type);
          await show();
          assert.deepEqual(await findings(), []);
          await editor.cancelForm();
        });

      it('axe-core finds nothing serious in any tab of an account with real money', async () => {
        const { id, type } =
          flows.find((node) => node.type === 'coinbase-account') ?? assert.fail('no account');
        await editor.openConfigForm(type, id);
        await editor.openTab('coinbase-account-environment');
        await editor.page.selectOption('#node-config-input-environment', 'exchange');
        for (const tab of ['environment', 'limits', 'live', 'key']) {
          await editor.openTab(`coinbase-account-${tab}`);
          assert.deepEqual(await findings(), [], tab);
        }
        await editor.cancelForm();
      });
    }

    it('the sandbox shows only what belongs to its prices, and says that live ones are for paper money', async () => {
      await editor.openConfigForm(SANDBOX.type, SANDBOX.id);
      const shown = (row: string): Promise<boolean> =>
        editor.page.locator(`#coinbase-row-${row}`).isVisible();
      const rows = async (): Promise<readonly boolean[]> =>
        Promise.all(['candles', 'live', 'seed'].map((row) => shown(row)));
      assert.deepEqual(await rows(), [false, false, true]);
      await editor.page.selectOption('#node-config-input-prices', 'candles');
      assert.deepEqual(await rows(), [true, false, true]);
      await editor.page.selectOption('#node-config-input-prices', 'live');
      assert.deepEqual(await rows(), [false, true, false]);
      const hint = await editor.page.locator('#coinbase-row-live').innerText();
      assert.match(hint, /^Paper money at live prices: nothing is traded at Coinbase/);
      await editor.screenshot(path.join(pictures, `sandbox-live-${version}.png`));
      // Never deployed here: nothing in the tests asks Coinbase.
      await editor.cancelForm();
    });

    it('a trading switch halts and goes on from its form, and shows the audit', async () => {
      await open('coinbase-trading-switch');
      const state = editor.page.locator('#coinbase-switch-state');
      const says = (word: RegExp): Promise<void> => state.filter({ hasText: word }).waitFor();
      await says(/^paper active/);
      await editor.page.click('#coinbase-switch-halted');
      await says(/^paper HALTED since .* \(form\)/);
      await editor.screenshot(path.join(pictures, `switch-halted-${version}.png`));
      await editor.page.click('#coinbase-switch-active');
      await says(/^paper active since/);
      await editor.page.selectOption('#coinbase-switch-by', 'key');
      await editor.page.fill('#coinbase-switch-what', 'never/used');
      await editor.page.click('#coinbase-switch-look');
      await editor.page.locator('#coinbase-switch-audit li').waitFor();
      assert.equal(
        await editor.page.locator('#coinbase-switch-audit').innerText(),
        'There is no such placement.',
      );
      await editor.cancelForm();
    });

    it('a trading switch of a live account asks before it lets orders through, and halts at once', async () => {
      const limits = [{ rule: 'maxDailyValue', of: 'USD', used: '12.5', limit: '500' }];
      let state = 'halted';
      const moves: unknown[] = [];
      const report = () => ({
        mode: 'live',
        position: { state, by: 'form' },
        limits,
        unresolved: [],
        journal: 'ready',
      });
      await editor.page.route('**/coinbase-trading-switch/*/*', (route) => {
        if (route.request().method() === 'POST') {
          moves.push(route.request().postDataJSON());
          state = (route.request().postDataJSON() as { state: string }).state;
        }
        return route.fulfill({ json: report() });
      });
      await open('coinbase-trading-switch');
      const says = (word: RegExp): Promise<void> =>
        editor.page.locator('#coinbase-switch-state').filter({ hasText: word }).waitFor();
      const active = editor.page.locator('#coinbase-switch-active');
      await says(/^LIVE HALTED/);
      assert.equal(
        await editor.page.locator('#coinbase-switch-limits').innerText(),
        'Value a day (USD): 12.5 / 500',
      );
      await active.click();
      assert.match(await active.innerText(), /Real money: let orders through/);
      await editor.page.locator('#node-input-name').focus();
      assert.match(await active.innerText(), /^\s*Active$/, 'it forgets that it asked');
      await active.click();
      await editor.answered();
      assert.deepEqual(moves, [], 'nothing happens by one press');
      await active.click();
      await says(/^LIVE active/);
      await editor.page.click('#coinbase-switch-halted');
      await says(/^LIVE HALTED/);
      assert.deepEqual(moves, [{ state: 'active' }, { state: 'halted' }]);
      await editor.cancelForm();
      await editor.page.unrouteAll();
    });

    it('a trading switch shows no answer that was asked for by a form that is closed', async () => {
      const report = (state: string) => ({
        json: {
          mode: 'paper',
          position: { state, by: 'form' },
          limits: [],
          otherLimits: 2,
          unresolved: [],
          journal: 'ready',
        },
      });
      const routes: Route[] = [];
      await editor.page.route('**/coinbase-trading-switch/*/report', (route) => {
        routes.push(route);
        return routes.length > 1 ? route.fulfill(report('halted')) : undefined;
      });
      await open('coinbase-trading-switch');
      await editor.cancelForm();
      await open('coinbase-trading-switch');
      const state = editor.page.locator('#coinbase-switch-state');
      await state.filter({ hasText: /^paper HALTED/ }).waitFor();
      await routes[0]?.fulfill(report('active'));
      await editor.answered();
      assert.match(await state.innerText(), /^paper HALTED/);
      assert.equal(
        await editor.page.locator('#coinbase-switch-limits').innerText(),
        'No limit that counts is in use.\nOther limits in force, which look at each order: 2',
      );
      await editor.cancelForm();
      await editor.page.unrouteAll();
    });

    it('the sandbox goes back to its start only when asked twice, and says when one may not', async () => {
      const asked: string[] = [];
      await editor.page.route('**/coinbase-sandbox/*/reset', (route) => {
        asked.push(route.request().method());
        return route.fulfill({ status: 401 });
      });
      await editor.openConfigForm(SANDBOX.type, SANDBOX.id);
      const never = editor.page.locator('.coinbase-reads');
      assert.equal(await never.innerText(), 'This is no node of the flow: it gets no message.');
      const reset = editor.page.locator('#coinbase-sandbox-reset');
      await reset.click();
      assert.match(await reset.innerText(), /Balances, orders and fills start over/);
      await editor.answered();
      assert.deepEqual(asked, []);
      await reset.click();
      const said = editor.page.locator('#coinbase-sandbox-reset-said');
      await said.filter({ hasText: 'You have no permission for this.' }).waitFor();
      assert.deepEqual(asked, ['POST']);
      assert.match(await reset.innerText(), /Back to the start/);
      await editor.cancelForm();
      await editor.page.unrouteAll();
      // What the refused request leaves in the browser's console.
      editor.errors.splice(0);
    });

    it('a trading switch shows all and lets nothing be pressed without the permission', async () => {
      await editor.page.evaluate(
        'RED.user.may = RED.user.hasPermission; RED.user.hasPermission = () => false;',
      );
      await open('coinbase-trading-switch');
      const said = editor.page.locator('#coinbase-switch-said');
      await said.filter({ hasText: 'You may look, but not act.' }).waitFor();
      for (const button of ['active', 'reducing', 'halted'])
        assert.equal(await editor.page.locator(`#coinbase-switch-${button}`).isDisabled(), true, button);
      await editor.cancelForm();
      await editor.page.evaluate('RED.user.hasPermission = RED.user.may;');
    });

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
      assert.equal(await shown('cancelAfter'), false);
      await editor.page.selectOption('#node-input-timeInForce', 'GTT');
      assert.equal(await shown('cancelAfter'), true, 'how long a good-till-time order lives');
      assert.equal(await shown('postOnly'), true);
      assert.equal(await shown('stop'), false);
      await editor.chooseTyped('orderType', 'stop-limit');
      assert.equal(await shown('stop'), true, 'only a stop order has a stop price');
      assert.equal(await shown('postOnly'), false, 'a stop order is there to fill');
      assert.equal(await shown('stop-buy'), true);
      await editor.chooseTyped('side', 'sell');
      assert.deepEqual(
        [await shown('stop-buy'), await shown('stop-sell')],
        [false, true],
        'the text follows',
      );
      assert.equal(await shown('stopLimit'), false);
      await editor.chooseTyped('orderType', 'bracket');
      assert.deepEqual(
        [await shown('stop'), await shown('stopLimit'), await shown('stop-sell'), await shown('postOnly')],
        [true, true, false, false],
        'a bracket has all three prices and a text of its own',
      );
      await editor.page.selectOption('#node-input-waitFor', 'accepted');
      assert.equal(await shown('wait'), false, 'no waiting time without waiting');
      await editor.page.selectOption('#node-input-source', 'payload');
      for (const row of ['product', 'side', 'amount', 'price', 'timeInForce'])
        assert.equal(await shown(row), false, `${row} comes from the message`);
      await editor.cancelForm();
    });

    for (const [type, name] of [
      ['coinbase-place-order', 'product'],
      ['coinbase-list-orders', 'product'],
      ['coinbase-cancel-order', 'target'],
    ] as const)
      it(`${type} suggests the products of its account while one types, and takes any other`, async () => {
        // What the account answers, so that it cannot be the common products that a form knows by itself.
        const list = [
          { id: 'AAVE-USD', name: 'AAVE/USD' },
          { id: 'BTC-AAVE', name: 'Bitcoin in Aave', state: 'disabled' },
          { id: 'ETH-USD', name: 'ETH/USD' },
        ];
        await editor.page.route('**/coinbase-account/*/products', async (route) => {
          const response = await route.fetch();
          const real = (await response.json()) as { environment: string; products: unknown[] };
          assert.equal(real.environment, 'local-sandbox');
          assert.ok(real.products.length > 0);
          await route.fulfill({ response, json: { ...real, products: list } });
        });
        const asked = editor.page.waitForResponse('**/coinbase-account/*/products');
        await open(type);
        await asked;
        await editor.answered();
        if (name === 'target') await editor.page.selectOption('#node-input-scope', 'product');
        if (name === 'target') await editor.chooseType(name, 'str');
        const offered = (await editor.suggestions(name, 'aav')).map((row) => row.replace(/\s+/g, ' '));
        assert.deepEqual(offered, ['AAVE-USD', 'BTC-AAVE (Bitcoin in Aave) not trading']);
        assert.deepEqual(await editor.suggestions(name, 'XYZ-USD'), []);
        await editor.typeInto(name, 'XYZ-USD');
        assert.deepEqual(await editor.wrongFields(), []);
        await editor.cancelForm();
        await editor.page.unroute('**/coinbase-account/*/products');
      });

    it('market data shows only the fields that the chosen channel has', async () => {
      await open('coinbase-market-data');
      const shown = async (): Promise<string[]> => {
        const rows = ['candles', 'book', 'pace', 'seconds'];
        const visible = rows.map((row) => editor.page.locator(`#coinbase-row-${row}`).isVisible());
        const all = await Promise.all(visible);
        return rows.filter((_, index) => all[index]);
      };
      const about = editor.page.locator('#coinbase-about-pace');
      assert.deepEqual(await shown(), ['pace', 'seconds']);
      await editor.page.selectOption('#node-input-pace', 'change');
      assert.deepEqual(await shown(), ['pace']);
      assert.match(await about.innerText(), /best bid or best ask/, 'what counts as a change');
      await editor.page.selectOption('#node-input-channel', 'book');
      assert.deepEqual(await shown(), ['book', 'pace']);
      assert.match(await about.innerText(), /Another price or size/);
      await editor.page.fill('#node-input-depth', '5001');
      await editor.page.press('#node-input-depth', 'Tab');
      assert.deepEqual(await editor.wrongFields(), ['node-input-depth']);
      await editor.page.selectOption('#node-input-channel', 'candles');
      assert.deepEqual(await shown(), ['candles'], 'a candle that is told once has no pace');
      assert.deepEqual(await editor.wrongFields(), [], 'what candles do not have cannot be wrong');
      await editor.page.selectOption('#node-input-candleUpdates', 'forming');
      assert.deepEqual(await shown(), ['candles', 'pace']);
      await editor.cancelForm();
    });

    it('market data suggests the last product of its list, and says what is no list', async () => {
      await open('coinbase-market-data');
      await editor.typeInto('products', 'BTC-USD, eth-usd');
      assert.deepEqual(await editor.wrongFields(), ['node-input-products']);
      assert.deepEqual(await editor.suggestions('products', 'BTC-USD, dog'), ['DOGE-USD']);
      await editor.page.keyboard.type('e');
      await editor.picker('products').getByRole('option').click();
      assert.equal(await editor.page.inputValue('#node-input-products'), 'BTC-USD, DOGE-USD');
      assert.deepEqual(await editor.wrongFields(), []);
      await editor.typeInto('products', '');
      assert.deepEqual(await editor.wrongFields(), [], 'messages can say which');
      await editor.cancelForm();
    });

    const reads = (text: RegExp): Promise<void> =>
      editor.page.locator('.coinbase-reads').filter({ hasText: text }).waitFor();

    it('signed request says that the pages of a sequence keep what the message said of its own', async () => {
      await open('coinbase-signed-request');
      await editor.page.selectOption('#node-input-method', 'GET');
      await editor.page.selectOption('#node-input-pages', 'each');
      await reads(/msg\.parts/);
      await editor.cancelForm();
    });

    it('price alert shows only the fields that the chosen condition has, and says what is wrong with them', async () => {
      await open('coinbase-price-alert');
      await reads(
        /^Reads from the message: msg\.topic, msg\.control, msg\.coinbase\.stale.* begins anew, like the command rearm\.$/,
      );
      const rows = [
        'level',
        'band',
        'by',
        'percent',
        'move',
        'silence',
        'noise',
        'first',
        'value',
        'valueProperty',
      ];
      const shown = async (): Promise<string[]> => {
        const visible = await Promise.all(
          rows.map((row) => editor.page.locator(`#coinbase-row-${row}`).isVisible()),
        );
        return rows.filter((_, n) => visible[n]);
      };
      const fill = async (name: string, text: string): Promise<void> => {
        await editor.page.fill(`#node-input-${name}`, text);
        await editor.page.press(`#node-input-${name}`, 'Tab');
      };
      const usual = ['noise', 'value', 'valueProperty'];
      for (const [condition, fields] of [
        ['either', ['level', ...usual]],
        ['enters', ['band', 'noise', 'first', 'value', 'valueProperty']],
        ['moves', ['by', 'percent', 'move', ...usual]],
        ['falls', ['by', ...usual]],
        ['spread', ['by', 'noise', 'first', 'value']],
        ['silent', ['silence']],
        ['above', ['level', 'noise', 'first', 'value', 'valueProperty']],
      ] as const) {
        await editor.page.selectOption('#node-input-condition', condition);
        assert.deepEqual(await shown(), fields, condition);
      }
      await editor.typeInto('level', 'high');
      assert.deepEqual(await editor.wrongFields(), ['node-input-level']);
      await editor.typeInto('level', '-2.5');
      await editor.page.selectOption('#node-input-condition', 'leaves');
      assert.deepEqual(
        await editor.wrongFields(),
        ['node-input-low', 'node-input-high'],
        'both edges are needed',
      );
      await editor.typeInto('low', '90');
      await editor.typeInto('high', '90');
      assert.deepEqual(await editor.wrongFields(), ['node-input-high', 'node-input-hysteresis']);
      await editor.typeInto('high', '110');
      assert.deepEqual(await editor.wrongFields(), ['node-input-hysteresis'], '100 is more than half of 20');
      await fill('hysteresis', '10');
      await editor.page.selectOption('#node-input-confirm', 'updates');
      await fill('confirmFor', '1.5');
      await fill('coolDown', '-1');
      assert.deepEqual(await editor.wrongFields(), ['node-input-confirmFor', 'node-input-coolDown']);
      await editor.page.selectOption('#node-input-confirm', 'seconds');
      await fill('coolDown', '0');
      assert.deepEqual(await editor.wrongFields(), [], '1.5 seconds are right');
      await editor.screenshot(path.join(pictures, `alert-band-${version}.png`));
      await editor.saveForm();
      const { id } = flows.find(({ type }) => type === 'coinbase-price-alert') ?? assert.fail();
      const node = editor.node(id);
      assert.match((await node.textContent()) ?? '', /leaves 90 to 110/, 'the label says what it watches');
      const [saved] = await editor.nodes('coinbase-price-alert');
      assert.deepEqual(saved?.reasons, []);
    });

    it('order events saves which events are told, and says when none is', async () => {
      await open('coinbase-order-events');
      const node = flows.find(({ type }) => type === 'coinbase-order-events') ?? assert.fail();
      const saved = (): Promise<unknown> => editor.page.evaluate(`RED.nodes.node('${node.id}').events`);
      const valid = (): Promise<unknown> => editor.page.evaluate(`RED.nodes.node('${node.id}').valid`);
      for (const event of ['received', 'active', 'open', 'changed'])
        await editor.page.uncheck(`#coinbase-event-${event}`);
      await editor.saveForm();
      assert.deepEqual([await saved(), await valid()], [['fill', 'done'], true]);
      await editor.openForm(node.id);
      for (const event of ['fill', 'done']) await editor.page.uncheck(`#coinbase-event-${event}`);
      await editor.saveForm();
      assert.deepEqual([await saved(), await valid()], [[], false]);
      await editor.openForm(node.id);
      for (const event of ['received', 'active', 'open', 'fill', 'changed', 'done'])
        await editor.page.check(`#coinbase-event-${event}`);
      await editor.saveForm();
      assert.deepEqual(await saved(), node['events']);
    });

    it('place order suggests the common products while its account is not deployed', async () => {
      await editor.page.route('**/coinbase-account/*/products', (route) =>
        route.fulfill({ json: { environment: '', products: [], held: [], code: 'ACCOUNT_MISSING' } }),
      );
      await open('coinbase-place-order');
      assert.deepEqual(await editor.suggestions('product', 'eth'), ['ETH-USD', 'ETH-EUR', 'ETH-BTC']);
      await editor.cancelForm();
      await editor.page.unroute('**/coinbase-account/*/products');
    });

    it('place order says when a limit price is on the wrong side of the stop price', async () => {
      await open('coinbase-place-order');
      await editor.chooseTyped('orderType', 'stop-limit');
      assert.deepEqual(
        await editor.wrongFields(),
        ['node-input-stopPrice', 'node-input-price'],
        'both are needed',
      );
      await editor.typeInto('stopPrice', '1000');
      await editor.typeInto('price', '1000.00');
      assert.deepEqual(await editor.wrongFields(), [], 'the same price is right');
      await editor.typeInto('stopPrice', '1000.001');
      assert.deepEqual(
        await editor.wrongFields(),
        ['node-input-price'],
        'a buy must not ask for less than its stop',
      );
      await editor.chooseTyped('side', 'sell');
      assert.deepEqual(await editor.wrongFields(), [], 'a sell may');
      await editor.typeInto('price', '1001');
      await editor.saveForm();
      const node = (await editor.nodes('coinbase-place-order')).find(({ valid }) => !valid);
      assert.match(node?.reasons.join() ?? '', /a stop sell needs a limit price at or below/);
      await open('coinbase-place-order');
      await editor.chooseTyped('orderType', 'market');
      await editor.saveForm();
      const wrong = (await editor.nodes('coinbase-place-order')).filter(({ valid }) => !valid);
      assert.deepEqual(wrong, [], 'what a market order does not have cannot be wrong');
    });

    it('place order says when the prices of a bracket are out of order', async () => {
      await open('coinbase-place-order');
      await editor.chooseTyped('orderType', 'bracket');
      await editor.chooseTyped('side', 'buy');
      for (const [name, text] of [
        ['price', '900'],
        ['stopPrice', '1000'],
        ['stopLimitPrice', '1100'],
      ] as const)
        await editor.typeInto(name, text);
      assert.deepEqual(await editor.wrongFields(), [], 'a buy goes from low to high');
      await editor.typeInto('stopPrice', '1100');
      assert.deepEqual(await editor.wrongFields(), ['node-input-stopLimitPrice']);
      await editor.chooseTyped('side', 'sell');
      assert.deepEqual(await editor.wrongFields(), ['node-input-price', 'node-input-stopLimitPrice']);
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
      assert.match(await editor.reason('amount'), /at most 100/, 'and the form says why');
      await editor.saveForm();
      const node = (await editor.nodes('coinbase-place-order')).find(({ valid }) => !valid);
      assert.match(node?.reasons.join() ?? '', /at most 100/, 'the node carries the reason');
    });
  });
}
