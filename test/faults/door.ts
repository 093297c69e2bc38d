import { connect, createServer, type Server, type Socket } from 'node:net';
import { resetSocket } from '../../nodes/lib/sandbox/server/reset-socket';
import type { ScaledClock } from './scaled-clock';
import type { Delivered, DoorFault, DoorRequest } from './fault';

export interface DoorOptions {
  /** Port of the exchange behind it, on loopback. */
  readonly to: number;
  readonly clock: ScaledClock;
  /**
   * Chooses what goes wrong with a request that arrived; called once for each.
   * @param answer the bytes that have gone back for it so far, whenever it is asked.
   */
  readonly choose: (request: DoorRequest, answer: () => string) => DoorFault | undefined;
  /** Hears that an answer went to the next request too. */
  readonly repeated: () => void;
}

/** A TCP proxy on loopback before an exchange. It passes bytes on as they are, until a fault says otherwise. */
export interface Door {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Nobody listens from now on and idle connections are gone, until {@link Door.open}. */
  shut(): void;
  open(): Promise<void>;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Below the ports that the system gives to outgoing connections, so that none takes it while the door is shut. */
const PORTS = { from: 20_000, to: 32_000 } as const;

/** Starts listening; the port stays the same however often the door is shut. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const lines = new Set<Line>();
  const create = (): Server =>
    createServer((socket) => {
      const line = new Line(socket, options);
      lines.add(line);
      socket.once('close', () => lines.delete(line));
    });
  let server = create();
  const port = await listenSomewhere(server);
  return {
    origin: `http://${LOOPBACK}:${port}`,
    shut: () => {
      server.close();
      for (const line of lines) line.cutIfIdle();
    },
    open: async () => {
      if (server.listening) return;
      server = create();
      await listen(server, port);
    },
    close: async () => {
      for (const line of lines) line.cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function listenSomewhere(server: Server): Promise<number> {
  for (let tries = 0; ; tries += 1) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from));
    try {
      await listen(server, port);
      return port;
    } catch (error) {
      if (tries === 20) throw error;
    }
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** One connection of a client; its requests come one after another, each with a way of its own to the exchange. */
class Line {
  readonly #client: Socket;
  readonly #options: DoorOptions;
  #input = '';
  #way: Way | undefined;

  constructor(client: Socket, options: DoorOptions) {
    this.#client = client;
    this.#options = options;
    client.setNoDelay(true);
    client.setEncoding('latin1');
    client.on('error', () => undefined);
    client.on('data', (part: string) => this.#read(part));
    client.once('close', () => this.#way?.end());
  }

  cut(): void {
    this.#client.destroy();
  }

  cutIfIdle(): void {
    if (this.#way === undefined || this.#way.answered) this.cut();
  }

  #read(part: string): void {
    this.#input += part;
    const request = wholeRequest(this.#input);
    if (!request) return;
    this.#input = this.#input.slice(request.head.length + request.body.length);
    this.#way?.end();
    this.#way?.repeat();
    const way: Way = new Way(request, this.#client, this.#options);
    this.#way = way;
    way.start(this.#options.choose(request, () => way.answer));
  }
}

/** The first request in the bytes, once all of it is there. One byte is one character. */
function wholeRequest(bytes: string): DoorRequest | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.slice(0, end + 4);
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (bytes.length < head.length + length) return undefined;
  const [method = '', path = ''] = head.split(' ', 2);
  return { method, path, head, body: bytes.slice(head.length, head.length + length) };
}

function partOf({ head, body }: DoorRequest, part: Delivered): string {
  if (part === 'head') return head;
  if (part === 'half') return (head + body).slice(0, body === '' ? head.length / 2 : -body.length / 2);
  return part === 'all' ? head + body : '';
}

/** One request on its way to the exchange, and its answer on the way back. */
class Way {
  /** What has gone back so far. */
  answer = '';
  #fault: DoorFault | undefined;
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
