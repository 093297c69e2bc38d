/** Commands of the feeds of Advanced Trade and their answers. Source: its websocket overview. */
import { isPlainObject } from '../../../rules/shapes';
import { signFeed, type Credential } from '../../../signer';
import type { Wire } from '../../wire-values';
import type { Command, Wish } from '../wish';

/**
 * The text of a command, which is for one channel. Each has a token of its own where there is a key: the private
 * channels need one, and the others are more reliable with it.
 * @param nowMs Unix milliseconds by the exchange's clock.
 */
export function commandText(
  type: Command['type'],
  wishes: readonly Wish[],
  credential: Credential | undefined,
  nowMs: number,
): string {
  const ids = wishes.map(({ productId }) => productId).filter((productId) => productId !== '');
  // What is sent for BTC-USD is for BTC-USDC too, unless that was heard under its own name before.
  const product_ids = [
    ...ids.filter((id) => id.endsWith('-USDC')),
    ...ids.filter((id) => !id.endsWith('-USDC')),
  ];
  return JSON.stringify({
    type,
    channel: wishes[0]?.channel,
    ...(product_ids.length > 0 && { product_ids }),
    ...(credential && signFeed(credential, nowMs)),
  });
}

/**
 * What an acknowledgement lists: everything that the socket is subscribed to by now. A channel without products is
 * listed by its name.
 */
export function readAcknowledged(events: readonly Wire[]): (wish: Wish) => boolean {
  const listed = new Set<string>();
  for (const event of events) {
    const subscriptions = event['subscriptions'];
    if (!isPlainObject(subscriptions)) continue;
    for (const [channel, ids] of Object.entries(subscriptions)) {
      listed.add(`${channel} `);
      for (const id of Array.isArray(ids) ? (ids as unknown[]) : []) listed.add(`${channel} ${String(id)}`);
    }
  }
  return ({ channel, productId }) =>
    [productId, bookProduct(productId)].some((id) => listed.has(`${channel} ${id}`));
}

/** Pairs with USDC that have a market of their own. */
const OWN_MARKET = new Set(['USDT-USDC', 'EURC-USDC']);

/**
 * The product whose market data it is: a pair with USDC has that of the pair with USD, and gets it under that name.
 * Source: websocket channels.
 */
export function bookProduct(productId: string): string {
  return productId.endsWith('-USDC') && !OWN_MARKET.has(productId) ? productId.slice(0, -1) : productId;
}
