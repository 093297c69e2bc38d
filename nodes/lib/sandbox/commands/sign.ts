/** `coinbase-sandbox sign`: how a request is signed, step by step, and its headers. */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { explain, sign, signFeed, type Credential } from '../../signer';
import { CREDENTIAL_HELP, credentialFromEnvironment } from './credential-from-environment';
import { targetOf } from './request-parts';
import { failUsage, readInput, timeOf, type Terminal } from './terminal';

const HELP = `Usage: coinbase-sandbox sign METHOD PATH [--body TEXT] [--host NAME] [--at TIME] [--scheme NAME]
       coinbase-sandbox sign --feed [--channel NAME --portfolio ID --products A,B] [--at TIME] [--scheme NAME]

Prints what is signed, each step, and the headers of the request or the fields of the feed's subscribe message. The
passphrase is printed as the name of its variable. Nothing is sent anywhere.

${CREDENTIAL_HELP}
  PATH            with its query, as it will be sent; a whole URL gives its host too
  --body TEXT     the body, byte by byte as it will be sent; - reads it from stdin
  --host NAME     the host that a token is for; default api.coinbase.com
  --at TIME       signs for this time, in Unix seconds or ISO, instead of now
  --feed          signs for the feed; --channel, --portfolio and --products are what Prime signs there
  --json          prints { prehash, steps, headers } or the fields as JSON

Exit code: 0 signed, 2 the arguments or the credential cannot be used.
`;

const OPTIONS = {
  body: { type: 'string' },
  host: { type: 'string' },
  at: { type: 'string' },
  scheme: { type: 'string' },
  feed: { type: 'boolean' },
  channel: { type: 'string' },
  portfolio: { type: 'string' },
  products: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type Values = ReturnType<typeof read>['values'];

function read(args: string[]) {
  return parseArgs({ args, allowPositionals: true, options: OPTIONS });
}

/** Never rejects; the exit code says how it went. */
export async function runSign(self: Terminal): Promise<void> {
  try {
    const { values, positionals } = read(self.argv.slice(3));
    if (values.help) {
      self.stdout.write(HELP);
      return;
    }
    const credential = credentialFromEnvironment(self.env, values.scheme);
    const nowMs = timeOf(values.at);
    if (values.feed) return print(self, values, feedFields(values, credential, nowMs));
    const body = values.body === '-' ? await readInput(self) : (values.body ?? '');
    const request = requestOf(values, positionals, body);
    const nonce = randomUUID();
    const { prehash, steps } = explain(request, credential, nowMs, nonce);
    const headers = masked(sign(request, credential, nowMs, nonce), credential);
    if (values.json) return print(self, values, { prehash, steps, headers });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const numbered = steps.map((step, index) => `${index + 1}. ${step}`);
    self.stdout.write(['Prehash', prehash, '', 'Steps', ...numbered, '', 'Headers', ...lines, ''].join('\n'));
  } catch (thrown) {
    failUsage(self, thrown);
  }
}

function requestOf(values: Values, positionals: readonly string[], body: string): Parameters<typeof sign>[0] {
  const [method = '', url = '', ...more] = positionals;
  if (url === '' || more.length > 0) throw new RangeError('sign takes a method and a path');
  if (!/^[A-Za-z]+$/.test(method)) throw new RangeError('the method is no HTTP method');
  if (/[^\x21-\x7e]/.test(url)) throw new RangeError('the path must be percent-encoded, as it will be sent');
  const { path, host } = /^\/|:\/\//.test(url) ? targetOf(url) : { path: `/${url}`, host: undefined };
  const named = values.host ?? host;
  return { method: method.toUpperCase(), path, body, ...(named === undefined ? {} : { host: named }) };
}

function feedFields(values: Values, credential: Credential, nowMs: number): Readonly<Record<string, string>> {
  const { channel, portfolio, products } = values;
  const subscription =
    channel === undefined
      ? undefined
      : { channel, portfolioId: portfolio ?? '', productIds: products?.split(',') ?? [] };
  return masked({ ...signFeed(credential, nowMs, subscription) }, credential);
}

/** The passphrase is a secret, and the shell can put it in. */
function masked(
  fields: Readonly<Record<string, string>>,
  { passphrase }: Credential,
): Record<string, string> {
  const shown = Object.entries(fields).map(([name, value]) => [
    name,
    /passphrase/i.test(name) && value === passphrase ? '$COINBASE_PASSPHRASE' : value,
  ]);
  return Object.fromEntries(shown) as Record<string, string>;
}

function print(self: Terminal, { json }: Values, fields: object): void {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${String(value)}`);
  self.stdout.write(json ? `${JSON.stringify(fields, null, 2)}\n` : `${lines.join('\n')}\n`);
}
