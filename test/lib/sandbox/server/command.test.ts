import assert from 'node:assert/strict';
import { request } from 'undici';
import { type Sandbox, startSandbox } from '../../../../nodes/lib/sandbox';
import { type CommandProcess, runCommand } from '../../../../nodes/lib/sandbox/server/command';
import { createExchangeCredential, sign } from '../../../../nodes/lib/signer';
import { generatedCsv, withFile } from '../market/recorded';
import { runSandboxCommand as run } from './running-command';

describe('the command coinbase-sandbox', () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`prints one line of JSON, takes its own key, and stops cleanly on ${signal}`, async () => {
      const command = run('--seed', '9', '--balance', 'USD=250,BTC=0', '--rate-limits', 'off');
      try {
        const printed = JSON.parse(await command.line) as Record<string, string>;
        assert.deepEqual(Object.keys(printed), [
          'rest',
          'feed',
          'key',
          'secret',
          'passphrase',
          'cdp',
          'keys',
        ]);
        const { rest = '', feed = '', key = '', secret = '', passphrase = '' } = printed;
        assert.equal(feed, rest.replace('http', 'ws'));
        const made = createExchangeCredential({ key, secret, passphrase });
        assert.ok(made.ok);
        for (let count = 0; count < 40; count += 1) {
          const headers: Record<string, string> = {
            ...sign({ method: 'GET', path: '/accounts' }, made.credential, Date.now()),
          };
          const answer = await request(`${rest}/accounts`, { headers });
          const accounts = (await answer.body.json()) as { currency: string; available: string }[];
          assert.equal(answer.statusCode, 200, 'no rate limit');
          assert.equal(accounts.find(({ currency }) => currency === 'USD')?.available, '250');
        }
      } finally {
        command.kill(signal);
      }
      assert.deepEqual(await command.ended, [0, null]);
      const { out, err } = command.said();
      assert.equal(out.split('\n').length, 2, 'one line and its end');
      assert.equal(err, '', 'no banner where there is no terminal');
    });
  }

  it('adds a readable banner on a terminal, and keeps it out of stdout', async () => {
    const said = { out: '', err: '' };
    const handlers = new Map<string, () => void>();
    const into = (name: 'out' | 'err') => ({
      isTTY: true,
      write: (text: string) => {
        said[name] += text;
        return true;
      },
    });
    const exit = new Promise<unknown>((resolve) => {
      const terminal = {
        argv: ['node', 'coinbase-sandbox', '--seed', '9'],
        stdout: into('out'),
        stderr: into('err'),
        once: (signal: string, stop: () => void) => handlers.set(signal, stop),
        exit: resolve,
      };
      void runCommand(terminal as unknown as CommandProcess, startSandbox).then(() =>
        handlers.get('SIGINT')?.(),
      );
    });
    assert.equal(await exit, 0);
    const { rest, key, cdp } = JSON.parse(said.out) as Pick<Sandbox, 'rest' | 'key' | 'cdp'>;
    assert.match(said.err, /paper money only/);
    const pem = cdp.ecdsa.privateKey
      .trimEnd()
      .split('\n')
      .join(String.raw`\n`);
    for (const part of [rest, key, cdp.ecdsa.name, pem, cdp.ed25519.name, cdp.ed25519.privateKey, 'Ctrl+C'])
      assert.ok(said.err.includes(part), `the banner shows ${part}`);
  });

  it('replays recorded candles', () =>
    withFile(generatedCsv(40), async (file) => {
      const command = run('--market', `BTC-EUR=${file}`, '--speed', '1000');
      try {
        const { rest = '' } = JSON.parse(await command.line) as Record<string, string>;
        const answer = await request(`${rest}/sandbox/market`);
        const { replays } = (await answer.body.json()) as { replays: Record<string, unknown>[] };
        assert.equal(replays[0]?.['product_id'], 'BTC-EUR');
        assert.equal(replays[0]['candles_per_second'], 1000);
      } finally {
        command.kill('SIGINT');
      }
      assert.deepEqual(await command.ended, [0, null]);
    }));

  it('prints help', async () => {
    const command = run('--help');
    assert.deepEqual(await command.ended, [0, null]);
    assert.match(command.said().out, /^Usage: coinbase-sandbox .*--port N/);
  });

  const mistakes: readonly [given: string[], text: RegExp][] = [
    [['--port', 'many'], /--port takes a whole number, not "many"/],
    [['--port', '70000'], /port must be a whole number from 0 .* to 65535, not 70000/],
    [['--port'], /port/],
    [['--seed', '1.5'], /--seed takes a whole number, not "1\.5"/],
    [['--balance', 'USD'], /balance must look like USD=10000,BTC=1, not "USD"/],
    [['--balance', 'USD=1,USD=2'], /balance names "USD" twice/],
    [['--balance', 'USD=ten'], /USD must be a plain decimal/],
    [['--rate-limits', 'maybe'], /--rate-limits takes on or off, not "maybe"/],
    [['--market', '/no/such/file.csv'], /market file \/no\/such\/file.csv does not exist/],
    [['--market', 'BTC-GBP=x.csv'], /BTC-GBP is not traded/],
    [['--market', __filename], /first line must name the columns/],
    [['--speed', '2'], /speed is for a replayed market/],
    [['--market', 'x.csv', '--speed', 'fast'], /--speed takes a number, not "fast"/],
    [['--market', 'x.csv', '--speed', '5000'], /speed must be a number/],
    [['--tls-cert', 'cert.pem'], /--tls-cert and --tls-key belong together/],
    [
      ['--tls-cert', '/no/cert.pem', '--tls-key', 'x'],
      /TLS: the certificate file "\/no\/cert.pem" does not exist/,
    ],
    [['reset', '--port', '1', '--tls-key', 'x'], /reset takes --port and --seed, not --tls-key/],
    [['--colour'], /--colour/],
    [['8080'], /8080/],
  ];
  for (const [given, text] of mistakes) {
    it(`answers ${given.join(' ')} with one line and exit code 2`, async () => {
      const command = run(...given);
      assert.deepEqual(await command.ended, [2, null]);
      const { out, err } = command.said();
      assert.equal(out, '');
      assert.match(err, text);
      assert.match(err, /^coinbase-sandbox: [^\n]+\n$/, 'one line');
    });
  }

  it('names a busy port in one line, with exit code 1', async () => {
    const holder = await startSandbox();
    try {
      const command = run('--port', String(holder.port));
      assert.deepEqual(await command.ended, [1, null]);
      assert.match(
        command.said().err,
        new RegExp(`^coinbase-sandbox: Port ${holder.port} [^\\n]*busy[^\\n]*\\n$`),
      );
    } finally {
      await holder.close();
    }
  });
});
