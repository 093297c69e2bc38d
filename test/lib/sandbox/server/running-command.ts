import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const COMMAND = path.resolve(__dirname, '../../../../nodes/lib/sandbox/cli.js');

/** The command as a process of its own. */
export interface RunningCommand {
  /** What is said on stdout until the first line ends. */
  readonly line: Promise<string>;
  readonly said: () => { readonly out: string; readonly err: string };
  readonly ended: Promise<[code: number | null, signal: string | null]>;
  readonly kill: (signal: NodeJS.Signals) => void;
}

export function runSandboxCommand(...given: string[]): RunningCommand {
  const child = spawn(process.execPath, [COMMAND, ...given], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  const line = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('\n')) resolve(out);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${err}`)));
  });
  line.catch(() => undefined);
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close') as Promise<[number | null, string | null]>;
  return { line, said: () => ({ out, err }), ended, kill: (signal) => void child.kill(signal) };
}
