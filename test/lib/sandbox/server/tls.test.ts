import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { Agent, request } from 'undici';
import { type Sandbox, startSandbox } from '../../../../nodes/lib/sandbox';
import { resetRunning } from '../../../../nodes/lib/sandbox/server/reset-command';
import { createExchangeCredential, sign } from '../../../../nodes/lib/signer';
import { type CertificateFiles, makeCertificate } from './certificate';
import { runSandboxCommand } from './running-command';
import { patience } from '../../../patience';

describe('a sandbox that speaks TLS', () => {
  let files: CertificateFiles;
  let dispatcher: Agent;

  before(() => {
    files = makeCertificate();
    dispatcher = new Agent({ connect: { ca: readFileSync(files.certFile, 'utf8') } });
  });
  after(async () => {
    await dispatcher.close();
    files.remove();
  });

  async function dollars({
    rest,
    key,
    secret,
    passphrase,
  }: Record<'rest' | 'key' | 'secret' | 'passphrase', string>) {
    const made = createExchangeCredential({ key, secret, passphrase });
    assert.ok(made.ok);
    const headers: Record<string, string> = {
      ...sign({ method: 'GET', path: '/accounts' }, made.credential, Date.now()),
    };
    const answer = await request(`${rest}/accounts`, { headers, dispatcher });
    const accounts = (await answer.body.json()) as { currency: string; available: string }[];
    return accounts.find(({ currency }) => currency === 'USD')?.available;
  }

  it('answers https, with a certificate that the client verifies, on loopback alone', () =>
    using({ tls: files }, async (sandbox) => {
      assert.equal(sandbox.rest, `https://127.0.0.1:${sandbox.port}`);
      assert.equal(sandbox.feed, `wss://127.0.0.1:${sandbox.port}`);
      assert.equal(await dollars(sandbox), '10000');
      await assert.rejects(
        request(`${sandbox.rest}/time`),
        /self-signed certificate/,
        'it is not trusted blindly',
      );
      const elsewhere = connect(sandbox.port, '127.0.0.2');
      const [error] = (await once(elsewhere, 'error')) as [NodeJS.ErrnoException];
      assert.equal(error.code, 'ECONNREFUSED');
    }));

  it('turns plain HTTP away and goes on', () =>
    using({ tls: files }, async (sandbox) => {
      const [error] = (await once(get(`http://127.0.0.1:${sandbox.port}/time`), 'error')) as [Error];
      assert.match(error.message, /hang up|reset|Parse Error/i);
      assert.equal(await dollars(sandbox), '10000');
    }));

  it('closes within a second although a client never begins its handshake', () =>
    using({ tls: files }, async (sandbox) => {
      const silent = connect(sandbox.port, '127.0.0.1').on('error', () => undefined);
      await once(silent, 'connect');
      assert.equal(await dollars(sandbox), '10000', 'the silent one has been accepted before');
      const gone = once(silent, 'close');
      const began = performance.now();
      await sandbox.close();
      assert.ok(performance.now() - began < patience(1000), 'closed within a second');
      await gone;
    }));

  it('is reset by the command like any other', () =>
    using({ tls: files, seed: 4 }, async (sandbox) => {
      assert.equal(await resetRunning(sandbox.port, 4), undefined);
      assert.match((await resetRunning(sandbox.port, 5)) ?? '', /has another key: give its --seed/);
    }));

  it('starts as a command, which prints its https address', async () => {
    const { certFile, keyFile } = files;
    const command = runSandboxCommand('--tls-cert', certFile, '--tls-key', keyFile);
    try {
      const printed = JSON.parse(await command.line) as Sandbox;
      assert.match(printed.rest, /^https:\/\/127\.0\.0\.1:\d+$/);
      assert.equal(await dollars(printed), '10000');
    } finally {
      command.kill('SIGINT');
    }
    assert.deepEqual(await command.ended, [0, null]);
  });

  describe('names the file and what is wrong with it', () => {
    const write = (name: string, text: string): string => {
      const file = files.besides(name);
      writeFileSync(file, text);
      return file;
    };
    const locked = (): string => {
      const file = files.besides('locked.pem');
      execFileSync('openssl', ['pkey', '-in', files.keyFile, '-aes256', '-passout', 'pass:x', '-out', file]);
      return file;
    };
    const stranger = (): string => {
      const file = files.besides('stranger.pem');
      execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', file]);
      return file;
    };
    const cases: readonly [string, () => Partial<Record<'certFile' | 'keyFile', string>>, RegExp][] = [
      [
        'no file',
        () => ({ keyFile: files.besides('none.pem') }),
        /^TLS: the key file ".*none\.pem" does not exist$/,
      ],
      [
        'no certificate',
        () => ({ certFile: write('a.pem', 'hello') }),
        /a\.pem" does not begin with a certificate/,
      ],
      ['the two swapped', () => ({ certFile: files.keyFile }), /key\.pem" does not begin with a certificate/],
      [
        'no key',
        () => ({ keyFile: files.certFile }),
        /the key file ".*cert\.pem" has no private key in PEM form$/,
      ],
      ['a locked key', () => ({ keyFile: locked() }), /locked\.pem" is locked with a passphrase: unlock it$/],
      [
        'another key',
        () => ({ keyFile: stranger() }),
        /the key in ".*" does not belong to the certificate in ".*"$/,
      ],
    ];
    for (const [what, given, text] of cases) {
      it(what, async () => {
        const tls = { certFile: files.certFile, keyFile: files.keyFile, ...given() };
        await assert.rejects(startSandbox({ tls }), (thrown: Error) => {
          assert.ok(thrown instanceof RangeError);
          assert.match(thrown.message, text);
          return true;
        });
      });
    }
  });
});

async function using(
  options: Parameters<typeof startSandbox>[0],
  check: (sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox(options);
  try {
    await check(sandbox);
  } finally {
    await sandbox.close();
  }
}
