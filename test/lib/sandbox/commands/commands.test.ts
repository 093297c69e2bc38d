import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { request } from 'undici';
import { startSandbox } from '../../../../nodes/lib/sandbox';
import { patience } from '../../../patience';

const COMMAND = path.resolve(__dirname, '../../../../nodes/lib/sandbox/cli.js');
const secret = `+/${Buffer.alloc(64, 0xa7).toString('base64').slice(2)}`;
const triple = {
  COINBASE_KEY: '0123456789abcdef0123456789abcdef',
  COINBASE_SECRET: secret,
  COINBASE_PASSPHRASE: 'a-passphrase-of-mine',
};
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'sec1', format: 'pem' })
  .toString();
const cdp = { COINBASE_CREDENTIAL: JSON.stringify({ name: 'organizations/a/apiKeys/b', privateKey: pem }) };

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** No run may print a secret, whatever became of it. */
function run(args: string[], env: Record<string, string>, input = ''): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    env,
    input,
    encoding: 'utf8',
  });
  for (const hidden of [secret, triple.COINBASE_PASSPHRASE, pem.split('\n')[1] ?? ''])
    assert.ok(!(stdout + stderr).includes(hidden), 'a secret was printed');
  return { code: status, out: stdout, err: stderr };
}

/** The headers that `sign --json` printed, the passphrase put in as a shell would. */
function signed(args: string[], env: Record<string, string>): Record<string, string> {
  const { code, out, err } = run(['sign', '--json', ...args], env);
  assert.equal(code, 0, err);
  const { headers } = JSON.parse(out) as { headers: Record<string, string> };
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replace('$COINBASE_PASSPHRASE', env['COINBASE_PASSPHRASE'] ?? ''),
    ]),
  );
}

const curl = (headers: Record<string, string>, rest: string): string =>
  `curl ${Object.entries(headers)
    .map(([name, value]) => `-H '${name}: ${value}' \\\n  `)
    .join('')}${rest}\n`;

