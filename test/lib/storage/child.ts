import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const WRITER = path.join(__dirname, 'writer.js');

export interface Child {
  readonly pid: number;
  /** The next line that it says; undefined when it ended. */
  next(): Promise<string | undefined>;
  /** All that it says until it ends. */
  rest(): Promise<string[]>;
  /** Asks it for one more line. */
  ask(): void;
  signal(name: NodeJS.Signals): void;
  /** Ends its input; resolves when it is gone. */
  end(): Promise<void>;
}

/** Runs a program to its end. */
export async function run(program: string, args: readonly string[]): Promise<{ status: unknown }> {
  const [status] = await once(spawn(program, args, { stdio: 'inherit' }), 'exit');
  return { status };
}

const living = new Set<ChildProcess>();

/** After each test: one that failed may have left writers behind. */
export function killWriters(): void {
  for (const child of living) child.kill('SIGKILL');
}

/** @param before a program and its arguments that runs the writer, such as one that limits it. */
export function startWriter(args: readonly string[], before: readonly string[] = []): Child {
  const [program = '', ...rest] = [...before, process.execPath, WRITER, ...args];
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  living.add(child);
  const gone = once(child, 'exit').finally(() => living.delete(child));
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string | undefined> => {
    const { value, done } = await lines.next();
    return done ? undefined : value;
  };
  return {
    pid: child.pid ?? 0,
    next,
    async rest() {
      const said: string[] = [];
      for (let line = await next(); line !== undefined; line = await next()) said.push(line);
      return said;
    },
    ask: () => void child.stdin.write('\n'),
    signal: (name) => void child.kill(name),
    async end() {
      child.stdin.end();
      await gone;
    },
  };
}
