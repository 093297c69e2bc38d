import { orders, type Variant, type Variants } from './variant';

/** More parameters than this are tried sorted and reversed only: 4! orders are enough to try. */
const MOST_ORDERED = 4;

type Pair = readonly [name: string, value: string | undefined];
type Spelling = (text: string) => string;

/** The spellings in which client libraries write a decoded name or value. */
const SPELLINGS: readonly Spelling[] = [
  (text) => text,
  encodeURIComponent,
  (text) => encodeURIComponent(text).replace(/[!'()*]/g, escapeOf),
  (text) => new URLSearchParams({ x: text }).toString().slice(2),
  encodeURI,
  (text) => encodeURIComponent(text).replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%24/g, '$'),
  (text) => encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
  (text) => text.replace(/ /g, '+'),
];

function escapeOf(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Other texts for the same query: spelled, ordered or listed in another way. Whole targets, path in front. */
export function queryVariants(path: string, query: string): Variants<string> {
  const pieces = query.split('&');
  const pairs = pieces.map(pairOf);
  const whole = (value: string, detail: string): Variant<string> => ({
    value: `${path}?${value}`,
    code: 'QUERY_REWRITTEN',
    detail,
  });
  const sorted = pieces.toSorted();
  const likely = [
    ...SPELLINGS.map((spell) => whole(spelled(pairs, spell), 'the encoding differs')),
    whole(sorted.join('&'), 'the order differs'),
    whole(pieces.toReversed().join('&'), 'the order differs'),
    whole(sorted.toReversed().join('&'), 'the order differs'),
  ];
  const rare: Variant<string>[] = lists(pairs).map((value) =>
    whole(value, 'a list is written in another way'),
  );
  for (const order of pieces.length <= MOST_ORDERED ? orders(pieces) : [sorted]) {
    rare.push(whole(order.join('&'), 'the order differs'));
    for (const spell of SPELLINGS)
      rare.push(whole(spelled(order.map(pairOf), spell), 'encoding and order differ'));
  }
  return { likely, rare };
}

/** Decoded parameters, in order. */
export function pairsOf(query: string): readonly (readonly [string, string])[] {
  return query.split('&').map((piece) => {
    const [name, value] = pairOf(piece);
    return [name, value ?? ''];
  });
}

function pairOf(piece: string): Pair {
  const mark = piece.indexOf('=');
  if (mark < 0) return [plain(piece), undefined];
  return [plain(piece.slice(0, mark)), plain(piece.slice(mark + 1))];
}

function plain(text: string): string {
  const spaced = text.replace(/\+/g, ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** A lone surrogate has no encoding; such a text stays as it is. */
function spelled(pairs: readonly Pair[], spell: Spelling): string {
  const write = (text: string): string => {
    try {
      return spell(text);
    } catch {
      return text;
    }
  };
  return pairs
    .map(([name, value]) => (value === undefined ? write(name) : `${write(name)}=${write(value)}`))
    .join('&');
}

/** A parameter with several values: repeated names, brackets, indexes, or joined by commas. */
function lists(pairs: readonly Pair[]): string[] {
  const byName = new Map<string, string[]>();
  for (const [name, value = ''] of pairs) {
    const bare = name.replace(/\[\d*\]$/, '');
    byName.set(bare, [...(byName.get(bare) ?? []), ...value.split(',')]);
  }
  if ([...byName.values()].every((values) => values.length < 2)) return [];
  const write = (each: (name: string, values: string[]) => string[]): string =>
    [...byName]
      .flatMap(([name, values]) => (values.length < 2 ? [`${name}=${values[0] ?? ''}`] : each(name, values)))
      .join('&');
  return [
    write((name, values) => values.map((value) => `${name}=${value}`)),
    write((name, values) => values.map((value) => `${name}[]=${value}`)),
    write((name, values) => values.map((value) => `${name}%5B%5D=${value}`)),
    write((name, values) => values.map((value, index) => `${name}[${index}]=${value}`)),
    write((name, values) => [`${name}=${values.join(',')}`]),
    write((name, values) => [`${name}=${values.join('%2C')}`]),
  ];
}