describe('coinbase-sandbox doctor and sign', function () {
  this.timeout(patience(30_000));

  it('takes the key for one of the API that is called, where its looks do not tell', () => {
    for (const [key, host, scheme, requested] of [
      ['primeAccessKey01', 'api.prime.coinbase.com', 'prime', '/v1/portfolios?limit=2'],
      ['an-access-key-of-prime', 'api.prime.coinbase.com', 'prime', '/v1/portfolios'],
      ['IntxKey0123456ab', 'api.international.coinbase.com', 'international', '/api/v1/orders?x=1'],
    ] as const) {
      const env = { ...triple, COINBASE_KEY: key, COINBASE_SECRET: secret.slice(0, 40) };
      const headers = signed(['GET', requested, '--scheme', scheme], env);
      const right = run(['doctor'], env, curl(headers, `'https://${host}${requested}'`));
      assert.equal(right.code, 0, right.out + right.err);
      const cut = run(['doctor'], env, curl(headers, `'https://${host}/elsewhere${requested}'`));
      assert.equal(cut.code, 1, cut.err);
      assert.doesNotMatch(cut.out, /_HEADERS/);
    }
  });

  it('prints the prehash of the very token that it signed', () => {
    const { out } = run(['sign', '--json', 'GET', '/api/v3/brokerage/accounts'], cdp);
    const { prehash, headers } = JSON.parse(out) as { prehash: string; headers: Record<string, string> };
    const token = headers['Authorization']?.replace('Bearer ', '') ?? '';
    const [header = '', claims = ''] = token
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString());
    assert.equal(`${header}.${claims}`, prehash);
  });

  it('signs with either CDP key of a sandbox what it then answers, and the doctor finds nothing wrong', async () => {
    const sandbox = await startSandbox();
    try {
      for (const { name, privateKey } of Object.values(sandbox.cdp)) {
        const env = { COINBASE_KEY: name, COINBASE_SECRET: privateKey };
        const url = `${sandbox.rest}/api/v3/brokerage/accounts?limit=2`;
        const headers = signed(['GET', url], env);
        const answer = await request(url, { headers });
        assert.equal(answer.statusCode, 200, await answer.body.text());
        assert.match(run(['doctor'], env, curl(headers, `'${url}'`)).out, /^Nothing is wrong/);
        const other = curl(headers, `'${sandbox.rest}/api/v3/brokerage/orders'`);
        assert.match(run(['doctor'], env, other).out, /^TOKEN_URI_PATH$/m);
        const again = await request(url, { headers });
        assert.match(await again.body.text(), /^Unauthorized\n.*TOKEN_REPEATED/s);
      }
    } finally {
      await sandbox.close();
    }
  });

  const prime = { ...triple, COINBASE_SERVICE_ACCOUNT_ID: 'svc' };
  const schemes: [name: string, args: string[], env: Record<string, string>, base: string][] = [
    ['exchange', [], triple, 'https://api.exchange.coinbase.com'],
    ['international', ['--scheme', 'international'], triple, 'https://api.international.coinbase.com'],
    ['prime', ['--scheme', 'prime'], prime, 'https://api.prime.coinbase.com'],
    ['coinbase-app', ['--scheme', 'coinbase-app'], triple, 'https://api.coinbase.com'],
    ['cdp', [], cdp, 'https://api.coinbase.com'],
  ];
  for (const [scheme, args, env, base] of schemes)
    it(`${scheme}: what sign printed is right for doctor, and a mistake in it is named`, () => {
      const headers = signed([...args, 'GET', '/v2/x?a=b%20c'], env);
      const good = run(['doctor', ...args], env, curl(headers, `"${base}/v2/x?a=b%20c"`));
      assert.equal(good.code, 0, good.out + good.err);
      assert.match(good.out, /^Nothing is wrong/);
      const bad = run(['doctor', '--json', ...args], env, curl(headers, `-X POST "${base}/v2/x?a=b%20c"`));
      assert.equal(bad.code, 1);
      const [finding] = JSON.parse(bad.out) as { code: string; text: string; fix: string }[];
      assert.equal(finding?.code, scheme === 'cdp' ? 'TOKEN_URI_METHOD' : 'METHOD_DIFFERS');
      assert.ok(finding.text.length > 10 && finding.fix.length > 10);
    });

  it('sign prints prehash, steps and headers', () => {
    const { code, out } = run(['sign', 'POST', '/orders', '--body', '{"a":1}', '--at', '1700000000'], triple);
    assert.equal(code, 0);
    const lines = out.split('\n');
    assert.equal(lines[lines.indexOf('Prehash') + 1], '1700000000POST/orders{"a":1}');
    assert.match(out, /^1\. The stamp/m);
    assert.match(out, /^CB-ACCESS-SIGN: [A-Za-z0-9+/]{43}=$/m);
    assert.match(out, /^CB-ACCESS-PASSPHRASE: \$COINBASE_PASSPHRASE$/m);
  });

  it('sign takes the body from stdin, and the time as ISO', () => {
    const { out } = run(['sign', 'POST', '/o', '--body', '-', '--at', '2023-11-14T22:13:20Z'], triple, 'x\n');
    assert.match(out, /^1700000000POST\/o(x)\n\n/m);
  });

  it('sign signs for every feed', () => {
    assert.match(run(['sign', '--feed', '--at', '1700000000'], triple).out, /^timestamp: 1700000000$/m);
    assert.match(run(['sign', '--feed'], cdp).out, /^jwt: eyJ/m);
    const args = ['sign', '--feed', '--scheme', 'prime', '--channel', 'orders', '--products', 'BTC-USD'];
    assert.match(run(args, prime).out, /^api_key_id: svc$/m);
    const none = run(['sign', '--feed', '--scheme', 'coinbase-app'], triple);
    assert.deepEqual([none.code, none.out], [2, '']);
    assert.match(none.err, /has no feed/);
  });

  it('doctor reads raw HTTP from a file, and judges the time it is given', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'doctor-'));
    try {
      const headers = signed(['--at', '1700000000', 'GET', '/orders'], triple);
      const file = path.join(folder, 'request.txt');
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      writeFileSync(file, ['GET /orders?status=open HTTP/1.1', 'Host: h', ...lines, '', ''].join('\r\n'));
      const then = run(['doctor', '--file', file, '--at', '1700000010'], triple);
      assert.equal(then.code, 1);
      assert.match(then.out, /^QUERY_LEFT_OUT\n {2}.*\n {2}.*\n$/);
      const now = run(['doctor', '--file', file], triple);
      assert.match(now.out, /CLOCK_OFF[^]*QUERY_LEFT_OUT[^]*--at TIME/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('wrong use is one line on stderr and exit code 2', () => {
    const cases: [string[], Record<string, string>, string, RegExp][] = [
      [['doctor'], {}, '', /no credential is given/],
      [['doctor'], triple, '', /no request/],
      [['doctor'], triple, 'hello', /neither a curl/],
      [['doctor'], triple, 'hello world\nno: header', /neither a curl/],
      [['doctor', '--file', '/nowhere/at/all'], triple, '', /does not exist/],
      [['doctor', '--at', 'yesterday'], triple, '', /--at takes/],
      [['doctor', '--nonsense'], triple, '', /nonsense/],
      [['sign', '--scheme', 'x', 'GET', '/'], triple, '', /--scheme takes/],
      [['sign', 'GET'], triple, '', /a method and a path/],
      [['sign', 'GET', '/a b'], triple, '', /percent-encoded/],
      [['sign', 'GET', '/'], { ...triple, COINBASE_SECRET: 'short' }, '', /credential cannot be used/],
    ];
    for (const [args, env, input, why] of cases) {
      const { code, out, err } = run(args, env, input);
      assert.deepEqual([code, out], [2, ''], args.join(' '));
      assert.match(err, why);
      assert.match(err, /^coinbase-sandbox: [^\n]+\n$/);
    }
  });

  it('explains itself', () => {
    for (const name of ['doctor', 'sign']) {
      const { code, out } = run([name, '--help'], {});
      assert.equal(code, 0);
      assert.match(out, new RegExp(`^Usage: coinbase-sandbox ${name}`));
      assert.match(out, /COINBASE_KEY/);
      assert.match(run(['--help'], {}).out, new RegExp(`coinbase-sandbox ${name} --help`));
    }
  });
});
