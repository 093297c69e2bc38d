/** `npm run screenshots`: makes the README's picture anew, from the first example on a real Node-RED. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startNodeRed, type FlowNode } from '../flows/node-red';
import { closeBrowser } from './browser';
import { EditorPage } from './editor-page';

const examples = path.resolve(__dirname, '../../../examples');

async function takePicture(): Promise<void> {
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
    await closeBrowser();
    await red.stop();
  }
}

void takePicture();
