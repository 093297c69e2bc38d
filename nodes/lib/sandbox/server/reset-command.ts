import { request, type RequestOptions } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { createExchangeCredential, sign } from '../../signer';
import { sandboxKey } from './keys';

const PATH = '/sandbox/reset';

/** Longer than any sandbox takes. */
const PATIENCE_MS = 5000;

/**
 * Resets the sandbox that listens on a port of this machine, signed with the default key of its seed.
 * Resolves with undefined when it is done, else with why not: one sentence for people.
 */
export async function resetRunning(port: number, seed: number): Promise<string | undefined> {
  const made = createExchangeCredential(sandboxKey(seed));
  if (!made.ok) return 'the key of this seed cannot sign';
  const headers = { ...sign({ method: 'POST', path: PATH, body: '' }, made.credential, Date.now()) };
  const options = {
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: PATH,
    headers,
    timeout: PATIENCE_MS,
    // Whoever answers on this machine: the signature of a paper key is all it gets to see.
    rejectUnauthorized: false,
  };
  const answer = (await statusOf(request, options)) ?? (await statusOf(requestSecurely, options));
  return answer === undefined
    ? `no sandbox answers on port ${port} of this machine`
    : refusalOf(answer, port);
}

/** Undefined where nothing answers in this way. */
function statusOf(send: typeof request, options: RequestOptions): Promise<number | undefined> {
  return new Promise((resolve) => {
    const asked = send(options, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
      response.on('error', () => resolve(undefined));
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer')));
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

function refusalOf(status: number, port: number): string | undefined {
  if (status === 200) return undefined;
  if (status === 401) return `the sandbox on port ${port} has another key: give its --seed`;
  return `what listens on port ${port} is not a sandbox that can be reset (it answered ${status})`;
}
