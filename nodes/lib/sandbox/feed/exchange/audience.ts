import type { EngineEvent } from '../../engine';
import { type Channel, channels } from './channels';
import type { ExchangeConversation } from './conversation';
import { concerns, isPublic, orderMessage, type Owner } from './order-messages';

type Json = Readonly<Record<string, unknown>>;

/** Everybody who listens to a feed, and how they are reached. A text for many is made once, and only if one wants it. */
export class Audience {
  readonly #talks = new Set<ExchangeConversation>();
  readonly #owner: (profile: string) => Owner;

  /** @param owner what own messages say of a profile. */
  constructor(owner: (profile: string) => Owner) {
    this.#owner = owner;
  }

  get isEmpty(): boolean {
    return this.#talks.size === 0;
  }

  add(talk: ExchangeConversation): void {
    this.#talks.add(talk);
  }

  delete(talk: ExchangeConversation): void {
    this.#talks.delete(talk);
  }

  [Symbol.iterator](): Iterator<ExchangeConversation> {
    return this.#talks.values();
  }

  wants(channel: Channel, id: string): boolean {
    for (const { subscriptions } of this.#talks) if (subscriptions.has(channel, id)) return true;
    return false;
  }

  /** How many are subscribed with a key of this profile. */
  count(channel: Channel, id: string, profile: string): number {
    let count = 0;
    for (const { subscriptions } of this.#talks)
      if (subscriptions.profileOf(channel, id) === profile) count += 1;
    return count;
  }

  /** The same for all. */
  tell(channel: Channel, id: string, message: () => Json | readonly unknown[]): void {
    let text: string | undefined;
    let type = 'level3';
    for (const { subscriptions, session } of this.#talks) {
      if (!subscriptions.has(channel, id)) continue;
      if (text === undefined) {
        const made = message();
        if ('type' in made) type = String(made['type']);
        text = JSON.stringify(made);
      }
      session.send({
        text,
        type,
        productId: channels[channel].ids === 'accounts' || id === '' ? undefined : id,
      });
    }
  }

  /** The same for all, with more in it for an owner who has authenticated; of `user` the owner's alone. */
  tellOrder(channel: 'full' | 'matches' | 'user', productId: string, event: EngineEvent): void {
    let common: string | undefined;
    const { type } = event;
    for (const talk of this.#talks) {
      if (!talk.subscriptions.has(channel, productId)) continue;
      const profile = talk.subscriptions.profileOf(channel, productId);
      if (profile !== undefined && concerns(event, profile))
        talk.send(orderMessage(event, this.#owner(profile)), productId);
      else if (channel !== 'user' && isPublic(event)) {
        common ??= JSON.stringify(orderMessage(event));
        talk.session.send({ text: common, type, productId });
      }
    }
  }
}
