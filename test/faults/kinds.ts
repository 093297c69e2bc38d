import type { Random } from '../../nodes/lib/sandbox/random';
import type { DoorFault, Fault } from './fault';
import type { SandboxFault } from '../../nodes/lib/sandbox';

/** One way in which a request or its answer goes wrong. */
export interface Kind {
  readonly name: string;
  /** How often it is drawn for an order, for a cancel and for a read, beside the others; 0 for never. */
  readonly weights: { readonly order: number; readonly cancel: number; readonly read: number };
  /** @param canary origin to which a redirect points; nothing may ever arrive there. */
  readonly draw: (random: Random, canary: string) => Fault;
}

const page = (words: string): string => `<!DOCTYPE html><html><body><h1>${words}</h1></body></html>`;
const html = { 'Content-Type': 'text/html; charset=utf-8' } as const;
const json = (message: string): string => JSON.stringify({ message });

const door = (fault: DoorFault): Fault => ({ where: 'door', fault });
const exchange = (fault: SandboxFault): Fault => ({ where: 'exchange', fault });

/** From `from` up to `to`, milliseconds. */
const between = (random: Random, from: number, to: number): number => from + random.below(to - from + 1);

const everywhere = { order: 2, cancel: 1, read: 1 } as const;
const ordersOnly = { order: 2, cancel: 0, read: 0 } as const;
const changes = { order: 2, cancel: 1, read: 0 } as const;

/** Counted when it happens, not when it is drawn. */
export const REPEATED = 'answer once more for the next request';

/** An answer that is not the right one, once with and once without the request being carried out. */
function twice(
  name: string,
  answer: Omit<Extract<SandboxFault, { kind: 'answer' }>, 'accepted' | 'kind'>,
): Kind[] {
  return [
    {
      name: `${name}, carried out`,
      weights: everywhere,
      draw: () => exchange({ kind: 'answer', accepted: true, ...answer }),
    },
    {
      name: `${name}, not carried out`,
      weights: everywhere,
      draw: () => exchange({ kind: 'answer', accepted: false, ...answer }),
    },
  ];
}

/** Everything that can be drawn for a request. What happens to more than one request is in world.ts. */
export const kinds: readonly Kind[] = [
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
  ...twice('500', { status: 500, body: json('Internal Server Error.') }),
  ...twice('502 page', { status: 502, body: page('Bad gateway'), headers: html }),
  ...twice('503', { status: 503, body: json('under maintenance') }),
  ...twice('504 page', { status: 504, body: page('Gateway time-out'), headers: html }),
  ...twice('200 page', { status: 200, body: page('Please log in'), headers: html }),
  ...twice('403 page', { status: 403, body: page('Access denied'), headers: html }),
  ...twice('404 page', { status: 404, body: page('Not found'), headers: html }),
  ...twice('429 page', { status: 429, body: page('Slow down'), headers: html }),
  ...twice('200 with nothing', { status: 200, body: '' }),
  {
    name: '429 in the words of the exchange',
    weights: { order: 4, cancel: 1, read: 1 },
    draw: (random) =>
      exchange({
        kind: 'answer',
        accepted: false,
        status: 429,
        body: json('Private rate limit exceeded'),
        ...(random.below(2) === 1 && { headers: { 'Retry-After': '1' } }),
      }),
  },
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

/** Draws one for an order, a cancel or a read. */
export function drawKind(random: Random, of: keyof Kind['weights']): Kind {
  let left = random.below(kinds.reduce((sum, { weights }) => sum + weights[of], 0));
  for (const kind of kinds) {
    left -= kind.weights[of];
    if (left < 0) return kind;
  }
  throw new Error('the weights do not add up');
}
