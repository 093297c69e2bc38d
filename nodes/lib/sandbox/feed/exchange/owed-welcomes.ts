import type { Channel } from './channels';
import type { ExchangeConversation } from './conversation';

/** What a client subscribed to while its product was shut. */
interface Owed {
  readonly talk: ExchangeConversation;
  readonly id: string;
  readonly wanted: readonly Channel[];
}

/** The beginnings of subscriptions that wait until their product opens: nobody knows its present prices before. */
export class OwedWelcomes {
  readonly #owed = new Map<ExchangeConversation, Map<string, Set<Channel>>>();

  add(talk: ExchangeConversation, id: string, wanted: readonly Channel[]): void {
    const products = this.#owed.get(talk) ?? new Map<string, Set<Channel>>();
    this.#owed.set(talk, products);
    products.set(id, new Set([...(products.get(id) ?? []), ...wanted]));
  }

  /** Those of products that are open now; each is given once. */
  takeOpen(isOpen: (id: string) => boolean): readonly Owed[] {
    const taken: Owed[] = [];
    for (const [talk, products] of this.#owed) {
      for (const [id, wanted] of products) {
        if (!isOpen(id)) continue;
        products.delete(id);
        taken.push({ talk, id, wanted: [...wanted] });
      }
      if (products.size === 0) this.#owed.delete(talk);
    }
    return taken;
  }

  forget(talk: ExchangeConversation): void {
    this.#owed.delete(talk);
  }
}
