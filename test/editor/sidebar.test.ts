import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator, Route } from 'playwright-core';
import type { SidebarView } from '../../nodes/lib/rules/sidebar-view';
import type { MirroredProduct } from '../../nodes/lib/rules/sandbox-conditions';
import { startSandbox, type Sandbox } from '../../nodes/lib/sandbox';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import { seriousFindings } from './axe';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';
import { pictures } from './pictures';
import {
  CONTROLS,
  flowsFor,
  FOCUSED,
  LIVE,
  MARK_IS_DRAWN,
  PAPER,
  placeThere,
  type Focused,
} from './sidebar-bench';

const ACTION = 'coinbase:show-sidebar';
const CONTENT = '.coinbase-sidebar';

const TOGGLE = { 4: 'core:toggle-sidebar', 5: 'core:toggle-right-sidebar' } as const;

/** What is selected of a text area. */
interface Selected {
  readonly selectionStart: number;
  readonly selectionEnd: number;
  readonly value: string;
}

/** Opens the sidebar and waits for its accounts. */
async function opened(editor: EditorPage): Promise<Locator> {
  const sidebar = await editor.showSidebar(ACTION, CONTENT);
  await sidebar.locator('.coinbase-accounts button').first().waitFor();
  return sidebar;
}

for (const version of [4, 5] as const) {
  describeInBrowser(`the sidebar in Node-RED ${version}`, function () {
    let live: Sandbox;
    let red: RunningNodeRed;
    let editor: EditorPage;
    let sidebar: Locator;
    before(async () => {
      live = await startSandbox({ rateLimits: false });
      const { key, secret, passphrase } = live;
      const credentials = {
        [LIVE]: {
          coinbaseAccountKey: key,
          coinbaseAccountSecret: secret,
          coinbaseAccountPassphrase: passphrase,
        },
      };
      [red] = await Promise.all([
        startNodeRed({ version, flows: flowsFor(live), credentials }),
        openBrowser(),
      ]);
      editor = await EditorPage.open(red.url, { height: 1100 });
      // More than the browser keeps by itself.
      await editor.page.evaluate('performance.setResourceTimingBufferSize(5000)');
    });
    after(async () => {
      await editor?.close();
      await red?.stop();
      await live?.close();
    });
    afterEach('no console errors', () => assert.deepEqual(editor.errors, []));

    const button = (name: string | RegExp): Locator => sidebar.getByRole('button', { name });
    const says = (words: RegExp): Promise<void> => sidebar.getByText(words).first().waitFor();
    const dialog = (): Locator => editor.page.getByRole('dialog');
    /** Changes the practice sandbox in a way that the sidebar has no tick for. */
    const sandboxIs = async (conditions: object): Promise<void> => {
      const answer = await fetch(`${red.url}/coinbase-sidebar/accounts/${PAPER}/sandbox`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(conditions),
      });
      assert.equal(answer.status, 200, await answer.text());
    };
    /** When each look left, milliseconds by the page's own clock. */
    const looks = (): Promise<number[]> =>
      editor.page.evaluate(`performance.getEntriesByType('resource')
        .filter(({ name }) => /coinbase-sidebar\\/accounts(\\/\\w+)?\\?/.test(name))
        .map(({ startTime }) => startTime)`);

    it('asks nothing before it is opened, and shows the accounts then', async () => {
      assert.deepEqual(await looks(), []);
      sidebar = await opened(editor);
      const lines = await sidebar.locator('.coinbase-accounts button').allInnerTexts();
      assert.deepEqual(
        lines.map((line) => line.split('\n').slice(0, 2)),
        [
          ['paper', 'practice'],
          ['LIVE', 'coins'],
        ],
      );
      await says(/^Local sandbox, Exchange face · connected$/);
    });

    it('shows an order of a flow, its fill in the table and on the chart, and an open one that it cancels', async () => {
      await editor.inject('buy-now');
      await sidebar
        .getByRole('table', { name: 'Recent fills' })
        .getByText(/^Buy 0\.0\d+ BTC$/)
        .waitFor();
      await sidebar.locator('.coinbase-chart[aria-label*="fills: 1"] canvas').first().waitFor();
      await editor.page.waitForFunction(MARK_IS_DRAWN);
      await editor.inject('rest-now');
      const cancel = button(/^Cancel: Buy 0\.01 BTC/);
      await cancel.waitFor();
      await sidebar.locator('.coinbase-chart[aria-label*="Open orders on it: 1"]').waitFor();
      await editor.quiet();
      await editor.screenshot(path.join(pictures, `sidebar-${version}.png`));
      const bare = /\b(state|switch|orders|fills|chart|limits|balances|sandbox|done)\.\w/;
      assert.doesNotMatch(await sidebar.innerText(), bare, 'every text is in the catalogue');
      await cancel.click();
      await cancel.waitFor({ state: 'detached' });
      await says(/^The order is canceled\.$/);
      await says(/^None is open\.$/);
    });

    it('halts trading only when a person is sure, and lets it go on', async () => {
      await button('Halt').click();
      await dialog().getByText('Halt trading of practice?').waitFor();
      await editor.page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      assert.equal(await button('Active').getAttribute('aria-pressed'), 'true');
      await button('Halt').click();
      await editor.screenshot(path.join(pictures, `sidebar-sure-${version}.png`));
      await dialog().getByRole('button', { name: 'Halt' }).click();
      await says(/^HALTED: only cancels may leave\. Since \d\d:\d\d:\d\d [AP]M \(sidebar\)$/);
      await button('Active').click();
      await dialog().getByRole('button', { name: 'Active' }).click();
      await says(/^Active: orders may leave\./);
    });

    it('shows what the limits have counted, and cancels all that is open when a person is sure', async () => {
      const used = sidebar.getByRole('table', { name: 'Limits used' });
      const row = (cells: RegExp): Promise<void> => used.getByRole('row', { name: cells }).waitFor();
      await row(/^Open orders 0 5$/);
      await row(/^Value a day [1-9][\d.]* USD 5,000 USD$/);
      await editor.inject('rest-now');
      await row(/^Open orders 1 5$/);
      await button('Cancel all that is open').click();
      await dialog().getByText('Cancel every open order of practice?').waitFor();
      await dialog().getByRole('button', { name: 'Cancel all that is open' }).click();
      await says(/^Canceled: 1\.$/);
      await says(/^None is open\.$/);
      await row(/^Open orders 0 5$/);
    });

    it('draws candles of another size', async () => {
      const drawn = (size: string): Promise<void> =>
        sidebar.locator(`.coinbase-chart[aria-label*="in candles of ${size}"] canvas`).first().waitFor();
      const asked = editor.page.waitForRequest(/coinbase-sidebar\/accounts\/\w+\?.*3600/);
      await sidebar.getByLabel('Time of a candle').selectOption('1h');
      await asked;
      await drawn('1h');
      await sidebar.getByLabel('Time of a candle').selectOption('1m');
      await drawn('1m');
    });

    it('pauses the sandbox, changes its speed, makes it behave badly in every way, and resets it', async () => {
      const changed = (act: () => Promise<unknown>): Promise<unknown> =>
        Promise.all([editor.page.waitForResponse(/\/sandbox$/), act()]);
      await button('Pause the market').click();
      await button('Let the market go on').waitFor();
      const speed = sidebar.getByLabel('Speed');
      await changed(() => speed.selectOption('10×'));
      const ticks = await sidebar.getByRole('checkbox').all();
      assert.equal(ticks.length, 5);
      for (const tick of ticks) await changed(() => tick.click());
      await says(/^The sandbox was changed\.$/);
      // What it is now, and no longer what was clicked.
      await editor.page.waitForResponse(/coinbase-sidebar\/accounts\/\w+\?/);
      await editor.page.waitForResponse(/coinbase-sidebar\/accounts\/\w+\?/);
      for (const tick of ticks) assert.equal(await tick.isChecked(), true);
      assert.equal(await speed.inputValue(), '10');
      await button('Cut the feeds').click();
      await says(/^It happens with the next message of each feed connection\.$/);
      await button('Reset').click();
      await dialog().getByRole('button', { name: 'Reset' }).click();
      await button('Pause the market').waitFor();
      await says(/^The sandbox is back at its start\.$/);
      assert.equal(await sidebar.getByLabel('no new orders are taken, only cancels').isChecked(), false);
    });

    it('offers no pause and no speed where prices are live, and names the products without one', async () => {
      const mirrored: readonly MirroredProduct[] = [
        { productId: 'BTC-USD', isOpen: false, since: '2026-01-02T03:04:05.000Z' },
        { productId: 'ETH-USD', isOpen: false },
        { productId: 'SOL-USD', isOpen: true },
      ];
      const looked = /coinbase-sidebar\/accounts\/\w+(\?|$)/;
      await editor.page.route(looked, async (route) => {
        const response = await route.fetch();
        const view = (await response.json()) as SidebarView;
        const json = view.chosen ? { ...view, chosen: { ...view.chosen, mirrored } } : view;
        await route.fulfill({ response, json });
      });
      await says(/^Paper money at the live prices of Coinbase: nothing is traded there\./);
      await says(/^Without present prices.*: BTC-USD \(since .*\), ETH-USD \(none yet\)$/);
      assert.equal(await button('Pause the market').isVisible(), false);
      assert.equal(await sidebar.locator('#coinbase-sidebar-speed').isVisible(), false);
      assert.equal(await button('Reset').isVisible(), true);
      await sidebar
        .locator('details')
        .filter({ hasText: 'Paper money at the live prices' })
        .screenshot({ path: path.join(pictures, `sidebar-live-prices-${version}.png`) });
      await editor.page.unroute(looked);
      await button('Pause the market').waitFor();
    });

    it('says below the chart why a price or its candles are not of now', async () => {
      const looked = /coinbase-sidebar\/accounts\/\w+\?/;
      const problem = (message: string) => ({ code: 'NETWORK', message, told: message });
      await editor.page.route(looked, async (route) => {
        const response = await route.fetch();
        const view = (await response.json()) as SidebarView;
        const { market } = view.chosen ?? {};
        const old = market && {
          ...market,
          top: { ...market.top, problem: problem('old price') },
          candles: { ...market.candles, problem: problem('old candles') },
        };
        const json = old ? { ...view, chosen: { ...view.chosen, market: old } } : view;
        await route.fulfill({ response, json });
      });
      await says(/ USD, bid .*, ask .*; old price; old candles$/);
      await editor.page.unroute(looked);
      await says(/ USD, bid [^;]*$/);
    });

    it('asks for all candles again after a reset of the sandbox: those before it are of no market', async () => {
      const isLook = /coinbase-sidebar\/accounts\/\w+\?/;
      const asksForNew = (url: string): boolean => isLook.test(url) && url.includes('since=');
      const asksForAll = (url: string): boolean => isLook.test(url) && !url.includes('since=');
      await editor.page.waitForRequest((request) => asksForNew(request.url()));
      const anew = editor.page.waitForRequest((request) => asksForAll(request.url()));
      await button('Reset').click();
      await dialog().getByRole('button', { name: 'Reset' }).click();
      await anew;
    });

    it('shows an order that is unresolved, with its audit, and releases it when a person is sure', async () => {
      await sandboxIs({ late404Ms: 60_000, loseAnswers: true });
      await editor.inject('rest-now');
      // The exchange has it, but does not say so to the node, which looks for it until it is told to give up.
      await button(/^Cancel: Buy 0\.01 BTC/).waitFor();
      await editor.inject('give-up');
      await sidebar.getByText('Unresolved orders').waitFor();
      await button('Audit').click();
      await sidebar.getByText(/ intended .*"price":"94950"/).waitFor();
      await editor.screenshot(path.join(pictures, `sidebar-unresolved-${version}.png`));
      await button('Release').click();
      await dialog().getByText('Release this order for BTC-USD?').waitFor();
      await dialog().getByRole('button', { name: 'Release' }).click();
      await says(/^Released\.$/);
      await sidebar.getByText('Unresolved orders').waitFor({ state: 'hidden' });
      await sandboxIs({ late404Ms: 0, loseAnswers: false });
    });

    it('marks a live account in words and with a strip, and asks before it cancels there', async () => {
      await button(/coins/).click();
      await says(/^Nothing was asked of this account yet/);
      const strip = 'LIVE, real money: coins; live orders are off';
      await sidebar.locator('.coinbase-live', { hasText: strip }).waitFor();
      await button('Open it now').click();
      await says(/^The account is open\.$/);
      const limit = { product_id: 'BTC-USD', side: 'buy', type: 'limit', price: '1000', size: '0.01' };
      await placeThere(live, limit);
      await button(/^Cancel: Buy 0\.01 BTC, 1,000$/).click();
      await dialog().getByText('Cancel on coins: Buy 0.01 BTC, 1,000?').waitFor();
      await editor.screenshot(path.join(pictures, `sidebar-live-${version}.png`));
      await dialog().getByRole('button', { name: 'Cancel the order' }).click();
      await says(/^None is open\.$/);
    });

    it('takes a question back when its account goes away: a yes never acts on another one', async () => {
      const flows = flowsFor(live);
      await button(/practice/).click();
      await button('Halt').click();
      await dialog().getByText('Halt trading of practice?').waitFor();
      await red.deploy(
        flows.filter(({ id }) => id !== PAPER),
        'nodes',
      );
      await sidebar.locator('.coinbase-live', { hasText: 'coins' }).waitFor();
      assert.equal(await dialog().count(), 0);
      await red.deploy(flows, 'nodes');
      await button(/practice/).click();
      await says(/^Active: orders may leave\./);
    });

    it('names the account whose act was answered, where another one is shown by then', async () => {
      const act = /sandbox-feed$/;
      let goOn = (): void => undefined;
      const held = new Promise<void>((arrived) => {
        const released = new Promise<void>((resolve) => (goOn = resolve));
        void editor.page.route(act, async (route) => {
          arrived();
          await released;
          await route.continue();
        });
      });
      await button('Cut the feeds').click();
      await held;
      await button(/coins/).click();
      await sidebar.locator('.coinbase-live', { hasText: 'coins' }).waitFor();
      goOn();
      await says(/^practice: It happens with the next message of each feed connection\.$/);
      await editor.page.unroute(act);
    });

    it('copies diagnostics by one click, or shows them selected where nothing may be copied', async () => {
      await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await button('Copy diagnostics').click();
      await says(/^The diagnostics are in the clipboard\.$/);
      const report = await editor.page.evaluate<string>('navigator.clipboard.readText()');
      assert.match(report, /^### Diagnostics of @redtrade\/node-red-coinbase\n/);
      assert.match(
        report,
        new RegExp(`\\| ${version}\\.\\d+\\.\\d+[^|]* \\| v\\d+`),
        'the version of Node-RED',
      );
      assert.match(report, /\| 2 \| exchange \| exchange \| live \|/);
      const { key, secret, passphrase } = live;
      for (const hidden of [key, secret, passphrase, 'coins', 'practice', LIVE])
        assert.equal(report.includes(hidden), false, hidden);

      await editor.page.evaluate('navigator.clipboard.writeText = () => Promise.reject(new Error("no"))');
      await button('Copy diagnostics').click();
      await says(/are selected below/);
      const area = sidebar.getByRole('textbox', { name: 'Diagnostics' });
      assert.match(await area.inputValue(), /^### Diagnostics/);
      const selected = await area.evaluate((element) => {
        const { selectionStart, selectionEnd, value } = element as unknown as Selected;
        return selectionStart === 0 && selectionEnd === value.length;
      });
      assert.ok(selected, 'Ctrl+C takes all of it');
    });

    it('is used by keyboard: Tab reaches every control in the order in which it stands, Enter and Space act', async () => {
      await button(/practice/).click();
      await button('Pause the market').waitFor();
      await button(/practice/).focus();
      const wanted = (await editor.page.evaluate<string[]>(CONTROLS)).slice(1);
      const met: string[] = [];
      for (let left = wanted.length; left > 0; left -= 1) {
        await editor.page.keyboard.press('Tab');
        const { name, outline } = await editor.page.evaluate<Focused>(FOCUSED);
        assert.match(outline, /^[1-9]/, `the focus shows on ${name}`);
        met.push(name);
      }
      assert.deepEqual(met, wanted);
      assert.ok(met.includes('Copy diagnostics') && met.includes('Halt'), met.join(', '));

      await button('Halt').press('Enter');
      await dialog().waitFor();
      await editor.page.keyboard.press('Escape');
      await dialog().waitFor({ state: 'detached' });
      assert.equal((await editor.page.evaluate<Focused>(FOCUSED)).name, 'Halt', 'the focus goes back');
      await button('Pause the market').press('Space');
      await button('Let the market go on').press('Enter');
      await button('Pause the market').waitFor();
      const title = sidebar.locator('summary', { hasText: 'Balances' });
      const table = sidebar.getByRole('table', { name: 'Balances' });
      await title.press('Enter');
      await table.waitFor({ state: 'hidden' });
      await title.press('Enter');
      await table.waitFor({ state: 'visible' });
    });

    it('is whole in a low window: it scrolls, and nothing is cut off', async () => {
      await editor.page.setViewportSize({ width: 1400, height: 480 });
      const last = button('Copy diagnostics');
      await last.scrollIntoViewIfNeeded();
      const [view, end] = await Promise.all([sidebar.boundingBox(), last.boundingBox()]);
      assert.ok(view && end && view.height < 400, `${view?.height ?? 0} px are a low sidebar`);
      assert.ok(end.y >= view.y && end.y + end.height <= Math.min(480, view.y + view.height));
      const wide = await sidebar.evaluate((element) => element.scrollWidth - element.clientWidth);
      assert.equal(wide, 0, 'nothing sticks out');
      await editor.screenshot(path.join(pictures, `sidebar-low-${version}.png`));
      await editor.page.setViewportSize({ width: 1400, height: 1100 });
    });

    it('asks at most twice a second, and nothing while nobody sees it', async () => {
      const asked = await looks();
      assert.ok(asked.length > 10, 'it asked again and again');
      for (const from of asked) {
        const within = asked.filter((at) => at >= from && at < from + 950);
        assert.ok(within.length <= 2, `${within.length} looks within a second: ${within.join(', ')}`);
      }
      await editor.page.evaluate(`RED.actions.invoke('${TOGGLE[version]}')`);
      await sidebar.waitFor({ state: 'hidden' });
      await editor.answered();
      const before = (await looks()).length;
      await editor.page.waitForTimeout(1600);
      assert.equal((await looks()).length, before);
      const next = editor.page.waitForRequest(/coinbase-sidebar/);
      await opened(editor);
      await next;
    });

    // Its other views, both themes: npm run accessibility.
    const theme = version === 4 ? 'light' : 'dark';
    it(`has no serious finding of axe-core while a live account is shown, ${theme}`, async () => {
      if (theme === 'dark') await editor.goDark();
      await button(/coins/).click();
      await sidebar.locator('.coinbase-live').waitFor();
      await sidebar
        .getByText(/bid .*, ask/)
        .filter({ visible: true })
        .waitFor();
      await editor.screenshot(path.join(pictures, `sidebar-live-${theme}-${version}.png`));
      assert.deepEqual(await seriousFindings(editor.page, CONTENT), []);
    });

    describe('in an editor that starts without a sidebar, and with something amiss', () => {
      const looked = /coinbase-sidebar\/accounts(\/\w+)?\?/;
      let asked: Promise<Route>;
      before(async () => {
        // The editor keeps what it shows a moment later, and may be keeping what it showed before just now.
        const kept = editor.page.waitForRequest(
          (request) => request.url().endsWith('/settings/user') && request.method() === 'POST',
        );
        await editor.page.evaluate(`RED.actions.invoke('${TOGGLE[version]}')`);
        await sidebar.waitFor({ state: 'hidden' });
        await (await kept).response();
        asked = new Promise((resolve) => {
          void editor.page.route(/coinbase-chart\.js/, resolve, { times: 1 });
        });
        await editor.page.reload();
        await editor.ready();
      });
      // Each of them makes requests fail.
      afterEach(() => void editor.errors.splice(0));

      it('opens by its action', async () => {
        await sidebar.waitFor({ state: 'hidden' });
        await opened(editor);
        await button('Pause the market').waitFor();
      });

      it('loads the chart again where it could not be loaded', async () => {
        const told = sidebar.getByText('The chart could not be loaded.').waitFor();
        await (await asked).abort();
        await told;
        await sidebar.locator('.coinbase-chart canvas').first().waitFor();
      });

      it('shows every other section as it is now where one cannot be shown', async () => {
        await editor.page.route(looked, async (route) => {
          const response = await route.fetch();
          const view = (await response.json()) as SidebarView;
          const { market } = view.chosen ?? {};
          const balances = { value: [{ currency: 'XYZ', available: '7', hold: '0', balance: '7' }] };
          const odd = { ...market, fills: { value: 7 }, balances };
          await route.fulfill({ response, json: { ...view, chosen: { ...view.chosen, market: odd } } });
        });
        await sidebar.getByRole('table', { name: 'Balances' }).getByText('XYZ').waitFor();
        await sidebar.locator('.coinbase-wrong', { hasText: 'That did not work.' }).waitFor();
        await editor.page.unroute(looked);
      });

      it('says that Node-RED does not answer when one answer is stuck, and shows the next one', async () => {
        const { page } = editor;
        const trouble = sidebar.locator('.coinbase-wrong', { hasText: 'Node-RED does not answer.' });
        await page.clock.install();
        await page.route(looked, () => undefined);
        await page.waitForRequest(looked);
        await page.clock.fastForward(15_000);
        await trouble.waitFor();
        await page.unroute(looked);
        await page.clock.fastForward(30_000);
        await trouble.waitFor({ state: 'detached' });
      });
    });
  });
}
