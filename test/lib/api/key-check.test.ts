import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { checkKey, type CheckLine, type EnvironmentName, type KeyCheck } from '../../../nodes/lib/api';
import { checkReach } from '../../../nodes/lib/api/key-check/reach';
import { networkFailure } from '../../../nodes/lib/api/network-failure';
import { startSandbox } from '../../../nodes/lib/sandbox';
import { createCredential, type Credential, type Scheme } from '../../../nodes/lib/signer';
import { canaryOf } from '../../nodes/canary';
import { closedPort, json, startLoopback, type Loopback } from './loopback';
import { PORTFOLIO, startStandIn, type StandIn } from './stand-in';

function credentialOf(
  scheme: Scheme,
  change: Partial<Record<'key' | 'secret' | 'passphrase', string>> = {},
): Credential {
  const made = createCredential({ scheme, ...canaryOf[scheme], ...change });
  if (!made.ok) throw new Error(made.problems[0]?.text);
  return made.credential;
}

const ENVIRONMENTS: readonly { environment: EnvironmentName; api: StandIn['api']; scheme: Scheme }[] = [
  { environment: 'exchange', api: 'exchange', scheme: 'exchange' },
  { environment: 'exchange-sandbox', api: 'exchange', scheme: 'exchange' },
  { environment: 'advanced-trade', api: 'advanced-trade', scheme: 'cdp' },
  { environment: 'coinbase-app', api: 'coinbase-app', scheme: 'cdp' },
  { environment: 'coinbase-app', api: 'coinbase-app', scheme: 'coinbase-app' },
  { environment: 'prime', api: 'prime', scheme: 'prime' },
  { environment: 'international', api: 'international', scheme: 'international' },
  { environment: 'custom', api: 'prime', scheme: 'prime' },
];

/** Another secret of the same form. */
const ANOTHER: Readonly<Record<Scheme, () => string>> = {
  exchange: () => randomBytes(64).toString('base64'),
  international: () => randomBytes(48).toString('base64'),
  prime: () => randomBytes(20).toString('hex'),
  'coinbase-app': () => randomBytes(16).toString('hex'),
  cdp: () => randomBytes(64).toString('base64'),
};

/** Keys of nobody, where their form is checked. */
const STRANGERS: Readonly<Partial<Record<Scheme, string>>> = {
  exchange: randomBytes(16).toString('hex'),
  cdp: randomUUID(),
};

