import { prehashOf } from '../prehash';
import type { ReceivedRequest } from '../types';
import { bodyVariants, queryAsBody } from './body';
import { dialects, type HmacCredential } from './dialect';
import { macUnder, type Mac } from './mac';
import { methodVariants } from './method';
import { pathVariants } from './path';
import { secretVariants } from './secret';
import { stampVariants, stampsWithinSecond } from './stamp';
import { orders, type Variant, type Variants } from './variant';

/** What was signed, part by part, and the key it was signed with. */
interface Signed {
  readonly stamp: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly secret: Mac;
}

/** A mistake, and how it changes what was signed. */
interface Change {
  readonly part: keyof Signed;
  readonly mistake: Variant<unknown>;
  readonly apply: (signed: Signed) => Signed;
}

/** What the search came to. */
export type Outcome =
  | { readonly kind: 'explained'; readonly mistakes: readonly Variant<unknown>[] }
  | { readonly kind: 'unexplained' }
  /** The request is so long that not even every likely mistake was tried. */
  | { readonly kind: 'given-up' };

/** Bounds one search to a few milliseconds, in tries of a short text: each takes about a microsecond. */
const MOST_WORK = 5_000;
/** So many characters cost as much to hash as a try costs by itself. */
const CHARACTERS_A_TRY = 400;

/** Looks for what was signed instead of what was received, until found or the bound is reached. */
class Search {
  /** Whether a try was left out because of the bound. */
  cut = false;
  private work = 0;
  /** As binary text. */
  private readonly digest: string;

  constructor(digest: Buffer) {
    this.digest = digest.toString('binary');
  }

  /** Whether exactly this gives the digest. */
  matches(signed: Signed): boolean {
    const prehash = prehashOf(signed.stamp, signed.method, signed.path, signed.body);
    return this.matchesText(prehash, signed.secret);
  }

  /** A long text past the bound is left out; a short one may still find its place. */
  matchesText(prehash: string, secret: Mac): boolean {
    const cost = 1 + prehash.length / CHARACTERS_A_TRY;
    if (this.work + cost > MOST_WORK) {
      this.cut = true;
      return false;
    }
    this.work += cost;
    return secret(prehash) === this.digest;
  }
}

/**
 * Looks for the mistakes, none, one or two, that turn the request as received into the one whose digest was sent:
 * the first found in order of likelihood.
 */
export function searchMistakes(
  received: ReceivedRequest,
  stamp: string,
  credential: HmacCredential,
  digest: Buffer,
): Outcome {
  const { method, body } = received;
  const path = dialects[credential.scheme].signedPath(received.path);
  const right: Signed = { stamp, method, path, body, secret: macUnder(credential.secret.export()) };
  const search = new Search(digest);
  if (search.matches(right)) return { kind: 'explained', mistakes: [] };
  const { likely, rare } = changesOf(received, right, credential);
  const single = searchSingles(search, right, likely);
  if (single === undefined && search.cut) return { kind: 'given-up' };
  const mistakes =
    single ??
    searchSingles(search, right, rare) ??
    searchPairs(search, right, likely) ??
    searchLayouts(search, right) ??
    searchStamps(search, right);
  return mistakes === undefined ? { kind: 'unexplained' } : { kind: 'explained', mistakes };
}

function changesOf(
  received: ReceivedRequest,
  { stamp, path }: Signed,
  credential: HmacCredential,
): { likely: Change[]; rare: Change[] } {
  const host = typeof received.headers['host'] === 'string' ? received.headers['host'] : undefined;
  const all = [
    partChanges('secret', macVariants(credential)),
    partChanges('path', pathVariants(received.path, path, host)),
    partChanges('body', bodyVariants(received.body)),
    partChanges('stamp', stampVariants(stamp)),
    partChanges('method', methodVariants(received.method)),
    { likely: [], rare: queryAsBodyChanges(received) },
  ];
  return { likely: all.flatMap(({ likely }) => likely), rare: all.flatMap(({ rare }) => rare) };
}

function macVariants(credential: HmacCredential): Variants<Mac> {
  const { likely, rare } = secretVariants(credential);
  const mac = (variant: Variant<Buffer>): Variant<Mac> => ({ ...variant, value: macUnder(variant.value) });
  return { likely: likely.map(mac), rare: rare.map(mac) };
}

function partChanges<Part extends keyof Signed>(
  part: Part,
  variants: Variants<Signed[Part]>,
): { likely: Change[]; rare: Change[] } {
  const change = (mistake: Variant<Signed[Part]>): Change => ({
    part,
    mistake,
    apply: (signed) => ({ ...signed, [part]: mistake.value }),
  });
  return { likely: variants.likely.map(change), rare: variants.rare.map(change) };
}

/** Parameters of a GET signed as a JSON body: two parts change at once. */
function queryAsBodyChanges(received: ReceivedRequest): Change[] {
  const mark = received.path.indexOf('?');
  if (mark < 0 || received.body !== '' || received.path.length > 2_000) return [];
  const path = received.path.slice(0, mark);
  return queryAsBody(received.path.slice(mark + 1)).map((body) => ({
    part: 'path',
    mistake: { value: body, code: 'QUERY_SIGNED_AS_BODY' },
    apply: (signed) => ({ ...signed, path, body }),
  }));
}

function searchSingles(
  search: Search,
  right: Signed,
  changes: readonly Change[],
): readonly Variant<unknown>[] | undefined {
  const found = changes.find((change) => search.matches(change.apply(right)));
  return found === undefined ? undefined : [found.mistake];
}

function searchPairs(
  search: Search,
  right: Signed,
  changes: readonly Change[],
): readonly Variant<unknown>[] | undefined {
  for (const [index, first] of changes.entries()) {
    const once = first.apply(right);
    for (const second of changes.slice(index + 1))
      if (second.part !== first.part && search.matches(second.apply(once)))
        return [first.mistake, second.mistake];
  }
  return undefined;
}

const SEPARATORS = ['\n', ' ', '|', ':', ',', '&', '.'];

function searchLayouts(search: Search, right: Signed): readonly Variant<unknown>[] | undefined {
  const parts = [right.stamp, right.method, right.path, right.body];
  const filled = parts.filter((part) => part !== '');
  const texts = [
    ...[...orders(filled)].map((order) => order.join('')),
    ...SEPARATORS.flatMap((separator) => [parts.join(separator), filled.join(separator)]),
  ];
  const found = texts.find((text) => search.matchesText(text, right.secret));
  return found === undefined ? undefined : [{ value: found, code: 'PREHASH_LAYOUT' }];
}

/** Last, because it is long: the header's second, millisecond by millisecond. */
function searchStamps(search: Search, right: Signed): readonly Variant<unknown>[] | undefined {
  for (const mistake of stampsWithinSecond(right.stamp))
    if (search.matches({ ...right, stamp: mistake.value })) return [mistake];
  return undefined;
}
