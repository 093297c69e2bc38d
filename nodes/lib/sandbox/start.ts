import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Lease } from '../storage/lease';
import { sandboxCdpKeys } from './server/cdp-keys';
import { sandboxKey } from './server/keys';
import { readLedger } from './server/ledger-view';
import { FeedServer } from './feed/feed-server';
import { createListener } from './server/listener';
import { pumpMirror } from './server/mirror-pump';
import { PaperExchange } from './server/paper-exchange';
import { issueKeys } from './server/profiles';
import { Responder } from './server/respond';
import { type Settings, settingsFrom } from './server/settings';
import { readMarketFiles } from './market-files';
import { readState } from './server/state-file';
import { StateKeeper } from './server/state-keeper';
import { lockState } from './server/state-lock';
import { readTlsFiles } from './server/tls-files';
import type { Sandbox, SandboxOptions } from './types';

const LOOPBACK = '127.0.0.1';

/** What is under way when a sandbox closes may end within this time; then it is cut. */
const CLOSE_MS = 800;

/**
 * Starts a sandbox and resolves when it listens.
 * @throws RangeError for an option that cannot be; Error for a state file that cannot be used; Error with `code: 'EADDRINUSE'` that names a busy port.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = settingsFrom(options);
  const { stateFile } = settings;
  if (stateFile === undefined) return run(settings);
  const lease = await lockState(stateFile);
  try {
    return await run(settings, { file: stateFile, lease });
  } catch (thrown) {
    await lease.release();
    throw thrown;
  }
}

/** Where the state goes, for as long as the lease is held. */
interface StateStore {
  readonly file: string;
  readonly lease: Lease;
}

async function run(settings: Settings, store?: StateStore): Promise<Sandbox> {
  const issued = issueKeys(settings.seed, settings.keys);
  const keys = issued.map(({ shown }) => shown);
  // Read in any case: a file that is not such a state is never written over.
  const kept = store && (await readState(store.file, settings.seed));
  const saved = settings.from ?? kept;
  const exchange = new PaperExchange(settings, await readMarketFiles(settings.market, settings.speed), saved);
  const feed = new FeedServer(exchange, issued);
  const responder = new Responder(exchange, issued, () => feed.reset());
  const tls = settings.tls && (await readTlsFiles(settings.tls));
  const server = createListener((received, address) => responder.respond(received, address), {
    tls,
    upgrade: (request, socket, head) => feed.upgrade(request, socket, head),
  });
  const sockets = trackSockets(server);
  const port = await listen(server, settings.port);
  const stopMarket = startMarket(settings, exchange);
  const keeper = store && new StateKeeper(store.file, store.lease, exchange, tellUnsaved);
  let closing: Promise<void> | undefined;
  return {
    ...sandboxKey(settings.seed),
    cdp: sandboxCdpKeys(settings.seed),
    keys,
    rest: `http${tls ? 's' : ''}://${LOOPBACK}:${port}`,
    feed: `ws${tls ? 's' : ''}://${LOOPBACK}:${port}`,
    port,
    reset: () => responder.reset(),
    close: () => {
      stopMarket();
      feed.close();
      return (closing ??= close(server, sockets).then(() => keeper?.close()));
    },
    save: async () => keeper?.save(),
    snapshot: () => exchange.save(),
    unref: () => {
      server.unref();
      sockets.unref();
    },
    moveMarket: () => exchange.moveMarket(),
    setMode: (productId, mode) => exchange.engine.setMode(productId, mode),
    ledger: () => readLedger(exchange),
    get conditions() {
      return exchange.conditions;
    },
    setConditions: (change) => exchange.setConditions(change),
    get mirrored() {
      return exchange.mirrored();
    },
    onMirrored: (listener) => exchange.onMirrored(listener),
    requests: () => responder.counts,
    feedFault: (fault) => feed.fault(fault),
    feedCounts: () => feed.counts,
  };
}

function tellUnsaved({ message }: Error): void {
  process.emitWarning(`The sandbox's state could not be written: ${message}`);
}

function startMarket({ clock, marketEveryMs, mirror }: Settings, exchange: PaperExchange): () => void {
  const stopMirror = mirror && pumpMirror(mirror, (news) => exchange.hearMarket(news));
  const stopMoving = marketEveryMs > 0 && clock.every(marketEveryMs, () => exchange.moveMarket());
  return () => {
    stopMirror?.();
    if (stopMoving) stopMoving();
  };
}

interface Sockets {
  unref(): void;
  /** Also those that never came as far as a request: a client that does not begin its TLS handshake, for one. */
  cut(): void;
}

/** Open sockets hold a process as much as the listening one does, so both are let go together. */
function trackSockets(server: Server): Sockets {
  const sockets = new Set<Socket>();
  let letGo = false;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (letGo) socket.unref();
  });
  return {
    unref: () => {
      letGo = true;
      for (const socket of sockets) socket.unref();
    },
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen(port, LOOPBACK, () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
  const code = error.code ?? 'error';
  const why =
    code === 'EADDRINUSE'
      ? 'is busy: another program listens there. Choose another port, or 0 for any free one.'
      : `cannot be opened (${code}).`;
  return Object.assign(new Error(`Port ${port} on ${LOOPBACK} ${why}`), { code });
}

function close(server: Server, sockets: Sockets): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => sockets.cut(), CLOSE_MS);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
