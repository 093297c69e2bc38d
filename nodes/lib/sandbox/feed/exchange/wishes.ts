import { membersOf, textsOf } from '../face';
import { type Channel, channelNamed, channels, needsIds } from './channels';

/** One channel that a message names. */
export interface Wish {
  readonly channel: Channel;
  /** Products, or accounts of `balance`. Empty where the channel has none, or in an unsubscribe for all of them. */
  readonly ids: readonly string[];
}

export type Wishes =
  | { readonly kind: 'wishes'; readonly wishes: readonly Wish[] }
  | { readonly kind: 'refused'; readonly reason: string }
  /** No channel of the feed has this name. */
  | { readonly kind: 'unknown-channel'; readonly name: string };

const NO_CHANNELS: Wishes = { kind: 'refused', reason: 'No channels provided' };

/**
 * What a message asks for. The ids at its root count for every channel, beside the channel's own. A subscribe must name
 * products for the channels that have them; an unsubscribe without any means all.
 */
export function wishesIn(
  message: Readonly<Record<string, unknown>>,
  products: Pick<ReadonlySet<string>, 'has'>,
): Wishes {
  const given = message['channels'];
  if (!Array.isArray(given) || given.length === 0) return NO_CHANNELS;
  const wishes: Wish[] = [];
  for (const entry of given as readonly unknown[]) {
    const own = membersOf(entry);
    const name = typeof entry === 'string' ? entry : own?.['name'];
    if (typeof name !== 'string') return NO_CHANNELS;
    const channel = channelNamed(name);
    if (!channel) return { kind: 'unknown-channel', name };
    const list = channels[channel].ids === 'accounts' ? 'account_ids' : 'product_ids';
    const ids = [textsOf(message[list] ?? []), textsOf(own?.[list] ?? [])];
    const [root, beside] = ids;
    if (!root || !beside) return refusedList(list);
    const wish = { channel, ids: channels[channel].ids === 'none' ? [] : [...new Set([...root, ...beside])] };
    const strange = list === 'product_ids' && wish.ids.find((id) => !isProduct(id, channel, products));
    if (typeof strange === 'string')
      return { kind: 'refused', reason: `${strange.slice(0, 80)} is not a valid product` };
    if (message['type'] === 'subscribe' && wish.ids.length === 0 && needsIds(channel))
      return refusedList(list, channel);
    wishes.push(wish);
  }
  return { kind: 'wishes', wishes };
}

/** Only `rfq_matches` knows a name for all products. */
function isProduct(id: string, channel: Channel, products: Pick<ReadonlySet<string>, 'has'>): boolean {
  return products.has(id) || (channel === 'rfq_matches' && (id === '' || id === 'ALL'));
}

/** The exchange's own words for this are not known. */
function refusedList(list: string, channel?: Channel): Wishes {
  const reason =
    channel === undefined
      ? `${list} must be a list of texts`
      : `${channel} needs ${list}, and none are given`;
  return { kind: 'refused', reason };
}
