import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { acts } from '../../nodes/coinbase-sidebar/acts';
import { startNodeRed, type FlowNode, type RunningNodeRed } from '../flows/node-red';
import { accountNode, sandboxNode } from '../nodes/forms';
import { describeInBrowser, openBrowser } from './browser';
import { EditorPage } from './editor-page';
import { pictures } from './pictures';

const ACCOUNT = 'c0ba5e00000000f1';
const SANDBOX = 'c0ba5e00000000f3';

const flows: FlowNode[] = [
  { id: 'c0ba5e00000000f0', type: 'tab', label: 'sidebar', disabled: false, info: '', env: [] },
  sandboxNode({ id: SANDBOX, balance: 'USD=10000,BTC=1' }) as FlowNode,
  accountNode({ id: ACCOUNT, name: 'practice', limiter: 'off', sandbox: SANDBOX }) as FlowNode,
];

/** Passwords as Node-RED keeps them (bcrypt): `reader-password` and `trader-password`. */
const READER = '$2b$04$3kEmL/4ThCf9pQgGjQ2I4ut9rjZWeefbn2cLXUcUXIR8LjrTk02Cq';
const TRADER = '$2b$04$k3asoPKi37IXNj/u8EiABe.x.JA7ijkiu.gImQv8Umqi9U9T0z0Be';

const settings = {
  adminAuth: {
    type: 'credentials',
    users: [
      { username: 'reader', password: READER, permissions: 'read' },
      { username: 'trader', password: TRADER, permissions: ['read', 'coinbase-sidebar.write'] },
    ],
  },
};

for (const version of [4, 5] as const) {
  describeInBrowser(`who may do what in the sidebar, in Node-RED ${version}`, function () {
    let red: RunningNodeRed;
    before(async () => {
      [red] = await Promise.all([startNodeRed({ version, flows, settings }), openBrowser()]);
    });
    after(() => red?.stop());

    const base = (): string => `${red.url}/coinbase-sidebar/accounts`;
    async function tokenOf(username: string): Promise<string> {
      const answer = await fetch(`${red.url}/auth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: 'node-red-editor',
          grant_type: 'password',
          scope: '',
          username,
          password: `${username}-password`,
        }),
      });
      return ((await answer.json()) as { access_token: string }).access_token;
    }
    async function statusOf(url: string, method: string, token?: string): Promise<number> {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await fetch(url, { method, headers });
      await answer.text();
      return answer.status;
    }

    it('nobody is told anything without logging in', async () => {
      assert.equal(await statusOf(base(), 'GET'), 401);
      assert.equal(await statusOf(`${base()}/${ACCOUNT}`, 'GET'), 401);
      assert.equal(await statusOf(`${base()}/${ACCOUNT}/cancel-all`, 'POST'), 401);
    });

    it('a user who may read is refused every act by the runtime, and one who may write is not', async () => {
      const [reader, trader] = await Promise.all([tokenOf('reader'), tokenOf('trader')]);
      assert.equal(await statusOf(`${base()}/${ACCOUNT}`, 'GET', reader), 200);
      for (const name of Object.keys(acts))
        assert.equal(await statusOf(`${base()}/${ACCOUNT}/${name}`, 'POST', reader), 401, name);
      assert.equal(await statusOf(`${base()}/${ACCOUNT}/connect`, 'POST', trader), 200);
    });

    describe('in an editor', () => {
      let editor: EditorPage;
      let sidebar: Locator;
      before(async () => {
        const user = { name: 'reader', password: 'reader-password' };
        editor = await EditorPage.open(red.url, { user, height: 1100 });
        sidebar = await editor.showSidebar('coinbase:show-sidebar', '.coinbase-sidebar');
      });
      after(() => editor?.close());
      const button = (name: string): Locator => sidebar.getByRole('button', { name, exact: true });
      const prices = (): Locator => sidebar.getByText(/bid .*, ask/);
      /** Nobody is logged in at first, and again in between. */
      const errors = (): string[] => editor.errors.filter((line) => !line.includes('401'));

      it('a user who may read sees everything, is told why nothing can be pressed, and is offered nothing', async () => {
        await sidebar.getByText(/^You may look, but not act: /).waitFor();
        await prices().waitFor();
        await sidebar.getByRole('rowheader', { name: 'USD' }).waitFor();
        for (const name of ['Active', 'Reducing', 'Halt', 'Pause the market', 'Reset'])
          assert.equal(await button(name).isDisabled(), true, name);
        for (const tick of await sidebar.getByRole('checkbox').all())
          assert.equal(await tick.isDisabled(), true);
        await sidebar.getByLabel('Product').selectOption('ETH-USD');
        await sidebar.getByText('Recent fills of ETH-USD').waitFor();
        await editor.screenshot(path.join(pictures, `sidebar-read-only-${version}.png`));
        assert.deepEqual(errors(), []);
      });

      it('a user who may write and logs in there is offered everything without a reload', async () => {
        await editor.logInFromMenu({ name: 'trader', password: 'trader-password' });
        await sidebar.getByRole('button', { name: 'Halt', exact: true, disabled: false }).waitFor();
        await sidebar.getByText(/^You may look, but not act: /).waitFor({ state: 'hidden' });
        await prices().waitFor();
        assert.deepEqual(errors(), []);
      });

      it('a session that ends and begins again is shown anew without a reload', async () => {
        await editor.page.clock.install();
        await editor.page.route('**/coinbase-sidebar/accounts**', (route) => route.fulfill({ status: 401 }));
        const trouble = sidebar.getByText('You have no permission for this.');
        await trouble.waitFor();
        await editor.page.unrouteAll();
        await editor.page.clock.fastForward(31_000);
        await trouble.waitFor({ state: 'hidden' });
      });
    });
  });
}
