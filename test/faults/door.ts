import { createServer, type Server, type Socket } from 'node:net';
import type { ScaledClock } from './scaled-clock';
import type { DoorFault, DoorRequest } from './fault';
import { LOOPBACK, Way } from './way';

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
