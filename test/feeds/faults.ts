import type { ChooseFeedFault, FeedFault, FeedFrameFacts } from '../../nodes/lib/sandbox';
import type { FaceName } from '../faults/face';

/** What goes wrong once in an episode. `outage`: connections end and new ones are turned away for a while. */
export const faultKinds = [
  'close',
  'terminate',
  'half-open',
  'stall',
  'slow-consumer',
  'garbage',
  'drop',
  'drop-span',
  'repeat',
  'swap',
  'outage',
] as const;
export type FaultKind = (typeof faultKinds)[number];

const LOSING: ReadonlySet<FaultKind> = new Set([
  'close',
  'terminate',
  'half-open',
  'stall',
  'slow-consumer',
  'garbage',
  'drop-span',
  'outage',
]);

/**
 * Whether it cannot pass without a client that looks noticing it; the others change nothing that is told in the end.
 * Advanced Trade numbers every message, so that a single one is missed as well.
 */
export function isLoss(kind: FaultKind, face: FaceName): boolean {
  return LOSING.has(kind) || (kind === 'drop' && face === 'advanced-trade');
}

/** A lost span lasts so long, milliseconds: on Exchange it takes two heartbeats at least with it. */
const SPAN_MS = 2600;

/** A fault that waits for its frame, and what came of it. */
export interface Armed {
  readonly kind: FaultKind;
  /** When the first frame went wrong, by the clock; undefined while none has. */
  hitAt: number | undefined;
  /** When it is over, by the clock: for a span its end, whether frames come then or not. */
  overAt: number | undefined;
  /** Of what the first frame told. */
  type: string | undefined;
}

/** Chooses which frames go wrong: those after a fault was armed, as it says, and no others. */
export class FaultLine {
  #armed: Armed | undefined;
  #skip = 0;
  #connection: number | undefined;
  readonly #face: FaceName;
  readonly #now: () => number;

  constructor(face: FaceName, now: () => number) {
    this.#face = face;
    this.#now = now;
  }

  /** @param skip frames that still pass. */
  arm(kind: FaultKind, skip: number): Armed {
    this.#armed = { kind, hitAt: undefined, overAt: undefined, type: undefined };
    this.#skip = skip;
    this.#connection = undefined;
    return this.#armed;
  }

  disarm(): void {
    this.#armed = undefined;
  }

  readonly choose: ChooseFeedFault = (frame) => {
    const armed = this.#armed;
    if (!armed || armed.kind === 'outage') return undefined;
    if (armed.kind === 'drop-span' && armed.overAt !== undefined) return this.#within(armed.overAt, frame);
    if (armed.hitAt !== undefined || !this.#fits(armed.kind, frame)) return undefined;
    if (this.#skip > 0) {
      this.#skip -= 1;
      return undefined;
    }
    armed.hitAt = this.#now();
    armed.type = frame.type;
    this.#connection = frame.connection;
    armed.overAt = armed.hitAt + (armed.kind === 'drop-span' ? SPAN_MS : 0);
    return faultOf(armed.kind);
  };

  #within(overAt: number, { connection }: FeedFrameFacts): FeedFault | undefined {
    return connection === this.#connection && this.#now() < overAt ? { kind: 'drop' } : undefined;
  }

  /**
   * A single change of an Exchange book has no number, and the exchange guarantees its delivery: alone it is never lost or
   * moved, which TCP would not do either. Advanced Trade numbers every message.
   */
  #fits(kind: FaultKind, { type }: FeedFrameFacts): boolean {
    if (type === 'subscriptions') return false;
    const alone = kind === 'drop' || kind === 'swap';
    return !alone || this.#face === 'advanced-trade' || (type !== 'l2update' && type !== 'snapshot');
  }
}

function faultOf(kind: Exclude<FaultKind, 'outage'>): FeedFault {
  switch (kind) {
    case 'drop-span':
      return { kind: 'drop' };
    case 'close':
    case 'terminate':
    case 'half-open':
    case 'stall':
    case 'slow-consumer':
    case 'garbage':
    case 'drop':
    case 'repeat':
    case 'swap':
      return { kind };
  }
}
