import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

describe('the help of every node with an input', () => {
  for (const name of [
    'place-order',
    'cancel-order',
    'list-orders',
    'signed-request',
    'trading-switch',
    'market-data',
    'order-events',
    'price-alert',
  ])
    it(`${name} tells what msg.reset does`, () => {
      const path = `nodes/coinbase-${name}/locales/en-US/coinbase-${name}.html`;
      assert.match(readFileSync(path, 'utf8'), /<code>msg\.reset<\/code>[^<]*gives\s+up what is under way/);
    });
});
