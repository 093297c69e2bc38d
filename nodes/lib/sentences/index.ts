/**
 * What code says to people: a key of the catalogues with what is filled in, so that the editor shows it in its own
 * language, while flows, logs and commands read it in English.
 */
import { english } from './english';

export { english } from './english';

type English = typeof english;
type Group = keyof English;

/** Every sentence there is: `limit.whole`. */
export type SentenceKey = { [G in Group]: `${G}.${keyof English[G] & string}` }[Group];

/** Plain JSON. */
export interface Sentence {
  readonly key: SentenceKey;
  readonly values?: Readonly<Record<string, Words>>;
}

/** A string is nobody's to translate: a value, a name, the exchange's own words. */
export type Words = string | Sentence;

type TextOf<Key> = Key extends `${infer G}.${infer Name}`
  ? G extends Group
    ? Name extends keyof English[G]
      ? English[G][Name]
      : never
    : never
  : never;
type BlanksOf<Text> = Text extends `${string}__${infer Blank}__${infer Rest}`
  ? Blank | BlanksOf<Rest>
  : never;
type Values<Key> = [BlanksOf<TextOf<Key>>] extends [never]
  ? []
  : [values: Readonly<Record<BlanksOf<TextOf<Key>>, Words>>];

/** A sentence with everything that its text leaves blank. */
export function say<Key extends SentenceKey>(key: Key, ...[values]: Values<Key>): Sentence {
  return values ? { key, values } : { key };
}

/** One after the other, at least one. @param how what stands between two. */
export function listed(all: readonly Words[], how: 'comma' | 'semicolon' | 'space'): Words {
  return all.reduce((one, other) => say(`list.${how}`, { one, other }));
}

export function inEnglish(words: Words): string {
  if (typeof words === 'string') return words;
  const { key, values = {} } = words;
  const [group = '', name = ''] = key.split('.');
  const text = (english as Readonly<Record<string, Readonly<Record<string, string>>>>)[group]?.[name] ?? key;
  return text.replace(/__(\w+?)__/g, (_blank, blank: string) => inEnglish(values[blank] ?? ''));
}

/** What was found and what to do about it: in English, and for the editor. */
export interface Advice {
  readonly text: string;
  /** The empty string where there is nothing to do. */
  readonly fix: string;
  readonly told: { readonly text: Words; readonly fix?: Words };
}

export function advise(text: Words, fix?: Words): Advice {
  return {
    text: inEnglish(text),
    fix: inEnglish(fix ?? ''),
    told: { text, ...(fix !== undefined && { fix }) },
  };
}
