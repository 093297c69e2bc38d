import { asCoinbaseError, CoinbaseError } from '../lib/rules/errors';
import type { SandboxProvider } from '../lib/runtime';
import { removeState, type Sandbox, type SandboxOptions } from '../lib/sandbox';
import { say } from '../lib/sentences';
import type { SandboxPlan } from './options';
import { startPlanned } from './start-planned';

interface Entry {
  readonly options: SandboxPlan;
  /** The options as text: the same text, the same sandbox. */
  readonly signature: string;
  readonly sandbox: Promise<Sandbox>;
}

/** How {@link RunningSandboxes} starts one; an argument for tests. */
export type StartSandbox = (options: SandboxPlan) => Promise<Sandbox>;

/**
 * The sandboxes of this process by the id of their config node; the shared default under the empty id. They outlive
 * deploys, so that balances, open orders, keys and port survive; only removal or another configuration ends one.
 */
export class RunningSandboxes implements SandboxProvider {
  readonly #entries = new Map<string, Entry>();
  /** Options of deployed config nodes, for another try after a failed start. */
  readonly #options = new Map<string, SandboxPlan>();
  /** Config nodes whose form cannot be used. */
  readonly #refusals = new Map<string, CoinbaseError>();
  readonly #start: StartSandbox;
  readonly #shared: () => SandboxPlan;

  /** @param shared options of the shared default sandbox, asked at each use */
  constructor(start: StartSandbox = startPlanned(), shared: () => SandboxPlan = () => ({})) {
    this.#start = start;
    this.#shared = shared;
  }

  /** Starts the sandbox of `id`, keeps the one that runs with the same options, or puts a new one in its place. */
  async #run(id: string, options: SandboxPlan): Promise<Sandbox> {
    this.#refusals.delete(id);
    const signature = JSON.stringify(options);
    const known = this.#entries.get(id);
    if (known?.signature === signature) return known.sandbox;
    const sandbox = this.#replace(known, options);
    const entry = { options, signature, sandbox };
    this.#entries.set(id, entry);
    // One that could not start is tried again at the next use: its port may be free by then.
    sandbox.catch(() => this.#entries.get(id) === entry && this.#entries.delete(id));
    return sandbox;
  }

  /** Remembers that the form of `id` cannot be used, and ends what ran under it. */
  refuse(id: string, error: CoinbaseError): void {
    void this.#end(id);
    this.#refusals.set(id, error);
  }

  /** Ends the sandbox of a config node that was deleted or disabled, and removes its state. Never rejects. */
  async remove(id: string): Promise<void> {
    const state = this.#options.get(id)?.state;
    // A file that no sandbox could start with is not its own.
    const ran = await this.#end(id);
    if (ran && state !== undefined) await removeState(state).catch(() => undefined);
  }

  /**
   * Resolves when the state of `id` is in its file, where it keeps one; at once for one that could not start.
   * @throws CoinbaseError ACCOUNT_MISSING
   */
  async save(id: string): Promise<void> {
    const sandbox = await this.#entries.get(id)?.sandbox.catch(() => undefined);
    const file = this.#options.get(id)?.state;
    if (sandbox && file !== undefined) await saved(sandbox, file);
  }

  /** Forgets `id`. @returns its sandbox, closed, where it had been running. */
  #end(id: string): Promise<Sandbox | undefined> {
    const known = this.#entries.get(id);
    this.#entries.delete(id);
    this.#refusals.delete(id);
    this.#options.delete(id);
    return closed(known);
  }

  /** Makes `id` known and starts its sandbox. */
  deploy(id: string, options: SandboxPlan): Promise<Sandbox> {
    this.#options.set(id, options);
    return this.#run(id, options);
  }

  async use(id: string | undefined): Promise<Sandbox> {
    const refusal = this.#refusals.get(id ?? '');
    if (refusal) throw refusal;
    const options = id === undefined ? this.#shared() : this.#options.get(id);
    if (!options) throw new CoinbaseError('ACCOUNT_MISSING', say('sandbox.missing'));
    try {
      return await this.#run(id ?? '', options);
    } catch (thrown) {
      throw notStarted(thrown, options);
    }
  }

  running(id: string | undefined): Promise<Sandbox> | undefined {
    return this.#entries.get(id ?? '')?.sandbox;
  }

  async #replace(known: Entry | undefined, options: SandboxPlan): Promise<Sandbox> {
    const before = await closed(known);
    const kept = before && known && hasSameStart(known.options, options) && keptOf(before);
    const sandbox = await this.#start(kept ? { ...kept, ...options } : options);
    // Node-RED may end without telling anybody: a sandbox must not keep the process alive.
    sandbox.unref();
    if (options.state === undefined) return sandbox;
    try {
      // Whether the file can be written is told now, not after the first orders.
      await saved(sandbox, options.state);
    } catch (thrown) {
      await sandbox.close().catch(() => undefined);
      throw thrown;
    }
    return sandbox;
  }
}

/** A sandbox says in English alone why it does not start. */
function notStarted(thrown: unknown, { port }: SandboxPlan): CoinbaseError {
  const error = asCoinbaseError(thrown, 'ACCOUNT_MISSING');
  if (error === thrown && error.code === 'ACCOUNT_MISSING') return error;
  const isBusy = thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE';
  const why = isBusy ? say('sandbox.portBusy', { port: String(port) }) : error.toldWhy;
  return new CoinbaseError('ACCOUNT_MISSING', say('sandbox.notStarted', { why }));
}

/** @throws CoinbaseError ACCOUNT_MISSING naming the file. */
async function saved(sandbox: Sandbox, file: string): Promise<void> {
  try {
    await sandbox.save();
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'error';
    throw new CoinbaseError('ACCOUNT_MISSING', say('sandbox.state', { file, code }));
  }
}

/** The one that ran, closed. Never rejects. */
async function closed(entry: Entry | undefined): Promise<Sandbox | undefined> {
  const sandbox = await entry?.sandbox.catch(() => undefined);
  await sandbox?.close().catch(() => undefined);
  return sandbox;
}

/** Whether two forms begin with the same market and money; other settings are no reason to begin anew. */
function hasSameStart(a: SandboxPlan, b: SandboxPlan): boolean {
  const start = ({ seed, balance, market, speed, livePrices: live }: SandboxPlan): string =>
    JSON.stringify([seed, balance, market, speed, live]);
  return start(a) === start(b);
}

/** What a sandbox hands on to the one that takes its place: everything, and its port where the form leaves that open. */
function keptOf(before: Sandbox): Pick<SandboxOptions, 'from' | 'port'> {
  return { from: before.snapshot(), port: before.port };
}
