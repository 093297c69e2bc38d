/** Commands of the Exchange feed and their answers. Source: Exchange websocket overview and authentication. */
import { isPlainObject } from '../../../rules/shapes';
import { signFeed, type Credential } from '../../../signer';
import type { Wire } from '../../wire-values';
import type { Command, Wish } from '../wish';

/**
 * The text of a command. Every subscribe is signed where there is a key: an authenticated one over one that was not
 * stays unauthenticated.
 * @param nowMs Unix milliseconds by the exchange's clock.
 */
export function commandText(
  type: Command['type'],
  wishes: readonly Wish[],
  credential: Credential | undefined,
  nowMs: number,
): string {
  const channels = new Map<string, string[]>();
  for (const { channel, productId } of wishes)
    channels.set(channel, [...(channels.get(channel) ?? []), productId]);
  const signature = type === 'subscribe' && credential ? signFeed(credential, nowMs) : {};
  return JSON.stringify({
    type,
    channels: [...channels].map(([name, product_ids]) => ({ name, product_ids })),
    ...signature,
  });
}

/**
 * What an acknowledgement lists: everything that the socket is subscribed to by now. A channel may be listed under
 * another name of its kind: `level2_batch` is acknowledged as `level2_50`.
 */
export function readAcknowledged(wire: Wire): (wish: Wish) => boolean {
  const listed = new Set<string>();
  const channels = Array.isArray(wire['channels']) ? (wire['channels'] as unknown[]) : [];
  for (const channel of channels.filter(isPlainObject)) {
    const ids = Array.isArray(channel['product_ids']) ? (channel['product_ids'] as unknown[]) : [];
    for (const id of ids) listed.add(`${kindOf(String(channel['name']))} ${String(id)}`);
  }
  return ({ channel, productId }) => listed.has(`${kindOf(channel)} ${productId}`);
}

function kindOf(channel: string): string {
  return channel.split('_', 1)[0] ?? channel;
}