describe('the key check', () => {
  const servers: Loopback[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const serve = async (standIn: StandIn): Promise<Loopback> => {
    const server = await startStandIn(standIn);
    servers.push(server);
    return server;
  };
  /** Runs a check and makes sure that no line tells a part of the key. */
  const run = async (
    check: Pick<KeyCheck, 'environment' | 'origin' | 'credential'> & Partial<KeyCheck>,
  ): Promise<CheckLine[]> => {
    const lines = await checkKey({ others: [], tryOthers: false, timeoutMs: 2000, ...check });
    const text = JSON.stringify(lines);
    const { key, passphrase, secret } = check.credential;
    const parts = [key, passphrase, secret.type === 'secret' ? secret.export().toString('base64') : ''];
    for (const part of parts)
      assert.ok(part === '' || !text.includes(part), 'a part of the key is in a line');
    for (const { check: name, ok, fix } of lines)
      assert.ok(ok === true || name === 'clock' || fix !== '', `what is not well comes with a fix: ${name}`);
    return lines;
  };
  const find = (lines: readonly CheckLine[], check: string): CheckLine =>
    lines.find((one) => one.check === check) ?? assert.fail(`no line ${check} in ${JSON.stringify(lines)}`);

  for (const { environment, api, scheme } of ENVIRONMENTS) {
    describe(`${environment} with ${scheme}`, () => {
      const known = credentialOf(scheme);

      it('accepts the right key, by reads alone', async () => {
        const { origin, seen } = await serve({ api, known });
        const lines = await run({ environment, origin, credential: known });
        for (const check of ['reachable', 'clock', 'key', 'signature'])
          assert.equal(find(lines, check).ok, true, check);
        assert.deepEqual(
          lines.filter(({ ok }) => ok === false),
          [],
        );
        assert.ok(seen.every(({ method }) => method === 'GET'));
      });

      it('names a key that is not known here', async () => {
        const { origin } = await serve({ api, known });
        const stranger = STRANGERS[scheme] ?? 'anotherKey000016';
        const lines = await run({ environment, origin, credential: credentialOf(scheme, { key: stranger }) });
        assert.ok(lines.some(({ check, ok }) => (check === 'key' || check === 'signature') && ok === false));
      });

      it('names a secret of another key', async () => {
        const { origin } = await serve({ api, known });
        const wrong = createCredential({ scheme, ...canaryOf[scheme], secret: ANOTHER[scheme]() });
        // Bytes at random are no Ed25519 key; the form says so before anything is sent.
        if (!wrong.ok) return assert.equal(scheme, 'cdp');
        const lines = await run({ environment, origin, credential: wrong.credential });
        assert.equal(find(lines, 'signature').ok, false);
      });

      it("tells how far this machine's clock is off, and still looks at the key", async () => {
        const { origin } = await serve({ api, known, clockMs: 90_000 });
        const lines = await run({ environment, origin, credential: known });
        assert.equal(find(lines, 'clock').ok, false);
        assert.match(find(lines, 'clock').text, /(?:89|90)\.\d s behind/);
        assert.match(find(lines, 'clock').fix, /NTP/);
      });
    });
  }

  for (const scheme of ['exchange', 'prime'] as const)
    it(`names a wrong passphrase of ${scheme}`, async () => {
      const { origin } = await serve({ api: scheme, known: credentialOf(scheme) });
      const lines = await run({
        environment: scheme,
        origin,
        credential: credentialOf(scheme, { passphrase: 'wrongpass99' }),
      });
      assert.equal(find(lines, 'key').ok, true);
      assert.equal(find(lines, 'passphrase').ok, false);
    });

  it('tells the permissions of a CDP key, and warns of Transfer', async () => {
    const known = credentialOf('cdp');
    const { origin } = await serve({ api: 'advanced-trade', known, may: { trade: false, transfer: true } });
    const lines = await run({ environment: 'advanced-trade', origin, credential: known });
    assert.deepEqual(
      ['view', 'trade', 'transfer'].map((check) => find(lines, check).ok),
      [true, false, false],
    );
    assert.match(find(lines, 'transfer').fix, /without Transfer/);
    assert.match(find(lines, 'portfolio').text, new RegExp(`"Savings", ${PORTFOLIO} \\(DEFAULT\\)`));
  });

  const ofPortfolio = async (standIn: Partial<StandIn>): Promise<CheckLine> => {
    const known = credentialOf('cdp');
    const { origin } = await serve({ api: 'advanced-trade', known, ...standIn });
    return find(await run({ environment: 'advanced-trade', origin, credential: known }), 'portfolio');
  };

  it('says of a key of a perpetual futures portfolio that spot orders fail with it', async () => {
    const { ok, text, fix } = await ofPortfolio({ portfolioType: 'INTX' });
    assert.equal(ok, false);
    assert.match(text, new RegExp(`${PORTFOLIO} \\(INTX\\), which is for perpetual futures: orders of spot`));
    assert.match(fix, /Make a key in the portfolio/);
  });

  it('calls nothing well of a portfolio whose kind is not told', async () => {
    for (const portfolioType of ['UNDEFINED', 'SOMETHING', '']) {
      const { ok, text } = await ofPortfolio({ portfolioType });
      assert.equal(ok, null, portfolioType);
      assert.match(text, /is not told/);
    }
  });

  it('tells the portfolio without its name where the name cannot be read', async () => {
    for (const portfolios of [{ portfolios: [] }, { portfolios: 'nonsense' }, 'nonsense', {}]) {
      const { ok, text } = await ofPortfolio({ portfolios });
      assert.equal(ok, true);
      assert.equal(text, `it trades in the portfolio ${PORTFOLIO} (DEFAULT) alone`);
    }
  });

  it('names a key that has no access to its portfolio any more', async () => {
    const known = credentialOf('cdp');
    const server = await startLoopback(({ target }, response) => {
      if (target.endsWith('/time')) return json(response, 200, { epochMillis: String(Date.now()) });
      const details = 'User does not have access to portfolio';
      return json(response, 403, { error: 'PERMISSION_DENIED', error_details: details, message: details });
    });
    servers.push(server);
    const lines = await run({ environment: 'advanced-trade', origin: server.origin, credential: known });
    assert.equal(find(lines, 'portfolio').ok, false);
    assert.match(find(lines, 'portfolio').text, /does not have access to portfolio/);
    assert.match(find(lines, 'portfolio').fix, /bound to the one it was made for/);
  });

  for (const kind of ['ecdsa', 'ed25519'] as const)
    it(`tells a key without Trade on the sandbox's Advanced Trade face (${kind})`, async () => {
      const sandbox = await startSandbox({
        marketEveryMs: 0,
        keys: [{ name: 'reader', permissions: ['view'], profile: 'second' }],
      });
      try {
        const issued = sandbox.keys.find(({ name }) => name === 'reader') ?? assert.fail('no such key');
        const { name: key, privateKey: secret } = issued.cdp[kind];
        const credential = credentialOf('cdp', { key, secret });
        const lines = await run({ environment: 'advanced-trade', origin: sandbox.rest, credential });
        assert.deepEqual(
          ['view', 'trade', 'transfer'].map((check) => find(lines, check).ok),
          [true, false, true],
        );
        assert.match(find(lines, 'trade').fix, /Make a key with Trade/);
        assert.match(find(lines, 'portfolio').text, /portfolio "[^"]+", [0-9a-f-]{36} \(CONSUMER\)/);
      } finally {
        await sandbox.close();
      }
    });

  it('tells View and Transfer of an Exchange key, and leaves Trade open', async () => {
    const known = credentialOf('exchange');
    const harmless = await serve({ api: 'exchange', known });
    const lines = await run({ environment: 'exchange', origin: harmless.origin, credential: known });
    assert.deepEqual(
      ['view', 'trade', 'transfer'].map((check) => find(lines, check).ok),
      [true, null, true],
    );
    const mighty = await serve({ api: 'exchange', known, may: { transfer: true } });
    const others = await run({ environment: 'exchange', origin: mighty.origin, credential: known });
    assert.equal(find(others, 'transfer').ok, false);
  });

  describe('of another environment', () => {
    const credential = credentialOf('exchange');
    const check = async (tryOthers: boolean): Promise<{ lines: CheckLine[]; asked: number }> => {
      const here = await serve({ api: 'exchange', known: credentialOf('exchange', { key: 'f'.repeat(32) }) });
      const there = await serve({ api: 'exchange', known: credential });
      const others = [{ environment: 'exchange-sandbox', origin: there.origin }] as const;
      const lines = await run({
        environment: 'exchange',
        origin: here.origin,
        credential,
        others,
        tryOthers,
      });
      return { lines, asked: there.seen.length };
    };

    it('sends the key nowhere else unasked', async () => {
      const { lines, asked } = await check(false);
      assert.equal(asked, 0);
      assert.equal(find(lines, 'environment').ok, null);
    });

    it('says where the key works when asked', async () => {
      const { lines, asked } = await check(true);
      assert.equal(asked, 1);
      assert.match(find(lines, 'environment').text, /works on exchange-sandbox/);
    });
  });

  it('tells apart what keeps Coinbase from answering', async () => {
    const credential = credentialOf('exchange');
    const reach = async (origin: string): Promise<string> => {
      const lines = await run({ environment: 'exchange', origin, credential, timeoutMs: 500 });
      assert.deepEqual(
        lines.map(({ check, ok }) => [check, ok]),
        [['reachable', false]],
        origin,
      );
      return `${lines[0]?.text} ${lines[0]?.fix}`;
    };
    assert.match(await reach(`http://127.0.0.1:${await closedPort()}`), /refused.*firewall/);
    const silent = await startLoopback(() => undefined);
    const page = await startLoopback((_, response) => void response.end('<html>hello</html>'));
    const elsewhere = await startLoopback(
      (_, response) => void response.writeHead(302, { location: 'https://x.example/' }).end(),
    );
    servers.push(silent, page, elsewhere);
    assert.match(await reach(silent.origin), /swallows/);
    assert.match(await reach(page.origin), /hello.*API address/);
    assert.match(await reach(elsewhere.origin), /points to x\.example/);
    const plain = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('no TLS here', () => socket.destroy());
    });
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    assert.match(await reach(`https://127.0.0.1:${(plain.address() as AddressInfo).port}`), /encrypted|TLS/);
    plain.close();
  });

  it('advises about the key only where the answer is about the key', async () => {
    const credential = credentialOf('exchange');
    for (const [status, body, fix] of [
      [500, { message: 'Internal server error' }, /copy all parts of the key/i],
      [503, { message: 'Service unavailable' }, /wait/i],
      [429, { message: 'Rate limit exceeded' }, /wait/i],
      [404, { message: 'NotFound' }, /environment and address/],
      [400, { message: 'Coinbase Pro API is deprecated' }, /environment and address/],
    ] as const) {
      const server = await startLoopback((seen, response) => {
        if (seen.target === '/time') return json(response, 200, { epoch: Date.now() / 1000 });
        json(response, status, body);
      });
      servers.push(server);
      const lines = await run({
        environment: 'exchange',
        origin: server.origin,
        credential,
        timeoutMs: 1500,
      });
      assert.equal(find(lines, 'key').ok, null, String(status));
      assert.match(find(lines, 'key').fix, fix, String(status));
    }
  });

  it('takes a yes from what is not Advanced Trade for no proof of the key', async () => {
    const server = await startLoopback(({ target }, response) =>
      json(
        response,
        200,
        target.endsWith('/time') ? { epochMillis: String(Date.now()) } : { hello: 'world' },
      ),
    );
    servers.push(server);
    const credential = credentialOf('cdp');
    const lines = await run({ environment: 'advanced-trade', origin: server.origin, credential });
    assert.deepEqual(
      lines.map(({ check, ok }) => [check, ok]),
      [
        ['reachable', true],
        ['clock', true],
        ['key', null],
      ],
    );
  });

  it('names the passphrase where International says no more than Unauthorized', async () => {
    const { origin } = await serve({ api: 'international', known: credentialOf('international') });
    const credential = credentialOf('international', { passphrase: 'wrongpass99' });
    const lines = await run({ environment: 'international', origin, credential });
    assert.match(find(lines, 'signature').text, /passphrase/);
  });

  it('tells an unknown name apart, as the system reports it', async () => {
    for (const code of ['ENOTFOUND', 'EAI_AGAIN']) {
      // No name is looked up in a test: the failure is what the resolver's would become.
      const connection = {
        origin: 'https://no-such-host.invalid',
        measureClock: () => Promise.reject(networkFailure({ code }, 'connect')),
      };
      const { lines, reached } = await checkReach(connection, {});
      assert.equal(reached, false);
      assert.match(`${lines[0]?.text} ${lines[0]?.fix}`, /name.*DNS/);
    }
  });

  it('keeps what a server echoes out of its lines', async () => {
    const credential = credentialOf('exchange');
    const server = await startLoopback((seen, response) => {
      if (seen.target === '/time') return json(response, 200, { epoch: Date.now() / 1000 });
      json(response, 401, { message: `Invalid API Key ${credential.key} with ${credential.passphrase}` });
    });
    servers.push(server);
    const lines = await run({ environment: 'exchange', origin: server.origin, credential });
    assert.match(find(lines, 'key').text, /Invalid API Key \[concealed\] with \[concealed\]/);
  });
});
