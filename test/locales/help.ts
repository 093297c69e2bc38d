/** What can be wrong with a node's help in a language, held against English. */

/** A run of text between two tags that make up the page, with the tags that only mark words. */
interface Piece {
  readonly block: string;
  readonly text: string;
  /** Marks, links and code words of it, in the order of the alphabet: languages order their words differently. */
  readonly inside: readonly string[];
  /** The text without code and types. */
  readonly words: string;
}

const INLINE = /^<\/?(?:a|b|i|code|span)\b/;
/** `payload.id`: a property of a message, as the term of a list. */
const PROPERTY = /^[a-z][A-Za-z.]*$/;

/**
 * The page's blocks must be the same, one after the other; in each of them the marks, links and code words. One
 * sentence for each fault.
 * @param same English texts that may stay as they are
 */
export function faultsOfHelp(english: string, other: string, same: readonly string[]): string[] {
  const [ours, theirs] = [piecesOf(english), piecesOf(other)];
  const odd = ours.findIndex(({ block }, at) => block !== theirs[at]?.block);
  if (odd >= 0)
    return [
      `${theirs[odd]?.block ?? 'nothing'} stands where English has ${ours[odd]?.block}${after(ours, odd)}`,
    ];
  if (theirs.length > ours.length) return [`${theirs[ours.length]?.block} is not in English`];
  return ours.flatMap((piece, at) => faultsOfPiece(piece, theirs[at] ?? piece, same));
}

function after(pieces: readonly Piece[], at: number): string {
  const before = pieces.slice(0, at).findLast(({ text }) => text !== '');
  return before === undefined ? '' : `, after "${before.text.slice(0, 60)}"`;
}

function faultsOfPiece(english: Piece, other: Piece, same: readonly string[]): string[] {
  const where = `"${english.text.slice(0, 60)}"`;
  if (PROPERTY.test(english.words))
    return other.words === english.words ? [] : [`${where} is a property's name, and became ${other.words}`];
  const faults = [];
  if (english.inside.join(' ') !== other.inside.join(' ')) {
    const [missing, more] = [without(english.inside, other.inside), without(other.inside, english.inside)];
    faults.push(
      `${where} lacks ${missing.join(' ') || 'nothing'}, and has ${more.join(' ') || 'nothing'} more`,
    );
  }
  const untranslated = other.words === english.words && /\p{L}{2}/u.test(english.words);
  if (untranslated && !same.includes(english.words)) faults.push(`${where} is not translated`);
  return faults;
}

/** What the first list has more often than the second. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function piecesOf(html: string): Piece[] {
  return runsOf(html).map(({ block, run }) => pieceOf(block, run));
}

/** The tags that make up the page, each with the text after it. */
function runsOf(html: string): { readonly block: string; readonly run: string }[] {
  const runs = [{ block: '', run: '' }];
  for (const token of html.match(/<!--[\s\S]*?-->|<\/?[a-z][^>]*>|[^<]+/g) ?? []) {
    const isBlock = token.startsWith('<') && !INLINE.test(token);
    const last = runs.at(-1);
    if (isBlock) runs.push({ block: oneLine(token), run: '' });
    else if (last) last.run += token;
  }
  return runs;
}

function pieceOf(block: string, html: string): Piece {
  const code = [...html.matchAll(/<code\s*>([\s\S]*?)<\/code\s*>/g)].map(
    ([, word = '']) => `<code>${oneLine(word)}`,
  );
  const marks = [...html.matchAll(/<(?:a|b|i|span)\b[^>]*>/g)].map(([tag]) => oneLine(tag));
  const plain = html.replace(/<code\s*>[\s\S]*?<\/code\s*>|<span[^>]*>[\s\S]*?<\/span\s*>/g, ' ');
  return {
    block,
    text: oneLine(html.replace(/<[^>]*>/g, '')),
    inside: [...code, ...marks].sort(),
    words: oneLine(plain.replace(/<[^>]*>/g, '')),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** For each run of text the words that are marked, bold or in italics. */
export function marksOf(html: string): string[][] {
  return runsOf(html).map(({ run }) =>
    [...run.matchAll(/<(b|i)>([\s\S]*?)<\/\1\s*>/g)].map(([, , words = '']) =>
      oneLine(words.replace(/:$/, '')),
    ),
  );
}

/** Titles of the sections, in order. */
export function sectionsOf(html: string): string[] {
  return [...html.matchAll(/<h3>([\s\S]*?)<\/h3>/g)].map(([, title = '']) => oneLine(title));
}

/** Paragraphs, items and definitions long enough to be worth writing once. */
export function passagesOf(html: string): string[] {
  return piecesOf(html)
    .map(({ text }) => text)
    .filter((text) => text.length > 70);
}
