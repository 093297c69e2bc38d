/** What the tests of the sidebar run on: flows, orders from elsewhere, and scripts that look into the page. */
import assert from 'node:assert/strict';
import type { Sandbox } from '../../nodes/lib/sandbox';
import { createExchangeCredential, sign } from '../../nodes/lib/signer';
import type { FlowNode } from '../flows/node-red';
import { limitForm, placeNode, sandboxNode } from '../nodes/forms';

const TAB = 'c0ba5e00000000f0';
export const PAPER = 'c0ba5e00000000f1';
export const LIVE = 'c0ba5e00000000f2';
const SANDBOX = 'c0ba5e00000000f3';

/** An account of each kind, and a button each for a market order and one that rests. */
export function flowsFor(live: Sandbox): FlowNode[] {
  const account = { type: 'coinbase-account', scheme: 'exchange', keyFile: '', limiter: 'off' };
  const button = (id: string, next: string, y: number, props: readonly object[] = []): FlowNode => ({
    id,
    z: TAB,
    type: 'inject',
    name: id,
    props,
    repeat: '',
    crontab: '',
    once: false,
    onceDelay: 0.1,
    topic: '',
    x: 120,
    y,
    wires: [[next]],
  });
  const order = (id: string, y: number, form: object): FlowNode =>
    ({
      ...placeNode({ id, account: PAPER, ...form }),
      z: TAB,
      x: 330,
      y,
      wires: [[]],
    }) as unknown as FlowNode;
  return [
    { id: TAB, type: 'tab', label: 'sidebar', disabled: false, info: '', env: [] },
    sandboxNode({ id: SANDBOX, balance: 'USD=10000,BTC=1', rateLimits: true }) as FlowNode,
    {
      ...account,
      id: PAPER,
      name: 'practice',
      environment: 'local-sandbox',
      origin: '',
      sandbox: SANDBOX,
      limits: { maxOpenOrders: '5', maxDailyValue: '5000' },
    },
    { ...account, id: LIVE, name: 'coins', environment: 'exchange', origin: live.rest, sandbox: '' },
    button('buy-now', 'buy', 80),
    order('buy', 80, { name: 'buy' }),
    button('rest-now', 'rest', 160),
    button('give-up', 'rest', 220, [{ p: 'reset', v: 'true', vt: 'bool' }]),
    order('rest', 160, { ...limitForm, name: 'rest', price: '94950', amount: '0.01' }),
  ];
}

/** Places an order on the sandbox with its own key, as if from elsewhere. */
export async function placeThere(sandbox: Sandbox, order: object): Promise<void> {
  const made = createExchangeCredential(sandbox);
  assert.ok(made.ok);
  const body = JSON.stringify(order);
  const headers = { ...sign({ method: 'POST', path: '/orders', body }, made.credential, Date.now()) };
  const answer = await fetch(`${sandbox.rest}/orders`, { method: 'POST', headers, body });
  assert.equal(answer.status, 200, await answer.text());
}

export interface Focused {
  readonly name: string;
  /** Width of the outline. */
  readonly outline: string;
}

const NAME_OF = `(one) => one.getAttribute('aria-label') || one.labels?.[0]?.textContent.trim() || one.id || one.textContent.trim().replace(/\\s+/g, ' ')`;

/** Names of the sidebar's controls that can be used, as they stand. Runs in the page. */
export const CONTROLS = `[...document.querySelectorAll('.coinbase-sidebar :is(button, select, input, summary, textarea, a[href])')]
  .filter((one) => !one.disabled && one.checkVisibility())
  .map(${NAME_OF})`;

/** What has the focus. Runs in the page. */
export const FOCUSED = `(() => {
  const one = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(one);
  return { name: (${NAME_OF})(one), outline: outlineStyle === 'none' ? 'none' : outlineWidth };
})()`;

/**
 * The mark of a fill on the chart: a block of pixels in the colour of text, which candles and lines do not have. Runs in
 * the page.
 */
export const MARK_IS_DRAWN = `(() => {
  const chart = document.querySelector('.coinbase-chart');
  const [red, green, blue] = getComputedStyle(chart).color.match(/\\d+/g).map(Number);
  return [...chart.querySelectorAll('canvas')].some((canvas) => {
    const { width, height } = canvas;
    // The axes have labels of that colour.
    if (width < 150 || height < 100) return false;
    const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
    const isText = (x, y) => {
      const at = (y * width + x) * 4;
      return data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255;
    };
    for (let y = 0; y + 2 < height; y += 1)
      for (let x = 0; x + 2 < width; x += 1)
        if ([0, 1, 2].every((down) => [0, 1, 2].every((right) => isText(x + right, y + down)))) return true;
    return false;
  });
})()`;
