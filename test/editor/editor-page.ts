import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { checkout } from '../flows/installed-package';
import { openBrowser } from './browser';
import { patience } from '../patience';

/**
 * Counts what a person does in the page: each press of the mouse (a click, a drag; a double click once), and each key by
 * the id of the field that has the focus.
 */
const COUNTS = `
  window.testCounts = { clicks: 0, keys: {} };
  addEventListener('pointerdown', () => (testCounts.clicks += 1), true);
  addEventListener('dblclick', () => (testCounts.clicks -= 1), true);
  addEventListener('keydown', ({ target }) => {
    const typed = target.closest?.('.red-ui-typedInput-container')?.previousElementSibling;
    const field = (typed ?? target).id || target.tagName;
    testCounts.keys[field] = (testCounts.keys[field] ?? 0) + 1;
  }, true);
`;

/** What a person did since the page was loaded or asked last. */
export interface Effort {
  /** Clicks, drags and double clicks: one each. */
  readonly clicks: number;
  /** Presses of keys by the field that had the focus. */
  readonly keys: Readonly<Record<string, number>>;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PageOptions {
  /** The dark theme of Node-RED 5; 4 has none of its own, and gets that one as a theme from elsewhere would come. */
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
  /** Of the browser, such as `de`; English without it. */
  readonly language?: string;
  /** Who logs in first, where the editor asks. */
  readonly user?: { readonly name: string; readonly password: string };
}

/** A busy machine takes its time to load an editor. */
const LOADING_MS = patience(30_000);

/**
 * Node-RED 5 shows its first tip a second after its settings are read: on a slow machine before the place for tips is
 * made. Nothing of this package calls `html`.
 */
const EARLY_TIP = "reading 'html'";

/** Node-RED's editor in a real browser, used as a person does: mouse and keyboard, what is on the screen. */
export class EditorPage {
  readonly page: Page;
  /** Errors of the browser's console and uncaught exceptions since the page was opened. */
  readonly errors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (line) => {
      if (line.type() === 'error') this.errors.push(line.text());
    });
    page.on('pageerror', (error) => {
      if (!error.message.includes(EARLY_TIP)) this.errors.push(error.stack ?? String(error));
    });
  }

  /** Opens the editor at `url` and waits until our nodes are in the palette. */
  static async open(url: string, options: PageOptions = {}): Promise<EditorPage> {
    const browser = await openBrowser();
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
      ...(options.dark === true && { colorScheme: 'dark' as const }),
      ...(options.language !== undefined && { locale: options.language }),
    });
    context.setDefaultTimeout(patience(15_000));
    await context.addInitScript(COUNTS);
    const editor = new EditorPage(await context.newPage());
    await editor.page.goto(url, { timeout: LOADING_MS });
    if (options.user) await editor.logIn(options.user);
    await editor.ready();
    await editor.holdStill();
    if (options.dark === true) await editor.goDark();
    return editor;
  }

  /** What the editor slides and fades is there at once: tests would only wait for it. */
  private async holdStill(): Promise<void> {
    await this.page.evaluate('jQuery.fx.off = true');
    await this.page.addStyleTag({
      content: '*, *::before, *::after { transition: none !important; animation: none !important; }',
    });
  }

  /** Waits until the editor has loaded everything. */
  async ready(): Promise<void> {
    const timeout = LOADING_MS;
    await this.paletteNode('coinbase-place-order').waitFor({ state: 'attached', timeout });
    await this.page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden', timeout });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  paletteNode(type: string): Locator {
    return this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
  }

  /** Types that the palette shows, top to bottom, once `text` is typed into its filter. */
  async findInPalette(text: string): Promise<string[]> {
    const search = this.page.locator('#red-ui-palette-search input');
    await search.pressSequentially(text);
    await this.paletteNode('comment').waitFor({ state: 'hidden' });
    const shown = this.page.locator('.red-ui-palette-node:visible');
    return shown.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-palette-type') ?? ''));
  }

  /** Drags a node from the palette to a place on the workspace, in pixels from its corner. @returns the node's id. */
  async drag(type: string, to: Point): Promise<string> {
    const before = await this.nodeIds();
    const chart = await box(this.page.locator('#red-ui-workspace-chart'));
    await this.mouse(await middle(this.paletteNode(type)), { x: chart.x + to.x, y: chart.y + to.y });
    // It is drawn with the next frame.
    const others = before.map((other) => `:not([id="${other}"])`).join('');
    const id = await this.page.locator(`g.red-ui-flow-node-group${others}`).first().getAttribute('id');
    assert.ok(id, `${type} is on the workspace after dragging it there`);
    return id;
  }

  /** Drags a wire from the output of one node to the input of another. */
  async wire(from: string, to: string): Promise<void> {
    const before = await this.wires.count();
    await this.mouse(
      await middle(this.node(from).locator('.red-ui-flow-port-output rect')),
      await middle(this.node(to).locator('.red-ui-flow-port-input rect')),
    );
    await this.wires.nth(before).waitFor({ state: 'attached' });
  }

  node(id: string): Locator {
    return this.page.locator(`g.red-ui-flow-node-group[id="${id}"]`);
  }

  get wires(): Locator {
    return this.page.locator('.red-ui-flow-link-line');
  }

  /** Opens a node's form with a double click, once the form before it no longer covers the flow. */
  async openForm(id: string): Promise<void> {
    await this.openNode(id, '.coinbase-form');
    await this.formOpened();
  }

  /** The same for a node of any package. */
  async openNode(id: string, form = '.red-ui-tray #dialog-form'): Promise<void> {
    await this.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
    await this.page.locator('#red-ui-editor-shade').waitFor({ state: 'hidden' });
    const shown = this.page.locator(form).last();
    // On a busy machine the two clicks can be too far apart for the editor to take them as one double click.
    for (let left = 3; left > 0 && !(await shown.isVisible()); left -= 1) {
      await this.node(id).locator('.red-ui-flow-node').dblclick();
      await shown.waitFor({ state: 'visible', timeout: 3000 }).catch(() => undefined);
    }
  }

  /** Clicks the + beside a list of config nodes in the open form, and waits for the form of the new one. */
  async addConfig(name: string): Promise<void> {
    await this.page.locator(`#node-input-btn-${name}-add`).click();
    await this.page.locator('#node-config-dialog-ok').waitFor({ state: 'visible' });
    await this.formOpened();
  }

  /** Opens the form of a config node. */
  async openConfigForm(type: string, id: string): Promise<void> {
    await this.showConfig(type, id);
    await this.formOpened();
  }

  /** Changes plain fields of a config node, of any package, in its form. */
  async changeConfig(type: string, id: string, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.showConfig(type, id);
    for (const [name, value] of Object.entries(fields)) {
      const input = this.page.locator(`#node-config-input-${name}`);
      await input.waitFor({ state: 'visible' });
      await this.trayStands();
      await input.fill(value);
    }
    await this.page.locator('#node-config-dialog-ok').click();
    await this.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
  }

  /** Waits until a node of this name has this in its status. */
  async status(name: string, text: string): Promise<void> {
    const node = this.page.locator('g.red-ui-flow-node-group', { hasText: name });
    await node.locator('.red-ui-flow-node-status-label', { hasText: text }).waitFor();
  }

  private async showConfig(type: string, id: string): Promise<void> {
    await this.page.evaluate(
      ([of, which]) => {
        (globalThis as unknown as EditorGlobals).RED.editor.editConfig('', of ?? '', which ?? '');
      },
      [type, id],
    );
  }

  /** Waits until a form's tray has slid in and its fields can be used. */
  private async formShows(): Promise<void> {
    await this.page.locator('.coinbase-form').last().waitFor({ state: 'visible' });
    await this.trayStands();
  }

  /** Types into a typed field, as a person would, and leaves it. */
  async typeInto(name: string, text: string): Promise<void> {
    const input = this.typedInput(name);
    await input.fill(text);
    await input.press('Tab');
  }

  /** Chooses one of the fixed words of a typed field from its menu. */
  async chooseTyped(name: string, word: string): Promise<void> {
    await this.typed(name).locator('.red-ui-typedInput-option-trigger').click();
    await this.page.locator('.red-ui-typedInput-options:visible').getByText(word, { exact: true }).click();
    await this.page.locator('.red-ui-typedInput-options:visible').waitFor({ state: 'hidden' });
  }

  /** The fixed words that the menu of a typed field offers; it is closed again. */
  async choicesOf(name: string): Promise<string[]> {
    const menu = this.page.locator('.red-ui-typedInput-options:visible');
    await this.typed(name).locator('.red-ui-typedInput-option-trigger').click();
    const words = await menu.locator('a').allInnerTexts();
    await this.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
    return words.map((word) => word.trim());
  }

  /** Chooses the type of a typed field, such as `str` or `msg`. */
  async chooseType(name: string, type: string): Promise<void> {
    await this.typed(name).locator('.red-ui-typedInput-type-select').click();
    await this.page.locator(`.red-ui-typedInput-options:visible a[value="${type}"]`).click();
    await this.page.locator('.red-ui-typedInput-options:visible').waitFor({ state: 'hidden' });
  }

  /** What was done by mouse and keyboard since the last call. */
  async effort(): Promise<Effort> {
    return this.page.evaluate<Effort>(
      '(() => { const done = testCounts; testCounts = { clicks: 0, keys: {} }; return done; })()',
    );
  }

  /** Waits until the editor has taken the answer to all that it asked. */
  async answered(): Promise<void> {
    await this.page.waitForFunction('jQuery.active === 0');
  }

  /** Types into a typed field key by key. @returns what the list below it offers; it is closed again. */
  async suggestions(name: string, text: string): Promise<string[]> {
    const input = this.typedInput(name);
    await input.fill('');
    await input.pressSequentially(text);
    const rows = await this.picker(name).getByRole('option').allInnerTexts();
    if (rows.length > 0) await input.press('Escape');
    return rows.map((row) => row.trim());
  }

  /** Opens the list below a typed field by a click into it. */
  async openPicker(name: string): Promise<void> {
    await this.typedInput(name).click();
    await this.picker(name).waitFor({ state: 'visible' });
  }

  /** The list to pick from below a typed field. */
  picker(name: string): Locator {
    return this.page.locator(`#node-input-${name}-list`);
  }

  /** Opens a tab of the open form by a click. */
  async openTab(id: string): Promise<void> {
    await this.page.locator(`.coinbase-form a[href="#${id}"]`).click();
    await this.page.locator(`#${id}`).waitFor({ state: 'visible' });
  }

  /** Ids of the fields that the open form marks as wrong. */
  async wrongFields(): Promise<string[]> {
    return this.page
      .locator('.coinbase-form input.input-error, .coinbase-form select.input-error')
      .evaluateAll((fields) => fields.map((field) => field.id));
  }

  /** What stands below a field of the open form as the reason why it is wrong. */
  async reason(name: string): Promise<string> {
    const line = this.page.locator(`#node-input-${name}-reason, #node-config-input-${name}-reason`);
    return (await line.filter({ hasText: /./ }).textContent()) ?? '';
  }

  /** What a person types into, of a typed field. */
  typedInput(name: string): Locator {
    return this.typed(name).locator('.red-ui-typedInput-input');
  }

  /** What the field of a typed field holds. */
  typedValue(name: string): Promise<string> {
    return this.page.locator(`#node-input-${name}`).inputValue();
  }

  private typed(name: string): Locator {
    return this.page.locator(`#node-input-${name} + .red-ui-typedInput-container`);
  }

  /** Clicks Done (or Add, Update in a config node) and waits until the form is gone. */
  async saveForm(): Promise<void> {
    await this.finish('ok');
  }

  async cancelForm(): Promise<void> {
    await this.finish('cancel');
  }

  /** Clicks Deploy and waits until Node-RED has taken it. */
  async deploy(): Promise<void> {
    const deploy = this.page.locator('#red-ui-header-button-deploy');
    const taken = this.page.waitForResponse(
      (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
    );
    await deploy.click();
    const response = await taken;
    assert.ok(response.ok(), `deploy answers ${response.status()}`);
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  }

  /** Clicks the button of an inject node. */
  async inject(id: string): Promise<void> {
    await this.node(id).locator('.red-ui-flow-node-button-button').click();
  }

  /** Opens a tab of the sidebar by the action that shows it. */
  async showSidebar(action: string, content: string): Promise<Locator> {
    await this.page.evaluate(`RED.actions.invoke(${JSON.stringify(action)})`);
    const shown = this.page.locator(content);
    await shown.waitFor({ state: 'visible' });
    return shown;
  }

  /** Opens a tab of the sidebar by a click on its button, where its content does not show by itself. */
  async clickSidebar(id: string, content: string): Promise<Locator> {
    const shown = this.page.locator(content);
    if (await shown.isVisible()) return shown;
    const button = this.page.locator(`#red-ui-tab-${id}-link-button, button[data-tab-id="${id}"]`);
    if (await button.isVisible()) await button.click();
    else {
      // Node-RED 4 keeps the buttons that have no room in a menu.
      await this.page.locator('#red-ui-sidebar .red-ui-tab-link-button-menu').click();
      await this.page.locator(`#red-ui-tabs-menu-option-${id}:visible`).click();
    }
    await shown.waitFor({ state: 'visible' });
    return shown;
  }

  /** Opens the debug sidebar where it does not show by itself, and empties it. */
  async openDebug(): Promise<void> {
    const clear = await this.clickSidebar('debug', '#red-ui-sidebar-debug-clear');
    await clear.click();
  }

  /** The n-th message in the debug sidebar, counted from 0, once it is there; with `from`, of these debug nodes alone. */
  async debugMessage(n: number, from?: readonly EditorNode[]): Promise<Locator> {
    const classes = from?.map(({ id }) => `.red-ui-debug-msg-node-${id.replaceAll('.', '_')}`);
    const message = this.page.locator(classes?.join(', ') ?? '.red-ui-debug-msg').nth(n);
    await message.waitFor({ state: 'visible', timeout: 20_000 });
    return message;
  }

  /**
   * Opens the object in a debug message, and in it the object at the property `inner`.
   * @returns its properties as `name: value`.
   */
  async properties(message: Locator, inner?: string): Promise<Record<string, string>> {
    const header = message.locator('.red-ui-debug-msg-object-header').first();
    await header.click();
    // A message that comes in that moment moves it away from below the mouse.
    const whole = message.locator('.red-ui-debug-msg-element').first();
    if (/\bcollapsed\b/.test((await whole.getAttribute('class')) ?? '')) await header.click();
    let rows = message.locator('.red-ui-debug-msg-object-entry');
    await rows.first().waitFor({ state: 'visible' });
    if (inner !== undefined) {
      const row = rows.filter({ hasText: new RegExp(`^\\s*${inner}\\s*:`) });
      await row.locator('.red-ui-debug-msg-object-key').first().click();
      rows = row.locator('.red-ui-debug-msg-object-entry');
      await rows.first().waitFor({ state: 'visible' });
    }
    const texts = await rows.allInnerTexts();
    return Object.fromEntries(
      texts.map((text) => {
        const [name = '', ...value] = text.trim().split(/\s*:\s*/);
        return [name, value.join(': ').replaceAll('"', '')];
      }),
    );
  }

  /** Chooses one of the package's examples in the import dialog of the menu. @returns what the dialog listed. */
  async chooseExample(label: string): Promise<string[]> {
    await this.page.locator('#red-ui-header-button-sidemenu').click();
    await this.page.locator('#menu-item-import').click();
    await this.page.locator('#red-ui-clipboard-dialog-import-text:focus').waitFor();
    await this.page.locator('#red-ui-clipboard-dialog-import-tabs a', { hasText: 'Examples' }).click();
    const tree = this.page.locator('.red-ui-clipboard-dialog-tab-library:visible');
    const folder = tree.locator('.red-ui-treeList-label', { hasText: '@redtrade/node-red-coinbase' });
    await folder.locator('.red-ui-treeList-icon').first().click();
    await tree.getByText(label).waitFor({ state: 'visible' });
    const listed = await tree.locator('.red-ui-treeList-label:visible').allInnerTexts();
    await tree.getByText(label).click();
    await this.page.locator('#red-ui-clipboard-dialog-ok').click();
    await this.page.locator('#red-ui-clipboard-dialog-ok').waitFor({ state: 'hidden' });
    return listed.map((entry) => entry.trim());
  }

  /** Imports one of the package's examples and opens the flow that it brings. @returns what the dialog listed. */
  async importExample(label: string): Promise<string[]> {
    const listed = await this.chooseExample(label);
    if ((await this.nodes('coinbase-account')).length > 0) {
      // The account is there already: Node-RED asks, and keeps the one account since it is the same.
      const copy = this.page.getByRole('button', { name: 'Import copy' });
      await copy.or(this.page.getByText('Imported:')).first().waitFor();
      if (await copy.isVisible()) await copy.click();
    }
    await this.closeNotice('Imported:');
    await this.openFlow(label.replace(/^\d+ - /, ''));
    return listed;
  }

  /** Opens a flow by a click on its tab. */
  async openFlow(label: string): Promise<void> {
    await this.page.locator('#red-ui-workspace-tabs .red-ui-tab-label', { hasText: label }).click();
    await this.page.locator('g.red-ui-flow-node-group').first().waitFor();
  }

  /** Clicks a notice away, as a person does whose view it covers. */
  async closeNotice(text: string): Promise<void> {
    const notice = this.page.locator('.red-ui-notification', { hasText: text });
    await notice.click();
    await notice.waitFor({ state: 'hidden' });
  }

  /** Node-RED's own picture of the flow: every node of a type, with the properties asked for. */
  async nodes(type: string): Promise<EditorNode[]> {
    return this.page.evaluate((wanted) => {
      const found: EditorNode[] = [];
      const add = (node: EditorNodeState): void => {
        if (node.type === wanted)
          found.push({
            id: node.id,
            name: node.name ?? '',
            valid: node.valid !== false,
            reasons: node.validationErrors ?? [],
          });
      };
      const { RED } = globalThis as unknown as EditorGlobals;
      RED.nodes.eachNode(add);
      RED.nodes.eachConfig(add);
      return found;
    }, type);
  }

  /** The nodes of a type on the flow that is open. */
  async nodesHere(type: string): Promise<EditorNode[]> {
    const here = await this.nodeIds();
    return (await this.nodes(type)).filter(({ id }) => here.includes(id));
  }

  /** Waits until no notice covers the flow and every node shows its last status. */
  async quiet(): Promise<void> {
    await this.page.mouse.move(0, 0);
    await this.page.locator('.red-ui-notification').waitFor({ state: 'hidden' });
    await this.page
      .locator('.red-ui-flow-node-status-label', { hasText: 'working' })
      .waitFor({ state: 'hidden' });
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path });
  }

  private async nodeIds(): Promise<string[]> {
    return this.page
      .locator('g.red-ui-flow-node-group')
      .evaluateAll((groups) => groups.map((group) => group.id));
  }

  private async mouse(from: Point, to: Point): Promise<void> {
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 8 });
    await this.page.mouse.move(to.x, to.y, { steps: 8 });
    await this.page.mouse.up();
  }

  /** Waits until a form has opened: a while after its tray stands, the editor puts the focus into it. */
  private async formOpened(): Promise<void> {
    await this.formShows();
    await this.page.waitForFunction(
      `[...document.querySelectorAll('.red-ui-tray')].at(-1).contains(document.activeElement)`,
    );
  }

  private async finish(button: 'ok' | 'cancel'): Promise<void> {
    await this.trayStands();
    const tray = this.page.locator('.red-ui-tray').last();
    const shown = await tray.elementHandle();
    await tray.locator(`#node-dialog-${button}, #node-config-dialog-${button}`).click();
    await shown?.waitForElementState('hidden');
    if ((await this.page.locator('.red-ui-tray').count()) > 0) await this.formShows();
  }

  /** Waits until the top tray has stopped moving. */
  private async trayStands(): Promise<void> {
    const tray = this.page.locator('.red-ui-tray').last();
    let left = -1;
    for (;;) {
      const before = left;
      left = (await tray.boundingBox())?.x ?? -1;
      if (left > 0 && left === before) return;
      await this.page.waitForTimeout(60);
    }
  }

  /** What the user menu's "Login" does, which only a user that nobody logged in as has. */
  async logInFromMenu(user: { readonly name: string; readonly password: string }): Promise<void> {
    await this.page.evaluate(`RED.user.login({ cancelable: true }, () =>
      RED.settings.load(() => RED.events.emit('login', RED.settings.user.username)))`);
    await this.logIn(user);
  }

  private async logIn({
    name,
    password,
  }: {
    readonly name: string;
    readonly password: string;
  }): Promise<void> {
    await this.page.locator('#node-dialog-login-username').fill(name);
    await this.page.locator('#node-dialog-login-password').fill(password);
    await this.page.locator('#node-dialog-login-submit').click();
    await this.page.locator('#node-dialog-login').waitFor({ state: 'hidden' });
  }

  /** As Node-RED 5 goes dark with the system or by its menu. */
  async goDark(): Promise<void> {
    await this.page.addStyleTag({ content: darkTheme() });
    await this.page.evaluate('document.documentElement.classList.add("nr-theme-dark")');
  }
}

