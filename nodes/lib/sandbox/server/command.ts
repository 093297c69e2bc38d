import { parseArgs } from 'node:util';
import type { Sandbox, SandboxOptions } from '../types';
import { parseKey } from './key-wishes';
import { resetRunning } from './reset-command';
import { parseBalances } from './settings';

const HELP = `Usage: coinbase-sandbox [--port N] [--seed N] [--balance USD=10000,BTC=1] [--rate-limits off]
                        [--market FILE [--speed X]] [--key NAME:PERMISSIONS[:PROFILE]]
                        [--faults LIST] [--state FILE] [--tls-cert FILE --tls-key FILE] [--help]
       coinbase-sandbox reset --port N [--seed N]

Starts a local Coinbase with paper money on 127.0.0.1 and prints one line of JSON when it listens: its REST and feed
addresses, and the keys that it accepts: key, secret and passphrase for Coinbase Exchange, and in cdp, each with name
and privateKey, the two kinds of CDP key for Advanced Trade (paths that begin with /api/v3/brokerage). The feed is that
of the Exchange, and of Advanced Trade for a client that speaks it; below it, /advanced-trade and /advanced-trade-user
are Advanced Trade's two hosts. Ctrl+C stops it.

  coinbase-sandbox doctor --help   names the mistake in a signed request that Coinbase refuses
  coinbase-sandbox sign --help     shows how a request is signed, step by step, for every Coinbase API

  --port N           TCP port; 0, the default, takes any free one
  --seed N           the same seed gives the same market, ids and keys; default 1
  --balance LIST     what the account starts with; default USD=10000,EUR=10000,BTC=1,ETH=10
  --rate-limits off  answers every request at once; on by default, as at the exchange
  --market FILE      the price of BTC-USD from recorded candles instead of a simulated one; PRODUCT=FILE for another
                     product. CSV with a header line (time, open, high, low, close) or the exchange's own JSON.
                     After the last candle the price stays
  --speed X          candles a second, 0.001 to 1000; default 1
  --key WISH         one more key, as often as wanted: reader:view, bot:view,trade or bot:view,trade:PROFILE; the
                     permissions are view, trade and transfer, and each profile starts with the same balances
  --faults LIST      oddities of the real exchange: late-404=MS answers 404 for a new order for so long, settle-delay=MS
                     says of what is done that it is not settled for so long, queued-cancel=MS carries a
                     cancel on Advanced Trade out so much later; for example late-404=500,settle-delay=2000
  --state FILE       keeps balances, orders, fills, prices and where a replay stands in a file over restarts; its
                     balances win over --balance; one sandbox a file
  --tls-cert FILE    answers https instead of http, for clients that take nothing else: a certificate in PEM form, such
                     as a self-signed one for 127.0.0.1, which the client must be told to trust
  --tls-key FILE     the certificate's private key in PEM form, without a passphrase
  --help             this text

coinbase-sandbox reset puts the sandbox that listens on a port back to its start: balances, orders, market. It signs with
the default key of the seed (default 1).
`;

/** The parts of a process that the command touches. */
export type CommandProcess = Pick<NodeJS.Process, 'argv' | 'stdout' | 'stderr' | 'once' | 'exit'>;

/** What the arguments ask for. */
type Wish =
  | { readonly kind: 'start'; readonly options: SandboxOptions }
  | { readonly kind: 'reset'; readonly port: number; readonly seed: number }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistake'; readonly text: string };

/**
 * Runs the command: exit code 0 after a clean stop, 1 when the port cannot be opened, 2 for wrong arguments. What
 * goes wrong is one line on stderr.
 */
export async function runCommand(
  self: CommandProcess,
  start: (options: SandboxOptions) => Promise<Sandbox>,
): Promise<void> {
  const wish = readArguments(self.argv.slice(2));
  if (wish.kind === 'help') {
    self.stdout.write(HELP);
    return;
  }
  if (wish.kind === 'mistake') return fail(self, wish.text, 2);
  if (wish.kind === 'reset') return reset(self, wish.port, wish.seed);
  let sandbox: Sandbox;
  try {
    sandbox = await start(wish.options);
  } catch (thrown) {
    return fail(self, textOf(thrown), thrown instanceof RangeError ? 2 : 1);
  }
  const stop = (): void => {
    void sandbox.close().then(
      () => self.exit(0),
      (thrown: unknown) => fail(self, textOf(thrown), 1),
    );
  };
  self.once('SIGINT', stop);
  self.once('SIGTERM', stop);
  announce(self, sandbox);
}

async function reset(self: CommandProcess, port: number, seed: number): Promise<void> {
  const why = await resetRunning(port, seed);
  if (why === undefined) self.stdout.write(`${JSON.stringify({ reset: true, port })}\n`);
  else fail(self, why, 1);
}

function fail(self: CommandProcess, text: string, code: number): void {
  self.stderr.write(`coinbase-sandbox: ${text.replaceAll('\n', ' ')}\n`, () => self.exit(code));
}

