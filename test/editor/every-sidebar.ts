import type { EditorPage } from './editor-page';

const ACTION = 'coinbase:show-sidebar';

/** A view of the sidebar, for the flows of {@link everyFormFlows}. */
export interface SidebarLook {
  /** Part of the page that is new in it. */
  readonly part: string;
  readonly open: (editor: EditorPage) => Promise<void>;
  /** Leaves it. */
  readonly close?: (editor: EditorPage) => Promise<void>;
}

async function choose(editor: EditorPage, account: string): Promise<void> {
  const sidebar = await editor.showSidebar(ACTION, SIDEBAR);
  await sidebar.getByRole('button', { name: account }).click();
}

/** The practice account, with its prices and balances. */
async function openPaper(editor: EditorPage): Promise<void> {
  await choose(editor, 'practice');
  const sidebar = editor.page.locator(SIDEBAR);
  const price = sidebar.getByText(/bid .*, ask/).filter({ visible: true });
  const unused = sidebar.getByRole('button', { name: 'Open it now' });
  await price.or(unused).first().waitFor();
  if (await unused.isVisible()) await unused.click();
  await price.waitFor();
  await sidebar.getByRole('rowheader', { name: 'USD' }).waitFor();
  await sidebar.locator('.coinbase-chart canvas').first().waitFor();
}

const SIDEBAR = '.coinbase-sidebar';

/** By the name of its picture. */
export const everySidebar: Readonly<Record<string, SidebarLook>> = {
  sidebar: { part: SIDEBAR, open: openPaper },
  'sidebar-end': {
    part: SIDEBAR,
    async open(editor) {
      await openPaper(editor);
      await editor.page.locator('.coinbase-diagnostics').scrollIntoViewIfNeeded();
    },
  },
  'sidebar-question': {
    part: '.coinbase-dialog',
    async open(editor) {
      await openPaper(editor);
      await editor.page.getByRole('button', { name: 'Halt', exact: true }).click();
      await editor.page.getByRole('dialog').waitFor();
    },
    async close(editor) {
      await editor.page.keyboard.press('Escape');
      await editor.page.getByRole('dialog').waitFor({ state: 'detached' });
    },
  },
  'sidebar-live': {
    part: SIDEBAR,
    async open(editor) {
      await choose(editor, 'savings');
      await editor.page.locator(`${SIDEBAR} .coinbase-live`).waitFor();
      await editor.page
        .locator(SIDEBAR)
        .getByText(/CREDENTIAL_INVALID/)
        .waitFor();
    },
  },
};
