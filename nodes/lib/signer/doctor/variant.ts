import type { DoctorCode } from './codes';

/** One way in which a part may have been signed, other than the right one. */
export interface Variant<Value> {
  readonly value: Value;
  readonly code: DoctorCode;
  /** What exactly, as a clause for the finding's text. */
  readonly detail?: string;
}

/** Likely mistakes are tried alone and in pairs, rare ones alone only: that bounds the search. */
export interface Variants<Value> {
  readonly likely: readonly Variant<Value>[];
  readonly rare: readonly Variant<Value>[];
}

/** Without those that equal the right value or an earlier variant. */
export function distinct(right: string, variants: Iterable<Variant<string>>): Variant<string>[] {
  const seen = new Set([right]);
  const kept: Variant<string>[] = [];
  for (const variant of variants) {
    if (seen.has(variant.value)) continue;
    seen.add(variant.value);
    kept.push(variant);
  }
  return kept;
}

/** Every order of the items, the given one first; meant for a handful of items (n! results). */
export function* orders<Item>(items: readonly Item[]): Generator<Item[]> {
  if (items.length < 2) {
    yield [...items];
    return;
  }
  for (const [index, first] of items.entries()) {
    const others = items.filter((_, other) => other !== index);
    for (const rest of orders(others)) yield [first, ...rest];
  }
}