/** The JSON line is for programs and always on stdout; the banner is for people, on a terminal only. */
function announce(self: CommandProcess, sandbox: Sandbox): void {
  const { rest, feed, key, secret, passphrase, cdp, keys } = sandbox;
  self.stdout.write(`${JSON.stringify({ rest, feed, key, secret, passphrase, cdp, keys })}\n`);
  if (!self.stdout.isTTY) return;
  self.stderr.write(
    `\n  Coinbase sandbox: paper money only\n\n` +
      `  REST        ${rest}\n  Feed        ${feed}\n\n` +
      `  Exchange    key         ${key}\n              secret      ${secret}\n              passphrase  ${passphrase}\n` +
      `  Advanced    name        ${cdp.ed25519.name}\n  Trade       Ed25519     ${cdp.ed25519.privateKey}\n` +
      `              name        ${cdp.ecdsa.name}\n              ES256       ${oneLine(cdp.ecdsa.privateKey)}\n\n` +
      `  Try         curl ${rest}/products/BTC-USD/ticker\n  Stop        Ctrl+C\n\n`,
  );
}

/** A PEM as key files and environments write it. */
function oneLine(pem: string): string {
  return pem.trimEnd().replaceAll('\n', String.raw`\n`);
}

function readArguments(given: string[]): Wish {
  try {
    const { values, positionals } = parseArgs({
      args: given,
      allowPositionals: given[0] === 'reset',
      options: {
        port: { type: 'string' },
        seed: { type: 'string' },
        balance: { type: 'string' },
        'rate-limits': { type: 'string' },
        market: { type: 'string', multiple: true },
        speed: { type: 'string' },
        key: { type: 'string', multiple: true },
        faults: { type: 'string' },
        state: { type: 'string' },
        'tls-cert': { type: 'string' },
        'tls-key': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    if (positionals.length === 0) return { kind: 'start', options: optionsFrom(values) };
    return resetWish(values, positionals);
  } catch (thrown) {
    return { kind: 'mistake', text: `${textOf(thrown)} (try --help)` };
  }
}

interface Values {
  readonly port?: string | undefined;
  readonly seed?: string | undefined;
  readonly balance?: string | undefined;
  readonly 'rate-limits'?: string | undefined;
  readonly market?: string[] | undefined;
  readonly speed?: string | undefined;
  readonly key?: string[] | undefined;
  readonly faults?: string | undefined;
  readonly state?: string | undefined;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
}

function optionsFrom(values: Values): SandboxOptions {
  const limits = values['rate-limits'] ?? 'on';
  if (limits !== 'on' && limits !== 'off') {
    throw new RangeError(`--rate-limits takes on or off, not ${JSON.stringify(limits)}`);
  }
  const balance = values.balance === undefined ? undefined : parseBalances(values.balance);
  return {
    ...(values.port !== undefined && { port: wholeNumber('--port', values.port) }),
    ...(values.seed !== undefined && { seed: wholeNumber('--seed', values.seed) }),
    ...(balance && { balance }),
    ...(values.market && { market: values.market }),
    ...(values.speed !== undefined && { speed: numberOf('--speed', values.speed) }),
    ...(values.key && { keys: values.key.map(parseKey) }),
    ...(values.state !== undefined && { state: values.state }),
    ...(values.faults !== undefined && oddities(values.faults)),
    ...tlsFrom(values['tls-cert'], values['tls-key']),
    rateLimits: limits === 'on',
  };
}

function tlsFrom(certFile: string | undefined, keyFile: string | undefined): Pick<SandboxOptions, 'tls'> {
  if (certFile === undefined && keyFile === undefined) return {};
  if (certFile === undefined || keyFile === undefined)
    throw new RangeError('--tls-cert and --tls-key belong together: give both');
  return { tls: { certFile, keyFile } };
}

const ODDITIES = {
  'late-404': 'late404Ms',
  'settle-delay': 'settleDelayMs',
  'queued-cancel': 'queuedCancelMs',
} as const;

type Oddity = (typeof ODDITIES)[keyof typeof ODDITIES];

function oddities(text: string): Pick<SandboxOptions, Oddity> {
  const wanted: { [name in Oddity]?: number } = {};
  for (const part of text.split(',')) {
    const [name = '', ms = ''] = part.split('=');
    if (!Object.hasOwn(ODDITIES, name))
      throw new RangeError(
        `--faults takes ${Object.keys(ODDITIES).join('=MS and ')}=MS, not ${JSON.stringify(part)}`,
      );
    wanted[ODDITIES[name as keyof typeof ODDITIES]] = numberOf(`--faults ${name}`, ms);
  }
  return wanted;
}

function resetWish({ port, seed = '1', ...others }: Values, positionals: string[]): Wish {
  const [first, ...more] = positionals;
  if (first !== 'reset' || more.length > 0) throw new RangeError(`unknown: ${positionals.join(' ')}`);
  const strange = Object.keys(others)[0];
  if (strange !== undefined) throw new RangeError(`reset takes --port and --seed, not --${strange}`);
  if (port === undefined) throw new RangeError('reset needs --port');
  return { kind: 'reset', port: wholeNumber('--port', port), seed: wholeNumber('--seed', seed) };
}

function wholeNumber(name: string, text: string): number {
  if (!/^-?\d{1,15}$/.test(text))
    throw new RangeError(`${name} takes a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
}

function numberOf(name: string, text: string): number {
  if (!/^\d{1,9}(\.\d{1,9})?$/.test(text))
    throw new RangeError(`${name} takes a number, not ${JSON.stringify(text)}`);
  return Number(text);
}

function textOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
