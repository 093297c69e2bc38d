/** Something that happened at a moment: Unix milliseconds. */
export interface Moment {
  readonly placedAt: number;
}

/** Moments in their order: nearly all come in that order, so that adding one costs nothing. */
export interface Timeline<T extends Moment> {
  add(item: T): void;
  remove(item: T): void;
  /** How many are later than `after`. */
  countAfter(after: number): number;
  /** Those at or after `from`. */
  since(from: number): readonly T[];
  readonly latest: T | undefined;
  readonly size: number;
  dropBefore(before: number): void;
}

export function createTimeline<T extends Moment>(): Timeline<T> {
  let items: T[] = [];
  /** Index of the first item for which `later` holds. */
  const first = (later: (at: number) => boolean): number => {
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (later(items[middle]?.placedAt ?? Infinity)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return {
    add(item) {
      const last = items[items.length - 1];
      if (!last || last.placedAt <= item.placedAt) items.push(item);
      else
        items.splice(
          first((at) => at > item.placedAt),
          0,
          item,
        );
    },
    remove(item) {
      const index = items.lastIndexOf(item);
      if (index >= 0) items.splice(index, 1);
    },
    countAfter: (after) => items.length - first((at) => at > after),
    since: (from) => items.slice(first((at) => at >= from)),
    get latest() {
      return items[items.length - 1];
    },
    get size() {
      return items.length;
    },
    dropBefore(before) {
      items = items.slice(first((at) => at >= before));
    },
  };
}
