/** What can be wrong with the catalogue of a language, held against English. */

export type Catalogue = { readonly [key: string]: string | Catalogue };

/** `a.b.c` and the text, of every text. */
export function textsOf(catalogue: Catalogue, before = ''): Map<string, string> {
  const found = Object.entries(catalogue).flatMap(([name, value]) =>
    typeof value === 'string' ? [[before + name, value] as const] : [...textsOf(value, `${before}${name}.`)],
  );
  return new Map(found);
}

/** A node's catalogue as the build makes it. */
export function merged(shared: Catalogue, own: Catalogue): Map<string, string> {
  const texts = textsOf(own);
  const hidden = (key: string): boolean => typeof own[key.split('.')[0] ?? ''] === 'string';
  return new Map([...[...textsOf(shared)].filter(([key]) => !hidden(key)), ...texts]);
}

/**
 * One sentence for each fault.
 * @param same English texts that may stay as they are
 */
export function faultsOfTexts(english: Catalogue, other: Catalogue, same: readonly string[]): string[] {
  const [ours, theirs] = [textsOf(english), textsOf(other)];
  return [
    ...[...ours.keys()].filter((key) => !theirs.has(key)).map((key) => `${key} is missing`),
    ...[...theirs.keys()].filter((key) => !ours.has(key)).map((key) => `${key} is not in English`),
    ...[...ours].flatMap(([key, text]) => {
      const translation = theirs.get(key);
      return translation === undefined ? [] : faultsOfText(key, text, translation, same);
    }),
  ];
}

function faultsOfText(key: string, english: string, other: string, same: readonly string[]): string[] {
  const faults = [];
  if (other.trim() === '') faults.push(`${key} is empty`);
  if (other === english && hasWords(english) && !same.includes(english))
    faults.push(`${key} is not translated: ${english}`);
  for (const [what, find] of [
    ['placeholders', placeholders],
    ['code words', codeWords],
    ['tags', tags],
  ] as const) {
    const [wanted, found] = [find(english).sort(), find(other).sort()];
    if (wanted.join(' ') !== found.join(' '))
      faults.push(`${key} has other ${what}: ${found.join(' ')} in place of ${wanted.join(' ')}`);
  }
  return faults;
}

/** `__name__`, as often as they occur. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/__(\w+?)__/g)].map(([whole]) => whole);
}

/** What a flow or an API reads, and never a person's language: `msg.payload`, `${NAME}`, `BTC-USD`, addresses, quoted words. */
export function codeWords(text: string): string[] {
  const kinds =
    /\bmsg\.\w+(?:\.\w+)*|\$\{\w+\}|https?:\/\/[\w./:-]*\w|\b[A-Z]{3,5}-[A-Z]{3,4}\b|"[a-z]+"|<code>[^<]*<\/code>/g;
  return [...text.matchAll(kinds)].map(([whole]) => whole);
}

function tags(text: string): string[] {
  return [...text.matchAll(/<\/?[a-z][^>]*>/g)].map(([whole]) => whole);
}

/** Whether anything is left to translate: a word of two letters besides placeholders and code. */
export function hasWords(text: string): boolean {
  const rest = codeWords(text).reduce((left, word) => left.replace(word, ' '), text);
  return /\p{L}{2}/u.test(rest.replace(/__\w+?__/g, ' ').replace(/<[^>]*>/g, ' '));
}
