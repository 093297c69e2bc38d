import type { EngineEvent } from '../../engine';
import type { PaperExchange } from '../../server/paper-exchange';
import { BookWatch, type LevelChange } from '../book-watch';
import type { Audience } from './audience';
import type { ExchangeConversation } from './conversation';
import { l2updateMessage, snapshotMessage } from './market-messages';

/** `level2`, one change a message, and `level2_batch`, all changes of 50 ms in one. */
export class BookChannels {
  readonly #exchange: PaperExchange;
  readonly #audience: Audience;
  /** Of the products that somebody wants. */
  readonly #watches = new Map<string, BookWatch>();
  /** What has changed since the last batch, by product and place. */
  readonly #batches = new Map<string, Map<string, LevelChange>>();

  constructor(exchange: PaperExchange, audience: Audience) {
    this.#exchange = exchange;
    this.#audience = audience;
  }

  /** The book as it is; from now on its changes follow. */
  begin(talk: ExchangeConversation, productId: string): void {
    const product = this.#exchange.products.get(productId);
    if (!product) return;
    if (!this.#watches.has(productId))
      this.#watches.set(productId, new BookWatch(this.#exchange.engine, productId));
    talk.send(snapshotMessage(this.#exchange, product), productId);
  }

  tell(event: EngineEvent, productId: string): void {
    const watch = this.#watches.get(productId);
    const product = this.#exchange.products.get(productId);
    if (!watch || !product) return;
    const changes = watch.changes(event);
    const time = event.type === 'match' ? event.trade.time : event.time;
    for (const change of changes)
      this.#audience.tell('level2', productId, () => l2updateMessage(product, [change], time));
    if (this.#audience.wants('level2_batch', productId)) this.#gather(productId, changes);
    else if (!this.#audience.wants('level2', productId)) this.#watches.delete(productId);
  }

  sendBatches(): void {
    const now = this.#exchange.now();
    for (const [productId, batch] of this.#batches) {
      const product = this.#exchange.products.get(productId);
      if (!product) continue;
      const changes = [...batch.values()];
      this.#audience.tell('level2_batch', productId, () => l2updateMessage(product, changes, now));
    }
    this.#batches.clear();
  }

  #gather(productId: string, changes: readonly LevelChange[]): void {
    if (changes.length === 0) return;
    let batch = this.#batches.get(productId);
    if (!batch) this.#batches.set(productId, (batch = new Map<string, LevelChange>()));
    for (const change of changes) batch.set(`${change.side} ${change.price}`, change);
  }
}
