/** Keeps at least the newest `keep` items, and never more than a quarter more: appending costs the same for ever. */
export class Recent<T> {
  #items: T[] = [];
  readonly #keep: number;

  constructor(keep: number) {
    this.#keep = keep;
  }

  push(item: T): void {
    if (this.#items.length >= this.#keep * 1.25) this.#items = this.#items.slice(-this.#keep);
    this.#items.push(item);
  }

  /** Newest first. */
  *newestFirst(): Generator<T> {
    const items = this.#items;
    for (let index = items.length - 1; index >= 0; index -= 1) yield items[index] as T;
  }
}
