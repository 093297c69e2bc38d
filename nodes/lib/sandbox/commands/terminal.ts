/** What the commands touch of a process. */
export type Terminal = Pick<NodeJS.Process, 'argv' | 'env' | 'stdin' | 'stdout' | 'stderr' | 'exitCode'>;

/** Nothing to do but to end: the message for stderr, and exit code 2. */
export function failUsage(self: Terminal, thrown: unknown): void {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  self.stderr.write(`coinbase-sandbox: ${text.replaceAll('\n', ' ')} (try --help)\n`);
  self.exitCode = 2;
}

/**
 * @param text Unix seconds, or an ISO time; undefined for now.
 * @returns Unix milliseconds.
 * @throws RangeError for anything else.
 */
export function timeOf(text: string | undefined): number {
  if (text === undefined) return Date.now();
  const ms = /^\d{1,11}(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (!Number.isFinite(ms)) throw new RangeError('--at takes Unix seconds or an ISO time');
  return ms;
}

/** No request is longer. */
const LONGEST_INPUT = 1_048_576;

/** @throws RangeError when there is too much of it. */
export async function readInput(self: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of self.stdin) {
    const bytes = Buffer.from(chunk as Buffer);
    length += bytes.length;
    if (length > LONGEST_INPUT) throw new RangeError('the input is longer than a request can be (1 MiB)');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString();
}
