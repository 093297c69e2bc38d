import { request } from 'node:http';
import { createExchangeCredential, sign } from '../../signer';
import { sandboxKey } from './keys';

const PATH = '/sandbox/reset';

/** Longer than any sandbox takes. */
const PATIENCE_MS = 5000;

/**
 * Resets the sandbox that listens on a port of this machine, signed with the default key of its seed.
 * Resolves with undefined when it is done, else with why not: one sentence for people.
 */
export function resetRunning(port: number, seed: number): Promise<string | undefined> {
  const made = createExchangeCredential(sandboxKey(seed));
  if (!made.ok) return Promise.resolve('the key of this seed cannot sign');
  const headers = { ...sign({ method: 'POST', path: PATH, body: '' }, made.credential, Date.now()) };
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port, method: 'POST', path: PATH, headers, timeout: PATIENCE_MS },
      (response) => {
        response.resume();
        response.on('end', () => resolve(refusalOf(response.statusCode ?? 0, port)));
        response.on('error', () => resolve(`the answer from port ${port} was cut`));
      },
    );
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', () => resolve(`no sandbox answers on port ${port} of this machine`));
    asked.end();
  });
}

function refusalOf(status: number, port: number): string | undefined {
  if (status === 200) return undefined;
  if (status === 401) return `the sandbox on port ${port} has another key: give its --seed`;
  return `what listens on port ${port} is not a sandbox that can be reset (it answered ${status})`;
}
