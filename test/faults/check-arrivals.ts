import { CoinbaseError } from '../../nodes/lib/rules/errors';
import { type Evidence, groupBy, type Violation } from './evidence';
import type { Arrival } from './fault-plan';

/** Holds what came to the door, and what went back there, against what is allowed and what was told. */
export function checkArrivals(evidence: Evidence): Violation[] {
  const { arrivals, face } = evidence;
  return [...(face.repeatable ? [] : resends(arrivals)), ...unkept(arrivals), ...misheard(evidence)];
}

/**
 * A refusal that came whole as the answer to the first and only send proves that nothing was placed: it is told at once
 * and as what it is, and the order is not sent again.
 */
function misheard({ arrivals, story, face }: Evidence): Violation[] {
  const times = groupBy(arrivals, ({ clientOid }) => clientOid);
  return story.calls.flatMap(({ ask, result, restarted }) => {
    if (!(result instanceof CoinbaseError) || restarted || ask.options.timeoutMs !== undefined) return [];
    const oid = result.details['client_oid'];
    const [first, ...more] = (typeof oid === 'string' ? times.get(oid) : undefined) ?? [];
    // Where a try never came to the door, it may still come: then the refusal of another one proves nothing.
    if (!first || result.details.attempts !== 1 + more.length) return [];
    const expected = face.refusals.get(bodyOf(first.answer()));
    if (expected === undefined || (more.length === 0 && result.code === expected)) return [];
    const told = `refused at its first send as ${expected}, told as ${result.code} after ${1 + more.length}`;
    return [{ kind: 'wrong verdict', what: `${first.mark}: ${told}` }];
  });
}

/** As long as its head says: more can have followed, such as the same answer once more. */
function bodyOf(answer: string): string {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  return rest.join('\r\n\r\n').slice(0, length === undefined ? undefined : Number(length));
}

/** An order may come to the door again only where each time before was refused in the exchange's own words. */
function resends(arrivals: readonly Arrival[]): Violation[] {
  return [...groupBy(arrivals, ({ clientOid }) => clientOid)].flatMap(([oid, times]) =>
    times
      .slice(0, -1)
      .filter(({ answer }) => !isProof(answer()))
      .map(({ mark, answer }) => ({
        kind: 'sent again after an unknown' as const,
        what: `${mark} (${oid}) came ${times.length} times, also after ${JSON.stringify(answer().slice(0, 300))}`,
      })),
  );
}

function unkept(arrivals: readonly Arrival[]): Violation[] {
  return arrivals
    .filter(({ kept }) => !kept)
    .map(({ mark }) => ({ kind: 'journal', what: `${mark} left before its intent was on disk` }));
}

/** A whole answer in JSON that refuses. */
function isProof(answer: string): boolean {
  if (!/^HTTP\/1\.1 (400|401|403|404|429) /.test(answer)) return false;
  try {
    return typeof (JSON.parse(bodyOf(answer)) as { message?: unknown }).message === 'string';
  } catch {
    return false;
  }
}