/** A node as the editor has it. */
export interface EditorNode {
  readonly id: string;
  readonly name: string;
  readonly valid: boolean;
  /** Why it is not valid. */
  readonly reasons: readonly string[];
}

interface EditorNodeState {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly validationErrors?: readonly string[];
  readonly valid?: boolean;
}

interface EditorGlobals {
  readonly RED: {
    readonly editor: { editConfig(name: string, type: string, id: string): void };
    readonly nodes: {
      eachNode(visit: (node: EditorNodeState) => void): void;
      eachConfig(visit: (node: EditorNodeState) => void): void;
    };
  };
}

/** A theme is nothing but other colours under the same names. */
function darkTheme(): string {
  const style = 'test/flows/node-red-5/node_modules/@node-red/editor-client/public/red/style.min.css';
  const [colours] =
    /html\.nr-theme-dark\{[^}]*\}/.exec(readFileSync(path.join(checkout, style), 'utf8')) ?? [];
  assert.ok(colours, 'Node-RED 5 has a dark theme');
  return colours;
}

async function box(of: Locator): Promise<Point & { width: number; height: number }> {
  await of.scrollIntoViewIfNeeded();
  const found = await of.boundingBox();
  assert.ok(found, 'the element is on the screen');
  return found;
}

async function middle(of: Locator): Promise<Point> {
  // What still moves is somewhere else when the mouse gets there.
  await (await of.elementHandle())?.waitForElementState('stable');
  const { x, y, width, height } = await box(of);
  return { x: x + width / 2, y: y + height / 2 };
}
