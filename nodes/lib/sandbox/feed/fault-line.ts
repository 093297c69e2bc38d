import type { ChooseFeedFault, FeedFault, FeedFrameFacts } from '../feed-faults';
import type { Tally } from './tally';

/** A text message on its way to a client. */
export interface Frame {
  readonly text: string;
  /** The kind of message: `ticker`, `l2update`; of Advanced Trade its channel. */
  readonly type: string;
  readonly productId?: string | undefined;
}

/** Where frames go: a socket. */
export interface Wire {
  write(text: string): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a word, once what was written is out. */
  hangUp(): void;
  /** From now on it neither sends nor hears, though it is open. */
  fallSilent(): void;
}

/** RFC 6455, 7.4.1. */
export const GOING_AWAY = 1001;
export const POLICY = 1008;

/** The way of one connection's frames to its socket, on which a test may have things go wrong. */
export class FaultLine {
  readonly #wire: Wire;
  readonly #tally: Tally;
  readonly #choose: ChooseFeedFault | undefined;
  readonly #connection: number;
  api: FeedFrameFacts['api'] = 'exchange';
  #frames = 0;
  /** Asked for by hand, with the frame at which each is due. */
  #due: { readonly fault: FeedFault; readonly at: number }[] = [];
  #toDrop = 0;
  #held: string | undefined;
  #isSilent = false;

  constructor(wire: Wire, tally: Tally, connection: number, choose?: ChooseFeedFault) {
    this.#wire = wire;
    this.#tally = tally;
    this.#connection = connection;
    this.#choose = choose;
  }

  /** What ends a connection happens at once, everything else with a frame. */
  inject(fault: FeedFault, afterFrames = 0): void {
    if (afterFrames === 0 && isEnding(fault)) this.#end(fault);
    else this.#due.push({ fault, at: this.#frames + afterFrames });
  }

  send(frame: Frame): void {
    const fault = this.#faultFor(frame);
    this.#frames += 1;
    this.#tally.frames += 1;
    if (this.#isSilent) return this.#lose();
    if (this.#toDrop > 0) {
      this.#toDrop -= 1;
      return this.#lose();
    }
    if (!fault) return this.#write(frame.text);
    if (isEnding(fault)) {
      this.#lose();
      return this.#end(fault);
    }
    this.#tally.fault(fault.kind);
    this.#distort(fault, frame.text);
  }

  #faultFor({ type, productId }: Frame): FeedFault | undefined {
    const frame = this.#frames;
    const due = this.#due.findIndex(({ at }) => at <= frame);
    const [asked] = due < 0 ? [] : this.#due.splice(due, 1);
    const facts = { api: this.api, connection: this.#connection, frame, type };
    const chosen = this.#choose?.(productId === undefined ? facts : { ...facts, productId });
    return asked?.fault ?? chosen;
  }

  #distort(fault: Exclude<FeedFault, Ending>, text: string): void {
    switch (fault.kind) {
      case 'drop':
        this.#toDrop = (fault.frames ?? 1) - 1;
        return this.#lose();
      case 'repeat':
        for (let left = fault.times ?? 2; left > 0; left -= 1) this.#write(text);
        return;
      case 'swap':
        if (this.#held !== undefined) return this.#write(text);
        this.#held = text;
        return;
      case 'garbage':
        this.#tally.lost += 1;
        return this.#write(text.slice(0, text.length >>> 1));
      case 'too-large': {
        const empty = JSON.stringify({ type: 'padding', padding: '' });
        this.#wire.write(
          empty.replace(/""/, () => `"${'x'.repeat(Math.max(0, fault.bytes - empty.length))}"`),
        );
        return this.#write(text);
      }
    }
  }

  /** With the frame that has waited to be sent after this one. */
  #write(text: string): void {
    this.#wire.write(text);
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#wire.write(held);
  }

  #lose(): void {
    this.#tally.lost += 1;
  }

  #end(fault: Ending): void {
    this.#tally.fault(fault.kind);
    switch (fault.kind) {
      case 'close':
        return this.#wire.close(fault.code ?? GOING_AWAY, '');
      case 'terminate':
        return this.#wire.hangUp();
      case 'slow-consumer':
        return this.#wire.close(POLICY, 'ErrSlowConsume');
      case 'half-open':
        this.#isSilent = true;
        return this.#wire.fallSilent();
      case 'stall':
        this.#isSilent = true;
    }
  }
}

const ENDINGS = ['close', 'terminate', 'slow-consumer', 'half-open', 'stall'] as const;
type Ending = Extract<FeedFault, { readonly kind: (typeof ENDINGS)[number] }>;

function isEnding(fault: FeedFault): fault is Ending {
  return ENDINGS.some((kind) => kind === fault.kind);
}
