import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { ChooseFeedFault, FeedFault } from '../feed-faults';
import { FaultLine, type Frame, POLICY, type Wire } from './fault-line';
import type { Tally } from './tally';

export type { Frame } from './fault-line';

/** What may wait for a client that does not read; more, and it is let go. Bytes. */
export const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/** A client that does not answer a close frame is cut off after so many looks. */
const PATIENCE_LOOKS = 2;

/** One connected client: frames out, texts in. What they mean is its face's. */
export class FeedSession implements Wire {
  /** Where it comes from, for the limits. */
  readonly address: string;
  readonly #socket: WebSocket;
  readonly #raw: Duplex;
  readonly #tally: Tally;
  readonly #line: FaultLine;
  #isSilent = false;
  #isGathering = false;
  #looksSinceClose = 0;

  /** @param socket that answers no pings by itself. @param raw what it runs on. */
  constructor(
    socket: WebSocket,
    raw: Duplex,
    {
      address,
      tally,
      choose,
    }: { readonly address: string; readonly tally: Tally; readonly choose?: ChooseFeedFault | undefined },
  ) {
    this.#socket = socket;
    this.#raw = raw;
    this.address = address;
    this.#tally = tally;
    this.#line = new FaultLine(this, tally, tally.connections, choose);
    tally.connections += 1;
    // Whatever is wrong with a socket ends it; its close is what counts.
    socket.on('error', () => socket.terminate());
    socket.on('ping', (data) => {
      if (this.isOpen && !this.#isSilent) socket.pong(data);
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN && !this.#raw.writableEnded;
  }

  /** Bytes that the client has not taken yet. */
  get waiting(): number {
    return this.#socket.bufferedAmount;
  }

  /** Calls back with every message; undefined for one that is not JSON. */
  onMessage(hear: (message: unknown) => void): void {
    this.#socket.on('message', (data, isBinary) => {
      if (this.isOpen) hear(isBinary ? undefined : parsedJson((data as Buffer).toString()));
    });
  }

  onClose(hear: () => void): void {
    this.#socket.on('close', hear);
  }

  /** Which API it speaks, as far as faults are concerned. */
  speaks(api: 'exchange' | 'advanced-trade'): void {
    this.#line.api = api;
  }

  inject(fault: FeedFault, afterFrames?: number): void {
    this.#line.inject(fault, afterFrames);
  }

  send(frame: Frame): void {
    if (this.isOpen) this.#line.send(frame);
  }

  write(text: string): void {
    if (!this.isOpen) return;
    if (this.waiting <= MOST_WAITING_BYTES) {
      this.#gather();
      return this.#socket.send(text);
    }
    this.#tally.slowConsumers += 1;
    this.close(POLICY, 'ErrSlowConsume');
  }

  /** What is sent at once leaves at once: one call of the system for all of it. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#raw.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      this.#raw.uncork();
    });
  }

  /** Says why and goes; whoever does not answer is cut off by {@link look}. */
  close(code: number, reason: string): void {
    if (this.#isSilent) this.cut();
    else this.#socket.close(code, reason);
  }

  cut(): void {
    this.#socket.terminate();
  }

  hangUp(): void {
    this.#raw.end(() => this.cut());
  }

  /** What comes is thrown away unread, so that only its end is noticed. */
  fallSilent(): void {
    this.#isSilent = true;
    this.#raw.removeAllListeners('data');
    this.#raw.resume();
  }

  /** To be called now and then. */
  look(): void {
    if (this.#socket.readyState !== this.#socket.CLOSING) return;
    this.#looksSinceClose += 1;
    if (this.#looksSinceClose >= PATIENCE_LOOKS) this.cut();
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
