import type { WebSocket } from 'ws';

/** A text message on its way to a client. */
export interface Frame {
  readonly text: string;
  /** The kind of message: `ticker`, `l2update`; of Advanced Trade its channel. */
  readonly type: string;
  readonly productId?: string | undefined;
}

/** What may wait for a client that does not read; more, and it is let go. Bytes. */
export const MOST_WAITING_BYTES = 8 * 1024 * 1024;

/** Close codes: RFC 6455, 7.4.1. */
export const POLICY = 1008;

/** One connected client: frames out, texts in. What they mean is its face's. */
export class FeedSession {
  /** Where it comes from, for the limits. */
  readonly address: string;
  readonly #socket: WebSocket;

  constructor(socket: WebSocket, address: string) {
    this.#socket = socket;
    this.address = address;
    // Whatever is wrong with a socket ends it; its close is what counts.
    socket.on('error', () => socket.terminate());
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
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

  send(frame: Frame): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > MOST_WAITING_BYTES) return this.close(POLICY, 'ErrSlowConsume');
    this.#socket.send(frame.text);
  }

  /** Says why and goes; whoever does not answer is cut off by {@link cut}. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  cut(): void {
    this.#socket.terminate();
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
