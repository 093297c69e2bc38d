/**
 * `npm run screenshots`: makes the README's picture anew, and one of every form and view of the sidebar, in both themes and
 * both versions of Node-RED, for a person to look at: in the folder named behind it, else in one for temporary files.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startNodeRed, type FlowNode, type RunningNodeRed } from '../flows/node-red';
import { closeBrowser } from './browser';
import { EditorPage } from './editor-page';
import { everyForm, everyFormFlows } from './every-form';
import { everySidebar } from './every-sidebar';

const examples = path.resolve(__dirname, '../../../examples');

/** The first example on a real Node-RED. */
async function firstOrder(): Promise<void> {
  const text = readFileSync(path.join(examples, '01 - First order.json'), 'utf8');
  const flows = JSON.parse(text) as FlowNode[];
  const red = await startNodeRed({ version: 4, flows });
  try {
    const editor = await EditorPage.open(red.url, { width: 1280, height: 660 });
    const idOf = (type: string): string => flows.find((node) => node.type === type)?.id ?? '';
    await editor.openDebug();
    await editor.inject(idOf('inject'));
    await editor.properties(await editor.debugMessage(0));
    await editor.findInPalette('coinbase');
    await editor.quiet();
    await editor.screenshot(path.join(examples, 'first-order.png'));
    await editor.close();
  } finally {
    await red.stop();
  }
}

async function everything(folder: string, version: 4 | 5): Promise<void> {
  const red = await startNodeRed({ version, flows: everyFormFlows });
  try {
    for (const theme of ['light', 'dark'] as const)
      await inTheme(red, theme, path.join(folder, `${version}-${theme}`));
  } finally {
    await red.stop();
  }
}

async function inTheme(red: RunningNodeRed, theme: 'light' | 'dark', folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const editor = await EditorPage.open(red.url, { dark: theme === 'dark' });
  for (const [name, open] of Object.entries(everyForm)) {
    await open(editor);
    await editor.answered();
    await editor.screenshot(path.join(folder, `${name}.png`));
    await editor.cancelForm();
  }
  for (const [name, { open, close }] of Object.entries(everySidebar)) {
    await open(editor);
    await editor.screenshot(path.join(folder, `${name}.png`));
    await close?.(editor);
  }
  await editor.close();
}

async function takePictures(folder: string): Promise<void> {
  try {
    await firstOrder();
    for (const version of [4, 5] as const) await everything(folder, version);
    console.log(`The pictures are in ${folder}.`);
  } finally {
    await closeBrowser();
  }
}

void takePictures(path.resolve(process.argv[2] ?? path.join(tmpdir(), 'coinbase-pictures')));
