import type { Random } from '../../nodes/lib/sandbox/random';
import {
  between,
  changes,
  door,
  everywhere,
  exchange,
  html,
  type Kind,
  ordersOnly,
  type Purpose,
  twice,
} from './kind';

const page = (words: string): string => `<!DOCTYPE html><html><body><h1>${words}</h1></body></html>`;

/** Counted when it happens, not when it is drawn. */
export const REPEATED = 'answer once more for the next request';

/**
 * What can be drawn for a request whatever API it is for: connections, proxies and pages. What an API itself says is
 * with its face, and what happens to more than one request is in world.ts.
 */
const kinds: readonly Kind[] = [
  {
    name: 'reset before the body',
    weights: changes,
    draw: () => door({ kind: 'break', delivered: 'head', how: 'reset' }),
  },
  {
    name: 'request cut in its body',
    weights: ordersOnly,
    draw: () => door({ kind: 'break', delivered: 'half', how: 'end' }),
  },
  {
    name: 'reset after the body, not delivered',
    weights: everywhere,
    draw: () => door({ kind: 'break', delivered: 'nothing', how: 'reset' }),
  },
  {
    name: 'reset after the body, delivered',
    weights: { order: 4, cancel: 2, read: 1 },
    draw: () => door({ kind: 'break', delivered: 'all', how: 'reset' }),
  },
  {
    name: 'connection ended in the place of the answer',
    weights: everywhere,
    draw: () => door({ kind: 'break', delivered: 'all', how: 'end' }),
  },
  { name: 'no answer, not delivered', weights: everywhere, draw: () => door({ kind: 'swallow' }) },
  {
    name: 'no answer, delivered late',
    weights: { order: 6, cancel: 0, read: 0 },
    draw: (random) => door({ kind: 'hold', ms: between(random, 500, 29_500) }),
  },
  {
    name: 'no answer, delivered too late',
    weights: ordersOnly,
    draw: (random) => door({ kind: 'hold', ms: between(random, 31_000, 60_000) }),
  },
  {
    name: 'late answer',
    weights: everywhere,
    draw: (random) => door({ kind: 'delay', ms: between(random, 100, 15_000) }),
  },
  {
    name: REPEATED,
    weights: everywhere,
    draw: () => door({ kind: 'repeat' }),
  },
  {
    name: 'slow loris',
    weights: everywhere,
    draw: (random) => door({ kind: 'trickle', bytes: 1, everyMs: between(random, 100, 300) }),
  },
  {
    name: 'answer in crumbs',
    weights: everywhere,
    draw: (random) => door({ kind: 'trickle', bytes: between(random, 20, 200), everyMs: 60 }),
  },
  {
    name: '307 to another origin',
    weights: everywhere,
    draw: (random, canary) =>
      door({
        kind: 'instead',
        delivered: random.below(2) === 1,
        bytes: `HTTP/1.1 307 Temporary Redirect\r\nLocation: ${canary}/orders\r\nContent-Length: 0\r\n\r\n`,
      }),
  },
  {
    name: 'bytes that are not HTTP',
    weights: everywhere,
    draw: (random) =>
      door({ kind: 'instead', delivered: random.below(2) === 1, bytes: 'SSH-2.0-OpenSSH_9.6\r\n' }),
  },
  ...twice('502 page', { status: 502, body: page('Bad gateway'), headers: html }),
  ...twice('504 page', { status: 504, body: page('Gateway time-out'), headers: html }),
  ...twice('200 page', { status: 200, body: page('Please log in'), headers: html }),
  ...twice('403 page', { status: 403, body: page('Access denied'), headers: html }),
  ...twice('404 page', { status: 404, body: page('Not found'), headers: html }),
  ...twice('429 page', { status: 429, body: page('Slow down'), headers: html }),
  ...twice('200 with nothing', { status: 200, body: '' }),
  {
    name: 'silence after it was carried out',
    weights: changes,
    draw: () => exchange({ kind: 'silence', accepted: true }),
  },
  {
    name: 'reset by the exchange, carried out',
    weights: changes,
    draw: () => exchange({ kind: 'reset', accepted: true }),
  },
  {
    name: 'reset by the exchange, not carried out',
    weights: changes,
    draw: () => exchange({ kind: 'reset', accepted: false }),
  },
  {
    name: 'cut body',
    weights: everywhere,
    draw: (random) => exchange({ kind: 'cut', bytes: between(random, 0, 30) }),
  },
  {
    name: 'length too large',
    weights: everywhere,
    draw: (random) => exchange({ kind: 'wrong-length', by: between(random, 1, 500) }),
  },
  {
    name: 'length too small',
    weights: everywhere,
    draw: (random) => exchange({ kind: 'wrong-length', by: -between(random, 1, 2) }),
  },
  { name: 'answer twice', weights: everywhere, draw: () => exchange({ kind: 'duplicate' }) },
];

/** Draws one of these, or of those that the API has of its own. */
export function drawKind(random: Random, of: Purpose, ofApi: readonly Kind[]): Kind {
  const all = [...kinds, ...ofApi];
  let left = random.below(all.reduce((sum, kind) => sum + weightOf(kind, of), 0));
  for (const kind of all) {
    left -= weightOf(kind, of);
    if (left < 0) return kind;
  }
  throw new Error('the weights do not add up');
}

function weightOf({ weights }: Kind, of: Purpose): number {
  return of === 'list' ? (weights.list ?? weights.read) : weights[of];
}
