import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { freePort } from './free-port';
import { writeUserDirectory, type NodeRedOptions } from './user-directory';
import { checkout, temporaryFolder } from './installed-package';
import { LogLines } from './log-lines';
import { patience } from '../patience';

export type { NodeRedOptions } from './user-directory';

/** One node of a flow as Node-RED keeps it. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

export type DeploymentType = 'full' | 'nodes' | 'flows' | 'reload';

/** A real Node-RED process with the packed package installed. */
export interface RunningNodeRed {
  /** `http://127.0.0.1:PORT`, without a slash at the end; the editor and the flows' HTTP In nodes are below it. */
  readonly url: string;
  readonly userDir: string;
  readonly pid: number;
  /** Everything it printed so far, line by line. */
  log(): readonly string[];
  /** The first line, printed before or later, that matches. Rejects with the log after `ms` (default 15 s). */
  waitForLog(pattern: RegExp, ms?: number): Promise<string>;
  /** The first line printed from now on that matches. */
  nextLog(pattern: RegExp, ms?: number): Promise<string>;
  /** Admin API: GET, parsed. `path` begins with a slash. */
  get(path: string): Promise<unknown>;
  /** Admin API: deploys `flows` and waits until they are started. */
  deploy(flows: readonly FlowNode[], type?: DeploymentType): Promise<void>;
  /** Clicks an inject node. */
  inject(id: string): Promise<void>;
  alive(): boolean;
  /** SIGINT, then SIGKILL after 10 s; removes the user directory, or keeps it for the next. Idempotent. */
  stop(keep?: 'keep'): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** A test run that ends early leaves no Node-RED behind. */
const children = new Set<ChildProcess>();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts the real launcher of Node-RED 4 (under this Node) or 5 (under the Node 24 of test/flows/node-red-5) on a free
 * loopback port, with the packed tarball installed in a user directory of its own. Resolves when flows are started.
 */
export async function startNodeRed(options: NodeRedOptions): Promise<RunningNodeRed> {
  const userDir = options.userDir ?? temporaryFolder(`node-red-${options.version}`);
  const port = await freePort();
  writeUserDirectory(userDir, port, options);
  const { node, launcher } = installation(options.version);
  const child = spawn(node, [launcher, '--userDir', userDir], {
    cwd: userDir,
    env: { ...cleanEnvironment(userDir), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = new LogLines(child.stdout, child.stderr);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  void ended.then(
    () => lines.end(),
    () => lines.end(),
  );
  children.add(child);
  child.once('close', () => children.delete(child));

  async function stop(keep?: 'keep'): ReturnType<RunningNodeRed['stop']> {
    child.kill('SIGINT');
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
    const result = await ended.finally(() => clearTimeout(late));
    if (!keep) rmSync(userDir, { recursive: true, force: true });
    return result;
  }

  const url = `http://127.0.0.1:${port}`;
  const running: RunningNodeRed = {
    url,
    userDir,
    pid: child.pid ?? 0,
    log: () => lines.all(),
    waitForLog: (pattern, ms = patience(15_000)) => lines.waitFor(pattern, ms),
    nextLog: (pattern, ms = patience(15_000)) => lines.next(pattern, ms),
    get: async (where) => {
      const response = await adminRequest(url + where, {});
      return response.json();
    },
    deploy: async (flows, type = 'full') => {
      const started = flowsStarted((pattern) => lines.next(pattern, patience(15_000)));
      await adminRequest(`${url}/flows`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'node-red-deployment-type': type },
        body: JSON.stringify(flows),
      });
      await started;
    },
    inject: async (id) => void (await adminRequest(`${url}/inject/${id}`, { method: 'POST' })),
    alive: () => child.exitCode === null && child.signalCode === null,
    stop,
  };
  try {
    await flowsStarted((pattern) => lines.waitFor(pattern, patience(30_000)));
    if (!options.headless) await lines.waitFor(/\[info\] Server now running/, patience(30_000));
  } catch (error) {
    await stop();
    throw error;
  }
  return running;
}

/** Flows with an unknown node type never start; say so at once instead of running into the time limit. */
async function flowsStarted(wait: (pattern: RegExp) => Promise<string>): Promise<void> {
  const line = await wait(/\[info\] (Started (modified )?(flows|nodes)|Waiting for missing types)/);
  if (line.includes('missing types')) throw new Error('flows with node types that are not installed');
}

async function adminRequest(
  url: string,
  { headers, ...init }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<Response> {
  const response = await fetch(url, {
    ...init,
    headers: { accept: 'application/json', ...headers },
  });
  if (!response.ok)
    throw new Error(`${init.method ?? 'GET'} ${url}: ${response.status} ${await response.text()}`);
  return response;
}

/** Which Node runs which launcher. */
function installation(version: 4 | 5): { node: string; launcher: string } {
  if (version === 4) {
    return { node: process.execPath, launcher: path.join(checkout, 'node_modules/node-red/red.js') };
  }
  const modules = path.join(checkout, 'test/flows/node-red-5/node_modules');
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > 22 || (major === 22 && minor >= 9);
  const node = enough
    ? process.execPath
    : path.join(modules, `node-${process.platform}-${process.arch}/bin/node`);
  if (!existsSync(node)) throw new Error(`Node-RED 5 needs Node 22.9 or later, and ${node} is not installed`);
  return { node, launcher: path.join(modules, 'node-red/red.js') };
}

function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  mkdirSync(path.join(home, 'home'), { recursive: true });
  const { PATH, LANG, TZ, TMPDIR } = process.env;
  const kept = Object.fromEntries(
    Object.entries({ PATH, LANG, TZ, TMPDIR }).filter(([, value]) => value !== undefined),
  );
  return { ...kept, HOME: path.join(home, 'home'), NODE_RED_DISABLE_TELEMETRY: 'true' };
}
