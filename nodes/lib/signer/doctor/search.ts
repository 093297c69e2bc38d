import { createHmac, type KeyObject } from 'node:crypto';
import { prehashOf } from '../prehash';
import type { ExchangeCredential, ReceivedRequest } from '../types';
import { bodyVariants, queryAsBody } from './body';
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
  readonly secret: KeyObject | Buffer;
}

/** A mistake, and how it changes what was signed. */
interface Change {
  readonly part: keyof Signed;
  readonly mistake: Variant<unknown>;
  readonly apply: (signed: Signed) => Signed;
}

/** Bounds one search to about 5 ms: a try costs about 1.7 µs, and more for long bodies. */
const MOST_WORK = 2_500;

/** Looks for what was signed instead of what was received, until found or the bound is reached. */
class Search {
  private work = 0;
  /** As binary text: comparing that saves a Buffer a try. */
  private readonly digest: string;

  constructor(digest: Buffer) {
    this.digest = digest.toString('binary');
  }

  /** Whether exactly this gives the digest. */
  matches(signed: Signed): boolean {
    const prehash = prehashOf(signed.stamp, signed.method, signed.path, signed.body);
    return this.matchesText(prehash, signed.secret);
  }

  matchesText(prehash: string, secret: KeyObject | Buffer): boolean {
    this.work += 1 + prehash.length / 2_000;
    if (this.work > MOST_WORK) return false;
    return createHmac('sha256', secret).update(prehash).digest('binary') === this.digest;
  }
}

/**
 * The mistakes, one or two, that turn the request as received into the one whose digest was sent: the first found in
 * order of likelihood, empty when the digest is right, undefined when nothing explains it.
 */
export function searchMistakes(
  received: ReceivedRequest,
  stamp: string,
  credential: ExchangeCredential,
  digest: Buffer,
): readonly Variant<unknown>[] | undefined {
  const { method, path, body } = received;
  const right: Signed = { stamp, method, path, body, secret: credential.secret };
  const search = new Search(digest);
  if (search.matches(right)) return [];
  const { likely, rare } = changesOf(received, stamp, credential);
  return (
    searchSingles(search, right, likely) ??
    searchSingles(search, right, rare) ??
    searchPairs(search, right, likely) ??
    searchLayouts(search, right) ??
    searchStamps(search, right)
  );
}

function changesOf(
  received: ReceivedRequest,
  stamp: string,
  credential: ExchangeCredential,
): { likely: Change[]; rare: Change[] } {
  const host = typeof received.headers['host'] === 'string' ? received.headers['host'] : undefined;
  const all = [
    partChanges('secret', secretVariants(credential)),
    partChanges('path', pathVariants(received.path, host)),
    partChanges('body', bodyVariants(received.body)),
    partChanges('stamp', stampVariants(stamp)),
    partChanges('method', methodVariants(received.method)),
    { likely: [], rare: queryAsBodyChanges(received) },
  ];
  return { likely: all.flatMap(({ likely }) => likely), rare: all.flatMap(({ rare }) => rare) };
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
