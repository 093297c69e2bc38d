import type { Random } from '../../nodes/lib/sandbox/random';
import type { SandboxFault } from '../../nodes/lib/sandbox';
import type { DoorFault, Fault } from './fault';

/** What a request is for; the faults that can hit it differ. `list`: a read in which an order is looked for by our own id. */
export type Purpose = 'order' | 'cancel' | 'read' | 'list';

/** One way in which a request or its answer goes wrong. */
export interface Kind {
  readonly name: string;
  /** How often it is drawn for each purpose, beside the others; 0 for never. A list is a read as well. */
  readonly weights: Readonly<Record<Exclude<Purpose, 'list'>, number>> & { readonly list?: number };
  /** Nothing goes wrong with the repeats of an order that it hit. */
  readonly sparesRepeats?: true;
  /** @param canary origin to which a redirect points; nothing may ever arrive there. */
  readonly draw: (random: Random, canary: string) => Fault;
}

export const everywhere = { order: 2, cancel: 1, read: 1 } as const;
export const ordersOnly = { order: 2, cancel: 0, read: 0 } as const;
export const changes = { order: 2, cancel: 1, read: 0 } as const;

export const door = (fault: DoorFault): Fault => ({ where: 'door', fault });
export const exchange = (fault: SandboxFault): Fault => ({ where: 'exchange', fault });

export const html = { 'Content-Type': 'text/html; charset=utf-8' } as const;
export const text = { 'Content-Type': 'text/plain; charset=utf-8' } as const;

/** From `from` up to `to`. */
export const between = (random: Random, from: number, to: number): number =>
  from + random.below(to - from + 1);

export function oneOf<T>(random: Random, all: readonly T[]): T {
  return all[random.below(all.length)] as T;
}

/** An answer in the place of the right one. */
export type Instead = Omit<Extract<SandboxFault, { kind: 'answer' }>, 'accepted' | 'kind'>;

/** An answer that is not the right one, once with and once without the request being carried out. */
export function twice(name: string, answer: Instead): Kind[] {
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

/** One of these answers, each of which says that the request was not carried out. */
export function refused(
  name: string,
  weights: Kind['weights'],
  answers: readonly [Instead, ...Instead[]],
): Kind {
  return {
    name,
    weights,
    draw: (random) => exchange({ kind: 'answer', accepted: false, ...oneOf(random, answers) }),
  };
}
