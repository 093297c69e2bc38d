import { connect, type Socket } from 'node:net';
import { resetSocket } from '../../nodes/lib/sandbox/server/reset-socket';
import type { DoorOptions } from './door';
import type { Delivered, DoorFault, DoorRequest } from './fault';

export const LOOPBACK = '127.0.0.1';

function partOf({ head, body }: DoorRequest, part: Delivered): string {
  if (part === 'head') return head;
  if (part === 'half') return (head + body).slice(0, body === '' ? head.length / 2 : -body.length / 2);
  return part === 'all' ? head + body : '';
}

/** One request on its way to the exchange, and its answer on the way back. */
export class Way {
  /** What has gone back so far. */
  answer = '';
  #fault: DoorFault | undefined;
  /** Of an answer that is rewritten, until all of it is there. */
  #held = '';
  #upstream: Socket | undefined;
  #over = false;

  constructor(
    private readonly request: DoorRequest,
    private readonly client: Socket,
    private readonly options: DoorOptions,
  ) {}

  get answered(): boolean {
    return this.answer !== '';
  }

  /** The client is through with it: it sends its next request, or is gone. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    // What was held arrives although its sender gave up; anything else ends with its sender.
    if (this.#fault?.kind !== 'hold') this.#upstream?.destroy();
  }

  /**
   * The answer again, in the way of the answer to the next request. Only an answer that tells what it is about: another
   * one could be the answer to the next request as well, and nobody could know better.
   */
  repeat(): void {
    if (this.#fault?.kind !== 'repeat' || !/^HTTP\/1\.1 200 [^{[]*\{/.test(this.answer)) return;
    this.client.write(this.answer, 'latin1');
    this.options.repeated();
  }

  start(fault: DoorFault | undefined): void {
    const { request, options } = this;
    const all = partOf(request, 'all');
    this.#fault = fault;
    switch (fault?.kind) {
      case undefined:
      case 'delay':
      case 'trickle':
      case 'repeat':
      case 'rewrite':
        return this.#deliver(all);
      case 'swallow':
        return;
      case 'hold':
        options.clock.after(fault.ms, () => this.#deliver(all));
        return;
      case 'break':
        if (fault.delivered === 'nothing') return this.#break();
        return this.#deliver(partOf(request, fault.delivered));
      case 'instead':
        return fault.delivered ? this.#deliver(all) : this.#back(fault.bytes);
    }
  }

  #deliver(bytes: string): void {
    const { options } = this;
    const fault = this.#fault;
    const upstream = connect(options.to, LOOPBACK);
    this.#upstream = upstream;
    upstream.setNoDelay(true);
    upstream.setEncoding('latin1');
    upstream.on('data', (part: string) => this.#hear(part));
    upstream.once('end', () => this.#passEnd(() => this.client.end()));
    upstream.once('error', () => this.#passEnd(() => resetSocket(this.client)));
    upstream.write(bytes, 'latin1', () => {
      if (fault?.kind === 'break' && fault.delivered !== 'all') this.#break();
    });
  }

  #hear(part: string): void {
    const { options } = this;
    const fault = this.#fault;
    switch (fault?.kind) {
      case 'break':
        return this.#break();
      case 'instead':
        if (!this.answered) this.#back(fault.bytes);
        return;
      case 'delay':
        options.clock.after(fault.ms, () => this.#back(part));
        return;
      case 'trickle':
        return this.#trickle(part, fault);
      case 'rewrite':
        return this.#rewrite(part, fault.body);
      case 'hold':
        this.#back(part);
        if (this.#over) this.#upstream?.destroy();
        return;
      case 'swallow':
      case 'repeat':
      case undefined:
        return this.#back(part);
    }
  }

  #trickle(bytes: string, { bytes: size, everyMs }: Extract<DoorFault, { kind: 'trickle' }>): void {
    if (this.client.destroyed) return;
    this.#back(bytes.slice(0, size));
    if (bytes.length <= size) return;
    this.options.clock.after(everyMs, () =>
      this.#trickle(bytes.slice(size), { kind: 'trickle', bytes: size, everyMs }),
    );
  }

  #rewrite(part: string, rewritten: (body: string) => string): void {
    const held = this.#held + part;
    this.#held = held;
    const [head = '', ...rest] = held.split('\r\n\r\n');
    const body = rest.join('\r\n\r\n');
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1]);
    if (!(body.length >= length)) return;
    this.#held = '';
    // Where the exchange itself goes on, as with an answer that comes twice, there is no one body to rewrite.
    // Nor in a page that an earlier request for the same was to get.
    const isOne = head.startsWith('HTTP/1.1 200 ') && body.length <= length && body.startsWith('{');
    if (!isOne) return this.#back(held);
    const sent = rewritten(body);
    const heading = head.replace(
      /(\r\ncontent-length:) *\d+/i,
      (_, name: string) => `${name} ${sent.length}`,
    );
    this.#back(`${heading}\r\n\r\n${sent}`);
  }

  #back(bytes: string): void {
    if (this.client.destroyed) return;
    this.answer += bytes;
    this.client.write(bytes, 'latin1');
  }

  #break(): void {
    const fault = this.#fault;
    this.#upstream?.destroy();
    if (fault?.kind === 'break' && fault.how === 'end') this.client.end();
    else resetSocket(this.client);
  }

  /** An end that is the exchange's own doing reaches the client as it came; after a delay for a delayed answer. */
  #passEnd(pass: () => void): void {
    const { options } = this;
    const fault = this.#fault;
    if (this.#over || this.client.destroyed) return;
    if (fault?.kind === 'delay') options.clock.after(fault.ms, pass);
    else if (fault?.kind !== 'trickle') pass();
  }
}
