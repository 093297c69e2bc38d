import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { createCredential } from '../../nodes/lib/signer';
import { startNodeRed, type RunningNodeRed } from '../flows/node-red';
import { describeInBrowser, openBrowser } from './browser';
import { startStandIn } from '../lib/api/stand-in';
import { EditorPage } from './editor-page';
import { pictures } from './pictures';

const ACCOUNT = {
  id: 'c0ba5e0000000009',
  type: 'coinbase-account',
  name: 'paste here',
  environment: 'exchange',
  origin: '',
  sandbox: '',
  scheme: 'exchange',
  keyFile: '',
  limiter: 'exchange',
};

/** What a person types before live orders are allowed. */
const SENTENCE = `trade real money with ${ACCOUNT.name}`;

const KEY = randomBytes(16).toString('hex');
const SECRET = randomBytes(64).toString('base64');
const CDP_SECRET = edSecret();
const PASSPHRASE = 'k8s2f0q1zxw';

/** An Ed25519 private key as Coinbase hands it out: seed and public key, base64. */
function edSecret(): string {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return Buffer.concat([Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]).toString('base64');
}

/** What people paste, and what must be in the fields afterwards. */
const PASTES = [
  { what: 'labelled lines', text: `API key: ${KEY}\nSecret: ${SECRET}\nPassphrase: ${PASSPHRASE}` },
  { what: '.env lines', text: `CB_KEY=${KEY}\r\nCB_SECRET="${SECRET}"\r\nCB_PASSPHRASE=${PASSPHRASE}\r\n` },
  { what: 'JSON', text: JSON.stringify({ key: KEY, secret: SECRET, passphrase: PASSPHRASE }) },
] as const;

