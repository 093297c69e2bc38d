import { type Channel, channels } from './channels';
import type { Wish } from './wishes';

/** Stands for a channel without ids. */
const ALL = '';

/** What one client is subscribed to, and for whom: each id of a channel stays as authenticated as it was at first. */
export class Subscriptions {
  /** By channel and id, the profile of the key, or undefined for nobody's. */
  readonly #profiles = new Map<Channel, Map<string, string | undefined>>();

  /** Returns what is new. */
  add({ channel, ids }: Wish, profile: string | undefined): readonly string[] {
    let own = this.#profiles.get(channel);
    if (!own) this.#profiles.set(channel, (own = new Map<string, string | undefined>()));
    const fresh = (ids.length === 0 ? [ALL] : ids).filter((id) => !own.has(id));
    for (const id of fresh) own.set(id, profile);
    return fresh;
  }

  /** Without ids the whole channel. */
  drop({ channel, ids }: Wish): void {
    const own = this.#profiles.get(channel);
    for (const id of ids) own?.delete(id);
    if (ids.length === 0 || own?.size === 0) this.#profiles.delete(channel);
  }

  has(channel: Channel, id = ALL): boolean {
    return this.#profiles.get(channel)?.has(id) === true;
  }

  /** Undefined for an unauthenticated subscription, and for none. */
  profileOf(channel: Channel, id = ALL): string | undefined {
    return this.#profiles.get(channel)?.get(id);
  }

  idsOf(channel: Channel): readonly string[] {
    return [...(this.#profiles.get(channel)?.keys() ?? [])];
  }

  /** The acknowledgement's list of everything. */
  list(): readonly Record<string, unknown>[] {
    return [...this.#profiles].map(([channel, own]) => {
      const ids = [...own.keys()].filter((id) => id !== ALL);
      const isAccounts = channels[channel].ids === 'accounts';
      return {
        name: channels[channel].shown,
        product_ids: isAccounts ? [] : ids,
        account_ids: isAccounts ? ids : null,
      };
    });
  }
}
