/** Flows on a sandbox at live prices, which a stand-in on this machine tells. */
import assert from 'node:assert/strict';
import account = require('../../nodes/coinbase-account/coinbase-account');
import marketData = require('../../nodes/coinbase-market-data/coinbase-market-data');
import placeOrder = require('../../nodes/coinbase-place-order/coinbase-place-order');
import sidebar = require('../../nodes/coinbase-sidebar/coinbase-sidebar');
import { registerSandbox } from '../../nodes/coinbase-sandbox/register-sandbox';
import { RunningSandboxes } from '../../nodes/coinbase-sandbox/running-sandboxes';
import { startPlanned } from '../../nodes/coinbase-sandbox/start-planned';
import type { Red } from '../../nodes/lib/runtime';
import type { Sandbox } from '../../nodes/lib/sandbox';
import { factsOf, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode, limitForm, placeNode, sandboxNode } from './forms';
import { openLiveFeed, RECORDED, type LiveFeed } from './live-feed';
import { until } from './until';

interface Forms {
  readonly sandbox?: Message;
  readonly account?: Message;
  /** Of the market order. */
  readonly place?: Message;
  /** Of the limit order. */
  readonly rest?: Message;
  /** Further nodes on the account. */
  readonly more?: readonly Message[];
}

export interface LiveBench {
  readonly feed: LiveFeed;
  readonly sandboxes: RunningSandboxes;
  /** Two order nodes, of a market and of a limit order, on the sandbox `sbx`. */
  load(forms?: Forms): Promise<Bench>;
  sandbox(): Promise<Sandbox>;
  isOpen(productId?: string): Promise<boolean>;
  /** The whole book of a product, as any client reads it. */
  book(productId: string): Promise<Record<'bids' | 'asks', readonly (readonly [string, string, number])[]>>;
  /** Plays the recording to the sandbox, and waits until that shows the last book. */
  playAll(): Promise<void>;
  close(): Promise<void>;
}

/** @param products that the feed knows; default all. */
export async function openLiveBench(products?: readonly string[]): Promise<LiveBench> {
  const feed = await openLiveFeed(products);
  const sandboxes = new RunningSandboxes(startPlanned(feed.origin));
  const sandbox = (): Promise<Sandbox> => sandboxes.use('sbx');
  const isOpen = async (productId: string = RECORDED): Promise<boolean> =>
    (await sandbox()).mirrored?.find((one) => one.productId === productId)?.isOpen === true;
  const book: LiveBench['book'] = async (productId) => {
    const response = await fetch(`${(await sandbox()).rest}/products/${productId}/book?level=2`);
    return (await response.json()) as Awaited<ReturnType<LiveBench['book']>>;
  };
  return {
    feed,
    sandboxes,
    sandbox,
    isOpen,
    book,
    load: (forms = {}) =>
      loadBench(
        [
          sandboxNode({ prices: 'live', ...forms.sandbox }),
          accountNode({ sandbox: 'sbx', ...forms.account }),
          placeNode({ product: RECORDED, ...forms.place }),
          placeNode({ id: 'n-rest', product: RECORDED, ...limitForm, ...forms.rest }),
          ...(forms.more ?? []),
        ],
        {},
        [account, placeOrder, marketData, sidebar, (red: Red) => registerSandbox(red, sandboxes)],
      ),
    async playAll() {
      await feed.playAll();
      await until('the last book is there', async () => {
        const { asks } = await book(RECORDED);
        const told = feed.asks.slice(0, asks.length);
        const isTold = told.every(([price, size], at) => {
          const [shown, standing] = asks[at] ?? [];
          return Number(shown) === price && Number(standing) === size;
        });
        return asks.length >= Math.min(10, feed.asks.length) && isTold && isOpen();
      });
    },
    async close() {
      await sandboxes.remove('sbx');
      await feed.close();
    },
  };
}

export function assertFilled(msg: Message): void {
  assert.equal(factsOf(msg).outcome, 'filled', JSON.stringify(msg['error']));
}