for (const version of [4, 5] as const) {
  describeInBrowser(`the account's form in Node-RED ${version}`, function () {
    let red: RunningNodeRed;
    let editor: EditorPage;
    before(async () => {
      [red] = await Promise.all([startNodeRed({ version, flows: [ACCOUNT] }), openBrowser()]);
      editor = await EditorPage.open(red.url);
    });
    after(async () => {
      await editor?.close();
      await red?.stop();
    });
    beforeEach(() => editor.openConfigForm(ACCOUNT.type, ACCOUNT.id));
    afterEach('no console errors', async () => {
      if (await editor.page.locator('.coinbase-form').count()) await editor.cancelForm();
      assert.deepEqual(editor.errors, []);
    });

    const field = (name: string) => editor.page.locator(`#node-config-input-${name}`);
    const says = (): Promise<string> => editor.page.locator('#coinbase-account-says').innerText();
    const liveSays = (): Promise<string> => editor.page.locator('#coinbase-account-live-says').innerText();
    const paste = (text: string): Promise<void> => editor.page.locator('#coinbase-account-paste').fill(text);

    const permit = () => field('coinbaseAccountLivePermit').inputValue();
    const tab = (name: string): Promise<void> => editor.openTab(`coinbase-account-${name}`);
    const choose = async (environment: string): Promise<void> => {
      await tab('environment');
      await editor.page.selectOption('#node-config-input-environment', environment);
    };
    /** @returns whether the button is still locked. */
    const typeLive = async (text: string): Promise<boolean> => {
      await editor.page.fill('#coinbase-account-live-typed', text);
      return editor.page.locator('#coinbase-account-live-allow').isDisabled();
    };
    /** Types the sentence and presses the button. */
    const allowLive = async (): Promise<void> => {
      await tab('live');
      await editor.page.fill('#coinbase-account-live-typed', SENTENCE);
      await editor.page.click('#coinbase-account-live-allow');
    };
    async function filled(): Promise<string[]> {
      const names = ['coinbaseAccountKey', 'coinbaseAccountSecret', 'coinbaseAccountPassphrase'];
      return Promise.all(names.map((name) => field(name).inputValue()));
    }

    for (const { what, text } of PASTES) {
      it(`sorts ${what} into the fields and says what it is`, async () => {
        await paste(text);
        assert.deepEqual(await filled(), [KEY, SECRET, PASSPHRASE]);
        assert.match(await says(), /Exchange/, 'says which product the key belongs to');
        const left = await editor.page.locator('#coinbase-account-paste').inputValue();
        assert.equal(left, '', 'no secret stays readable');
        assert.deepEqual(await editor.wrongFields(), []);
      });
    }

    it('says what is missing, and takes the rest in a second paste', async () => {
      await paste(`key ${KEY}\nsecret ${SECRET}`);
      assert.match(await says(), /passphrase/i, 'names the missing part');
      await paste(`passphrase: ${PASSPHRASE}`);
      assert.deepEqual(await filled(), [KEY, SECRET, PASSPHRASE]);
      assert.equal(await editor.page.locator('#coinbase-account-says.coinbase-well').count(), 1, 'whole now');
    });

    it('names a key of another Coinbase product and the environments that it fits', async () => {
      const name = `organizations/${randomUUID()}/apiKeys/${randomUUID()}`;
      await paste(JSON.stringify({ name, privateKey: CDP_SECRET }));
      assert.match(await says(), /Advanced Trade/, 'says where it belongs');
      assert.match(await says(), /it fits: Advanced Trade/, 'and which environment to choose');
      assert.equal(await editor.page.locator('#coinbase-account-paste').inputValue(), '');
      await editor.page.getByRole('button', { name: 'Use Advanced Trade' }).click();
      assert.equal(await field('environment').inputValue(), 'advanced-trade', 'one click chooses it');
      assert.equal(await editor.page.locator('#coinbase-account-fits button').count(), 0);
      assert.deepEqual(await filled(), [name, CDP_SECRET, '']);
      assert.equal(await field('coinbaseAccountPassphrase').isVisible(), false, 'it has no passphrase');
      assert.deepEqual(await editor.wrongFields(), []);
    });

    it('calls a CDP key complete once its name is typed and its private half pasted', async () => {
      const name = `organizations/${randomUUID()}/apiKeys/${randomUUID()}`;
      const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'sec1', format: 'pem' })
        .toString();
      await choose('advanced-trade');
      await tab('key');
      await field('coinbaseAccountKey').fill(name);
      await paste(pem);
      assert.match(await says(), /A complete CDP key/);
      assert.equal(await editor.page.locator('#coinbase-account-says.coinbase-well').count(), 1);
      const [key, secret] = await filled();
      assert.equal(key, name);
      assert.ok(secret?.includes('PRIVATE KEY'));
      await paste(JSON.stringify({ privateKey: CDP_SECRET }));
      assert.match(await says(), /A complete CDP key/, 'Ed25519 too');
    });

    it('takes a whole key file that is pasted into the field of its private half', async () => {
      const id = randomUUID();
      await choose('advanced-trade');
      await tab('key');
      await editor.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      const file = JSON.stringify(JSON.stringify({ id, privateKey: CDP_SECRET }));
      await editor.page.evaluate(`navigator.clipboard.writeText(${file})`);
      await field('coinbaseAccountSecret').press('Control+V');
      assert.match(await says(), /A complete CDP key/);
      assert.deepEqual((await filled()).slice(0, 2), [id, CDP_SECRET]);
    });

    it('asks for an address and a way to sign where the environment has none', async () => {
      await choose('custom');
      assert.equal(await field('scheme').isVisible(), true);
      assert.equal(await field('origin').isVisible(), true, 'the address is in sight');
      for (const [scheme, passphrase] of [
        ['cdp', false],
        ['prime', true],
      ] as const) {
        await tab('environment');
        await editor.page.selectOption('#node-config-input-scheme', scheme);
        await tab('key');
        assert.equal(await field('coinbaseAccountPassphrase').isVisible(), passphrase, scheme);
      }
      assert.ok((await editor.wrongFields()).includes('node-config-input-origin'));
    });

    it('shows no key fields for the local sandbox, and needs none', async () => {
      const shown = (row: string): Promise<boolean> =>
        editor.page.locator(`#coinbase-row-${row}`).isVisible();
      await choose('local-sandbox');
      assert.deepEqual(
        [await shown('origin'), await shown('sandbox')],
        [false, true],
        'but a sandbox to choose',
      );
      await tab('key');
      assert.deepEqual([await shown('keys'), await shown('no-key')], [false, true]);
      await tab('live');
      assert.deepEqual(
        [await shown('live'), await shown('no-live')],
        [false, true],
        'paper has no live orders',
      );
      await choose('exchange-sandbox');
      await tab('live');
      assert.deepEqual([await shown('live'), await shown('no-live')], [false, true]);
      await tab('key');
      assert.equal(await field('coinbaseAccountKey').isVisible(), true);
    });

    it('wears a red strip and a mark in its label while it is live, and on no tab otherwise', async () => {
      const strip = editor.page.locator('.coinbase-form .coinbase-strip');
      assert.match(await strip.innerText(), /^LIVE Real money: Exchange\.$/);
      for (const name of ['environment', 'limits', 'live', 'key']) {
        await tab(name);
        assert.equal(await strip.isVisible(), true, name);
      }
      await choose('exchange-sandbox');
      assert.equal(await strip.isVisible(), false, 'paper');
      const label = await editor.page.evaluate(
        `RED.utils.getNodeLabel(RED.nodes.node(${JSON.stringify(ACCOUNT.id)}))`,
      );
      assert.equal(label, `LIVE · ${ACCOUNT.name}`, 'as deployed');
    });

    it('allows live orders by a typed sentence, and takes it back with the key', async () => {
      await tab('live');
      const allow = editor.page.locator('#coinbase-account-live-allow');
      assert.equal(await editor.page.locator('#coinbase-account-live-sentence').innerText(), SENTENCE);
      for (const typed of ['', 'yes', 'trade real money with another'])
        assert.equal(await typeLive(typed), true, `"${typed}" unlocks nothing`);
      assert.equal(await typeLive(`  ${SENTENCE.toUpperCase()} `), false);
      await field('name').fill('another name');
      assert.equal(await allow.isDisabled(), true, 'the sentence names the account');
      await field('name').fill(ACCOUNT.name);
      await allow.click();
      await editor.page.locator('#coinbase-account-live-says.coinbase-wrong').waitFor();
      assert.equal(await permit(), '', 'no permit without a key');
      assert.match(editor.errors.splice(0).join(), /^[^,]*400[^,]*$/, 'the refusal, and nothing else');

      await tab('key');
      await paste(PASTES[0].text);
      await allowLive();
      await editor.page.locator('#coinbase-account-live-says.coinbase-well').waitFor();
      assert.match(await liveSays(), /^Live orders will be allowed for key [0-9a-f]{16} once you deploy/);
      assert.match(await permit(), /^[0-9a-f]{64}$/);
      assert.equal(await allow.isVisible(), false, 'there is nothing left to allow');
      await editor.screenshot(path.join(pictures, `form-coinbase-account-${version}.png`));

      await tab('key');
      await field('coinbaseAccountKey').fill(`${KEY.slice(1)}0`);
      assert.match(await liveSays(), /^Taken back/);
      assert.equal(await permit(), '');
    });

    it('stops live orders with one click, without a sentence', async () => {
      await paste(PASTES[0].text);
      await allowLive();
      const stop = editor.page.locator('#coinbase-account-live-stop');
      await stop.click();
      assert.equal(await permit(), '');
      assert.match(await liveSays(), /^Live orders will be off/);
      assert.equal(await editor.page.locator('#coinbase-account-live-allow').isDisabled(), true);
    });

    it('goes from tab to tab by the arrow keys', async () => {
      const tabs = editor.page.getByRole('tab');
      assert.deepEqual(await tabs.allInnerTexts(), ['Key', 'Environment', 'Limits', 'Live orders']);
      await tabs.nth(0).click();
      await editor.page.keyboard.press('ArrowRight');
      await editor.page.locator('#coinbase-account-environment').waitFor({ state: 'visible' });
      assert.equal(await tabs.nth(1).getAttribute('aria-selected'), 'true');
      await editor.page.keyboard.press('ArrowLeft');
      await editor.page.keyboard.press('ArrowLeft');
      // Round the end.
      await editor.page.locator('#coinbase-account-live').waitFor({ state: 'visible' });
      await editor.page.keyboard.press('Tab');
      const focused = await editor.page.evaluate('document.activeElement.id');
      assert.equal(focused, 'coinbase-account-live-typed', 'and from the tab into its part');
    });

    it('checks the key before it is deployed, and says line by line what it found', async () => {
      const made = createCredential({ scheme: 'exchange', key: KEY, secret: SECRET, passphrase: PASSPHRASE });
      assert.ok(made.ok);
      const server = await startStandIn({ api: 'exchange', known: made.credential });
      try {
        const lines = editor.page.locator('#coinbase-account-lines li');
        const check = async (): Promise<string[]> => {
          await editor.page.locator('#coinbase-account-check').click();
          await lines.nth(2).waitFor();
          return lines.allInnerTexts();
        };
        await paste(PASTES[0].text);
        await tab('environment');
        await editor.page.locator('.coinbase-form summary').click();
        await field('origin').fill(server.origin);
        await tab('key');
        const good = (await check()).join('\n');
        assert.match(good, /the key is known and accepted/);
        assert.match(good, /the passphrase is right/);
        assert.equal(await lines.locator('.fa-times-circle').count(), 0);
        assert.ok((await lines.locator('.fa-check-circle[aria-label="yes"]').count()) > 4);
        await editor.screenshot(path.join(pictures, `form-key-check-${version}.png`));

        await field('coinbaseAccountPassphrase').fill('anotherpass1');
        assert.equal(await lines.count(), 0, 'what was found is about another key');
        const bad = (await check()).join('\n');
        assert.match(bad, /passphrase[^]*Type the passphrase that was chosen/);
        assert.equal(await lines.locator('.fa-times-circle[aria-label="no"]').count(), 1);
        for (const secret of [KEY, SECRET, PASSPHRASE, 'anotherpass1'])
          assert.equal((good + bad).includes(secret), false, 'no part of the key is shown');
      } finally {
        await server.close();
      }
    });

    it('says that a user without the permission may not check a key', async () => {
      await editor.page.route('**/coinbase-account/check', (route) => route.fulfill({ status: 401 }));
      try {
        await paste(PASTES[0].text);
        await tab('key');
        await editor.page.locator('#coinbase-account-check').click();
        await editor.page.getByText('You have no permission for this.').waitFor();
      } finally {
        await editor.page.unroute('**/coinbase-account/check');
      }
      // The browser tells of it itself.
      assert.match(editor.errors.splice(0).join(), /401/);
    });

    it('shows what limits a live account, says what is wrong while one types, and keeps what was chosen', async () => {
      const limit = (name: string) => editor.page.locator(`#coinbase-account-limit-${name}`);
      const says = (name: string) => editor.page.locator(`#coinbase-account-limit-${name}-says`);
      const openLimits = (): Promise<void> => tab('limits');
      await paste(PASTES[0].text);
      await openLimits();
      assert.equal(await field('coinbaseAccountKey').isVisible(), false, 'one tab at a time');
      assert.match(await limit('maxOrderValue').inputValue(), /^USD 100\b/, 'the careful default');
      await choose('exchange-sandbox');
      assert.equal(await limit('maxOrderValue').inputValue(), '', 'paper has none');
      await choose('exchange');
      await openLimits();

      await limit('maxOrderValue').fill('1e3');
      assert.deepEqual(await editor.wrongFields(), ['coinbase-account-limit-maxOrderValue']);
      assert.match(await says('maxOrderValue').innerText(), /decimal text above 0/);
      await limit('maxOrderValue').fill('250');
      await limit('maxOpenOrders').fill('');
      await limit('timeZone').fill('Europe/Berlin');
      await field('deadManSeconds').fill('2');
      await field('deadManSeconds').press('Tab');
      assert.deepEqual(await editor.wrongFields(), ['node-config-input-deadManSeconds']);
      assert.match(await editor.reason('deadManSeconds'), /whole number of seconds from 3 to 86400/);
      await field('deadManSeconds').fill('90');
      await field('deadManSeconds').press('Tab');
      assert.deepEqual(await editor.wrongFields(), []);
      await field('lapse').selectOption('hour');
      const overflow = await editor.page
        .locator('.coinbase-form')
        .evaluate((form) => form.scrollWidth - form.clientWidth);
      assert.ok(overflow <= 0, `the form is ${overflow} px too wide`);
      await editor.screenshot(path.join(pictures, `form-limits-${version}.png`));

      await editor.saveForm();
      await editor.openConfigForm(ACCOUNT.type, ACCOUNT.id);
      await openLimits();
      const kept = ['maxOrderValue', 'maxOpenOrders', 'timeZone', 'maxOrdersPerDay'].map((name) =>
        limit(name).inputValue(),
      );
      assert.deepEqual(await Promise.all(kept), ['250', '', 'Europe/Berlin', '50']);
      assert.equal(await field('lapse').inputValue(), 'hour');
      const saved = await editor.page.evaluate(
        (id) =>
          (
            globalThis as unknown as { RED: { nodes: { node(id: string): { limits: unknown } } } }
          ).RED.nodes.node(id).limits,
        ACCOUNT.id,
      );
      assert.deepEqual(saved, { maxOrderValue: '250', maxOpenOrders: '', timeZone: 'Europe/Berlin' });
      await editor.page.locator('#coinbase-account-limit-defaults').click();
      assert.match(await limit('maxOrderValue').inputValue(), /^USD 100\b/);
    });

    it('keeps what was allowed over deploy, save and reopen, and takes it back with the address', async () => {
      await paste(PASTES[0].text);
      await allowLive();
      await editor.page.locator('#coinbase-account-live-says.coinbase-well').waitFor();
      await editor.saveForm();
      await editor.deploy();
      await editor.page.reload();
      await editor.ready();
      await editor.openConfigForm(ACCOUNT.type, ACCOUNT.id);
      await tab('live');
      assert.equal(
        await editor.page.locator('#coinbase-account-live-stop').isVisible(),
        true,
        'after a reload',
      );
      assert.equal(await editor.page.locator('#coinbase-account-live-allow').isVisible(), false);
      assert.deepEqual(await filled(), ['__PWRD__', '__PWRD__', '__PWRD__'], 'the editor is told no secret');

      await tab('environment');
      await editor.page.locator('.coinbase-form summary').click();
      await field('origin').fill('https://example.com/path');
      await field('origin').press('Tab');
      assert.deepEqual(await editor.wrongFields(), ['node-config-input-origin'], 'an origin has no path');
      await field('origin').fill('https://example.com');
      await field('origin').press('Tab');
      assert.deepEqual(await editor.wrongFields(), []);
      assert.match(await liveSays(), /^Taken back/);
      assert.equal(await permit(), '');
    });
  });
}
